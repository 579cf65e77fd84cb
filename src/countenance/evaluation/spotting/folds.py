"""Thresholds chosen where they may be: on training participants only, applied to the one who is held out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from countenance.core import InputError
from countenance.core.words import counted
from countenance.evaluation.spotting.counts import GROUPS
from countenance.evaluation.spotting.curves import hits_by_score
from countenance.evaluation.spotting.intervals import PredictedInterval, Truth
from countenance.evaluation.spotting.matching import IOU, class_aware, of_kind
from countenance.evaluation.spotting.scores import SpottingScores, score_spotting

__all__ = ["FoldChoice", "FoldedThresholds", "fit_threshold_in_folds"]


@dataclass(frozen=True, slots=True)
class FoldChoice:
    """What was chosen while one participant was held out.

    Parameters
    ----------
    participant : str
        Who was held out.
    candidate : str
        Name of the chosen predictions.
    threshold : float
        Predictions with this score or more are kept; minus infinity keeps all.
    training_f1 : float
        F1 over the others, at that threshold.
    """

    participant: str
    candidate: str
    threshold: float
    training_f1: float


@dataclass(frozen=True, eq=False)
class FoldedThresholds:
    """Choices of all folds, and the scores of what they kept.

    Parameters
    ----------
    choices : tuple of FoldChoice
        One for each participant, in alphabetical order.
    predictions : tuple of PredictedInterval
        What was kept of the held-out participants.
    scores : SpottingScores
        Of these.
    """

    choices: tuple[FoldChoice, ...]
    predictions: tuple[PredictedInterval, ...]
    scores: SpottingScores


def fit_threshold_in_folds(
    truth: Truth,
    candidates: Mapping[str, Sequence[PredictedInterval]],
    *,
    group: str = "all",
    iou: float = IOU,
    seed: int = 0,
) -> FoldedThresholds:
    """Leave one subject out: choose settings and threshold on the others, apply them to the one.

    Parameters
    ----------
    truth : Truth
        Every recording with its participant.
    candidates : mapping of str to sequence of PredictedInterval
        Predictions of a spotter by the name of its settings; few, for each more is a further chance to fit noise.
        Either all predictions of a candidate have a score, or none has and all are kept.
    group : {"macro", "micro", "all", "class_blind"}
        Whose F1 is maximised; of equal ones the higher threshold and the earlier candidate are taken.
    iou, seed
        As in :func:`~countenance.evaluation.spotting.score_spotting`.

    Returns
    -------
    FoldedThresholds

    Raises
    ------
    InputError
        If there are fewer than two participants, one is not known, kinds are not known where they are needed, or
        some predictions of a candidate have a score and others have none.

    Examples
    --------
    >>> from countenance.core import Interval
    >>> from countenance.evaluation.spotting import LabelledInterval, ScoredRecording
    >>> films = [ScoredRecording(f"film {who}", who) for who in "abc"]
    >>> truth = Truth.of([LabelledInterval(film.name, Interval(0, 9)) for film in films], films)
    >>> sure = [PredictedInterval(film.name, Interval(0, 9), score=0.8) for film in films]
    >>> unsure = [PredictedInterval(film.name, Interval(50, 59), score=0.4) for film in films]
    >>> fitted = fit_threshold_in_folds(truth, {"default": sure + unsure}, group="class_blind")
    >>> {choice.threshold for choice in fitted.choices}, fitted.scores.f1
    ({0.8}, 1.0)
    """
    people = _people(truth)
    _check(truth, candidates, group)
    who = {recording.name: recording.participant for recording in truth.recordings}
    grids = {
        name: _Grid(truth, predictions, people, who, group, iou) for name, predictions in candidates.items()
    }
    choices = tuple(_choice(place, person, grids) for place, person in enumerate(people))
    kept = tuple(
        one
        for choice in choices
        for one in candidates[choice.candidate]
        if who[one.recording] == choice.participant and (one.score is None or one.score >= choice.threshold)
    )
    settings = counted(len(candidates), "setting")
    remark = (
        f"Threshold of the score and one of {settings} were chosen on training participants, for each of "
        f"{counted(len(people), 'participant')} who were held out."
    )
    return FoldedThresholds(choices, kept, score_spotting(truth, kept, iou=iou, seed=seed, remarks=[remark]))


class _Grid:
    """Counts of every participant at every distinct score of a candidate."""

    def __init__(
        self,
        truth: Truth,
        predictions: Sequence[PredictedInterval],
        people: Sequence[str],
        who: Mapping[str, str],
        group: str,
        iou: float,
    ) -> None:
        scored = [one if one.score is not None else replace(one, score=0.0) for one in predictions]
        self.lowest = bool(predictions) and predictions[0].score is None
        self.thresholds = np.unique([one.score or 0.0 for one in scored])[::-1]
        shape = (len(people), len(self.thresholds))
        self.hits, self.found = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        self.own = np.zeros(shape, np.bool_)
        self.labels = np.zeros(len(people), np.int64)
        for place, person in enumerate(people):
            films = tuple(r for r in truth.recordings if r.participant == person)
            labels = tuple(label for label in truth.labels if who[label.recording] == person)
            mine = [one for one in scored if who[one.recording] == person]
            self._count(place, Truth(films, labels), mine, group, iou)

    def _count(
        self, place: int, truth: Truth, predictions: Sequence[PredictedInterval], group: str, iou: float
    ) -> None:
        scores, hit = hits_by_score(truth, predictions, group, iou=iou)
        kept = np.searchsorted(-scores, -self.thresholds, side="right")
        self.found[place] = kept
        self.hits[place] = np.concatenate([[0], np.cumsum(hit)])[kept]
        self.own[place] = np.isin(self.thresholds, scores)
        self.labels[place] = len(of_kind(truth.labels, group))

    def best(self, left_out: int) -> tuple[float, float]:
        """Highest F1 over all but one participant, and the threshold; only their scores are looked at."""
        others = np.arange(len(self.labels)) != left_out
        seen = self.own[others].any(axis=0)
        if not seen.any():
            return (0.0 if self.labels[others].any() else float("nan")), -np.inf
        f1: NDArray[np.float64] = (
            2 * self.hits[others].sum(0)[seen] / (self.labels[others].sum() + self.found[others].sum(0)[seen])
        )
        place = int(np.argmax(f1))
        return float(f1[place]), -np.inf if self.lowest else float(self.thresholds[seen][place])


def _choice(place: int, person: str, grids: Mapping[str, _Grid]) -> FoldChoice:
    found = [(name, *grid.best(place)) for name, grid in grids.items()]
    name, f1, threshold = max(found, key=lambda one: -1.0 if np.isnan(one[1]) else one[1])
    return FoldChoice(person, name, threshold, f1)


def _people(truth: Truth) -> list[str]:
    people = sorted({recording.participant for recording in truth.recordings})
    if "" in people:
        raise InputError("a recording names no participant: folds need one for each")
    if len(people) < 2:
        raise InputError("there is one participant, and nobody is left to choose a threshold on")
    return people


def _check(truth: Truth, candidates: Mapping[str, Sequence[PredictedInterval]], group: str) -> None:
    if group not in GROUPS:
        raise InputError(f"{group!r} is no group of scores; known: {', '.join(GROUPS)}")
    if not candidates:
        raise InputError("there is nothing to choose from: give at least one candidate")
    known = {recording.name for recording in truth.recordings}
    for name, predictions in candidates.items():
        strange = next((one.recording for one in predictions if one.recording not in known), None)
        if strange is not None:
            raise InputError(f"{name} predicts in {strange!r}, which is none of the recordings")
        if len({one.score is None for one in predictions}) > 1:
            raise InputError(
                f"{name} has predictions with a score and others without: give each one, or none"
            )
        if group != "class_blind" and not class_aware(truth.labels, predictions):
            raise InputError(
                f"labels or predictions of {name} do not say whether they are macro- or micro-expressions: "
                "choose group class_blind"
            )
