"""Overlapping spans put side by side, for programs in which a tier may not overlap itself."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

__all__ = ["lanes"]


def lanes(spans: Iterable[tuple[Fraction, Fraction]]) -> list[int]:
    """The lowest lane for each span in which none before it overlaps.

    Parameters
    ----------
    spans : iterable of (Fraction, Fraction)
        Start, and end where the next one may start, in order of start.

    Examples
    --------
    >>> lanes([(0, 9), (9, 12), (10, 20)])
    [0, 0, 1]
    """
    ends: list[Fraction] = []
    chosen = []
    for start, end in spans:
        lane = next((i for i, taken in enumerate(ends) if taken <= start), len(ends))
        ends[lane : lane + 1] = [end]
        chosen.append(lane)
    return chosen
