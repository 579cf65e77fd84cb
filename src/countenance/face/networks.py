"""The landmark network, run by LiteRT where it is installed (the extra ``fast``) and by OpenCV elsewhere.

Both compute the same function: landmarks differ by less than a thousandth of a pixel of the crop. LiteRT needs
three fifths of the time.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from countenance.face.images import Image

__all__ = ["LandmarkNetwork", "landmark_network"]

_OUTPUTS = ("Identity", "Identity_1")
"""478 points in pixels of the crop, and the logit of a face being there."""
_LIBRARY = "ai_edge_litert"


class LandmarkNetwork(Protocol):
    """Landmarks of a crop. Not thread-safe."""

    def __call__(self, crop: Image) -> tuple[npt.NDArray[np.float64], float]:
        """Points of shape (478, 3) in pixels of an RGB crop of shape (256, 256, 3), and the logit of a face."""
        ...


def landmark_network(model: bytes) -> LandmarkNetwork:
    """Load the network from the content of its ``.tflite`` file."""
    return _LiteRT(model) if find_spec(_LIBRARY) else _OpenCV(model)


class _OpenCV:
    def __init__(self, model: bytes) -> None:
        self._net: Any = cv2.dnn.readNetFromTFLite(np.frombuffer(model, np.uint8))

    def __call__(self, crop: Image) -> tuple[npt.NDArray[np.float64], float]:
        self._net.setInput(cv2.dnn.blobFromImage(crop, 1 / 255))
        points, logit = self._net.forward(_OUTPUTS)
        return points.reshape(478, 3).astype(np.float64), float(logit.item())


class _LiteRT:
    def __init__(self, model: bytes) -> None:
        from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415 - an extra

        with _without_notes():
            self._net: Any = Interpreter(model_content=model, num_threads=1)
            self._net.allocate_tensors()
        (self._input,) = (one["index"] for one in self._net.get_input_details())
        places = {one["name"]: one["index"] for one in self._net.get_output_details()}
        self._points, self._logit = (places[name] for name in _OUTPUTS)

    def __call__(self, crop: Image) -> tuple[npt.NDArray[np.float64], float]:
        self._net.set_tensor(self._input, crop[None] * np.float32(1 / 255))
        self._net.invoke()
        points, logit = self._net.get_tensor(self._points), self._net.get_tensor(self._logit)
        return points.reshape(478, 3).astype(np.float64), float(logit.item())


@contextmanager
def _without_notes() -> Iterator[None]:
    """Keep LiteRT's notes out of the terminal; it has no setting for them. Everything else is passed on."""
    sys.stderr.flush()
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as told:
        os.dup2(told.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)
            told.seek(0)
            for line in told:
                if not line.startswith(b"INFO:"):
                    os.write(2, line)
