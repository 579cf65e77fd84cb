"""How public programs count, quirks included, so that published figures can be told from right ones.

Each rule is written anew from what the program does, and is shown beside the right counts, never in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from countenance.core import ExpressionKind, InputError, Interval
from countenance.evaluation.spotting.counts import GROUPS, Counts, total
from countenance.evaluation.spotting.intervals import LabelledInterval, PredictedInterval, Truth
from countenance.evaluation.spotting.matching import IOU, by_recording, class_aware, of_kind

__all__ = ["LEGACY", "LegacyRule", "LegacyScores", "legacy_iou", "score_as"]

Marks = tuple[Sequence[LabelledInterval], Sequence[PredictedInterval]]


@dataclass(frozen=True, slots=True)
class LegacyScores:
    """What a public program makes of the same labels and predictions.

    Parameters
    ----------
    rule : str
        Name among :data:`LEGACY`.
    counts : mapping of str to Counts
        For each group.
    values : mapping of str to float
        What else it tells.
    """

    rule: str
    counts: Mapping[str, Counts]
    values: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As result files hold it."""
        return {
            "rule": self.rule,
            "meaning": LEGACY[self.rule].meaning,
            "source": LEGACY[self.rule].source,
            "counts": {group: counts.to_dict() for group, counts in self.counts.items()},
            "values": dict(self.values),
        }


@dataclass(frozen=True, slots=True)
class LegacyRule:
    """A way of counting that figures in the literature rest on.

    Parameters
    ----------
    meaning : str
        Its quirks, in one or two sentences.
    source : str
        The program.
    score : callable
        From truth, predictions in the order given, and IoU to counts and other values.
    """

    meaning: str
    source: str
    score: Callable[[Truth, Sequence[PredictedInterval], float], tuple[dict[str, Counts], dict[str, float]]]


def score_as(
    rule: str, truth: Truth, predictions: Sequence[PredictedInterval], *, iou: float = IOU
) -> LegacyScores:
    """Count as a public program does.

    Parameters
    ----------
    rule : str
        One of :data:`LEGACY`.
    truth : Truth
    predictions : sequence of PredictedInterval
        In the order in which they were given, which decides some of the rules.
    iou : float

    Raises
    ------
    InputError
        If there is no such rule, or it needs emotions that are not there.

    Examples
    --------
    One prediction over two labels counts as two hits, and one false alarm less than none:

    >>> labels = [LabelledInterval("film", Interval(0, 9)), LabelledInterval("film", Interval(2, 11))]
    >>> one = [PredictedInterval("film", Interval(1, 10))]
    >>> score_as("megc2020-mdmd", Truth.of(labels), one).counts["class_blind"]
    Counts(tp=2, fp=-1, fn=0)
    """
    if rule not in LEGACY:
        raise InputError(f"{rule!r} is no legacy way of counting; known: {', '.join(LEGACY)}")
    counts, values = LEGACY[rule].score(truth, predictions, iou)
    return LegacyScores(rule, counts, values)


def legacy_iou(first: Interval, second: Interval) -> float:
    """Intersection over union as the MDMD baseline of MEGC 2020 has it.

    One frame is added after the intersection was clamped at 0, so that disjoint intervals share a frame; an
    interval of one frame shares nothing with any.

    >>> legacy_iou(Interval(0, 1), Interval(50, 51)), Interval(0, 1).iou(Interval(50, 51))
    (0.3333333333333333, 0.0)
    """
    if first.n_frames < 2 or second.n_frames < 2:
        return 0.0
    common = max(0, min(first.offset, second.offset) - max(first.onset, second.onset)) + 1
    return common / (first.n_frames + second.n_frames - common)


def _mdmd(
    truth: Truth, predictions: Sequence[PredictedInterval], iou: float
) -> tuple[dict[str, Counts], dict[str, float]]:
    return _per_group(truth, predictions, lambda marks: _labels_found(marks, iou)), {}


def _labels_found(marks: Marks, iou: float) -> Counts:
    labels, predictions = marks
    found = sum(
        label.interval is not None
        and any(legacy_iou(one.interval, label.interval) >= iou for one in predictions)
        for label in labels
    )
    return Counts(found, len(predictions) - found, len(labels) - found)


def _greedy(
    truth: Truth, predictions: Sequence[PredictedInterval], iou: float
) -> tuple[dict[str, Counts], dict[str, float]]:
    return _per_group(truth, predictions, lambda marks: _first_come(marks, iou)), {}


def _first_come(marks: Marks, iou: float) -> Counts:
    labels, predictions = marks
    free = [label.interval for label in labels if label.interval is not None]
    hits = 0
    for one in sorted(predictions, key=lambda one: -np.inf if one.score is None else one.score, reverse=True):
        best = max(free, key=one.interval.iou, default=None)
        if best is not None and one.interval.iou(best) >= iou:
            free.remove(best)
            hits += 1
    return Counts(hits, len(predictions) - hits, len(labels) - hits)


