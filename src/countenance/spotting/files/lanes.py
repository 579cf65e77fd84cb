"""Overlapping intervals put side by side."""

from __future__ import annotations

from collections.abc import Iterable

from countenance.core.intervals import Interval

__all__ = ["lanes"]


def lanes(intervals: Iterable[Interval]) -> list[int]:
    """The lowest lane for each interval in which none before it overlaps.

    Parameters
    ----------
    intervals : iterable of Interval
        In order of onset.

    Examples
    --------
    >>> lanes([Interval(0, 9), Interval(9, 12), Interval(10, 20)])
    [0, 1, 0]
    """
    ends: list[int] = []
    chosen = []
    for interval in intervals:
        lane = next((i for i, end in enumerate(ends) if end < interval.onset), len(ends))
        ends[lane : lane + 1] = [interval.offset]
        chosen.append(lane)
    return chosen
