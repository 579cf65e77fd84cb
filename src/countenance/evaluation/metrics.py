"""Scores of pooled predictions.

Conventions, which follow the Micro-Expression Grand Challenges (See et al. 2019, doi:10.1109/FG.2019.8756611):
counts are pooled over all folds before anything is divided; a score over classes is the plain mean over the
classes that occur in the truth. A class that was only ever predicted takes no part in that mean, yet each of
those predictions is an error of the class that it should have been. A class that was never predicted scores 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError

__all__ = ["accuracy", "confusion_matrix", "scores_of_confusion", "uar", "uf1"]


def _paired(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    true, predicted = np.asarray(y_true), np.asarray(y_pred)
    if true.ndim != 1 or true.shape != predicted.shape:
        raise InputError(
            f"truth and predictions must be two lists of one length, not {true.shape} and {predicted.shape}"
        )
    if true.size == 0:
        raise InputError("there is nothing to score: the lists are empty")
    return true, predicted


def confusion_matrix(
    y_true: ArrayLike, y_pred: ArrayLike, labels: Sequence[Any] | None = None
) -> NDArray[np.int64]:
    """Count truth (rows) against prediction (columns).

    Parameters
    ----------
    y_true, y_pred : array of shape (n,)
    labels : sequence, optional
        Order of the classes; every value that occurs, sorted, unless given.

    Raises
    ------
    InputError
        If a value occurs that is not among the labels.

    Examples
    --------
    >>> confusion_matrix(["a", "a", "b"], ["a", "b", "b"]).tolist()
    [[1, 1], [0, 1]]
    """
    true, predicted = _paired(y_true, y_pred)
    classes = np.union1d(true, predicted).tolist() if labels is None else list(labels)
    position = {label: i for i, label in enumerate(classes)}
    try:
        pairs = [
            position[t] * len(classes) + position[p]
            for t, p in zip(true.tolist(), predicted.tolist(), strict=True)
        ]
    except KeyError as error:
        raise InputError(f"{error.args[0]!r} is not among the labels {classes}") from None
    counts = np.bincount(pairs, minlength=len(classes) ** 2)
    return counts.reshape(len(classes), len(classes)).astype(np.int64)


def scores_of_confusion(confusion: ArrayLike) -> dict[str, NDArray[np.float64]]:
    """Accuracy, UF1 and UAR of confusion matrices.

    Parameters
    ----------
    confusion : array of shape (..., c, c)
        Truth in rows; counts or expected counts.

    Returns
    -------
    dict of ndarray of shape (...)
        ``"accuracy"``, ``"uf1"``, ``"uar"``; nan where a matrix is empty.

    Examples
    --------
    >>> scores = scores_of_confusion([[8, 2], [4, 6]])
    >>> {name: round(float(value), 4) for name, value in scores.items()}
    {'accuracy': 0.7, 'uf1': 0.697, 'uar': 0.7}
    """
    counts = np.asarray(confusion, dtype=np.float64)
    hits = np.diagonal(counts, axis1=-2, axis2=-1)
    true, predicted = counts.sum(-1), counts.sum(-2)
    occurs = true > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        recall = np.where(occurs, hits / true, 0.0)
        f1 = np.where(occurs, 2 * hits / (true + predicted), 0.0)
        classes = occurs.sum(-1)
        return {
            "accuracy": hits.sum(-1) / counts.sum((-2, -1)),
            "uf1": f1.sum(-1) / classes,
            "uar": recall.sum(-1) / classes,
        }


def _score(name: str, y_true: ArrayLike, y_pred: ArrayLike) -> float:
    return float(scores_of_confusion(confusion_matrix(y_true, y_pred))[name])


def accuracy(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Share of right predictions.

    >>> accuracy([0, 0, 1, 1], [0, 1, 1, 1])
    0.75
    """
    return _score("accuracy", y_true, y_pred)


def uf1(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Unweighted F1: the mean over the true classes of 2 TP / (2 TP + FP + FN).

    >>> round(uf1([0, 0, 1, 1], [0, 1, 1, 1]), 4)
    0.7333
    """
    return _score("uf1", y_true, y_pred)


def uar(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Unweighted average recall: the mean over the true classes of TP / (TP + FN).

    >>> uar([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0])
    0.625
    """
    return _score("uar", y_true, y_pred)