def _strs(
    truth: Truth, predictions: Sequence[PredictedInterval], iou: float
) -> tuple[dict[str, Counts], dict[str, float]]:
    participant = {recording.name: recording.participant for recording in truth.recordings}
    kept = {participant.get(one.recording, "") for one in predictions}
    pairs: list[tuple[str, str]] = []
    counts = Counts()
    for name, (labels, found) in by_recording(truth, predictions).items():
        if labels and participant.get(name, "") in kept:
            own = [
                (_word(label), _word(one))
                for one in found
                for label in labels
                if label.interval is not None and one.interval.iou(label.interval) >= iou
            ]
            pairs += own
            counts += _many_to_many(labels, found, len(own), iou)
    words = {_word(one) for marked in (truth.labels, predictions) for one in marked}
    values = _recognition(pairs, sorted(words)) if "" not in words else {}
    if values:
        values["strs"] = (counts.f1 if counts.labels + counts.predictions else 0.0) * values["f1_analysis"]
    return {"class_blind": counts}, values


def _many_to_many(
    labels: Sequence[LabelledInterval], predictions: Sequence[PredictedInterval], pairs: int, iou: float
) -> Counts:
    ended = [label.interval for label in labels if label.interval is not None]
    alone = sum(not any(one.interval.iou(i) >= iou for i in ended) for one in predictions)
    found = sum(any(one.interval.iou(i) >= iou for one in predictions) for i in ended)
    return Counts(pairs, alone, len(labels) - found)


def _recognition(pairs: Sequence[tuple[str, str]], words: Sequence[str]) -> dict[str, float]:
    each = [
        Counts(
            sum(true == told == word for true, told in pairs),
            sum(told == word != true for true, told in pairs),
            sum(true == word != told for true, told in pairs),
        )
        for word in words
    ]
    precision, recall, uf1 = (
        float(np.mean(np.nan_to_num([getattr(counts, name) for counts in each])))
        for name in ("precision", "recall", "f1")
    )
    both = precision + recall
    return {
        "precision_analysis": precision,
        "recall_analysis": recall,
        "f1_analysis": 2 * precision * recall / both if both else 0.0,
        "uf1_analysis": uf1,
        "uar_analysis": precision,
    }


def _per_group(
    truth: Truth, predictions: Sequence[PredictedInterval], count: Callable[[Marks], Counts]
) -> dict[str, Counts]:
    """Pooled counts of every group, predictions in the order given."""
    aware = class_aware(truth.labels, predictions)
    groups = (*(kind.value for kind in ExpressionKind), "class_blind") if aware else ("class_blind",)
    held: dict[str, list[PredictedInterval]] = {recording.name: [] for recording in truth.recordings}
    for one in predictions:
        held.setdefault(one.recording, []).append(one)
    labels = {name: [label for label in truth.labels if label.recording == name] for name in held}
    counts = {
        group: total(count((of_kind(labels[name], group), of_kind(own, group))) for name, own in held.items())
        for group in groups
    }
    if aware:
        counts["all"] = counts["macro"] + counts["micro"]
    return {group: counts[group] for group in GROUPS if group in counts}


def _word(one: LabelledInterval | PredictedInterval) -> str:
    return (one.emotion or "").strip().casefold()


LEGACY: Mapping[str, LegacyRule] = MappingProxyType(
    {
        "megc2020-mdmd": LegacyRule(
            "One frame is added to every intersection, also of disjoint intervals; one prediction may find several "
            "labels, and hits are the labels found, so that false alarms (predictions less hits) can fall below 0.",
            "MDMD baseline of the Micro-Expression Grand Challenge 2020, "
            "github.com/HeyingGithub/Baseline-project-for-MEGC2020_spotting (pred_clips_analysis, F1_small)",
            _mdmd,
        ),
        "strs-metric": LegacyRule(
            "Participants without predictions and recordings without labels are left out; every overlapping pair "
            "is a hit; the F1 of recognition is taken of mean precision and mean recall over all emotions that "
            "occur anywhere, and the mean precision is called UAR. An emotion of which nothing was spotted, which "
            "stops the program, counts 0.",
            "github.com/genbing99/STRS-Metric",
            _strs,
        ),
        "greedy": LegacyRule(
            "Predictions take labels one after another, by falling score and then in the order given; each takes "
            "the free label that it overlaps most, even where that leaves a later one without.",
            "the usual rule of detection benchmarks, as used for SOFTNet",
            _greedy,
        ),
    }
)
"""Legacy ways of counting by name."""
