"""Cross-validation that owns fit and predict, and pools what it is told before it scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError
from countenance.evaluation.bootstrap import bootstrap_intervals
from countenance.evaluation.metrics import confusion_matrix, scores_of_confusion
from countenance.recognition import polynomial_svm

__all__ = [
    "Fold",
    "Scores",
    "chance_scores",
    "predict_majority",
    "predict_out_of_fold",
    "score_predictions",
]

Fold = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Indices of the training and of the test samples."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What pooled out-of-fold predictions are worth.

    Parameters
    ----------
    n : int
        Samples scored.
    accuracy, uf1, uar : float
    confusion : list of list
        Truth in rows, prediction in columns, in the order of ``labels``.
    labels : tuple of str
    intervals : dict
        Score to its 95% participant bootstrap interval; empty for reference rows.
    """

    n: int
    accuracy: float
    uf1: float
    uar: float
    confusion: list[list[float]]
    labels: tuple[str, ...]
    intervals: dict[str, tuple[float, float]]

    def to_dict(self) -> dict[str, Any]:
        """As ``results.json`` holds it."""
        return {
            "n": self.n,
            "accuracy": self.accuracy,
            "uf1": self.uf1,
            "uar": self.uar,
            "confusion_matrix": self.confusion,
            "intervals": {name: list(ends) for name, ends in self.intervals.items()},
        }


def predict_out_of_fold(kernel: NDArray[np.float64], y: ArrayLike, folds: Iterable[Fold]) -> NDArray[Any]:
    """Predict every sample by the paper's SVM, fitted on the other folds.

    Parameters
    ----------
    kernel : ndarray of shape (n, n)
        Of all pairs of samples. It holds nothing learned, so computing it once for all folds leaks nothing.
    y : array of shape (n,)
    folds : iterable of Fold
        Each sample is tested at most once.

    Returns
    -------
    ndarray of shape (n,)
        Predicted labels. A fold whose training samples are all of one class predicts that class.

    Raises
    ------
    InputError
        If a sample is in training and test at once, or is never or twice tested.
    """
    return _pooled(np.asarray(y), folds, lambda train, test, labels: _fold_svm(kernel, train, test, labels))


def _fold_svm(
    kernel: NDArray[np.float64], train: NDArray[np.intp], test: NDArray[np.intp], labels: NDArray[Any]
) -> NDArray[Any]:
    if len(np.unique(labels)) == 1:
        return np.repeat(labels[:1], len(test))
    machine = polynomial_svm(precomputed=True).fit(kernel[np.ix_(train, train)], labels)
    predicted: NDArray[Any] = machine.predict(kernel[np.ix_(test, train)])
    return predicted


def predict_majority(y: ArrayLike, folds: Iterable[Fold]) -> NDArray[Any]:
    """Predict the most frequent class of each fold's training samples, the first in order among equals."""

    def majority(_: NDArray[np.intp], test: NDArray[np.intp], labels: NDArray[Any]) -> NDArray[Any]:
        classes, counts = np.unique(labels, return_counts=True)
        return np.repeat(classes[np.argmax(counts)], len(test))

    return _pooled(np.asarray(y), folds, majority)


def _pooled(
    y: NDArray[Any],
    folds: Iterable[Fold],
    predict: Callable[[NDArray[np.intp], NDArray[np.intp], NDArray[Any]], NDArray[Any]],
) -> NDArray[Any]:
    predicted, tested = np.empty_like(y), np.zeros(len(y), dtype=int)
    for train, test in folds:
        if np.intersect1d(train, test).size:
            raise InputError(f"samples {np.intersect1d(train, test)} are in training and test at once")
        predicted[test] = predict(train, test, y[train])
        tested[test] += 1
    if not np.all(tested == 1):
        raise InputError(f"samples {np.flatnonzero(tested != 1)} are not tested exactly once")
    return predicted


def score_predictions(
    y_true: ArrayLike, y_pred: ArrayLike, groups: ArrayLike | None = None, *, seed: int = 0
) -> Scores:
    """Score pooled predictions; with participants given, also bootstrap over them."""
    truth = np.asarray(y_true)
    labels = tuple(str(label) for label in np.union1d(truth, np.asarray(y_pred)))
    intervals = {} if groups is None else bootstrap_intervals(truth, y_pred, groups, seed=seed)
    return _scores(confusion_matrix(truth, y_pred), labels, intervals)


def chance_scores(y_true: ArrayLike) -> Scores:
    """What random guesses in the classes' own proportions are expected to reach.

    Examples
    --------
    >>> chance_scores(["a", "a", "a", "b"]).accuracy  # 0.75 * 0.75 + 0.25 * 0.25
    0.625
    """
    labels, counts = np.unique(np.asarray(y_true), return_counts=True)
    expected = np.outer(counts, counts / counts.sum())
    return _scores(expected, tuple(map(str, labels)), {})


def _scores(
    confusion: NDArray[Any], labels: tuple[str, ...], intervals: dict[str, tuple[float, float]]
) -> Scores:
    values = {name: float(value) for name, value in scores_of_confusion(confusion).items()}
    n = round(float(confusion.sum()))
    return Scores(n=n, confusion=confusion.tolist(), labels=labels, intervals=intervals, **values)
