"""Labels and predictions in few words."""

from __future__ import annotations

from countenance.core import ExpressionKind, Interval
from countenance.evaluation.spotting import LabelledInterval, PredictedInterval, ScoredRecording, Truth

MACRO, MICRO = ExpressionKind.MACRO, ExpressionKind.MICRO


def label(
    onset: int,
    offset: int,
    kind: ExpressionKind | None = MACRO,
    recording: str = "film",
    apex: int | None = None,
    emotion: str | None = None,
) -> LabelledInterval:
    return LabelledInterval(recording, Interval(onset, offset), kind, apex, emotion)


def found(
    onset: int,
    offset: int,
    kind: ExpressionKind | None = MACRO,
    recording: str = "film",
    apex: int | None = None,
    score: float | None = None,
    emotion: str | None = None,
) -> PredictedInterval:
    return PredictedInterval(recording, Interval(onset, offset), kind, apex, score, emotion)


def people(*labels: LabelledInterval, **films: str) -> Truth:
    """Labels in recordings, each with the participant who is seen."""
    return Truth.of(labels, [ScoredRecording(name, who) for name, who in films.items()])
