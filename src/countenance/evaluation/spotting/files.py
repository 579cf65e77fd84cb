"""Scores on disk: written so that damage and later changes are noticed when they are read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from countenance.core import ExpressionKind, InputError, Interval
from countenance.evaluation.bootstrap import LEVEL
from countenance.evaluation.sealed import SealedFile
from countenance.evaluation.spotting.counts import Counts
from countenance.evaluation.spotting.intervals import (
    LabelledInterval,
    PredictedInterval,
    ScoredRecording,
    Truth,
)
from countenance.evaluation.spotting.scores import RESAMPLES, ScoreRow, SpottingScores, score_spotting

__all__ = ["KIND", "SCHEMA", "load_scores", "save_scores", "scores_dict"]

KIND, SCHEMA = "countenance-spotting-scores", 1

_FILE = SealedFile(
    KIND, SCHEMA, "holds no spotting scores", "countenance score", "score the predictions again"
)


def scores_dict(scores: SpottingScores) -> dict[str, Any]:
    """All of the scores as JSON holds them: first what a reader asks for, last what they rest on."""
    content: dict[str, Any] = {
        "kind": KIND,
        "schema": SCHEMA,
        "iou": scores.iou,
        "matching": "one-to-one, optimal, inclusive, within a recording",
        "policies": {name: dict(policy) for name, policy in scores.truth.policies.items()},
        "n_recordings": len(scores.by_recording),
        "n_labels": len(scores.truth.labels),
        "n_predictions": len(scores.predictions),
        "scores": {
            group: {**counts.to_dict(), "f1_interval": list(scores.intervals[group])}
            for group, counts in scores.counts.items()
        },
        "bootstrap": {
            "unit": "participant",
            "resamples": RESAMPLES,
            "level": LEVEL,
            "seed": scores.seed,
        },
        "remarks": list(scores.remarks),
        "recognition": {group: found.to_dict() for group, found in scores.recognition.items()},
        "timing": {
            group: {which: errors.to_dict() for which, errors in each.items()}
            for group, each in scores.timing.items()
        },
        "legacy": [found.to_dict() for found in scores.legacy],
        "by_database": _rows(scores.by_database),
        "by_participant": _rows(scores.by_participant),
        "by_recording": _rows(scores.by_recording),
        "by_iou": {iou: _counts(counts) for iou, counts in scores.by_iou.items()},
        "curves": {group: curve.to_dict() for group, curve in scores.curves.items()},
        "versions": dict(scores.versions),
        "recordings": [_recording(one) for one in scores.truth.recordings],
        "labels": [_marked(one) for one in scores.truth.labels],
        "predictions": [_marked(one) for one in scores.predictions],
    }
    return {key: _plain(value) for key, value in content.items()}


def save_scores(scores: SpottingScores, path: Path) -> None:
    """Write scores with a digest of all that they hold."""
    _FILE.write(scores_dict(scores), path)


def load_scores(path: Path) -> SpottingScores:
    """Read scores and check that their counts follow from their predictions."""
    content = _FILE.read(path)
    try:
        scores = _scores(content)
        follows = scores_dict(scores)["scores"] == content["scores"]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise InputError(f"{path} lacks parts of spotting scores: score the predictions again") from None
    if not follows:
        raise InputError(
            f"{path} holds scores that do not follow from its predictions: score the predictions again"
        )
    return scores


def _scores(content: Mapping[str, Any]) -> SpottingScores:
    truth = Truth(
        tuple(
            ScoredRecording(
                one["name"],
                one["participant"],
                one["database"],
                None if one["fps"] is None else Fraction(one["fps"]),
            )
            for one in content["recordings"]
        ),
        tuple(LabelledInterval(**_read(one)) for one in content["labels"]),
        content["policies"],
    )
    scores = score_spotting(
        truth,
        [PredictedInterval(**{**_read(one), "score": one["score"]}) for one in content["predictions"]],
        iou=content["iou"],
        legacy=[one["rule"] for one in content["legacy"]],
        seed=content["bootstrap"]["seed"],
    )
    # What was said of the labels when they were read cannot be told from them again.
    return replace(scores, remarks=tuple(content["remarks"]), versions=content["versions"])


def _read(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "recording": one["recording"],
        "interval": None if one["onset"] is None else Interval(one["onset"], one["offset"]),
        "kind": None if one["kind"] is None else ExpressionKind(one["kind"]),
        "apex": one["apex"],
        "emotion": one["emotion"],
    }


def _recording(one: ScoredRecording) -> dict[str, Any]:
    return {
        "name": one.name,
        "participant": one.participant,
        "database": one.database,
        "fps": None if one.fps is None else str(one.fps),
    }


def _marked(one: LabelledInterval | PredictedInterval) -> dict[str, Any]:
    marked: dict[str, Any] = {
        "recording": one.recording,
        "onset": None if one.interval is None else one.interval.onset,
        "apex": one.apex,
        "offset": None if one.interval is None else one.interval.offset,
        "kind": None if one.kind is None else one.kind.value,
        "emotion": one.emotion,
    }
    return {**marked, "score": one.score} if isinstance(one, PredictedInterval) else marked


def _rows(rows: Sequence[ScoreRow]) -> list[dict[str, Any]]:
    return [{"name": row.name, "recordings": row.recordings, "scores": _counts(row.counts)} for row in rows]


def _counts(counts: Mapping[str, Counts]) -> dict[str, Any]:
    return {group: one.to_dict() for group, one in counts.items()}


def _plain(value: Any) -> Any:
    """Values that JSON can hold: what is not defined is null."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
