"""Open whatever holds frames, and load short clips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import VideoError
from countenance.core.intervals import Interval
from countenance.video.files import VideoFile
from countenance.video.folders import ImageFolder
from countenance.video.sources import Colour, Frame, FrameSource

__all__ = ["VIDEO_SUFFIXES", "open_frames", "read_clip", "read_frame"]

VIDEO_SUFFIXES = frozenset({".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpg", ".mpeg", ".webm", ".wmv"})
"""What names of video files end in, lower case."""


def open_frames(path: Path | str) -> FrameSource:
    """Open a video file or a folder of images.

    Parameters
    ----------
    path : Path or str
        A folder is read as images, anything else as a video file.

    Returns
    -------
    FrameSource
        A `VideoFile` or an `ImageFolder`.

    Raises
    ------
    VideoError
        If there is nothing, or nothing that can be read.
    """
    path = Path(path)
    if not path.exists():
        raise VideoError(f"{path} does not exist, expected a video file or a folder of images")
    return ImageFolder(path) if path.is_dir() else VideoFile(path)


def read_clip(
    source: FrameSource, span: Interval | tuple[int, int] | None = None, colour: Colour = "grey"
) -> NDArray[np.uint8]:
    """Load consecutive frames into one array.

    Parameters
    ----------
    source : FrameSource
        Where from.
    span : Interval or tuple of int or None
        An interval, offset included; or (start, stop), stop not included; or None for all frames.
    colour : {"rgb", "grey"}
        Of the result.

    Returns
    -------
    ndarray of uint8, shape (T, H, W) or (T, H, W, 3)
        The frames in order.

    Raises
    ------
    VideoError
        If the span leaves the source, is empty, or a frame cannot be read.

    Examples
    --------
    >>> from countenance.video import FrameArray
    >>> source = FrameArray(np.zeros((9, 4, 6), dtype=np.uint8))
    >>> read_clip(source, Interval(2, 4)).shape, read_clip(source, (2, 4)).shape
    ((3, 4, 6), (2, 4, 6))
    """
    start, stop = _start_stop(span, source.n_frames)
    frames = source.frames(start, None if span is None else stop, colour)
    if start == stop:
        raise VideoError(f"{source.name}: the span {start} to {stop} holds no frame")
    first = next(frames)
    clip = np.empty((stop - start, *first.image.shape), dtype=np.uint8)
    clip[0] = first.image
    for place, frame in enumerate(frames, start=1):
        clip[place] = frame.image
    return clip


def _start_stop(span: Interval | tuple[int, int] | None, n_frames: int) -> tuple[int, int]:
    if span is None:
        return 0, n_frames
    return (span.onset, span.offset + 1) if isinstance(span, Interval) else span


def read_frame(source: FrameSource, index: int, colour: Colour = "rgb") -> Frame:
    """Read one frame by its index.

    Parameters
    ----------
    source : FrameSource
        Where from.
    index : int
        Which.
    colour : {"rgb", "grey"}
        Of the picture.

    Returns
    -------
    Frame
        The frame.

    Raises
    ------
    VideoError
        If the source has no such frame or cannot read it.
    """
    return next(source.frames(index, index + 1, colour))
