"""Scores over visible events only, where it is known how far each event moves the skin.

The rule ``visible``: an event below the limit counts neither as a miss nor, if it is found, as a false alarm.
Predictions are first matched to the visible events, so that a faint one never takes a prediction away from them;
what is left over is matched to the faint ones, in the same way, and left out if it finds one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from countenance.core import ExpressionKind
from countenance.evaluation.spotting.counts import GROUPS, Counts, total
from countenance.evaluation.spotting.intervals import LabelledInterval, PredictedInterval, Truth
from countenance.evaluation.spotting.matching import IOU, by_recording, class_aware, match, of_kind

__all__ = ["VISIBLE", "count_visible"]

VISIBLE = 1.5
"""Displacement of the skin at the apex from which an event is called visible, % of the inter-ocular distance."""


def count_visible(
    truth: Truth,
    faint: Collection[LabelledInterval],
    predictions: Sequence[PredictedInterval],
    *,
    iou: float = IOU,
) -> dict[str, Counts]:
    """Counts by the rule ``visible``.

    Parameters
    ----------
    truth : Truth
    faint : collection of LabelledInterval
        Those of its labels that are not visible.
    predictions : sequence of PredictedInterval
    iou : float
        Smallest intersection over union of a hit.

    Returns
    -------
    dict of str to Counts
        By group; ``class_blind`` alone where kinds are not known.

    Examples
    --------
    >>> from countenance.core import Interval
    >>> strong, weak = (LabelledInterval("film", Interval(onset, onset + 9)) for onset in (0, 50))
    >>> truth = Truth.of([strong, weak])
    >>> found = [PredictedInterval("film", Interval(onset, onset + 9)) for onset in (0, 51, 90)]
    >>> count_visible(truth, [weak], found)
    {'class_blind': Counts(tp=1, fp=1, fn=0)}
    """
    weak = frozenset(faint)
    aware = class_aware(truth.labels, predictions)
    held = by_recording(truth, predictions)
    parts = (*(kind.value for kind in ExpressionKind), "class_blind") if aware else ("class_blind",)
    counts = {
        part: total(_counts(name, of_kind(labels, part), of_kind(found, part), weak, iou)
                    for name, (labels, found) in held.items())
        for part in parts
    }  # fmt: skip
    if aware:
        counts["all"] = counts["macro"] + counts["micro"]
    return {group: counts[group] for group in GROUPS if group in counts}


def _counts(
    recording: str,
    labels: Sequence[LabelledInterval],
    predictions: Sequence[PredictedInterval],
    faint: frozenset[LabelledInterval],
    iou: float,
) -> Counts:
    visible = [label for label in labels if label not in faint]
    weak = [label for label in labels if label in faint]
    pairs = match(recording, visible, predictions, iou, aware=False).pairs["class_blind"]
    left = list((Counter(predictions) - Counter(pair.prediction for pair in pairs)).elements())
    found = match(recording, weak, left, iou, aware=False).pairs["class_blind"]
    return Counts(len(pairs), len(left) - len(found), len(visible) - len(pairs))
