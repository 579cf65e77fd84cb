"""A file played as a camera: its frames come in their own time, whether anybody is ready or not."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import count
from pathlib import Path

from countenance.core.errors import InputError, VideoError
from countenance.core.frames import Frame
from countenance.video.live import LiveFrames, Picture
from countenance.video.opening import open_frames

__all__ = ["PlayedFile"]

_LATE = 0.1
"""Seconds that a frame may come late and the following ones catch up; beyond, the clock waits."""


class PlayedFile(LiveFrames):
    """A video file or folder of images whose frames come in real time.

    Frames carry the recording's own times, whatever the speed. Those that the reader is too slow for are dropped
    and counted, as a camera's would be. A file that cannot be decoded in time is played more slowly instead.

    Parameters
    ----------
    path : Path or str
        What :func:`countenance.video.open_frames` reads.
    speed : float
        Recorded seconds per second.
    loop : bool
        Whether to begin again at the end, time and frames counting on.

    Raises
    ------
    VideoError
        If it cannot be opened or does not say how many frames per second it has.
    InputError
        If the speed is not positive.

    Examples
    --------
    >>> PlayedFile("film.mp4", speed=0)
    Traceback (most recent call last):
    ...
    countenance.core.errors.InputError: speed must be a positive number, not 0
    """

    def __init__(self, path: Path | str, speed: float = 1.0, loop: bool = False) -> None:
        if not (speed > 0 and math.isfinite(speed)):
            raise InputError(f"speed must be a positive number, not {speed:g}")
        self._source = open_frames(path)
        if self._source.fps is None:
            raise VideoError(f"{path} does not say how many frames per second it has: play a video file")
        super().__init__(self._source.name, self._source.fps, self._source.size, patience=None)
        self._speed, self._loop = speed, loop

    def _pictures(self) -> Iterator[Picture]:
        began: float | None = None
        for at, frame in self._rounds():
            now = time.monotonic()
            began = now - float(at) / self._speed if began is None else began
            wait = began + float(at) / self._speed - now
            if wait > 0:
                self._rest(wait)
            elif wait < -_LATE:
                began -= wait
            if self._paused:
                self._stand_still()
            if self._closed:
                return
            yield frame.image, at

    def _rounds(self) -> Iterator[tuple[Fraction, Frame]]:
        """Every frame with its time after the first frame of the first round."""
        end = Fraction(0)
        for _ in count() if self._loop else range(1):
            start = end
            for frame in self._source.frames():
                at = start + (frame.index / self.fps if frame.time is None else frame.time)
                end = at + 1 / self.fps
                yield at, frame

    def _rest(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed, seconds)

    def _stand_still(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._paused)
