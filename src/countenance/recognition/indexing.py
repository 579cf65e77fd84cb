"""Some of many samples, whether they lie in one array or in a list of clips of different lengths."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["take"]


def take(X: Any, index: ArrayLike) -> Any:
    """Samples by their positions, safe to hand to an estimator.

    Parameters
    ----------
    X : ndarray of shape (n, ...) or sequence of ndarray
        An array, which may be memory-mapped, or a sequence of samples of different shapes.
    index : array of shape (m,), int

    Returns
    -------
    ndarray of shape (m, ...) or list of ndarray
        A copy of the rows of an array. Of a sequence read-only views, so that an estimator that writes into a
        sample is stopped instead of changing what the next fold sees.

    Examples
    --------
    >>> take(np.arange(6).reshape(3, 2), [2, 0]).tolist()
    [[4, 5], [0, 1]]
    >>> [clip.shape for clip in take([np.zeros((4, 8, 8)), np.zeros((9, 8, 8))], [1])]
    [(9, 8, 8)]
    """
    positions = np.asarray(index, dtype=np.intp)
    if isinstance(X, np.ndarray):
        return np.asarray(X[positions])
    return [_read_only(X[position]) for position in positions.tolist()]


def _read_only(sample: Any) -> NDArray[Any]:
    view = np.asarray(sample).view()
    view.flags.writeable = False
    return view
