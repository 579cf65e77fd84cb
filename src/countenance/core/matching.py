"""One-to-one matching of two lists of intervals.

Agreement between coders, spotting and its scores all rest on this one function. SciPy's assignment solver
does the work: the match is optimal, so that the order of the lists never decides a count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import InputError
from countenance.core.intervals import Interval

__all__ = ["Match", "iou_matrix", "match_intervals"]


@dataclass(frozen=True, slots=True)
class Match:
    """Position in the first list, position in the second, and their intersection over union."""

    first: int
    second: int
    iou: float


def iou_matrix(first: Sequence[Interval], second: Sequence[Interval]) -> NDArray[np.float64]:
    """Intersection over union of every pair.

    Returns
    -------
    ndarray of shape (len(first), len(second))

    Examples
    --------
    >>> iou_matrix([Interval(0, 9)], [Interval(0, 9), Interval(5, 14), Interval(10, 12)]).round(3).tolist()
    [[1.0, 0.333, 0.0]]
    """
    a = np.array([(i.onset, i.offset) for i in first], dtype=np.int64).reshape(-1, 1, 2)
    b = np.array([(i.onset, i.offset) for i in second], dtype=np.int64).reshape(1, -1, 2)
    common = np.minimum(a[..., 1], b[..., 1]) - np.maximum(a[..., 0], b[..., 0]) + 1
    common = np.maximum(common, 0)
    total = (a[..., 1] - a[..., 0] + 1) + (b[..., 1] - b[..., 0] + 1) - common
    return np.asarray(common / total, dtype=np.float64)


def match_intervals(
    first: Sequence[Interval], second: Sequence[Interval], threshold: float = 0.5
) -> list[Match]:
    """Pair intervals one to one: as many pairs as possible, then the largest total overlap.

    Parameters
    ----------
    first, second : sequence of Interval
        For example labels and predictions, or the codings of two coders.
    threshold : float
        Smallest intersection over union of a pair, in (0, 1].

    Returns
    -------
    list of Match
        Ordered by position in ``first``.

    Examples
    --------
    A greedy matcher gives the first label the better prediction and leaves the second label alone:

    >>> labels = [Interval(0, 10), Interval(6, 16)]
    >>> predictions = [Interval(4, 12), Interval(0, 6)]
    >>> [(m.first, m.second) for m in match_intervals(labels, predictions, threshold=0.5)]
    [(0, 1), (1, 0)]
    """
    # Everything imports this folder, and few need SciPy, which takes most of a second to import.
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

    if not 0 < threshold <= 1:
        raise InputError(f"threshold must lie in (0, 1], not {threshold}")
    overlap = iou_matrix(first, second)
    allowed = overlap >= threshold
    # One more pair outweighs any gain in overlap, because min(n, m) pairs add less than that many.
    gain = np.where(allowed, min(overlap.shape, default=0) + 1 + overlap, 0.0)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return [
        Match(int(i), int(j), float(overlap[i, j]))
        for i, j in zip(rows, columns, strict=True)
        if allowed[i, j]
    ]
