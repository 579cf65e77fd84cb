"""Figures of a comparison of spotters: precision against recall, and recall against intensity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from countenance.evaluation.spotting import VISIBLE, MethodScores
from countenance.reports.page import PALETTE, styled

__all__ = ["colours_of", "intensity_figure", "precision_recall_figure"]

_DEFAULT = "region-flow"
_OTHERS = ("#2563a8", "#8592a3", "#b08948", "#8e76a8", "#5d9b86", "#a56a6a")
_MARKS = ("o", "s", "^", "D", "v", "P", "X")
_F1 = (0.2, 0.4, 0.6, 0.8)
_TICKS = (0.25, 0.5, 1, 1.5, 2, 3, 5, 8)


def colours_of(methods: Sequence[MethodScores]) -> dict[str, str]:
    """A colour for each method; that of the project's own is the same in every report."""
    others = sorted(one.method.name for one in methods if one.method.name != _DEFAULT)
    chosen = {name: _OTHERS[place % len(_OTHERS)] for place, name in enumerate(others)}
    return {_DEFAULT: PALETTE["subject"], **chosen}


def precision_recall_figure(methods: Sequence[MethodScores], colours: Mapping[str, str]) -> Figure | None:
    """Precision against recall over thresholds of the score, a panel for each kind; None without scores.

    Parameters
    ----------
    methods : sequence of MethodScores
    colours : mapping of str to str
        By name of the method.
    """
    scored = [one for one in methods if one.scores.curves]
    groups = [group for group in ("all", "macro", "micro") if scored and group in scored[0].scores.curves]
    if not scored:
        return None
    groups = groups or ["class_blind"]
    with styled():
        figure = Figure(figsize=(11, 3.9), layout="constrained")
        panels = figure.subplots(1, len(groups), sharey=True, squeeze=False)[0]
        for axes, group in zip(panels, groups, strict=True):
            _draw_f1(axes)
            for one in (one for one in scored if group in one.scores.curves):
                curve = one.scores.curves[group]
                style = {"color": colours[one.method.name], "label": one.method.name}
                axes.step(curve.recall, curve.precision, where="post", lw=1.6, **style)
                axes.plot(curve.recall[-1:], curve.precision[-1:], "o", ms=4.5, color=style["color"])
            axes.set(title=group.replace("_", "-"), xlabel="recall", xlim=(0, 1.02), ylim=(0, 1.02))
        panels[0].set_ylabel("precision")
        _add_legend(figure, panels[0])
    return figure


def _add_legend(figure: Figure, axes: Axes) -> None:
    """Below all panels, where it covers no curve."""
    handles, names = axes.get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=5, fontsize=8)


def _draw_f1(axes: Axes) -> None:
    """Lines of equal F1."""
    for f1 in _F1:
        recall = np.linspace(f1 / (2 - f1), 1, 60)
        precision = f1 * recall / (2 * recall - f1)
        axes.plot(recall, precision, color=PALETTE["grid"], lw=0.9)
        axes.annotate(
            f"F1 {f1:g}", (1, precision[-1]), ha="right", va="bottom", fontsize=7, color=PALETTE["muted"]
        )


def intensity_figure(methods: Sequence[MethodScores], colours: Mapping[str, str]) -> Figure | None:
    """Recall of events against how far they move the skin, with 95% intervals; None where that is not known.

    Parameters
    ----------
    methods : sequence of MethodScores
    colours : mapping of str to str
    """
    known = [one for one in methods if one.intensity]
    if not known:
        return None
    with styled():
        figure = Figure(figsize=(11, 4.2), layout="constrained")
        groups = [group for group in ("all", "class_blind") if group in known[0].intensity]
        panels = figure.subplots(1, len(groups), sharey=True, squeeze=False)[0]
        for axes, group in zip(panels, groups, strict=True):
            axes.axvspan(VISIBLE, 100, color=PALETTE["grid"], alpha=0.55, lw=0)
            for place, one in enumerate(one for one in known if group in one.intensity):
                _draw_recall(axes, one, group, colours[one.method.name], place)
            levels = [at.displacement for at in known[0].intensity[group]]
            ticks = [tick for tick in _TICKS if levels[0] * 0.9 <= tick <= levels[-1] * 1.1]
            axes.set(xscale="log", xlim=(levels[0] * 0.85, levels[-1] * 1.15), ylim=(-0.02, 1.02))
            axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
            axes.set_xticks([], minor=True)
            axes.set_xlabel("displacement of the skin at the apex, % of the inter-ocular distance")
            axes.set_title("with the right kind" if group == "all" else "whatever the kind")
        panels[0].set_ylabel("recall")
        _add_legend(figure, panels[0])
    return figure


def _draw_recall(axes: Axes, one: MethodScores, group: str, colour: str, place: int) -> None:
    points = one.intensity[group]
    shift = 1 + 0.018 * place  # so that bars do not cover each other
    x = np.array([at.displacement for at in points]) * shift
    y = np.array([at.recall for at in points])
    ends = np.array([at.interval for at in points])
    bars = np.clip(np.stack([y - ends[:, 0], ends[:, 1] - y]), 0, None)
    mark = _MARKS[place % len(_MARKS)]
    axes.errorbar(x, y, bars, color=colour, lw=1.6, elinewidth=0.8, marker=mark, ms=5, label=one.method.name)
