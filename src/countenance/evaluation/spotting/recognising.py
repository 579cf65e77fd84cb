"""Spot-then-recognise: how well emotions are told of what was spotted, and both in one figure.

STRS is the product of the F1 of spotting and the F1 of recognition over correctly spotted intervals (Liong, See &
Chan 2023, doi:10.1016/j.image.2022.116875). The F1 of recognition is the unweighted mean over the emotions that
occur among the labels of correctly spotted intervals, as everywhere in this package.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from countenance.evaluation.metrics import confusion_matrix, scores_of_confusion
from countenance.evaluation.spotting.counts import Counts
from countenance.evaluation.spotting.intervals import LabelledInterval, PredictedInterval
from countenance.evaluation.spotting.matching import Pair

__all__ = ["SpotThenRecognise", "emotions_known", "spot_then_recognise"]


@dataclass(frozen=True, slots=True)
class SpotThenRecognise:
    """Recognition over correctly spotted intervals, and its product with spotting.

    Parameters
    ----------
    n : int
        Correctly spotted intervals.
    f1_spotting : float
        Over pooled counts.
    uf1, uar, accuracy : float
        Of recognition; nan where nothing was spotted.
    strs : float
        F1 of spotting times UF1; 0 where nothing was spotted, whatever recognition would have reached.
    """

    n: int
    f1_spotting: float
    uf1: float
    uar: float
    accuracy: float
    strs: float

    def to_dict(self) -> dict[str, Any]:
        """As result files hold it."""
        return asdict(self)


def emotions_known(labels: Iterable[LabelledInterval], predictions: Sequence[PredictedInterval]) -> bool:
    """Whether every label and every prediction bears an emotion, and there are predictions."""
    return bool(predictions) and all(
        one.emotion is not None for marked in (labels, predictions) for one in marked
    )


def spot_then_recognise(counts: Counts, pairs: Sequence[Pair]) -> SpotThenRecognise:
    """Score recognition over hits.

    Parameters
    ----------
    counts : Counts
        Of spotting, pooled over every recording and participant.
    pairs : sequence of Pair
        The hits, each with an emotion in label and prediction; case does not count.

    Examples
    --------
    >>> from countenance.core import Interval
    >>> label = LabelledInterval("film", Interval(0, 9), emotion="positive")
    >>> right = PredictedInterval("film", Interval(0, 9), emotion="positive")
    >>> spot_then_recognise(Counts(tp=1, fp=0, fn=1), [Pair(label, right, 1.0)]).strs
    0.6666666666666666
    """
    nan = float("nan")
    if not pairs:
        return SpotThenRecognise(0, counts.f1, nan, nan, nan, counts.f1)
    truth = [_word(pair.label.emotion) for pair in pairs]
    told = [_word(pair.prediction.emotion) for pair in pairs]
    scores = {k: float(v) for k, v in scores_of_confusion(confusion_matrix(truth, told)).items()}
    return SpotThenRecognise(len(pairs), counts.f1, **scores, strs=counts.f1 * scores["uf1"])


def _word(emotion: str | None) -> str:
    return (emotion or "").strip().casefold()
