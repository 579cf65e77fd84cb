"""Results on disk: written so that damage and later changes are noticed when they are read."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import InputError
from countenance.evaluation.bootstrap import LEVEL, RESAMPLES
from countenance.evaluation.sealed import SealedFile

if TYPE_CHECKING:
    from countenance.evaluation.result import Result

__all__ = ["KIND", "SCHEMA", "load_result", "result_dict", "save_result"]

KIND, SCHEMA = "countenance-evaluation", 1

_FILE = SealedFile(KIND, SCHEMA, "is no evaluation", "countenance evaluate", "run the evaluation again")

Loaded = TypeVar("Loaded", bound="Result")


def result_dict(result: Result) -> dict[str, Any]:
    """All of a result as JSON holds it: first what a reader asks for, last the samples."""
    return {
        "kind": KIND,
        "schema": SCHEMA,
        "protocol": result.protocol,
        "shares_participants": result.shares_participants,
        "n": result.n,
        "participants": result.participants,
        "labels": list(result.scores.labels),
        "manifest": result.manifest,
        "scores": _plain(result.scores.to_dict()),
        "databases": {name: _plain(scores.to_dict()) for name, scores in result.by_database.items()},
        "by_class": [_plain(asdict(row)) for row in result.by_class],
        "references": {name: _plain(scores.to_dict()) for name, scores in result.references.items()},
        "bootstrap": {"unit": "participant", "resamples": RESAMPLES, "level": LEVEL},
        "estimator": result.estimator,
        "seeds": result.seeds,
        "repeatable": result.repeatable,
        "versions": result.versions,
        "setting": result.setting,
        "remarks": list(result.remarks),
        "classes": result.classes.tolist(),
        "samples": _samples(result),
        "beside": None if result.beside is None else result_dict(result.beside),
    }


def save_result(result: Result, path: Path) -> None:
    """Write a result with a digest of all that it holds."""
    _FILE.write(result_dict(result), path)


def load_result(path: Path, kind: type[Loaded]) -> Loaded:
    """Read a result and check that its scores follow from its predictions."""
    content = _FILE.read(path)
    try:
        result = _result(content, kind)
        follows = result_dict(result) == content
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise InputError(f"{path} lacks parts of an evaluation: run the evaluation again") from None
    if not follows:
        raise InputError(
            f"{path} holds scores that do not follow from its predictions: run the evaluation again"
        )
    return result


def _samples(result: Result) -> list[dict[str, Any]]:
    columns: dict[str, list[Any]] = {
        "id": list(result.ids),
        "participant": result.groups.tolist(),
        "fold": result.fold.tolist(),
        "truth": result.truth.tolist(),
        "predicted": result.predicted.tolist(),
        "majority": result.majority.tolist(),
    }
    if result.databases is not None:
        columns["database"] = result.databases.tolist()
    if result.spans is not None:
        columns["frames"] = [None if span is None else list(span) for span in result.spans]
    if result.probabilities is not None:
        columns["probabilities"] = result.probabilities.tolist()
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _result(content: dict[str, Any], kind: type[Loaded]) -> Loaded:
    rows = content["samples"]

    def column(name: str) -> NDArray[Any]:
        return np.array([row[name] for row in rows])

    first = rows[0]
    return kind(
        protocol=content["protocol"],
        shares_participants=content["shares_participants"],
        ids=tuple(row["id"] for row in rows),
        groups=column("participant"),
        databases=column("database") if "database" in first else None,
        spans=tuple(_span(row["frames"]) for row in rows) if "frames" in first else None,
        truth=column("truth"),
        predicted=column("predicted"),
        majority=column("majority"),
        fold=column("fold"),
        classes=np.array(content["classes"]),
        probabilities=column("probabilities") if "probabilities" in first else None,
        estimator=content["estimator"],
        seeds=content["seeds"],
        versions=content["versions"],
        remarks=tuple(content["remarks"]),
        repeatable=content["repeatable"],
        setting=content["setting"],
        beside=None if content["beside"] is None else _result(content["beside"], kind),
    )


def _span(frames: list[int] | None) -> tuple[int, int] | None:
    return None if frames is None else (frames[0], frames[1])


def _plain(value: Any) -> Any:
    """Values that JSON can hold: what is not defined is null."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
