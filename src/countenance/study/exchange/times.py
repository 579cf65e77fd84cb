"""When each frame of a recording is shown, and which frame a time of another program means."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from countenance.core.errors import InputError
from countenance.video import VIDEO_SUFFIXES

__all__ = ["ConstantRate", "Times", "TimesLike", "TimesSource", "Timestamps", "times_of", "without_suffix"]

_SNAP = Fraction(1)
"""Milliseconds by which a program that rounds to whole ones may miss the beginning of a frame."""
_LARGEST_DENOMINATOR = 10_000


class Times(ABC):
    """Presentation times of a recording's frames; everything else is derived from ``start`` and ``shown``.

    Milliseconds are what ELAN, BORIS and Praat keep. A frame begins at the first whole millisecond that shows it.
    """

    n_frames: int | None
    fps: Fraction | None

    @abstractmethod
    def start(self, frame: int) -> Fraction:
        """Seconds at which a frame is first shown; of the number of frames, the end of the last one."""

    @abstractmethod
    def shown(self, seconds: Fraction) -> int:
        """The frame shown at a time, which is not before the first one; the last frame is shown for ever."""

    def millisecond(self, frame: int) -> int:
        """First whole millisecond at which a frame is shown: the one before would show the frame before.

        >>> ConstantRate(Fraction(30)).millisecond(10)
        334
        """
        return math.ceil(1000 * self.start(frame))

    def length(self, frame: int) -> Fraction:
        """Milliseconds for which a frame is shown."""
        return 1000 * (self.start(frame + 1) - self.start(frame))

    def end(self) -> Fraction | None:
        """Milliseconds at which the last frame ends; None where the number of frames is not known."""
        return None if self.n_frames is None else 1000 * self.start(self.n_frames)

    def first_frame(self, milliseconds: Fraction) -> int:
        """The frame with which something begins.

        A program that rounds to whole milliseconds puts the beginning of a frame up to one millisecond before it
        or after it. Within that distance the nearest beginning counts, otherwise the frame that is shown.

        >>> [ConstantRate(Fraction(30)).first_frame(Fraction(ms)) for ms in (332, 333, 334, 350)]
        [9, 10, 10, 10]
        """
        boundary = self._boundary(milliseconds)
        return self.shown(milliseconds / 1000) if boundary is None else self._within(boundary)

    def last_frame(self, milliseconds: Fraction) -> int:
        """The frame with which something ends: at the beginning of a frame it is the one before.

        >>> [ConstantRate(Fraction(30)).last_frame(Fraction(ms)) for ms in (333, 334, 350)]
        [9, 9, 10]
        """
        boundary = self._boundary(milliseconds)
        return self.shown(milliseconds / 1000) if boundary is None else max(0, boundary - 1)

    def begins_near(self, milliseconds: Fraction, frame: int) -> bool:
        """Whether a time differs from the beginning of a frame by no more than half a frame.

        The number of frames stands for the end of the last one. The shorter frame beside the boundary counts.
        """
        if self.n_frames is not None and frame > self.n_frames:
            return False
        beside = [f for f in (frame - 1, frame) if f >= 0 and (self.n_frames is None or f < self.n_frames)]
        shortest = min(self.length(f) for f in beside)
        # What is shorter than a millisecond is written as one that begins up to one later.
        allowed = max(_SNAP if shortest >= 1 else 2 * _SNAP, shortest / 2)
        return abs(milliseconds - 1000 * self.start(frame)) <= allowed

    def _boundary(self, milliseconds: Fraction) -> int | None:
        """The frame, or the number of frames, that begins at a time, but for rounding."""
        shown = self.shown(milliseconds / 1000)
        nearest = min((shown, shown + 1), key=lambda frame: abs(milliseconds - 1000 * self.start(frame)))
        return nearest if abs(milliseconds - 1000 * self.start(nearest)) < _SNAP else None

    def _within(self, frame: int) -> int:
        return frame if self.n_frames is None else min(frame, self.n_frames - 1)


@dataclass(frozen=True, slots=True)
class ConstantRate(Times):
    """Frames at an even distance.

    Parameters
    ----------
    fps : Fraction
        Frames per second.
    n_frames : int or None
        Number of frames, where it is known.

    Raises
    ------
    InputError
        If the rate is not positive, or there is no frame.

    Examples
    --------
    >>> rate = ConstantRate(Fraction(30000, 1001), 90)
    >>> rate.start(30), rate.shown(Fraction(1)), rate.shown(Fraction(60))
    (Fraction(1001, 1000), 29, 89)
    """

    fps: Fraction
    n_frames: int | None = None

    def __post_init__(self) -> None:
        if self.fps <= 0:
            raise InputError(f"{self.fps} is no number of frames per second; give a positive one")
        if self.n_frames is not None and self.n_frames < 1:
            raise InputError(f"a recording has {self.n_frames} frames; give one with at least one frame")

    def start(self, frame: int) -> Fraction:
        """See :class:`Times`."""
        return frame / self.fps

    def shown(self, seconds: Fraction) -> int:
        """See :class:`Times`."""
        return self._within(math.floor(seconds * self.fps))


@dataclass(frozen=True, slots=True)
class Timestamps(Times):
    """Frames at the times that the video states, whatever their distance.

    Parameters
    ----------
    seconds : tuple of Fraction
        The time of each frame, the first at 0, and at last the end of the last frame.
    fps : Fraction or None
        Nominal frames per second, where they are known; no time follows from it.

    Raises
    ------
    InputError
        If the first time is not 0, or a time is not later than the one before.

    Examples
    --------
    >>> film = Timestamps((Fraction(0), Fraction(1, 25), Fraction(1, 5), Fraction(6, 25)))
    >>> film.n_frames, film.shown(Fraction(1, 10)), film.first_frame(Fraction(199))
    (3, 1, 1)
    """

    seconds: tuple[Fraction, ...]
    fps: Fraction | None = None

    def __post_init__(self) -> None:
        if len(self.seconds) < 2 or self.seconds[0] != 0:
            raise InputError(
                "timestamps must begin with 0, the time of the first frame, and finish with the end of the last one"
            )
        for frame, (before, after) in enumerate(pairwise(self.seconds)):
            if before >= after:
                raise InputError(
                    f"frame {frame} is shown at {float(before):g} s and the next one at {float(after):g} s; "
                    "timestamps must increase"
                )

    @classmethod
    def of_frames(cls, starts: Sequence[Fraction], fps: Fraction | None = None) -> Timestamps:
        """From the times at which frames begin, as a video states them.

        How long the last frame is shown no video says: it is as long as the one before it, or 1 / fps if it is
        the only one.

        Parameters
        ----------
        starts : sequence of Fraction
            Seconds, for example :meth:`countenance.video.FrameSource.timestamps`.
        fps : Fraction, optional
            Nominal frames per second.

        Raises
        ------
        InputError
            If there is no frame, or one frame without a rate.

        Examples
        --------
        >>> Timestamps.of_frames([Fraction(0), Fraction(1, 30), Fraction(1, 10)]).seconds[-1]
        Fraction(1, 6)
        """
        if not starts or (len(starts) == 1 and not fps):
            raise InputError("when its only frame ends is not known; give the frame rate")
        last = starts[-1] - starts[-2] if len(starts) > 1 else 1 / Fraction(fps or 1)
        return cls((*starts, starts[-1] + last), fps)

    @property
    def n_frames(self) -> int:  # type: ignore[override]
        """Number of frames."""
        return len(self.seconds) - 1

    def start(self, frame: int) -> Fraction:
        """See :class:`Times`."""
        return self.seconds[frame]

    def shown(self, seconds: Fraction) -> int:
        """See :class:`Times`."""
        return self._within(max(0, bisect_right(self.seconds, seconds) - 1))


TimesLike = Times | Fraction | int | float | Sequence[Fraction]
"""Times, a constant rate in frames per second, or the timestamps of the frames and the end of the last one."""
TimesSource = TimesLike | Mapping[str, TimesLike] | Callable[[str], TimesLike]
"""Times of every recording, or for each by its name."""


def times_of(recording: str, source: TimesSource | None) -> Times | None:
    """Times of one recording.

    Parameters
    ----------
    recording : str
        Its name. In a mapping, the ending of a video file does not count.
    source : TimesSource or None

    Returns
    -------
    Times or None
        None where there is no source.

    Raises
    ------
    InputError
        If a mapping lacks the recording, or what is given is not usable.

    Examples
    --------
    >>> times_of("cap12.mp4", {"cap12": 25})
    ConstantRate(fps=Fraction(25, 1), n_frames=None)
    """
    if source is None:
        return None
    if callable(source):
        return _times(source(recording))
    if not isinstance(source, Mapping):
        return _times(source)
    bare = {without_suffix(name): given for name, given in source.items()}
    given = source.get(recording, bare.get(without_suffix(recording)))
    if given is None:
        raise InputError(
            f"there are no times of the recording {recording!r}, only of {', '.join(map(repr, source)) or 'none'}; "
            "give the frame rate or the timestamps of each recording"
        )
    return _times(given)


def without_suffix(name: str) -> str:
    """The name of a recording without the ending of its film, if it has one.

    >>> without_suffix("s01.neutral.mp4"), without_suffix("s01.neutral")
    ('s01.neutral', 's01.neutral')
    """
    return next((name[: -len(ending)] for ending in VIDEO_SUFFIXES if name.lower().endswith(ending)), name)


def _times(given: TimesLike) -> Times:
    if isinstance(given, Times):
        return given
    if isinstance(given, int | float | Fraction):
        if not math.isfinite(given):
            raise InputError(f"{given} is no number of frames per second; give a positive one")
        exact = Fraction(given)
        return ConstantRate(
            exact.limit_denominator(_LARGEST_DENOMINATOR) if isinstance(given, float) else exact
        )
    return Timestamps(tuple(map(Fraction, given)))
