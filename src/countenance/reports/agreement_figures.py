"""Figures of agreement: how far frames lie apart, what share lies within a tolerance, and who calls what what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from countenance.reports.agreement_timeline import shortened
from countenance.reports.page import PALETTE, styled
from countenance.study.agreement import TOLERANCES, ClassMatrix, PairAgreement, Timing

__all__ = ["bland_altman_figure", "confusion_figure", "tolerance_figure"]

_MOMENTS = ("onset", "apex", "offset")
_LINES = {
    "onset": (PALETTE["macro"], "-"),
    "apex": (PALETTE["micro"], "--"),
    "offset": (PALETTE["video"], "-."),
    "duration": (PALETTE["muted"], ":"),
}
_LONGEST_NAME = 22


def bland_altman_figure(pair: PairAgreement) -> Figure:
    """Differences of onset, apex and offset against the mean of both coders, with bias and limits of agreement."""
    shown = [pair.timing[which].points.differences for which in _MOMENTS]
    reach = max((float(np.abs(some).max()) for some in shown if len(some)), default=1.0)
    with styled():
        figure = Figure(figsize=(11, 3.5), layout="constrained")
        panels = figure.subplots(1, len(_MOMENTS), sharey=True)
        for axes, which in zip(panels, _MOMENTS, strict=True):
            _draw_differences(axes, pair.timing[which], max(reach, 1.0))
            axes.set_title(f"{which}, n = {pair.timing[which].n}")
            axes.set_xlabel("mean of both coders, frame")
        panels[0].set_ylabel(f"{shortened(pair.second, 14)} less {shortened(pair.first, 14)},\nframes")
    return figure


def _draw_differences(axes: Axes, timing: Timing, reach: float) -> None:
    axes.set_ylim(-1.4 * reach, 1.4 * reach)  # leaves room for what is written above the points
    axes.yaxis.set_major_locator(MaxNLocator(7, integer=True))
    if not timing.n:
        _say(axes, timing.frames.bias.remark)
        return
    axes.axhline(0, color=PALETTE["ink"], lw=0.8)
    low, high = timing.frames.limits
    if np.isfinite(low):
        axes.axhspan(low, high, color=PALETTE["grid"], alpha=0.6, lw=0)
    bias = timing.frames.bias.value
    axes.axhline(bias, color=PALETTE["subject"], lw=1.3, ls=(0, (5, 3)))
    axes.plot(timing.points.means, timing.points.differences, "o", color=PALETTE["video"], alpha=0.6, ms=4.5)
    said = f"bias {bias:+.2f}" + (f"\nlimits {low:+.1f} to {high:+.1f}" if np.isfinite(low) else "")
    axes.annotate(said, (0.98, 0.97), xycoords="axes fraction", ha="right", va="top", fontsize=8)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))


def tolerance_figure(timing: Mapping[str, Timing]) -> Figure:
    """Share of matched events whose frames lie at most so many frames apart.

    Parameters
    ----------
    timing : mapping of str to Timing
        By landmark.
    """
    with styled():
        figure = Figure(figsize=(11, 3.4), layout="constrained")
        axes = figure.subplots()
        for which, one in timing.items():
            if one.n:
                colour, line = _LINES[which]
                axes.plot(
                    TOLERANCES,
                    one.curve,
                    ls=line,
                    color=colour,
                    lw=2,
                    marker="o",
                    ms=3,
                    label=f"{which} (n = {one.n})",
                )
        axes.set(xlim=(-0.4, TOLERANCES[-1] + 0.4), ylim=(0, 1.03))
        axes.set(xlabel="at most so many frames apart", ylabel="share of matched events")
        if axes.lines:
            axes.legend(loc="lower right")
        else:
            _say(axes, "there is no matched event")
    return figure


def confusion_figure(matrices: Mapping[str, ClassMatrix], coders: tuple[str, str]) -> Figure:
    """Events by the labels of both coders, a panel for each kind of label.

    Parameters
    ----------
    matrices : mapping of str to ClassMatrix
        Title to counts, each with what was missed in the last row and column.
    coders : tuple of str
        Who stands in the rows, and who in the columns.
    """
    sizes = [len(one.classes) for one in matrices.values()]
    with styled():
        height = 1.7 + 0.4 * max(sizes)
        figure = Figure(figsize=(11, height), layout="constrained")
        # An invisible frame keeps the page's width, to which a figure that is cut to its content would be blown up.
        figure.add_artist(Rectangle((0, 0), 1, 1, transform=figure.transFigure, alpha=0))
        panels = figure.subplots(1, len(sizes), width_ratios=[size + 2 for size in sizes], squeeze=False)[0]
        for axes, (title, matrix) in zip(panels, matrices.items(), strict=True):
            _draw_matrix(axes, matrix)
            axes.set_title(title)
            axes.set_ylabel(shortened(coders[0], _LONGEST_NAME))
            axes.set_xlabel(shortened(coders[1], _LONGEST_NAME))
    return figure


def _draw_matrix(axes: Axes, matrix: ClassMatrix) -> None:
    counts, n = matrix.counts, len(matrix.classes)
    top = max(int(counts.max()), 1)
    axes.imshow(np.sqrt(counts / top), cmap="Blues", vmin=0, vmax=1.25, aspect="equal")
    for row, column in zip(*np.nonzero(counts), strict=True):
        dark = counts[row, column] > 0.45 * top
        axes.text(
            column,
            row,
            str(counts[row, column]),
            ha="center",
            va="center",
            color="white" if dark else PALETTE["ink"],
        )
    axes.text(n - 1, n - 1, "–", ha="center", va="center", color=PALETTE["muted"])
    names: Sequence[str] = [shortened(name, _LONGEST_NAME) for name in matrix.classes]
    axes.set_xticks(range(n), names, rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(n), names)
    axes.set_xticks(np.arange(n + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(n + 1) - 0.5, minor=True)
    axes.grid(visible=False)
    axes.grid(visible=True, which="minor", color=PALETTE["grid"])
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)


def _say(axes: Axes, why: str) -> None:
    axes.text(
        0.5, 0.5, why, transform=axes.transAxes, ha="center", va="center", color=PALETTE["muted"], wrap=True
    )
    axes.set_xticks([])
