"""Hits, false alarms and misses: counts that add up before anything is divided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

__all__ = ["GROUPS", "Counts", "total"]

GROUPS = ("macro", "micro", "all", "class_blind")
"""What counts are kept for.

Macro- and micro-expressions are matched each with their own kind; ``all`` is the sum of both, as in the
Micro-Expression Grand Challenges. ``class_blind`` matches whatever the kind.
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits (TP), false alarms (FP) and misses (FN).

    Where there is nothing to divide, nothing is said: precision is nan without predictions, recall is nan without
    labels, and F1 = 2 TP / (2 TP + FP + FN) is nan without either. With labels and no predictions it is 0.

    Parameters
    ----------
    tp, fp, fn : int

    Examples
    --------
    >>> found = Counts(tp=3, fp=2, fn=0)
    >>> found.precision, found.recall, found.f1
    (0.6, 1.0, 0.75)
    >>> (found + Counts(0, 0, 2)).f1, Counts().f1
    (0.6, nan)
    """

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def labels(self) -> int:
        """Number of labels."""
        return self.tp + self.fn

    @property
    def predictions(self) -> int:
        """Number of predictions."""
        return self.tp + self.fp

    @property
    def precision(self) -> float:
        """Share of the predictions that are right."""
        return _ratio(self.tp, self.predictions)

    @property
    def recall(self) -> float:
        """Share of the labels that were found."""
        return _ratio(self.tp, self.labels)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    def to_dict(self) -> dict[str, Any]:
        """As result files hold it, ratios included."""
        return {
            "labels": self.labels,
            "predictions": self.predictions,
            "tp": self.tp,
            "fp": self.fp,
            "fn": self.fn,
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
        }


def total(counts: Iterable[Counts]) -> Counts:
    """Pooled counts."""
    return sum(counts, Counts())


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
