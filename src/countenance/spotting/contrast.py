"""A curve of the face's movement to candidates: contrast with the surroundings, threshold, runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.contracts import Spotted
from countenance.core.expressions import ExpressionKind
from countenance.core.intervals import Interval

__all__ = ["Candidate", "contrast", "merged", "runs", "threshold", "without_overlaps"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A part of a recording that stands out.

    Parameters
    ----------
    interval : Interval
    apex : int
        First frame of the interval with the highest contrast.
    score : float
        Height of the apex between mean and maximum of the contrast, 0 to 1.
    """

    interval: Interval
    apex: int
    score: float

    def spotted(self, kind: ExpressionKind) -> Spotted:
        """The candidate as an expression of a kind."""
        return Spotted(self.interval, self.apex, kind, self.score)


def contrast(values: ArrayLike, reach: int) -> NDArray[np.float64]:
    """How far each value stands out from those ``reach`` frames before and after it.

    Parameters
    ----------
    values : array_like of shape (T,)
        NaN where unknown.
    reach : int
        Frames, 1 or more.

    Returns
    -------
    ndarray of shape (T,), float64
        ``values[i] - (values[i - reach] + values[i + reach]) / 2``; NaN where one of the three is unknown.

    Examples
    --------
    >>> contrast([0, 1, 5, 1, 0], 1).tolist()
    [nan, -1.5, 4.0, -1.5, nan]
    """
    known = np.asarray(values, np.float64)
    result = np.full(len(known), np.nan)
    if len(known) > 2 * reach:
        middle = known[reach:-reach]
        result[reach:-reach] = middle - (known[: -2 * reach] + known[2 * reach :]) / 2
    return result


def threshold(values: NDArray[np.float64], share: float) -> float:
    """Mean of the known values plus a share of the way to their maximum; NaN where none is known.

    >>> threshold(np.array([np.nan, 0.0, 0.0, 3.0]), 0.5)
    2.0
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan")
    mean = float(known.mean())
    return mean + share * (float(known.max()) - mean)


def runs(above: ArrayLike) -> list[Interval]:
    """Longest stretches of neighbouring frames for which something holds.

    >>> runs([False, True, True, False, True])
    [Interval(onset=1, offset=2), Interval(onset=4, offset=4)]
    """
    held = np.concatenate([[False], np.asarray(above, bool), [False]])
    starts, stops = np.flatnonzero(held[1:] & ~held[:-1]), np.flatnonzero(held[:-1] & ~held[1:])
    return [Interval(int(start), int(stop) - 1) for start, stop in zip(starts, stops, strict=True)]


def merged(intervals: Iterable[Interval], gap: int) -> list[Interval]:
    """Ascending intervals, those joined between which at most ``gap`` frames lie.

    >>> merged([Interval(0, 2), Interval(5, 6), Interval(8, 9)], 1)
    [Interval(onset=0, offset=2), Interval(onset=5, offset=9)]
    """
    joined: list[Interval] = []
    for interval in intervals:
        if joined and interval.onset - joined[-1].offset - 1 <= gap:
            joined[-1] = Interval(joined[-1].onset, interval.offset)
        else:
            joined.append(interval)
    return joined


def candidate(values: NDArray[np.float64], interval: Interval) -> Candidate:
    """The candidate of an interval in which at least one value is known and above the mean."""
    inside = values[interval.onset : interval.offset + 1]
    apex = interval.onset + int(np.nanargmax(inside))
    mean, highest = float(np.nanmean(values)), float(np.nanmax(values))
    return Candidate(interval, apex, float((values[apex] - mean) / (highest - mean)))


def without_overlaps(found: Iterable[Spotted]) -> list[Spotted]:
    """Of expressions that share a frame the surest, of equally sure ones the earliest; in order of onset.

    >>> micro, macro = ExpressionKind.MICRO, ExpressionKind.MACRO
    >>> weak, sure = Spotted(Interval(0, 9), 5, micro, 0.2), Spotted(Interval(5, 40), 20, macro, 0.6)
    >>> without_overlaps([weak, sure]) == [sure]
    True
    """
    kept: list[Spotted] = []
    for one in sorted(found, key=lambda one: (-one.score, one.interval)):
        if not any(one.interval.overlaps(other.interval) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.interval)
