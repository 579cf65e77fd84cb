"""The report of a baseline run: Table 5 in the paper's own arrangement, beside the paper's figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.core.clips import Clip
from countenance.core.errors import InputError
from countenance.core.expressions import ExpressionKind
from countenance.evaluation import (
    FINDING_304,
    PROTOCOLS,
    TABLE_5,
    Baseline,
    LeaveOneSubjectOut,
    LeaveOneVideoOut,
    Scores,
)
from countenance.evaluation.paper import TABLE_5_COLUMNS
from countenance.evaluation.results import versions
from countenance.face import draw_regions, landmarks68, regions36
from countenance.features import LBPTOPSettings
from countenance.reports.baseline_figures import cells_figure, confusion_figure, durations_figure
from countenance.reports.page import face_window, figure_svg, picture_uri, write_page

__all__ = ["write_baseline_report"]


def write_baseline_report(baseline: Baseline, path: Path) -> None:
    """Write the report as one self-contained HTML file.

    Pictures of faces are drawn only where the database is simulated: those of licensed databases may not be
    passed on with a report.

    Raises
    ------
    InputError
        If the baseline was not run on the 48 settings of Table 5.
    """
    if list(baseline.cells) != list(TABLE_5):
        raise InputError(
            f"A report shows the 48 cells of Table 5; this baseline has {len(baseline.cells)} others."
        )
    best = baseline.best
    write_page(
        path,
        "baseline.html",
        info=baseline.database.info,
        n=len(baseline.samples.clips),
        participants=len(set(baseline.samples.groups.tolist())),
        kinds={kind: _count(baseline, kind) for kind in ExpressionKind},
        table=_table_5(baseline),
        best=best,
        headline=[(p.title, baseline.cells[best][p.name]) for p in PROTOCOLS],
        paper_best=TABLE_5.get(best),
        summary=_summary(baseline),
        dropped=baseline.dropped,
        n_dropped=baseline.n_dropped,
        remarks=[problem for problem in baseline.problems if not problem.fatal],
        corrections=[f"{c.clip}: {c}" for c in getattr(baseline.database, "corrections", ())],
        finding=FINDING_304,
        cells_figure=figure_svg(cells_figure(baseline), "Accuracy of the 48 cells under both protocols"),
        confusion_figure=figure_svg(confusion_figure(baseline), "Confusion matrices of the best cell"),
        durations_figure=figure_svg(
            durations_figure(baseline), "Durations and categories of the expressions"
        ),
        strips=_strips(baseline) if baseline.database.info.synthetic else [],
        interpolation=baseline.interpolation,
        manifest=baseline.samples.manifest,
        versions=versions(),
    )


def _count(baseline: Baseline, kind: ExpressionKind) -> int:
    return sum(clip.expression.kind is kind for clip in baseline.samples.clips)


def _table_5(baseline: Baseline) -> list[dict[str, Any]]:
    """Rows of Table 5; a row's ``span`` is 3 where a new radius begins, else 0."""
    accuracies = [s[LeaveOneVideoOut.name].accuracy for s in baseline.cells.values()]
    low, high = min(accuracies), max(accuracies)
    rows: list[dict[str, Any]] = []
    settings = list(baseline.cells)
    for start in range(0, len(settings), len(TABLE_5_COLUMNS)):
        row = settings[start : start + len(TABLE_5_COLUMNS)]
        rows.append(
            {
                "rx": row[0].rx,
                "rt": row[0].rt,
                "span": 3 if len(rows) % 3 == 0 else 0,
                "cells": [_cell(baseline, s, low, high) for s in row],
            }
        )
    return rows


def _cell(baseline: Baseline, settings: LBPTOPSettings, low: float, high: float) -> dict[str, Any]:
    video = baseline.cells[settings][LeaveOneVideoOut.name].accuracy
    subject = baseline.cells[settings][LeaveOneSubjectOut.name].accuracy
    return {
        "video": video,
        "subject": subject,
        "paper": TABLE_5.get(settings),
        "heat": 0.0 if high == low else (video - low) / (high - low),
        "best": settings == baseline.best,
    }


def _summary(baseline: Baseline) -> list[dict[str, Any]]:
    """Per protocol: the best cell, the majority class and chance, with intervals where there are any."""
    return [
        {
            "title": protocol.title,
            "rows": [
                ("Best cell", _with_intervals(baseline.cells[baseline.best][protocol.name])),
                ("Majority class", _with_intervals(baseline.references[protocol.name]["majority"])),
                ("Chance", _with_intervals(baseline.references[protocol.name]["chance"])),
            ],
        }
        for protocol in PROTOCOLS
    ]


def _with_intervals(scores: Scores) -> list[tuple[float, tuple[float, float] | None]]:
    return [(getattr(scores, name), scores.intervals.get(name)) for name in ("accuracy", "uf1", "uar")]


def _strips(baseline: Baseline) -> list[dict[str, Any]]:
    """Onset, apex and offset of one clip of each kind, the regions drawn on the first."""
    strips = []
    for kind in ExpressionKind:
        clip = next((c for c in baseline.samples.clips if _is_telling(c, kind)), None)
        if clip is not None:
            strips.append({"clip": clip, "kind": kind, "pictures": _strip(baseline, clip)})
    return strips


def _is_telling(clip: Clip, kind: ExpressionKind) -> bool:
    return clip.expression.kind is kind and clip.expression.apex is not None


def _strip(baseline: Baseline, clip: Clip) -> list[tuple[str, str]]:
    frames = baseline.database.frames(clip, colour="rgb")
    expression = clip.expression
    apex = (expression.apex or expression.interval.onset) - expression.interval.onset
    try:
        points = landmarks68(frames[0])
    except InputError:
        return []
    rows, columns = face_window(points, frames.shape[1:3])

    def picture(image: NDArray[np.uint8]) -> str:
        """The face in a frame, as a data URI."""
        return picture_uri(np.ascontiguousarray(image[rows, columns]))

    return [
        ("onset, with the 36 regions", picture(draw_regions(frames[0], regions36(points)))),
        ("onset", picture(frames[0])),
        (f"apex, {1000 * apex / float(clip.fps):.0f} ms later", picture(frames[apex])),
        ("offset", picture(frames[-1])),
    ]
