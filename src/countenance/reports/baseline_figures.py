"""Figures of a baseline: Table 5 as small multiples, confusion matrices, and what the samples are."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from countenance.core.clips import Clip
from countenance.core.emotions import Category
from countenance.core.expressions import ExpressionKind
from countenance.evaluation import PROTOCOLS, TABLE_5, Baseline, LeaveOneSubjectOut, LeaveOneVideoOut, Scores
from countenance.evaluation.paper import TABLE_5_COLUMNS
from countenance.features import LBPTOPSettings
from countenance.reports.page import PALETTE, styled

__all__ = ["cells_figure", "confusion_figure", "durations_figure"]


def cells_figure(baseline: Baseline) -> Figure:
    """Accuracy of all 48 cells under both protocols, beside the paper's, with the majority's as floor."""
    with styled():
        figure = Figure(figsize=(11, 3.4), layout="constrained")
        panels = figure.subplots(1, len(TABLE_5_COLUMNS), sharey=True)
        for axes, (mapping, points) in zip(panels, TABLE_5_COLUMNS, strict=True):
            column = [s for s in TABLE_5 if (s.mapping, s.points) == (mapping, points)]
            _draw_column(axes, baseline, column)
            axes.set_title(f"{mapping.capitalize()}, P = {points}")
        panels[0].set_ylabel("accuracy, %")
        panels[-1].legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def _draw_column(axes: Axes, baseline: Baseline, column: list[LBPTOPSettings]) -> None:
    x = np.arange(len(column))
    paper, label = [TABLE_5[s] for s in column], "the paper, leave one video out"
    axes.plot(x, paper, "o:", color=PALETTE["paper"], ms=3.5, label=label)
    for protocol, colour, label in (
        (LeaveOneVideoOut.name, PALETTE["video"], "leave one video out"),
        (LeaveOneSubjectOut.name, PALETTE["subject"], "leave one subject out"),
    ):
        scores = [baseline.cells[s][protocol] for s in column]
        axes.plot(x, [100 * s.accuracy for s in scores], "o-", color=colour, ms=3.5, label=label)
        ends = 100 * np.array([s.intervals["accuracy"] for s in scores])
        axes.fill_between(x, ends[:, 0], ends[:, 1], color=colour, alpha=0.12, lw=0)
    floor = baseline.references[LeaveOneSubjectOut.name]["majority"].accuracy
    axes.axhline(100 * floor, color=PALETTE["ink"], lw=1, ls=(0, (4, 3)), label="majority class")
    axes.set_xticks(x, [str(s.rt) for s in column])
    axes.set_xlabel("Rt")
    for first in range(0, len(column), 3):
        axes.annotate(
            f"R = {column[first].rx}",
            (first + 1, 0.985),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="top",
            color=PALETTE["muted"],
            fontsize=8,
        )
        if first:
            axes.axvline(first - 0.5, color=PALETTE["grid"], lw=1)
    axes.grid(visible=False, axis="x")


def confusion_figure(baseline: Baseline) -> Figure:
    """Confusion matrices of the best cell under both protocols, rows in percent, counts written in."""
    with styled():
        figure = Figure(figsize=(8.4, 3.7), layout="constrained")
        panels = figure.subplots(1, 2)
        for axes, protocol in zip(panels, PROTOCOLS, strict=True):
            _draw_confusion(axes, baseline.cells[baseline.best][protocol.name])
            axes.set_title(protocol.title)
    return figure


def _draw_confusion(axes: Axes, scores: Scores) -> None:
    counts = np.array(scores.confusion)
    share = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    axes.grid(visible=False)
    axes.set_xticks(range(len(scores.labels)), scores.labels)
    axes.set_yticks(range(len(scores.labels)), scores.labels)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    for (i, j), value in np.ndenumerate(share):
        text = f"{100 * value:.0f}%\n{counts[i, j]:.0f}"
        axes.text(
            j,
            i,
            text,
            ha="center",
            va="center",
            fontsize=8,
            color="white" if value > 0.55 else PALETTE["ink"],
        )


def durations_figure(baseline: Baseline) -> Figure:
    """How long the expressions last, by kind, and how many of each category there are."""
    clips = baseline.samples.clips
    by_kind = {kind: [clip for clip in clips if clip.expression.kind is kind] for kind in ExpressionKind}
    with styled():
        figure = Figure(figsize=(8.4, 2.9), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=(3, 2))
        _draw_durations(left, by_kind)
        _draw_categories(right, by_kind)
    return figure


def _draw_durations(axes: Axes, by_kind: dict[ExpressionKind, list[Clip]]) -> None:
    axes.hist(
        [[1000 * c.expression.interval.duration(c.fps) for c in clips] for clips in by_kind.values()],
        (np.arange(0, 4200, 250) + 0.5).tolist(),  # 500 ms is still micro
        stacked=True,
        color=[PALETTE[kind] for kind in by_kind],
        label=[f"{kind} (n = {len(clips)})" for kind, clips in by_kind.items()],
        alpha=0.85,
    )
    axes.axvline(500, color=PALETTE["ink"], lw=1, ls=(0, (4, 3)))
    axes.set_xlabel("duration, ms (offset - onset); the line is the limit of 500 ms")
    axes.set_ylabel("expressions")
    axes.legend()


def _draw_categories(axes: Axes, by_kind: dict[ExpressionKind, list[Clip]]) -> None:
    base = np.zeros(len(Category))
    for kind, clips in by_kind.items():
        labels = [clip.expression.labels.category for clip in clips]
        count = np.array([labels.count(category) for category in Category])
        axes.barh(list(Category), count, left=base, color=PALETTE[kind], alpha=0.85)
        base += count
    axes.set_xlabel("expressions")
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
