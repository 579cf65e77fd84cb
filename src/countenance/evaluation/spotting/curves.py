"""How hits and false alarms trade: over thresholds of the score, and over thresholds of IoU."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.core import ExpressionKind, InputError, iou_matrix
from countenance.evaluation.spotting.counts import Counts, total
from countenance.evaluation.spotting.intervals import LabelledInterval, PredictedInterval, Truth
from countenance.evaluation.spotting.matching import IOU, by_recording, class_aware, match, of_kind

__all__ = ["IOUS", "PrecisionRecall", "hits_by_score", "iou_curve", "precision_recall"]

IOUS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Thresholds of the intersection over union for which F1 is told."""


@dataclass(frozen=True, eq=False)
class PrecisionRecall:
    """Precision and recall when predictions below a threshold of the score are left out.

    The threshold with the best F1 on this curve was chosen with the labels in sight; for a threshold to be used on
    others see :func:`~countenance.evaluation.spotting.fit_threshold_in_folds`.

    Parameters
    ----------
    labels : int
        Number of labels.
    thresholds : ndarray of shape (k,)
        Every distinct score, the highest first; predictions with this score or more are kept.
    tp, predictions : ndarray of shape (k,), int
        Hits and predictions kept.
    """

    labels: int
    thresholds: NDArray[np.float64]
    tp: NDArray[np.int64]
    predictions: NDArray[np.int64]

    @property
    def precision(self) -> NDArray[np.float64]:
        """Precision at each threshold."""
        return self.tp / self.predictions

    @property
    def recall(self) -> NDArray[np.float64]:
        """Recall at each threshold; nan without labels."""
        return self.tp / self.labels if self.labels else np.full(len(self.tp), np.nan)

    @property
    def f1(self) -> NDArray[np.float64]:
        """F1 at each threshold."""
        return 2 * self.tp / (self.labels + self.predictions)

    @property
    def average_precision(self) -> float:
        """Precision averaged over the steps of recall, without interpolation; nan without labels."""
        if not self.labels:
            return float("nan")
        steps = np.diff(self.recall, prepend=0.0)
        return float((steps * self.precision).sum())

    def to_dict(self) -> dict[str, Any]:
        """As result files hold it."""
        return {
            "average_precision": self.average_precision,
            "thresholds": self.thresholds.tolist(),
            "tp": self.tp.tolist(),
            "predictions": self.predictions.tolist(),
            "precision": self.precision.tolist(),
            "recall": self.recall.tolist(),
            "f1": self.f1.tolist(),
        }


def precision_recall(
    truth: Truth, predictions: Sequence[PredictedInterval], group: str = "all", *, iou: float = IOU
) -> PrecisionRecall:
    """Precision and recall over every distinct score.

    Parameters
    ----------
    truth : Truth
    predictions : sequence of PredictedInterval
        Each with a score.
    group : {"macro", "micro", "all", "class_blind"}
    iou : float

    Raises
    ------
    InputError
        If a prediction has no score.

    Examples
    --------
    >>> from countenance.core import Interval
    >>> truth = Truth.of([LabelledInterval("film", Interval(0, 9)), LabelledInterval("film", Interval(50, 59))])
    >>> scored = [(0, 0.9), (20, 0.6), (50, 0.5)]
    >>> found = [PredictedInterval("film", Interval(onset, onset + 9), score=s) for onset, s in scored]
    >>> curve = precision_recall(truth, found, "class_blind")
    >>> curve.precision.round(3).tolist(), curve.recall.tolist(), round(curve.average_precision, 3)
    ([1.0, 0.5, 0.667], [0.5, 0.5, 1.0], 0.833)
    """
    scores, hit = hits_by_score(truth, predictions, group, iou=iou)
    thresholds, last = np.unique(-scores, return_index=True)
    ends = np.append(last[1:], len(scores)) if len(scores) else last
    tp = np.concatenate([[0], np.cumsum(hit)])[ends].astype(np.int64)
    n_labels = len(of_kind(truth.labels, group))
    return PrecisionRecall(n_labels, -thresholds, tp, ends.astype(np.int64))


def hits_by_score(
    truth: Truth, predictions: Sequence[PredictedInterval], group: str, *, iou: float = IOU
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Scores from the highest, and whether each prediction adds a hit to those before it.

    As predictions join one by one, the largest one-to-one match grows by one pair or by none.

    Returns
    -------
    scores : ndarray of shape (n,)
    hit : ndarray of shape (n,), bool
    """
    found: list[tuple[float, bool]] = []
    for labels, own in by_recording(truth, predictions).values():
        for part in list(ExpressionKind) if group == "all" else [group]:
            found += _growth(of_kind(labels, part), of_kind(own, part), iou)
    found.sort(key=lambda one: -one[0])
    return (
        np.array([score for score, _ in found], dtype=np.float64),
        np.array([hit for _, hit in found], dtype=np.bool_),
    )


def iou_curve(truth: Truth, predictions: Sequence[PredictedInterval]) -> dict[str, dict[str, Counts]]:
    """Counts of every group at every threshold of :data:`IOUS`, which are the keys as text."""
    aware = class_aware(truth.labels, predictions)
    held = by_recording(truth, predictions)
    curve = {}
    for iou in IOUS:
        matched = [match(name, *marked, iou, aware=aware) for name, marked in held.items()]
        groups = ("macro", "micro", "all", "class_blind") if aware else ("class_blind",)
        curve[str(iou)] = {group: total(one.counts[group] for one in matched) for group in groups}
    return curve


def _growth(
    labels: Sequence[LabelledInterval], predictions: Sequence[PredictedInterval], iou: float
) -> Iterable[tuple[float, bool]]:
    """Score and gain of each prediction of a recording, the highest score first."""
    if not predictions:
        return
    scored = [(_score(one), one.interval) for one in predictions]
    scored.sort(key=lambda one: -one[0])
    ended = [label.interval for label in labels if label.interval is not None]
    matching = _GrowingMatching()
    for score, interval in scored:
        near = np.flatnonzero(iou_matrix([interval], ended)[0] >= iou)
        yield score, matching.add(near.tolist())


def _score(prediction: PredictedInterval) -> float:
    if prediction.score is None:
        raise InputError(f"a prediction in {prediction.recording} has no score: thresholds need one for each")
    return prediction.score


class _GrowingMatching:
    """A largest one-to-one match to which predictions are added, by augmenting paths (Berge 1957)."""

    def __init__(self) -> None:
        self._taken: dict[int, list[int]] = {}  # label to all labels that its prediction could have

    def add(self, labels: list[int]) -> bool:
        """Add a prediction that could have any of these labels; whether the match grows."""
        came_from: dict[int, int | None] = dict.fromkeys(labels)
        queue = list(labels)
        for label in queue:
            if label not in self._taken:
                self._shift(label, came_from, labels)
                return True
            others = [other for other in self._taken[label] if other not in came_from]
            came_from.update(dict.fromkeys(others, label))
            queue += others
        return False

    def _shift(self, free: int, came_from: dict[int, int | None], labels: list[int]) -> None:
        label = free
        while (before := came_from[label]) is not None:
            self._taken[label] = self._taken[before]
            label = before
        self._taken[label] = labels
