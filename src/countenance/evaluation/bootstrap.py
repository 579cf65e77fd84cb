"""How far a score could lie from the one measured, had other participants come.

Clips of one participant resemble each other, so it is participants who are drawn with replacement, never clips
(Field & Welsh 2007, doi:10.1111/j.1467-9868.2007.00593.x). The predictions stay as they are: nothing is fitted
again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.evaluation.metrics import confusion_matrix, scores_of_confusion

__all__ = [
    "LEVEL",
    "RESAMPLES",
    "bootstrap_intervals",
    "confusion_by_group",
    "percentile_interval",
    "resampled",
]

RESAMPLES, LEVEL = 2000, 0.95


def bootstrap_intervals(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    groups: ArrayLike,
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """Percentile intervals of accuracy, UF1 and UAR over participants drawn with replacement.

    Parameters
    ----------
    y_true, y_pred : array of shape (n,)
    groups : array of shape (n,)
        Each sample's participant.
    level : float
        Coverage aimed at.
    resamples : int
    seed : int

    Returns
    -------
    dict
        Score to (low, high). With a single participant nothing can be said: both ends are nan.

    Examples
    --------
    >>> people = np.repeat(np.arange(10), 5)
    >>> low, high = bootstrap_intervals(np.tile([0, 1, 0, 1, 1], 10), np.tile([0, 1, 1, 1, 1], 10), people)["uar"]
    >>> low == high == 0.75  # everybody is alike
    True
    """
    labels = list(np.union1d(np.asarray(y_true), np.asarray(y_pred)))
    each = confusion_by_group(np.asarray(y_true), np.asarray(y_pred), np.asarray(groups), labels)
    if len(each) < 2:
        return dict.fromkeys(("accuracy", "uf1", "uar"), (float("nan"), float("nan")))
    drawn = scores_of_confusion(resampled(each, resamples, seed))
    return {name: percentile_interval(values, level) for name, values in drawn.items()}


def resampled(each: NDArray[np.int64], resamples: int, seed: int) -> NDArray[np.int64]:
    """Confusion matrices of as many participants, drawn with replacement.

    Parameters
    ----------
    each : ndarray of shape (participants, c, c)
        Confusion matrix of each.
    resamples, seed : int
        The same seed draws the same participants, so that two sets of predictions can be compared.

    Returns
    -------
    ndarray of shape (resamples, c, c)
    """
    random = np.random.default_rng(seed)
    weights = random.multinomial(len(each), np.full(len(each), 1 / len(each)), size=resamples)
    drawn: NDArray[np.int64] = np.tensordot(weights, each, axes=1)
    return drawn


def percentile_interval(values: NDArray[np.float64], level: float = LEVEL) -> tuple[float, float]:
    """The middle part of values: of the given coverage, with as much left out below as above.

    >>> percentile_interval(np.arange(101.0), 0.5)
    (25.0, 75.0)
    """
    tail = (1 - level) / 2
    return float(np.quantile(values, tail)), float(np.quantile(values, 1 - tail))


def confusion_by_group(
    true: NDArray[Any], predicted: NDArray[Any], groups: NDArray[Any], labels: Sequence[Any]
) -> NDArray[np.int64]:
    """Confusion matrix of each participant, participants sorted, classes in the order of the labels."""
    return np.stack(
        [
            confusion_matrix(true[groups == group], predicted[groups == group], labels)
            for group in np.unique(groups)
        ]
    )
