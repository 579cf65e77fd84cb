"""Spotters side by side on one page: the table, beside what others have published, and the curves behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from countenance.evaluation.spotting import VISIBLE, Counts, FrameErrors, MethodScores, SpotterComparison
from countenance.reports.page import figure_svg, write_page
from countenance.reports.spotter_figures import colours_of, intensity_figure, precision_recall_figure

__all__ = ["write_spotter_comparison"]

_GROUPS = ("macro", "micro", "all", "class_blind")


def write_spotter_comparison(comparisons: Sequence[SpotterComparison], path: Path) -> None:
    """Write the page as one self-contained HTML file.

    Figures that were measured and figures that others have published stand apart.

    Parameters
    ----------
    comparisons : sequence of SpotterComparison
        One for each database.
    path : Path
    """
    write_page(
        path,
        "spotter-comparison.html",
        boards=[_board(one) for one in comparisons],
        groups=[(group, group.replace("_", "-")) for group in _GROUPS],
        visible=VISIBLE,
    )


def _board(comparison: SpotterComparison) -> dict[str, Any]:
    methods, truth = comparison.methods, comparison.truth
    colours = colours_of(methods)
    curves, intensity = precision_recall_figure(methods, colours), intensity_figure(methods, colours)
    kinds = [label.kind.value for label in truth.labels if label.kind is not None]
    return {
        "title": comparison.info.title,
        "synthetic": comparison.info.synthetic,
        "recordings": len(truth.recordings),
        "participants": len({one.participant for one in truth.recordings}),
        "labels": len(truth.labels),
        "macro": kinds.count("macro"),
        "micro": kinds.count("micro"),
        "iou": methods[0].scores.iou,
        "remarks": comparison.remarks,
        "policies": [f"{name} = {policy['choice']}" for name, policy in truth.policies.items()],
        "rows": [_row(one, place, colours[one.method.name]) for place, one in enumerate(methods, 1)],
        "neutral": methods[0].neutral,
        "has_visible": any(one.visible for one in methods),
        "curves": curves and figure_svg(curves, _told_curves(methods)),
        "intensity": intensity and figure_svg(intensity, _told_intensity(methods)),
        "published": comparison.published,
    }


def _row(one: MethodScores, rank: int, colour: str) -> dict[str, Any]:
    counts = one.scores.counts
    main = "all" if "all" in counts else "class_blind"
    return {
        "rank": rank,
        "name": one.method.name,
        "title": one.method.title,
        "citation": one.method.citation,
        "doi": one.method.doi,
        "colour": colour,
        "f1": {group: _f1(one, group) for group in _GROUPS},
        "counts": counts[main],
        "precision": _number(counts[main].precision),
        "recall": _number(counts[main].recall),
        "ap": _number(one.scores.curves[main].average_precision) if main in one.scores.curves else "",
        "visible": {group: _visible(one.visible.get(group)) for group in _GROUPS},
        "seen": one.visible.get(main),
        "timing": {which: _error(errors) for which, errors in one.scores.timing[main].items()},
        "false_alarms": _number(one.neutral.per_minute, 1),
        "neutral": one.neutral,
    }


def _f1(one: MethodScores, group: str) -> dict[str, Any]:
    if group not in one.scores.counts:
        return {"value": "", "ends": None, "share": None}
    value, ends = one.scores.counts[group].f1, one.scores.intervals[group]
    known = not math.isnan(ends[0])
    return {
        "value": _number(value),
        "ends": ends if known else None,
        "share": None if math.isnan(value) else value,
    }


def _visible(counts: Counts | None) -> str:
    return "" if counts is None else _number(counts.f1)


def _error(errors: FrameErrors) -> dict[str, Any]:
    return {
        "n": errors.n,
        "mean": _number(errors.mean_absolute, 2),
        "bias": "" if math.isnan(errors.bias) else f"{errors.bias:+.2f}",
        "ms": ""
        if math.isnan(errors.mean_absolute_seconds)
        else f"{1000 * errors.mean_absolute_seconds:.0f}",
    }


def _number(value: float, places: int = 3) -> str:
    return "" if math.isnan(value) else f"{value:.{places}f}"


def _told_curves(methods: Sequence[MethodScores]) -> str:
    said = ", ".join(
        f"{one.method.name} ends at F1 {_number(one.scores.f1) or 'not defined'}" for one in methods
    )
    return f"Precision against recall over thresholds of the score: {said}"


def _told_intensity(methods: Sequence[MethodScores]) -> str:
    said = "; ".join(
        f"{one.method.name} {', '.join(f'{at.recall:.2f} at {at.displacement:g}%' for at in each)}"
        for one in methods
        for each in [one.intensity.get("all", one.intensity.get("class_blind", ()))]
        if each
    )
    return f"Recall against the displacement of the skin: {said}"
