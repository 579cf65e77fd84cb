"""Time on the frame axis: intervals of frames, 0-based, offset inclusive."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from countenance.core.errors import IntervalError

__all__ = ["DurationPolicy", "FrameRate", "Interval"]

FrameRate = float | Fraction
"""Frames per second."""


class DurationPolicy(StrEnum):
    """How frames become seconds; an export names the policy that it used."""

    ONSET_TO_OFFSET = "onset-to-offset"
    """(offset - onset) / fps: only under this rule do the label files of CAS(ME)2 agree with its Table 2."""
    INCLUSIVE = "inclusive"
    """(offset - onset + 1) / fps: the time for which the frames were on the screen."""


@dataclass(frozen=True, order=True, slots=True)
class Interval:
    """Frames ``onset`` to ``offset``, both included, counted from 0.

    Parameters
    ----------
    onset, offset : int
        First and last frame.

    Raises
    ------
    IntervalError
        If the onset is negative or after the offset.

    Examples
    --------
    >>> smile = Interval(10, 25)
    >>> smile.n_frames, smile.duration(30)
    (16, 0.5)
    >>> 25 in smile, 26 in smile
    (True, False)
    >>> Interval(5, 2)
    Traceback (most recent call last):
    ...
    countenance.core.errors.IntervalError: onset 5 is after offset 2
    """

    onset: int
    offset: int

    def __post_init__(self) -> None:
        if self.onset < 0:
            raise IntervalError(f"onset {self.onset} is before the first frame")
        if self.onset > self.offset:
            raise IntervalError(f"onset {self.onset} is after offset {self.offset}")

    def __contains__(self, frame: int) -> bool:
        return self.onset <= frame <= self.offset

    def __and__(self, other: Interval) -> Interval | None:
        """Frames common to both, or None.

        >>> Interval(0, 9) & Interval(5, 20)
        Interval(onset=5, offset=9)
        """
        onset, offset = max(self.onset, other.onset), min(self.offset, other.offset)
        return Interval(onset, offset) if onset <= offset else None

    @property
    def n_frames(self) -> int:
        """Number of frames, both ends counted."""
        return self.offset - self.onset + 1

    def duration(self, fps: FrameRate, policy: DurationPolicy = DurationPolicy.ONSET_TO_OFFSET) -> float:
        """Duration in seconds under a named policy.

        >>> Interval(0, 15).duration(30), Interval(0, 15).duration(32, DurationPolicy.INCLUSIVE)
        (0.5, 0.5)
        """
        frames = self.n_frames if policy is DurationPolicy.INCLUSIVE else self.offset - self.onset
        return float(Fraction(frames) / Fraction(fps))

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share a frame.

        >>> Interval(0, 9).overlaps(Interval(9, 12)), Interval(0, 9).overlaps(Interval(10, 12))
        (True, False)
        """
        return self.onset <= other.offset and other.onset <= self.offset

    def iou(self, other: Interval) -> float:
        """Intersection over union, in frames: 1 for equal intervals, 0 for disjoint ones.

        >>> Interval(0, 9).iou(Interval(5, 14))
        0.3333333333333333
        """
        common = self & other
        if common is None:
            return 0.0
        return common.n_frames / (self.n_frames + other.n_frames - common.n_frames)

    def shifted(self, frames: int) -> Interval:
        """The interval moved by a number of frames.

        >>> Interval(10, 25).shifted(-10)
        Interval(onset=0, offset=15)
        """
        return Interval(self.onset + frames, self.offset + frames)
