"""Several spotters on the recordings of one database: the same labels, the same recordings, counted alike."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from countenance.core import Database, DatabaseInfo
from countenance.evaluation.spotting.counts import Counts
from countenance.evaluation.spotting.intensity import RecallAt, displacements_of, recall_by_intensity
from countenance.evaluation.spotting.intervals import LabelledInterval, PredictedInterval, Truth
from countenance.evaluation.spotting.matching import IOU, by_recording, class_aware, match
from countenance.evaluation.spotting.published import PUBLISHED, PublishedSpotting
from countenance.evaluation.spotting.scores import SpottingScores, score_spotting
from countenance.evaluation.spotting.visible import VISIBLE, count_visible

if TYPE_CHECKING:
    from countenance.spotting import SpottingMethod

__all__ = ["FalseAlarms", "MethodScores", "SpotterComparison", "compare_spotters"]

_SIMULATED = "The recordings are simulated: the figures say nothing about people."


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """What was predicted in recordings in which nothing is labelled.

    Parameters
    ----------
    recordings, predictions : int
    minutes : float
        Length of these recordings; nan where it is not known.
    """

    recordings: int
    predictions: int
    minutes: float

    @property
    def per_minute(self) -> float:
        """False alarms a minute; nan without such recordings."""
        return self.predictions / self.minutes if self.minutes else math.nan


@dataclass(frozen=True, eq=False)
class MethodScores:
    """One spotter's scores on one database.

    Parameters
    ----------
    method : SpottingMethod
    scores : SpottingScores
    neutral : FalseAlarms
        In recordings without a label.
    visible : mapping of str to Counts
        By the rule ``visible``; empty where displacements are not known.
    intensity : mapping of str to list of RecallAt
        Recall by displacement for ``all`` and ``class_blind``; empty where displacements are not known.
    """

    method: SpottingMethod
    scores: SpottingScores
    neutral: FalseAlarms
    visible: Mapping[str, Counts]
    intensity: Mapping[str, Sequence[RecallAt]]


@dataclass(frozen=True, eq=False)
class SpotterComparison:
    """Spotters side by side on one database, the best F1 over all first.

    Parameters
    ----------
    info : DatabaseInfo
    truth : Truth
    methods : tuple of MethodScores
    published : tuple of PublishedSpotting
        Figures of others for this database, the best first. They were not measured here.
    remarks : tuple of str
        What a reader must know, one sentence each.
    """

    info: DatabaseInfo
    truth: Truth
    methods: tuple[MethodScores, ...]
    published: tuple[PublishedSpotting, ...]
    remarks: tuple[str, ...]


def compare_spotters(
    database: Database,
    truth: Truth,
    predictions: Sequence[tuple[SpottingMethod, Sequence[PredictedInterval]]],
    minutes: Mapping[str, float],
    *,
    iou: float = IOU,
    seed: int = 0,
    remarks: Sequence[str] = (),
) -> SpotterComparison:
    """Score every spotter's predictions in the same way.

    Parameters
    ----------
    database : Database
    truth : Truth
        Of this database; recordings that some spotter could not see are no longer in it.
    predictions : sequence of tuple
        Each spotter and what it predicts.
    minutes : mapping of str to float
        Length of each recording of the truth, by name.
    iou : float
        Smallest intersection over union of a hit.
    seed : int
        Of the bootstrap.
    remarks : sequence of str
        What else a reader must know.

    Returns
    -------
    SpotterComparison
    """
    displacements = displacements_of(database, truth)
    methods = [
        _scored(method, truth, found, minutes, displacements, iou, seed) for method, found in predictions
    ]
    published = sorted(
        (row for row in PUBLISHED if row.database == database.info.name), key=lambda row: -row.overall
    )
    said = [_SIMULATED] if database.info.synthetic else []
    unknown = len(truth.labels) - len(displacements)
    if displacements and unknown:
        said.append(
            f"{unknown} labels are not in the table of events and take no part in figures by intensity."
        )
    return SpotterComparison(
        database.info,
        truth,
        tuple(sorted(methods, key=lambda method: (math.isnan(method.scores.f1), -method.scores.f1))),
        tuple(published),
        (*said, *truth.remarks, *remarks),
    )


def _scored(
    method: SpottingMethod,
    truth: Truth,
    predictions: Sequence[PredictedInterval],
    minutes: Mapping[str, float],
    displacements: Mapping[LabelledInterval, float],
    iou: float,
    seed: int,
) -> MethodScores:
    visible: dict[str, Counts] = {}
    intensity: dict[str, list[RecallAt]] = {}
    if displacements:
        known = replace(truth, labels=tuple(label for label in truth.labels if label in displacements))
        faint = [label for label, moved in displacements.items() if moved < VISIBLE]
        visible = count_visible(known, faint, predictions, iou=iou)
        aware = class_aware(known.labels, predictions)
        held = by_recording(known, predictions)
        matched = [match(name, *marked, iou, aware=aware) for name, marked in held.items()]
        for group in (group for group in ("all", "class_blind") if group in visible):
            found = [pair.label for one in matched for pair in one.pairs[group]]
            intensity[group] = recall_by_intensity(displacements, found)
    return MethodScores(
        method,
        scores=score_spotting(truth, predictions, iou=iou, seed=seed),
        neutral=_neutral(truth, predictions, minutes),
        visible=visible,
        intensity=intensity,
    )


def _neutral(
    truth: Truth, predictions: Sequence[PredictedInterval], minutes: Mapping[str, float]
) -> FalseAlarms:
    labelled = {label.recording for label in truth.labels}
    neutral = {recording.name for recording in truth.recordings} - labelled
    return FalseAlarms(
        len(neutral),
        sum(one.recording in neutral for one in predictions),
        math.fsum(minutes[name] for name in neutral),
    )
