"""Frames that are already in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import VideoError
from countenance.video.sources import Colour, Frame, resolve_range

__all__ = ["FrameArray"]


@dataclass(frozen=True, eq=False)
class FrameArray:
    """An array of frames as a source of frames.

    Parameters
    ----------
    images : ndarray of uint8, shape (T, H, W) or (T, H, W, 3)
        Grey or RGB.
    fps : Fraction, int or None
        Frames per second; times follow from it unless `times` are given.
    times : sequence of Fraction or None
        Presentation time of each frame in seconds, increasing.
    name : str
        For messages.
    path : Path or None
        Where the frames were read from, if from anywhere.

    Raises
    ------
    VideoError
        If the array has another type or shape, or the times do not fit it.

    Examples
    --------
    >>> source = FrameArray(np.zeros((5, 4, 6), dtype=np.uint8), fps=25)
    >>> source.size, source.n_frames, [frame.index for frame in source.frames(3)]
    ((6, 4), 5, [3, 4])
    """

    images: NDArray[np.uint8]
    fps: Fraction | None = None
    times: Sequence[Fraction] | None = None
    name: str = "array"
    path: Path | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "fps", None if self.fps is None else Fraction(self.fps))
        shape = self.images.shape
        if self.images.dtype != np.uint8 or not (len(shape) == 3 or (len(shape) == 4 and shape[3] == 3)):
            raise VideoError(
                f"{self.name}: expected frames of uint8 with shape (T, H, W) or (T, H, W, 3), "
                f"got {self.images.dtype} with shape {shape}"
            )
        if 0 in shape:
            raise VideoError(f"{self.name} holds no frames: its shape is {shape}")
        if self.times is not None and len(self.times) != len(self.images):
            raise VideoError(f"{self.name}: {len(self.times)} times for {len(self.images)} frames")
        if self.times is not None and not all(a < b for a, b in pairwise(self.times)):
            raise VideoError(f"{self.name}: each time must be later than the one before")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, in pixels."""
        return self.images.shape[2], self.images.shape[1]

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.images)

    def timestamps(self) -> tuple[Fraction, ...] | None:
        """Presentation time of each frame in seconds after the first; None without times and rate."""
        if self.times is not None:
            return tuple(time - self.times[0] for time in self.times)
        fps = self.fps
        return None if fps is None else tuple(index / fps for index in range(self.n_frames))

    def frames(self, start: int = 0, stop: int | None = None, colour: Colour = "rgb") -> Iterator[Frame]:
        """Frames `start` up to, not including, `stop`; see `FrameSource.frames`.

        A grey array is repeated into three channels for ``"rgb"``; a colour array becomes grey by the
        weights of ITU-R BT.601.
        """
        wanted = resolve_range(self.name, self.n_frames, start, stop, colour)
        return self._read(wanted, colour)

    def _read(self, wanted: range, colour: Colour) -> Iterator[Frame]:
        times = self.timestamps()
        for index in wanted:
            yield Frame(index, times[index] if times else None, _converted(self.images[index], colour))


def _converted(image: NDArray[np.uint8], colour: Colour) -> NDArray[np.uint8]:
    if (image.ndim == 2) == (colour == "grey"):
        return image.copy()
    code = cv2.COLOR_RGB2GRAY if colour == "grey" else cv2.COLOR_GRAY2RGB
    return np.asarray(cv2.cvtColor(image, code), dtype=np.uint8)
