"""Kinds of expressions by their duration, exact also where frames are means of two coders.

"Macro-expressions with durations of more than 500 ms and less than 4 s were selected for inclusion in this database
[8]. Micro-expressions with durations of no more than 500 ms were also selected." (Qu et al. 2016, section 2,
https://doi.org/10.1007/978-3-319-39513-5_5)
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from countenance.core import DurationPolicy, ExpressionKind, FrameRate, InputError, Interval

__all__ = ["DurationClass", "classify_duration"]


@dataclass(frozen=True, slots=True)
class DurationClass:
    """How long a movement lasts, and what kind that makes it.

    Parameters
    ----------
    frames : Fraction
        Duration in frames under the policy.
    fps : Fraction
        Frames per second.
    policy : DurationPolicy
        How frames became a duration.
    """

    frames: Fraction
    fps: Fraction
    policy: DurationPolicy

    @property
    def seconds(self) -> Fraction:
        """Exact duration in seconds."""
        return self.frames / self.fps

    @property
    def milliseconds(self) -> float:
        """Duration in milliseconds."""
        return float(1000 * self.seconds)

    @property
    def kind(self) -> ExpressionKind | None:
        """Micro up to 500 ms, macro above and below 4 s, None from 4 s on."""
        # The rule stands in core alone, for whole frames: half-frames are whole at twice the rate.
        span = Interval(0, self.frames.numerator)
        return ExpressionKind.of(span, self.fps * self.frames.denominator, DurationPolicy.ONSET_TO_OFFSET)

    def __str__(self) -> str:
        kind = self.kind or "too long"
        return f"{kind}: {float(self.frames):g} frames, {self.milliseconds:.0f} ms ({self.policy})"


def classify_duration(
    onset: Fraction | int,
    offset: Fraction | int,
    fps: FrameRate,
    policy: DurationPolicy = DurationPolicy.ONSET_TO_OFFSET,
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
    """
    if offset < onset:
        raise InputError(f"offset {float(offset):g} is before onset {float(onset):g}")
    if not 0 < fps < float("inf"):
        raise InputError(f"{fps} frames per second is no frame rate")
    last = 1 if policy is DurationPolicy.INCLUSIVE else 0
    return DurationClass(Fraction(offset) - Fraction(onset) + last, Fraction(fps), policy)
