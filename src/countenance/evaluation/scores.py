"""What pooled predictions are worth: scores with their intervals, and what guessing would reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.evaluation.bootstrap import bootstrap_intervals
from countenance.evaluation.metrics import confusion_matrix, scores_of_confusion

__all__ = ["ClassScores", "Scores", "chance_scores", "class_scores", "score_predictions"]


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


@dataclass(frozen=True, slots=True)
class ClassScores:
    """How one class fares among pooled predictions.

    Parameters
    ----------
    label : str
    n : int
        Samples of this class.
    predicted : int
        Samples taken for this class.
    precision, recall, f1 : float
        Precision is nan where the class was never predicted, recall where it does not occur.
    """

    label: str
    n: int
    predicted: int
    precision: float
    recall: float
    f1: float


def class_scores(scores: Scores) -> list[ClassScores]:
    """Precision, recall and F1 of every class, in the order of the labels.

    Examples
    --------
    >>> row = class_scores(score_predictions(["a", "a", "b", "b"], ["a", "a", "a", "b"]))[0]
    >>> row.label, row.n, row.predicted, round(row.precision, 3), row.recall, row.f1
    ('a', 2, 3, 0.667, 1.0, 0.8)
    """
    counts = np.asarray(scores.confusion, dtype=np.float64)
    hits, true, predicted = np.diagonal(counts), counts.sum(1), counts.sum(0)
    with np.errstate(invalid="ignore"):
        precision, recall, f1 = hits / predicted, hits / true, 2 * hits / (true + predicted)
    return [
        ClassScores(label, int(n), int(p), float(precision[i]), float(recall[i]), float(f1[i]))
        for i, (label, n, p) in enumerate(zip(scores.labels, true, predicted, strict=True))
    ]


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
