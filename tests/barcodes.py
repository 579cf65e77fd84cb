"""Pictures that say which frame they are, drawn so large that no codec harms them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

__all__ = ["barcode", "frame_in", "write_barcodes", "write_y4m"]

BITS = 14
_TOP, _BOTTOM = 0.06, 0.28
"""Rows of the bits as shares of the height; below them, within the picture, lies room for whatever else."""


def barcode(number: int, size: tuple[int, int] = (320, 240)) -> NDArray[np.uint8]:
    """A grey picture of shape (height, width) with a number: bits in a row, their complements below."""
    width, height = size
    picture = np.full((height, width), 128, np.uint8)
    edges = np.linspace(0, width, BITS + 1).astype(int)
    middle = int((_TOP + _BOTTOM) / 2 * height)
    for bit, (left, right) in enumerate(itertools.pairwise(edges)):
        value = 235 if number >> bit & 1 else 20
        picture[int(_TOP * height) : middle, left:right] = value
        picture[middle : int(_BOTTOM * height), left:right] = 255 - value
    return picture


def frame_in(picture: NDArray[np.uint8]) -> int:
    """The number in a picture, grey or RGB.

    Raises
    ------
    ValueError
        If it has none.
    """
    grey = picture if picture.ndim == 2 else picture[..., 1]
    height, width = grey.shape
    edges = np.linspace(0, width, BITS + 1)
    centres = ((edges[:-1] + edges[1:]) / 2).astype(int)
    quarter = (_BOTTOM - _TOP) / 4
    upper, lower = (grey[int((_TOP + part * quarter) * height), centres].astype(int) for part in (1, 3))
    if (np.abs(upper - lower) < 80).any():
        raise ValueError("the picture holds no number")
    return int(((upper > lower) << np.arange(BITS)).sum())


def write_barcodes(
    path: Path,
    n_frames: int,
    *,
    size: tuple[int, int] = (320, 240),
    fps: int = 30,
    ticks: Sequence[int] | None = None,
    first: int = 0,
    **coding: str,
) -> Path:
    """Write a video whose frames are numbered from `first`.

    Parameters
    ----------
    path : Path
        Its suffix says the container.
    n_frames : int
    size : tuple of int
        Width and height.
    fps : int
        Nominal.
    ticks : sequence of int, optional
        Presentation times in ms, for a variable rate.
    first : int
    **coding : str
        Options of the encoder.
    """
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            "libx264", rate=fps, options={"crf": "20", "g": "24", "preset": "veryfast", **coding}
        )
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        base = Fraction(1, fps) if ticks is None else Fraction(1, 1000)
        stream.codec_context.time_base = base
        for index in range(n_frames):
            frame = av.VideoFrame.from_ndarray(barcode(first + index, size), format="gray")
            frame.pts, frame.time_base = (index if ticks is None else ticks[index]), base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_y4m(path: Path, n_frames: int, *, size: tuple[int, int] = (640, 480), fps: int = 30) -> Path:
    """Write what Chromium's fake camera plays, again and again."""
    width, height = size
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420jpeg\n".encode())
        grey = bytes([128]) * (width // 2 * (height // 2) * 2)
        for planes in _planes(n_frames, size):
            file.write(b"FRAME\n" + planes + grey)
    return path


def _planes(n_frames: int, size: tuple[int, int]) -> Iterator[bytes]:
    for number in range(n_frames):
        yield barcode(number, size).tobytes()
