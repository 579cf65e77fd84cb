"""What every source of frames offers, whether a video file, a folder of images or an array."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Literal, Protocol, get_args

from countenance.core.errors import VideoError
from countenance.core.frames import Frame

__all__ = ["Colour", "Frame", "FrameSource", "resolve_range"]

Colour = Literal["rgb", "grey"]


class FrameSource(Protocol):
    """Frames by index, read one at a time."""

    @property
    def path(self) -> Path | None:
        """File or folder; None for frames in memory."""

    @property
    def name(self) -> str:
        """What messages call the source."""

    @property
    def fps(self) -> Fraction | None:
        """Nominal frames per second, the average where the rate varies; None where unknown."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright frames, in pixels."""

    @property
    def n_frames(self) -> int:
        """Number of frames that can be read."""

    def timestamps(self) -> tuple[Fraction, ...] | None:
        """Presentation time of each frame in seconds after the first; None where unknown."""

    def frames(self, start: int = 0, stop: int | None = None, colour: Colour = "rgb") -> Iterator[Frame]:
        """Frames ``start`` up to, not including, ``stop``; to the end without ``stop``.

        Raises
        ------
        VideoError
            At once for a range outside the source or an unknown colour; while iterating, after the
            last sound frame, for frames that cannot be read.
        """


def resolve_range(name: str, n_frames: int, start: int, stop: int | None, colour: Colour) -> range:
    """Frame indices that a call of `FrameSource.frames` asks for.

    Parameters
    ----------
    name : str
        Source, for messages.
    n_frames : int
        Frames that it holds.
    start : int
        First index.
    stop : int or None
        Index after the last; None means to the end.
    colour : {"rgb", "grey"}
        Checked here because every source takes it.

    Returns
    -------
    range
        From `start` to `stop`.

    Raises
    ------
    VideoError
        If the range leaves the source or the colour is unknown.

    Examples
    --------
    >>> resolve_range("smile.mp4", 72, 60, None, "rgb")
    range(60, 72)
    >>> resolve_range("smile.mp4", 72, 60, 80, "rgb")
    Traceback (most recent call last):
    ...
    countenance.core.errors.VideoError: smile.mp4: frames 60 to 79 were asked for, it has frames 0 to 71
    """
    if colour not in get_args(Colour):
        raise VideoError(f"{name}: colour {colour!r} is unknown, expected 'rgb' or 'grey'")
    last = n_frames if stop is None else stop
    if not 0 <= start <= last <= n_frames:
        raise VideoError(
            f"{name}: frames {start} to {last - 1} were asked for, it has frames 0 to {n_frames - 1}"
        )
    return range(start, last)
