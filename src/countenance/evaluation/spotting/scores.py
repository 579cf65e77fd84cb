"""What a spotter's predictions are worth: pooled counts, and all that can be told besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from countenance.core import InputError
from countenance.core.words import counted
from countenance.evaluation.bootstrap import percentile_interval, resampled
from countenance.evaluation.spotting.counts import GROUPS, Counts, total
from countenance.evaluation.spotting.curves import PrecisionRecall, iou_curve, precision_recall
from countenance.evaluation.spotting.intervals import PredictedInterval, ScoredRecording, Truth
from countenance.evaluation.spotting.legacy import LegacyScores, score_as
from countenance.evaluation.spotting.matching import IOU, Matched, by_recording, class_aware, match
from countenance.evaluation.spotting.recognising import (
    SpotThenRecognise,
    emotions_known,
    spot_then_recognise,
)
from countenance.evaluation.spotting.timing import FrameErrors, timing_errors
from countenance.evaluation.versions import versions

__all__ = ["RESAMPLES", "ScoreRow", "SpottingScores", "score_spotting"]

RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """Pooled counts of one recording, participant or database.

    Parameters
    ----------
    name : str
        Empty for what bears no name.
    recordings : int
        Recordings pooled.
    counts : mapping of str to Counts
        By group.
    """

    name: str
    recordings: int
    counts: Mapping[str, Counts]


@dataclass(frozen=True, eq=False)
class SpottingScores:
    """Scores of spotting, with all that they rest on.

    Parameters
    ----------
    truth : Truth
    predictions : tuple of PredictedInterval
    iou : float
        Smallest intersection over union of a hit.
    seed : int
        Of the bootstrap.
    counts : mapping of str to Counts
        Pooled over every recording, for ``macro``, ``micro``, ``all`` and ``class_blind``; the last one alone where
        kinds are not known.
    intervals : mapping of str to tuple
        95% interval of F1 by group, participants drawn with replacement; nan where fewer than two are known.
    by_recording, by_participant, by_database : tuple of ScoreRow
        Every one of them, also those without labels or predictions.
    curves : mapping of str to PrecisionRecall
        By group; empty unless every prediction has a score.
    by_iou : mapping of str to mapping
        Counts by group at other thresholds of the intersection over union, which are the keys.
    timing : mapping of str to mapping
        Errors of onset, apex and offset over the hits of each group.
    recognition : mapping of str to SpotThenRecognise
        By group; empty unless every label and prediction has an emotion.
    legacy : tuple of LegacyScores
        The same as public programs count it.
    remarks : tuple of str
        What a reader must know, one sentence each.
    versions : mapping of str to str
        Of everything that may change a figure.
    """

    truth: Truth
    predictions: tuple[PredictedInterval, ...]
    iou: float
    seed: int
    counts: Mapping[str, Counts]
    intervals: Mapping[str, tuple[float, float]]
    by_recording: tuple[ScoreRow, ...]
    by_participant: tuple[ScoreRow, ...]
    by_database: tuple[ScoreRow, ...]
    curves: Mapping[str, PrecisionRecall]
    by_iou: Mapping[str, Mapping[str, Counts]]
    timing: Mapping[str, Mapping[str, FrameErrors]]
    recognition: Mapping[str, SpotThenRecognise]
    legacy: tuple[LegacyScores, ...]
    remarks: tuple[str, ...]
    versions: Mapping[str, str]

    @property
    def f1(self) -> float:
        """F1 over all, each kind with its own; class-blind where kinds are not known."""
        return self.counts.get("all", self.counts["class_blind"]).f1

    def save(self, path: Path) -> None:
        """Write everything as JSON."""
        from countenance.evaluation.spotting.files import save_scores  # noqa: PLC0415 (it reads this class)

        save_scores(self, path)

    @classmethod
    def load(cls, path: Path) -> SpottingScores:
        """Read what :meth:`save` has written, and check that its counts follow from its predictions.

        Raises
        ------
        InputError
            If the file is none, was changed, or its counts do not follow.
        """
        from countenance.evaluation.spotting.files import load_scores  # noqa: PLC0415

        return load_scores(path)


def score_spotting(
    truth: Truth,
    predictions: Sequence[PredictedInterval],
    *,
    iou: float = IOU,
    legacy: Sequence[str] = (),
    seed: int = 0,
    remarks: Sequence[str] = (),
) -> SpottingScores:
    """Score predictions against labels.

    Matching is one to one and optimal within each recording. Counts are pooled over every recording and participant
    before anything is divided: a recording without predictions has misses, one without labels false alarms.

    Parameters
    ----------
    truth : Truth
        ``Truth.of(labels)`` for plain lists.
    predictions : sequence of PredictedInterval
        What lies in a recording unknown to the truth counts as false alarms, and a remark says so.
    iou : float
        Smallest intersection over union of a hit, in (0, 1].
    legacy : sequence of str
        Names of :data:`~countenance.evaluation.spotting.LEGACY`: how public programs count the same.
    seed : int
        Of the bootstrap.
    remarks : sequence of str
        Sentences to be kept with the scores.

    Raises
    ------
    InputError
        If the threshold lies outside of (0, 1], or a legacy mode is not known.

    Examples
    --------
    >>> from countenance.core import ExpressionKind, Interval
    >>> from countenance.evaluation.spotting import LabelledInterval
    >>> macro, micro = ExpressionKind
    >>> labels = [LabelledInterval("a", Interval(10, 39), macro), LabelledInterval("b", Interval(5, 14), micro)]
    >>> found = [PredictedInterval("a", Interval(12, 40), macro), PredictedInterval("b", Interval(5, 14), macro)]
    >>> scores = score_spotting(Truth.of(labels), found)
    >>> scores.counts["macro"], scores.counts["micro"], scores.counts["all"].f1, scores.counts["class_blind"].f1
    (Counts(tp=1, fp=1, fn=0), Counts(tp=0, fp=0, fn=1), 0.5, 1.0)
    """
    if not 0 < iou <= 1:
        raise InputError(f"threshold must lie in (0, 1], not {iou}")
    whole, strange = _with_strangers(truth, predictions)
    aware = class_aware(truth.labels, predictions)
    matched = {
        name: match(name, *marked, iou, aware=aware)
        for name, marked in by_recording(whole, predictions).items()
    }
    groups = GROUPS if aware else ("class_blind",)
    counts = {group: total(one.counts[group] for one in matched.values()) for group in groups}
    pairs = {group: [pair for one in matched.values() for pair in one.pairs[group]] for group in groups}
    people = _rows(whole, matched, lambda recording: recording.participant)
    scored = bool(predictions) and all(one.score is not None for one in predictions)
    fps = {recording.name: recording.fps for recording in whole.recordings}
    told = emotions_known(truth.labels, predictions)
    return SpottingScores(
        truth=truth,
        predictions=tuple(predictions),
        iou=iou,
        seed=seed,
        counts=counts,
        intervals=_intervals(people, groups, seed),
        by_recording=_rows(whole, matched, lambda recording: recording.name),
        by_participant=people,
        by_database=_rows(whole, matched, lambda recording: recording.database),
        curves={g: precision_recall(whole, predictions, g, iou=iou) for g in groups} if scored else {},
        by_iou=iou_curve(whole, predictions),
        timing={group: timing_errors(pairs[group], fps) for group in groups},
        recognition={g: spot_then_recognise(counts[g], pairs[g]) for g in groups} if told else {},
        legacy=tuple(score_as(rule, whole, predictions, iou=iou) for rule in legacy),
        remarks=(
            *truth.remarks,
            *remarks,
            *strange,
            *_silent(matched),
            *_unscored(predictions),
            *_remarks(counts, people),
        ),
        versions=_versions(),
    )


@cache
def _versions() -> dict[str, str]:
    """Versions, read once: that takes as long as all else for a small table."""
    return versions()


def _with_strangers(truth: Truth, predictions: Sequence[PredictedInterval]) -> tuple[Truth, list[str]]:
    """The truth with recordings added that only predictions name."""
    known = {recording.name for recording in truth.recordings}
    strange = sorted({one.recording for one in predictions} - known)
    if not strange:
        return truth, []
    n = sum(one.recording not in known for one in predictions)
    whole = replace(truth, recordings=(*truth.recordings, *map(ScoredRecording, strange)))
    return whole, [
        (
            f"{counted(n, 'prediction')} in {counted(len(strange), 'recording')} that the labels do not name "
            f"({_some(strange)}) count as false alarms."
        )
    ]


def _silent(matched: Mapping[str, Matched]) -> list[str]:
    """What is to be said of recordings with labels in which nothing was predicted."""
    blind = {name: one.counts["class_blind"] for name, one in matched.items()}
    silent = [name for name, counts in blind.items() if counts.labels and not counts.predictions]
    if not silent:
        return []
    n = sum(blind[name].labels for name in silent)
    return [
        (
            f"{counted(n, 'label')} in {counted(len(silent), 'recording')} without predictions "
            f"({_some(silent)}) count as misses."
        )
    ]


def _unscored(predictions: Sequence[PredictedInterval]) -> list[str]:
    """What is to be said where only some predictions have a score."""
    n = sum(one.score is None for one in predictions)
    if n in {0, len(predictions)}:
        return []
    return [
        f"{n} of {counted(len(predictions), 'prediction')} without a score: there is no precision-recall curve."
    ]


def _rows(
    truth: Truth, matched: Mapping[str, Matched], name: Callable[[ScoredRecording], str]
) -> tuple[ScoreRow, ...]:
    """Pooled counts by what a recording belongs to, in alphabetical order."""
    held: dict[str, list[Matched]] = {}
    for recording in truth.recordings:
        held.setdefault(name(recording), []).append(matched[recording.name])
    return tuple(
        ScoreRow(
            key, len(some), {group: total(one.counts[group] for one in some) for group in some[0].counts}
        )
        for key, some in sorted(held.items())
    )


def _intervals(
    people: Sequence[ScoreRow], groups: Sequence[str], seed: int
) -> dict[str, tuple[float, float]]:
    known = [row for row in people if row.name]
    if len(known) < 2 or len(known) < len(people):
        return dict.fromkeys(groups, (float("nan"), float("nan")))
    each = np.array([[[c.tp, c.fp, c.fn] for c in (row.counts[group] for group in groups)] for row in known])
    drawn = resampled(each, RESAMPLES, seed)
    with np.errstate(invalid="ignore"):
        f1 = 2 * drawn[..., 0] / (2 * drawn[..., 0] + drawn[..., 1] + drawn[..., 2])
    return {group: _interval(f1[:, i]) for i, group in enumerate(groups)}


def _interval(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float]:
    """The middle 95%; draws with neither labels nor predictions have no F1 and do not count."""
    defined = values[~np.isnan(values)]
    return percentile_interval(defined) if len(defined) else (float("nan"), float("nan"))


def _remarks(counts: Mapping[str, Counts], people: Sequence[ScoreRow]) -> list[str]:
    said = []
    if "all" not in counts:
        said.append(
            "Some labels or predictions do not say whether they are macro- or micro-expressions: only class-blind "
            "scores are given."
        )
    for name, without, n in (
        ("Precision", "predictions", {group: pooled.predictions for group, pooled in counts.items()}),
        ("Recall", "labels", {group: pooled.labels for group, pooled in counts.items()}),
    ):
        missing = [group.replace("_", "-") for group in n if not n[group]]
        if missing:
            said.append(f"{name} is not defined without {without}: {', '.join(missing)}.")
    if any(not row.name for row in people):
        said.append("Participants are not known for every recording: no bootstrap interval is given.")
    elif len(people) == 1:
        said.append("There is one participant: no bootstrap interval can be given.")
    return said


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
