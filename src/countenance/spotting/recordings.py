"""From a source of frames to everything that a spotter found in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from countenance.core.ahead import made_ahead
from countenance.core.contracts import Excluded, Remark, Spotted, Spotter, Suspected, curve_unit_of
from countenance.core.errors import InputError, VideoError
from countenance.core.executors import Progress, ignore_progress
from countenance.core.expressions import MICRO_LIMIT
from countenance.core.frames import Frame
from countenance.core.intervals import FrameRate
from countenance.core.threads import one_thread_each
from countenance.core.words import counted
from countenance.video import FrameSource

__all__ = ["Spotting", "resolution_remarks", "spot_recording"]

_LEAST_FRAMES_OF_A_MICRO_EXPRESSION = 5
_SHORTEST = 0.2
"""Seconds. An expression takes a sixth of one at least (doi:10.1007/s10919-013-0159-8), with rest around it."""
_LEAST_PAUSE, _GAP, _LEAST_SLOW = 0.13, 1.0, 1.0
"""Seconds between frames that come too seldom, that are a gap, and in all that are remarked on."""
_AHEAD = 4
"""Frames of a file that are decoded while an earlier one is looked at."""


@dataclass(frozen=True, eq=False)
class Spotting:
    """What a spotter found in one recording.

    Parameters
    ----------
    recording : str
        Name of the recording.
    fps : float
        Nominal frames per second.
    n_frames : int
        Frames that were read.
    expressions : tuple of Spotted
        By onset.
    excluded : tuple of Excluded
        By onset.
    curve_names : tuple of str
    curves : ndarray of shape (n_frames, len(curve_names)), float32
        The spotter's curves; nan where there was nothing to measure.
    remarks : tuple of str
        What a reader must know, one sentence each.
    damage : str
        Why reading stopped before the end; empty where it did not.
    curve_unit : str
        Of the curves' values; empty where the spotter names none.
    """

    recording: str
    fps: float
    n_frames: int
    expressions: tuple[Spotted, ...]
    excluded: tuple[Excluded, ...]
    curve_names: tuple[str, ...]
    curves: NDArray[np.float32]
    remarks: tuple[str, ...] = ()
    damage: str = ""
    curve_unit: str = ""


def spot_recording(
    source: FrameSource,
    spotter: Spotter,
    *,
    fps: FrameRate | None = None,
    name: str = "",
    progress: Progress = ignore_progress,
) -> Spotting:
    """Let a spotter see a whole recording, one frame at a time.

    Parameters
    ----------
    source : FrameSource
    spotter : Spotter
    fps : float or Fraction, optional
        For a source that does not know its rate.
    name : str
        Of the recording; that of the source unless given.
    progress : callable

    Returns
    -------
    Spotting
        Of the frames before the damage, where a frame cannot be read.

    Raises
    ------
    InputError
        If the frame rate is unknown.
    VideoError
        If not one frame can be read.
    """
    rate = source.fps if fps is None else fps
    if rate is None or not rate > 0:
        raise InputError(f"{source.name} does not say how many frames per second it has: give the frame rate")
    reading = _Reading(source, progress)
    with one_thread_each():
        events = spotter.spot(reading.frames(), rate, trace=reading.trace)
        found = [event for event in events if not isinstance(event, Suspected)]
    if not reading.n_frames:
        raise reading.error or VideoError(f"{source.name} holds no frame")
    curves = np.frombuffer(reading.curves, np.float32).reshape(-1, max(1, len(spotter.curve_names)))
    return Spotting(
        recording=name or source.name,
        fps=float(rate),
        n_frames=reading.n_frames,
        expressions=tuple(sorted((e for e in found if isinstance(e, Spotted)), key=lambda e: e.interval)),
        excluded=tuple(sorted((e for e in found if isinstance(e, Excluded)), key=lambda e: e.interval)),
        curve_names=tuple(spotter.curve_names),
        curves=curves if spotter.curve_names else np.empty((reading.n_frames, 0), np.float32),
        remarks=(
            *_length_remarks(reading.n_frames, rate),
            *resolution_remarks(rate, reading.slow),
            *(event.text for event in found if isinstance(event, Remark)),
        ),
        damage="" if reading.error is None else str(reading.error),
        curve_unit=curve_unit_of(spotter),
    )


class _Reading:
    """Frames on their way to the spotter, counted, and curves on their way back."""

    def __init__(self, source: FrameSource, progress: Progress) -> None:
        self.n_frames = 0
        self.curves = bytearray()
        self.error: VideoError | None = None
        self.slow = 0.0
        """Seconds in which frames come too seldom for micro-expressions; longer gaps are not counted."""
        self._last: Fraction | None = None
        self._source, self._progress = source, progress

    def frames(self) -> Iterator[Frame]:
        """The frames, up to the first that cannot be read."""
        self._progress("spotting", 0, self._source.n_frames)
        try:
            for frame in self._decoded():
                yield frame
                self.n_frames += 1
                self._time(frame)
                self._progress("spotting", self.n_frames, self._source.n_frames)
        except VideoError as error:  # what came before it is reported
            self.error = error

    def _time(self, frame: Frame) -> None:
        if frame.time is not None:
            step = 0 if self._last is None else frame.time - self._last
            self.slow += float(step) if _LEAST_PAUSE < step < _GAP else 0.0
            self._last = frame.time

    def _decoded(self) -> Iterator[Frame]:
        frames = self._source.frames()
        # A camera is not read ahead: it decides itself what is dropped when nobody takes its frames.
        return frames if self._source.path is None else made_ahead(frames, _AHEAD)

    def trace(self, index: int, values: NDArray[np.float32]) -> None:
        del index  # frames are told in order
        self.curves += np.ascontiguousarray(values, np.float32).tobytes()


def _length_remarks(n_frames: int, fps: FrameRate) -> list[str]:
    """What must be said of a recording that is over before an expression could be; nothing of others."""
    seconds = n_frames / float(fps)
    if seconds >= _SHORTEST:
        return []
    return [
        f"The recording has {counted(n_frames, 'frame')}, {seconds:.3g} s: it is too short for any expression."
    ]


def resolution_remarks(fps: FrameRate, slow: float = 0.0) -> list[str]:
    """What must be said of a frame rate at which micro-expressions cannot be told from noise; nothing of others.

    Parameters
    ----------
    fps : float or Fraction
        Nominal.
    slow : float
        Seconds of the recording in which frames really come too seldom.

    Examples
    --------
    >>> resolution_remarks(25), len(resolution_remarks(5))
    ([], 1)
    """
    longest = int(MICRO_LIMIT * 1 * float(fps)) + 1
    if longest >= _LEAST_FRAMES_OF_A_MICRO_EXPRESSION:
        if slow < _LEAST_SLOW:
            return []
        return [
            f"For {slow:.0f} s frames come less than 8 times a second: micro-expressions cannot be resolved there."
        ]
    remark = (
        f"At {float(fps):g} frames per second a micro-expression lasts {counted(longest, 'frame')} at most: "
        "micro-expressions cannot be resolved in this recording."
    )
    return [remark]
