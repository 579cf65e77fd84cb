"""Which codings of two coders mean the same movement.

Pairs are one to one, and found in this order, so that like is paired with like before it is with unlike:

1. expressions with expressions,
2. movements that both coders exclude,
3. what one coder takes for an expression and the other excludes.

Within each of the three, codings of known onset and offset are paired first, by
:func:`countenance.core.match_intervals` (intersection over union of at least 0.5, optimal). Of what is left, a
coding whose offset is unknown is paired by frames: with a coding whose onset, or whose apex, lies within a window.
This match is optimal too: as many pairs as possible, then the smallest total distance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from countenance.core import Coding, CodingPass, InputError, Interval, match_intervals

__all__ = ["IOU", "WINDOW", "CodingPair", "pair_codings"]

IOU = 0.5
"""Smallest intersection over union of two codings of one movement."""
WINDOW = 15
"""Largest distance of onset or apex, in frames, where an offset is unknown: half a second at 30 per second."""


@dataclass(frozen=True, slots=True)
class CodingPair:
    """What the two coders say about one movement; None for a coder who did not mark it."""

    first: Coding | None
    second: Coding | None


def pair_codings(
    first: CodingPass, second: CodingPass, *, iou: float = IOU, window: int = WINDOW
) -> tuple[CodingPair, ...]:
    """Pair the codings of two coders.

    Parameters
    ----------
    first, second : CodingPass
        One recording, coded twice.
    iou : float
        Smallest intersection over union of a pair, in (0, 1].
    window : int
        Largest distance in frames of the onsets, or of the apexes, of a pair of which an offset is unknown.

    Returns
    -------
    tuple of CodingPair
        By onset; every coding is in exactly one pair.

    Raises
    ------
    InputError
        If the passes are not of one recording or not of two coders, or a threshold is out of range.

    Examples
    --------
    >>> a = CodingPass("film", "A", (Coding(10, 14, 25), Coding(60, 66)))
    >>> b = CodingPass("film", "B", (Coding(12, 14, 25), Coding(62, 66, 80), Coding(90, offset=99)))
    >>> for pair in pair_codings(a, b):
    ...     print(pair.first and pair.first.onset, pair.second and pair.second.onset)
    10 12
    60 62
    None 90
    """
    _check(first, second, window)
    left, right = list(first.codings), list(second.codings)
    pairs: list[CodingPair] = []
    for excluded in ((False, False), (True, True), (False, True), (True, False)):
        here = [coding for coding in left if (coding.excluded is not None) is excluded[0]]
        there = [coding for coding in right if (coding.excluded is not None) is excluded[1]]
        for a, b in _pairs(here, there, iou, window):
            pairs.append(CodingPair(a, b))
            _remove(left, a)
            _remove(right, b)
    pairs += [CodingPair(coding, None) for coding in left]
    pairs += [CodingPair(None, coding) for coding in right]
    return tuple(sorted(pairs, key=_time))


def _check(first: CodingPass, second: CodingPass, window: int) -> None:
    if first.recording != second.recording:
        raise InputError(
            f"coder {first.coder} coded {first.recording} and coder {second.coder} coded {second.recording}; "
            "pair two passes of one recording"
        )
    if first.coder == second.coder:
        raise InputError(
            f"both passes of {first.recording} are by coder {first.coder}; pair those of two coders"
        )
    for fact, a, b in (
        ("frames", first.n_frames, second.n_frames),
        ("frames per second", first.fps, second.fps),
    ):
        if a is not None and b is not None and a != b:
            raise InputError(f"{first.recording} has {a} {fact} for one coder and {b} for the other")
    if window < 0:
        raise InputError(f"a window of {window} frames is negative")


def _pairs(
    first: Sequence[Coding], second: Sequence[Coding], iou: float, window: int
) -> Iterator[tuple[Coding, Coding]]:
    """By intervals, and what is left and has no interval by frames."""
    whole, whole_too = _with_interval(first), _with_interval(second)
    left, right = list(first), list(second)
    matches = match_intervals([interval for interval, _ in whole], [i for i, _ in whole_too], iou)
    for match in matches:
        a, b = whole[match.first][1], whole_too[match.second][1]
        yield a, b
        _remove(left, a)
        _remove(right, b)
    for row, column in _nearest(left, right, window):
        yield left[row], right[column]


def _with_interval(codings: Sequence[Coding]) -> list[tuple[Interval, Coding]]:
    return [(coding.interval, coding) for coding in codings if coding.interval is not None]


def _remove(codings: list[Coding], taken: Coding) -> None:
    """Take out the object itself: a coder may have marked two equal codings."""
    del codings[next(place for place, coding in enumerate(codings) if coding is taken)]


def _nearest(first: Sequence[Coding], second: Sequence[Coding], window: int) -> list[tuple[int, int]]:
    """Positions of pairs by frames, as many as possible, then the smallest total distance."""
    # As in countenance.core.matching: everything imports this module, and few need SciPy.
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

    distance = np.array([[_distance(a, b) for b in second] for a in first]).reshape(len(first), len(second))
    allowed = distance <= window
    # One more pair outweighs any gain in nearness, because min(n, m) pairs add at most that much.
    gain = np.where(allowed, min(distance.shape) + 2 - distance / (window + 1), 0.0)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if allowed[i, j]]


def _distance(first: Coding, second: Coding) -> float:
    """Frames between the onsets or between the apexes, whichever are nearer; infinite where both have an offset."""
    if first.offset is not None and second.offset is not None:
        return float("inf")
    onsets = abs(first.onset - second.onset)
    if first.apex is None or second.apex is None:
        return float(onsets)
    return float(min(onsets, abs(first.apex - second.apex)))


def _time(pair: CodingPair) -> tuple[int, int]:
    onsets = [coding.onset for coding in (pair.first, pair.second) if coding is not None]
    return min(onsets), max(onsets)
