"""Which predictions are right: one-to-one optimal matching within each recording."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from countenance.core import ExpressionKind, Interval, match_intervals
from countenance.evaluation.spotting.counts import GROUPS, Counts
from countenance.evaluation.spotting.intervals import LabelledInterval, PredictedInterval, Truth

__all__ = ["IOU", "Matched", "Pair", "by_recording", "class_aware", "match", "of_kind"]

IOU = 0.5
"""Smallest intersection over union of a hit, as in the Micro-Expression Grand Challenges."""

Marked = TypeVar("Marked", LabelledInterval, PredictedInterval)


@dataclass(frozen=True, slots=True)
class Pair:
    """A label, the prediction that found it, and their intersection over union."""

    label: LabelledInterval
    prediction: PredictedInterval
    iou: float


@dataclass(frozen=True, slots=True)
class Matched:
    """How the predictions in one recording fare, for each group.

    Parameters
    ----------
    recording : str
    counts : mapping of str to Counts
        ``class_blind`` alone where kinds are not known.
    pairs : mapping of str to list of Pair
    """

    recording: str
    counts: Mapping[str, Counts]
    pairs: Mapping[str, list[Pair]]


def class_aware(labels: Iterable[LabelledInterval], predictions: Iterable[PredictedInterval]) -> bool:
    """Whether every label and every prediction says if it is a macro- or a micro-expression."""
    return all(one.kind is not None for marked in (labels, predictions) for one in marked)


def of_kind(marked: Iterable[Marked], group: str) -> list[Marked]:
    """Those that belong to a group: of the kind for ``macro`` and ``micro``, otherwise all."""
    return [one for one in marked if group not in set(ExpressionKind) or one.kind == group]


def by_recording(
    truth: Truth, predictions: Iterable[PredictedInterval]
) -> dict[str, tuple[list[LabelledInterval], list[PredictedInterval]]]:
    """Labels and predictions of every recording, those without either included.

    Each list is in an order of its own, so that the order in which they were given changes nothing.
    """
    labels: defaultdict[str, list[LabelledInterval]] = defaultdict(list)
    found: defaultdict[str, list[PredictedInterval]] = defaultdict(list)
    for label in truth.labels:
        labels[label.recording].append(label)
    for prediction in predictions:
        found[prediction.recording].append(prediction)
    names = dict.fromkeys([*(recording.name for recording in truth.recordings), *sorted(found)])
    return {name: (_ordered(labels[name]), _ordered(found[name])) for name in names}


def match(
    recording: str,
    labels: Sequence[LabelledInterval],
    predictions: Sequence[PredictedInterval],
    iou: float = IOU,
    *,
    aware: bool = True,
) -> Matched:
    """Match labels and predictions of one recording.

    Parameters
    ----------
    recording : str
    labels, predictions : sequence
        Of this recording.
    iou : float
        Smallest intersection over union of a hit, in (0, 1].
    aware : bool
        Whether kinds are known and macro- and micro-expressions are matched apart besides.

    Returns
    -------
    Matched
    """
    groups = (*(kind.value for kind in ExpressionKind), "class_blind") if aware else ("class_blind",)
    pairs, counts = {}, {}
    for group in groups:
        own, found = of_kind(labels, group), of_kind(predictions, group)
        pairs[group] = _pairs(own, found, iou)
        hits = len(pairs[group])
        counts[group] = Counts(hits, len(found) - hits, len(own) - hits)
    if aware:
        pairs["all"] = pairs["macro"] + pairs["micro"]
        counts["all"] = counts["macro"] + counts["micro"]
    return Matched(recording, {group: counts[group] for group in GROUPS if group in counts}, pairs)


def _pairs(
    labels: Sequence[LabelledInterval], predictions: Sequence[PredictedInterval], iou: float
) -> list[Pair]:
    pairs = []
    for own, found in _stretches(labels, predictions):
        if not (own and found):
            continue
        ended = [(label, label.interval) for label in own if label.interval is not None]
        matches = match_intervals([i for _, i in ended], [p.interval for p in found], iou)
        pairs += [Pair(ended[m.first][0], found[m.second], m.iou) for m in matches]
    return pairs


def _stretches(
    labels: Sequence[LabelledInterval], predictions: Sequence[PredictedInterval]
) -> Iterator[tuple[list[LabelledInterval], list[PredictedInterval]]]:
    """Parts of a recording between which no interval reaches: matched apart, for an hour would take its square."""
    own: list[LabelledInterval] = []
    found: list[PredictedInterval] = []
    end = -1
    both: list[LabelledInterval | PredictedInterval] = [*labels, *predictions]
    marked = [(one.interval, one) for one in both if one.interval is not None]
    for interval, one in sorted(marked, key=lambda pair: pair[0]):
        if interval.onset > end:
            yield own, found
            own, found = [], []
        end = max(end, interval.offset)
        if isinstance(one, LabelledInterval):
            own.append(one)
        else:
            found.append(one)
    yield own, found


def _ordered(marked: Sequence[Marked]) -> list[Marked]:
    return sorted(marked, key=_order)


def _order(one: LabelledInterval | PredictedInterval) -> tuple[object, ...]:
    interval = one.interval or Interval(0, 0)
    score = one.score if isinstance(one, PredictedInterval) else None
    apex = -1 if one.apex is None else one.apex
    return (
        one.interval is None,
        interval,
        one.kind or "",
        apex,
        one.emotion or "",
        score is not None,
        score or 0.0,
    )
