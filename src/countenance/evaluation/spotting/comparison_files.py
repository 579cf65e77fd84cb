"""Comparisons of spotters on disk: everything as JSON, the table as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from countenance.core.cache import write_atomically
from countenance.evaluation.spotting.comparison import MethodScores, SpotterComparison
from countenance.evaluation.spotting.scores import RESAMPLES
from countenance.evaluation.spotting.visible import VISIBLE
from countenance.evaluation.versions import versions

__all__ = ["comparison_dict", "comparison_rows", "save_comparisons"]

_COLUMNS = (
    "database", "method", "source", "group", "rule", "labels", "predictions", "tp", "fp", "fn", "precision",
    "recall", "f1", "f1_low", "f1_high", "note",
)  # fmt: skip


def save_comparisons(comparisons: Sequence[SpotterComparison], folder: Path) -> None:
    """Write ``comparison.json`` and ``comparison.csv``.

    Parameters
    ----------
    comparisons : sequence of SpotterComparison
        One for each database.
    folder : Path
    """
    content = {
        "kind": "countenance-spotter-comparison",
        "schema": 1,
        "databases": [comparison_dict(one) for one in comparisons],
        "versions": versions(),
    }
    text = json.dumps(_plain(content), indent=1, ensure_ascii=False, allow_nan=False)
    write_atomically(folder / "comparison.json", text + "\n")
    table = io.StringIO()
    writer = csv.DictWriter(table, _COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_blank(row) for one in comparisons for row in comparison_rows(one))
    write_atomically(folder / "comparison.csv", table.getvalue())


def comparison_dict(comparison: SpotterComparison) -> dict[str, Any]:
    """A comparison as JSON holds it; what is not defined is nan."""
    return {
        "database": comparison.info.name,
        "title": comparison.info.title,
        "synthetic": comparison.info.synthetic,
        "recordings": len(comparison.truth.recordings),
        "participants": len({one.participant for one in comparison.truth.recordings}),
        "labels": len(comparison.truth.labels),
        "policies": {name: dict(policy) for name, policy in comparison.truth.policies.items()},
        "remarks": list(comparison.remarks),
        "visible_rule": {
            "displacement": VISIBLE,
            "meaning": "events below it count neither as a miss nor, if found, as a false alarm",
        },
        "bootstrap": {"unit": "participant", "resamples": RESAMPLES},
        "methods": [_method(one) for one in comparison.methods],
        "published": [
            {
                "method": row.method,
                "f1": {"macro": row.macro, "micro": row.micro, "all": row.overall},
                "note": row.note,
            }
            for row in comparison.published
        ],
    }


def _method(one: MethodScores) -> dict[str, Any]:
    method, scores = one.method, one.scores
    return {
        "name": method.name,
        "title": method.title,
        "citation": method.citation,
        "doi": method.doi,
        "iou": scores.iou,
        "scores": {
            group: {**counts.to_dict(), "f1_interval": list(scores.intervals[group])}
            for group, counts in scores.counts.items()
        },
        "average_precision": {group: curve.average_precision for group, curve in scores.curves.items()},
        "timing": {
            group: {which: errors.to_dict() for which, errors in each.items()}
            for group, each in scores.timing.items()
        },
        "neutral": {
            "recordings": one.neutral.recordings,
            "predictions": one.neutral.predictions,
            "minutes": one.neutral.minutes,
            "false_alarms_per_minute": one.neutral.per_minute,
        },
        "visible": {group: counts.to_dict() for group, counts in one.visible.items()},
        "recall_by_intensity": {
            group: [at.to_dict() for at in each] for group, each in one.intensity.items()
        },
        "remarks": list(scores.remarks),
    }


def comparison_rows(comparison: SpotterComparison) -> list[dict[str, Any]]:
    """The table: a row for each method, group and rule, and below them what others have published.

    Parameters
    ----------
    comparison : SpotterComparison
    """
    database = comparison.info.name
    rows: list[dict[str, Any]] = []
    for one in comparison.methods:
        first = {"database": database, "method": one.method.name, "source": "measured here"}
        for group, counts in one.scores.counts.items():
            low, high = one.scores.intervals[group]
            ends = {"f1_low": low, "f1_high": high}
            rows.append({**first, "group": group, "rule": "all events", **counts.to_dict(), **ends})
        rows += [
            {**first, "group": group, "rule": "visible", **counts.to_dict()}
            for group, counts in one.visible.items()
        ]
    for row in comparison.published:
        first = {"database": database, "method": row.method, "source": "published", "note": row.note}
        for group, f1 in (("macro", row.macro), ("micro", row.micro), ("all", row.overall)):
            rows.append({**first, "group": group, "f1": f1})
    return rows


def _blank(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: "" if isinstance(value, float) and math.isnan(value) else value for name, value in row.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
