"""Kinds of expressions by their duration, exact also where frames are means of two coders or come unevenly.

"Macro-expressions with durations of more than 500 ms and less than 4 s were selected for inclusion in this database
[8]. Micro-expressions with durations of no more than 500 ms were also selected." (Qu et al. 2016, section 2,
https://doi.org/10.1007/978-3-319-39513-5_5)
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from countenance.core import DurationPolicy, ExpressionKind, FrameRate, InputError, Interval

__all__ = ["DurationClass", "FrameTimes", "classify_duration"]


class FrameTimes(Protocol):
    """When the frames of a recording are shown; :class:`countenance.study.exchange.Times` is one."""

    def start(self, frame: int) -> Fraction:
        """Seconds at which a frame is first shown; of the number of frames, the end of the last one."""


@dataclass(frozen=True, slots=True)
class DurationClass:
    """How long a movement lasts, and what kind that makes it.

    Parameters
    ----------
    frames : Fraction
        Duration in frames under the policy.
    fps : Fraction
        Frames per second, on average where the rate varies.
    policy : DurationPolicy
        How frames became a duration.
    seconds : Fraction
        Exact duration, from the times of the frames where the rate varies.
    """

    frames: Fraction
    fps: Fraction
    policy: DurationPolicy
    seconds: Fraction

    @property
    def milliseconds(self) -> float:
        """Duration in milliseconds."""
        return float(1000 * self.seconds)

    @property
    def kind(self) -> ExpressionKind | None:
        """Micro up to 500 ms, macro above and below 4 s, None from 4 s on."""
        # The rule stands in core alone, for whole frames: any exact duration is whole frames at some rate.
        span = Interval(0, self.seconds.numerator)
        return ExpressionKind.of(span, Fraction(self.seconds.denominator), DurationPolicy.ONSET_TO_OFFSET)

    def __str__(self) -> str:
        kind = self.kind or "too long"
        return f"{kind}: {float(self.frames):g} frames, {self.milliseconds:.0f} ms ({self.policy})"


def classify_duration(
    onset: Fraction | int,
    offset: Fraction | int,
    fps: FrameRate,
    policy: DurationPolicy = DurationPolicy.ONSET_TO_OFFSET,
    times: FrameTimes | None = None,
) -> DurationClass:
    """Duration and kind of a movement.

    Parameters
    ----------
    onset, offset : Fraction or int
        First and last frame, exact.
    fps : float or Fraction
        Frames per second.
    policy : DurationPolicy
        How frames become a duration; the default is the one under which the label files of CAS(ME)2 agree with its
        Table 2.
    times : FrameTimes, optional
        When frames are shown, where the rate varies; at ``fps`` unless given. A half-frame lies half-way between
        the times of the frames beside it. The inclusive policy ends where the last frame gives way to the next.

    Returns
    -------
    DurationClass

    Raises
    ------
    InputError
        If the offset lies before the onset, or the frame rate is not positive.

    Examples
    --------
    At 30 frames per second 500 ms are 15 frames, so that one half-frame, or the policy, decides:

    >>> print(classify_duration(10, 25, 30))
    micro: 15 frames, 500 ms (onset-to-offset)
    >>> print(classify_duration(10, Fraction(51, 2), 30))
    macro: 15.5 frames, 517 ms (onset-to-offset)
    >>> print(classify_duration(10, 25, 30, DurationPolicy.INCLUSIVE))
    macro: 16 frames, 533 ms (inclusive)
    >>> print(classify_duration(0, 120, 30))
    too long: 120 frames, 4000 ms (onset-to-offset)

    A camera that slowed down makes more of the same frames:

    >>> from countenance.study.exchange import Timestamps
    >>> slow = Timestamps.of_frames([Fraction(0), Fraction(1, 30), Fraction(2, 3), Fraction(1)])
    >>> print(classify_duration(0, 2, 30, times=slow))
    macro: 2 frames, 667 ms (onset-to-offset)
    """
    if offset < onset:
        raise InputError(f"offset {float(offset):g} is before onset {float(onset):g}")
    if not 0 < fps < float("inf"):
        raise InputError(f"{fps} frames per second is no frame rate")
    end = Fraction(offset) + (1 if policy is DurationPolicy.INCLUSIVE else 0)
    frames, rate = end - onset, Fraction(fps)
    seconds = frames / rate if times is None else _shown(times, end) - _shown(times, Fraction(onset))
    return DurationClass(frames, rate, policy, seconds)


def _shown(times: FrameTimes, frame: Fraction) -> Fraction:
    """Seconds at which a frame is shown, in proportion where it lies between two."""
    whole = frame.numerator // frame.denominator
    before, rest = times.start(whole), frame - whole
    return before + rest * (times.start(whole + 1) - before) if rest else before
