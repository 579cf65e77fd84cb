"""Figures of profiles: durations, categories, action units and participants, one panel for each database.

Macro and micro differ in lightness, in hatching and in the form of markers, never in hue alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from countenance.core.action_units import ACTION_UNIT_NAMES
from countenance.core.expressions import MICRO_LIMIT, ExpressionKind
from countenance.databases import Profile
from countenance.databases.action_unit_shares import ActionUnitShares
from countenance.databases.profiles import KindProfile
from countenance.reports.page import PALETTE, styled

__all__ = ["action_units_figure", "categories_figure", "durations_figure", "participants_figure"]

SHOWN_ACTION_UNITS = 16
_HATCH = {ExpressionKind.MACRO: "", ExpressionKind.MICRO: "////"}
_MARKER = {ExpressionKind.MACRO: "o", ExpressionKind.MICRO: "D"}
_LIMIT_MS = 1000 * float(MICRO_LIMIT)
_WIDE = 9.6
_BESIDE: Any = {tuple: HandlerTuple(ndivide=None, pad=0.4)}
"""A legend shows the bar and the marker of a kind beside each other."""


def durations_figure(profiles: Sequence[Profile]) -> Figure:
    """Histogram of durations for each database on one axis of time, with the limit of 500 ms."""
    longest = max((max(k.durations_ms, default=0.0) for p in profiles for k in p.kinds), default=0.0)
    width = 100.0 if longest > 2 * _LIMIT_MS else 25.0
    # Half a millisecond on top keeps 500 ms, which is still micro, on the left of the limit.
    bins = np.arange(0, max(longest, _LIMIT_MS) + 2 * width, width) + 0.5
    with styled():
        figure = Figure(figsize=(_WIDE, 1.2 + 1.6 * len(profiles)), layout="constrained")
        panels = figure.subplots(len(profiles), 1, sharex=True, squeeze=False)[:, 0]
        for axes, profile in zip(panels, profiles, strict=True):
            _draw_durations(axes, profile, bins)
        panels[-1].set_xlabel("duration, ms (offset - onset)")
        _legend(figure, profiles)
    return figure


def _draw_durations(axes: Axes, profile: Profile, bins: NDArray[np.float64]) -> None:
    top = 0.0
    for kind in profile.kinds:
        if kind.n:
            counts, _, _ = axes.hist(
                kind.durations_ms,
                bins.tolist(),
                color=PALETTE[kind.kind],
                edgecolor="white",
                linewidth=0.5,
                hatch=_HATCH[kind.kind],
                alpha=0.9,
            )
            top = max(top, float(np.max(counts)))
    axes.set_ylim(0, 1.45 * max(top, 1))
    for level, kind in zip((1.12, 1.29), profile.kinds, strict=True):
        _draw_mean(axes, kind, level * max(top, 1))
    axes.axvline(_LIMIT_MS, color=PALETTE["ink"], lw=1, ls=(0, (4, 3)))
    axes.annotate(
        "500 ms",
        (_LIMIT_MS, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(3, -2),
        textcoords="offset points",
        va="top",
        fontsize=8,
    )
    axes.set_ylabel("expressions")
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_title(_short(profile.title, 60))


def _draw_mean(axes: Axes, kind: KindProfile, height: float) -> None:
    if kind.mean_ms is None:
        return
    spread = kind.sd_ms or 0.0
    axes.errorbar(
        kind.mean_ms,
        height,
        xerr=spread,
        fmt=_MARKER[kind.kind],
        color=PALETTE[kind.kind],
        ms=5,
        capsize=3,
        lw=1.5,
    )
    text = f"{kind.mean_ms:.0f}" + ("" if kind.sd_ms is None else f" ± {kind.sd_ms:.0f}") + " ms"
    # Beside the line of 500 ms there is room on the left for what is short, on the right for what is long.
    left = kind.mean_ms + spread < 1.5 * _LIMIT_MS
    axes.annotate(
        text,
        (kind.mean_ms - spread if left else kind.mean_ms + spread, height),
        xytext=(-7 if left else 7, 0),
        textcoords="offset points",
        va="center",
        ha="right" if left else "left",
        fontsize=8,
    )


def categories_figure(profiles: Sequence[Profile]) -> Figure:
    """Categories by kind, side by side, as shares of the kind; the numbers are written at the bars."""
    rows = max((len(_categories(profile)) for profile in profiles), default=1)
    with styled():
        figure = Figure(figsize=(_WIDE, 1.0 + 0.5 * max(rows, 2)), layout="constrained")
        panels = figure.subplots(1, len(profiles), squeeze=False)[0]
        for axes, profile in zip(panels, profiles, strict=True):
            _draw_categories(axes, profile)
        _legend(figure, profiles)
    return figure


def _categories(profile: Profile) -> list[str]:
    return list(dict.fromkeys(name for kind in profile.kinds for name in kind.categories))


def _draw_categories(axes: Axes, profile: Profile) -> None:
    names = _categories(profile)
    place = np.arange(len(names))
    present = [kind for kind in profile.kinds if kind.n]
    height = 0.8 / max(len(present), 1)
    for offset, kind in enumerate(present):
        counts = np.array([kind.categories.get(name, 0) for name in names])
        share = 100 * counts / kind.n
        y = place + (offset - (len(present) - 1) / 2) * height
        axes.barh(
            y,
            share,
            height,
            color=PALETTE[kind.kind],
            hatch=_HATCH[kind.kind],
            edgecolor="white",
            linewidth=0.5,
        )
        for at, n, wide in zip(y, counts, share, strict=True):
            axes.annotate(
                str(n), (wide, at), xytext=(3, 0), textcoords="offset points", va="center", fontsize=8
            )
    axes.set_yticks(place, [_short(name, 24) for name in names])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.12 * max(axes.get_xlim()[1], 10))
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("% of the kind")
    axes.set_title(_short(profile.title, 60))


def action_units_figure(profiles: Sequence[Profile]) -> Figure | None:
    """Share of macro- and micro-expressions that show each action unit, and the difference, with 95% intervals.

    None where no database codes action units. Rows are the most frequent action units of all databases together,
    in the order of the manual, so that upper and lower face stay together.
    """
    coded = [profile for profile in profiles if profile.action_unit_shares]
    if not coded:
        return None
    numbers = _most_frequent(coded)
    compared = any(unit.difference is not None for profile in coded for unit in profile.action_unit_shares)
    rows = 2 if compared and len(coded) > 1 else 1
    columns = 2 if compared and len(coded) == 1 else len(coded)
    with styled():
        size = (_WIDE, 0.9 + rows * (0.6 + 0.24 * len(numbers)))
        figure = Figure(figsize=size, layout="constrained")
        panels = figure.subplots(
            rows, columns, sharey=True, sharex="row" if len(coded) > 1 else False, squeeze=False
        )
        for position, profile in enumerate(coded):
            units = {unit.action_unit: unit for unit in profile.action_unit_shares}
            _draw_shares(panels[0][position], units, numbers)
            panels[0][position].set_title(_short(profile.title, 60))
            if compared:
                below = panels[0][1] if columns > len(coded) else panels[1][position]
                _draw_differences(below, units, numbers)
        for row in panels:
            row[0].set_yticks(
                range(len(numbers)), [f"{ACTION_UNIT_NAMES[number]}  {number}" for number in numbers]
            )
        panels[0][0].set_ylim(len(numbers) - 0.4, -0.6)
        _legend(figure, coded)
    return figure


def _most_frequent(profiles: Sequence[Profile]) -> list[int]:
    highest: dict[int, float] = {}
    for profile in profiles:
        for unit in profile.action_unit_shares:
            share = max(unit.macro.share or 0.0, unit.micro.share or 0.0)
            highest[unit.action_unit] = max(highest.get(unit.action_unit, 0.0), share)
    return sorted(sorted(highest, key=lambda number: -highest[number])[:SHOWN_ACTION_UNITS])


def _draw_shares(axes: Axes, units: dict[int, ActionUnitShares], numbers: Sequence[int]) -> None:
    for row, number in enumerate(numbers):
        unit = units.get(number)
        for shift, kind in ((-0.16, ExpressionKind.MACRO), (0.16, ExpressionKind.MICRO)):
            share = None if unit is None else unit.macro if kind is ExpressionKind.MACRO else unit.micro
            if share is None or share.share is None:
                continue
            if share.low is not None and share.high is not None:
                axes.hlines(row + shift, 100 * share.low, 100 * share.high, color=PALETTE[kind], lw=1.6)
            axes.plot(100 * share.share, row + shift, _MARKER[kind], color=PALETTE[kind], ms=4.5)
    axes.set_xlim(left=-1)
    axes.set_xlabel("% of the kind, 95% interval")


def _draw_differences(axes: Axes, units: dict[int, ActionUnitShares], numbers: Sequence[int]) -> None:
    axes.axvline(0, color=PALETTE["ink"], lw=1)
    for row, number in enumerate(numbers):
        unit = units.get(number)
        if unit is None or unit.difference is None:
            continue
        if unit.low is not None and unit.high is not None:
            axes.hlines(row, 100 * unit.low, 100 * unit.high, color=PALETTE["ink"], lw=1.6)
        face = PALETTE["ink"] if unit.differs else "white"
        axes.plot(100 * unit.difference, row, "s", color=PALETTE["ink"], markerfacecolor=face, ms=5)
    axes.set_xlabel("micro less macro, points\n(filled: the interval leaves out 0)")


def participants_figure(profiles: Sequence[Profile]) -> Figure:
    """Expressions of each participant, those with most first; a few people often bring most of them."""
    with styled():
        figure = Figure(figsize=(_WIDE, 0.7 + 1.4 * len(profiles)), layout="constrained")
        panels = figure.subplots(len(profiles), 1, squeeze=False)[:, 0]
        for axes, profile in zip(panels, profiles, strict=True):
            _draw_participants(axes, profile)
        panels[-1].set_xlabel("participants, by number of expressions")
        _legend(figure, profiles)
    return figure


def _draw_participants(axes: Axes, profile: Profile) -> None:
    ranked = sorted(profile.by_participant.items(), key=lambda item: -sum(item[1].values()))
    base = np.zeros(len(ranked))
    place = np.arange(len(ranked))
    for kind in ExpressionKind:
        counts = np.array([counts[kind] for _, counts in ranked])
        if counts.any():
            axes.bar(
                place,
                counts,
                0.8,
                base,
                color=PALETTE[kind],
                hatch=_HATCH[kind],
                edgecolor="white",
                linewidth=0.5,
            )
            base += counts
    names = [_short(name, 12) for name, _ in ranked]
    axes.set_xticks(place, names if len(names) <= 40 else [""] * len(names), rotation=90, fontsize=7)
    axes.set_xlim(-0.8, max(len(names), 10) - 0.2)
    axes.set_ylabel("expressions")
    axes.grid(visible=False, axis="x")
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_title(_short(profile.title, 60))


def _short(name: str, most: int) -> str:
    """A name that leaves room for what it names; label files hold words of any length."""
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _legend(figure: Figure, profiles: Sequence[Profile]) -> None:
    """What the colours, hatches and markers mean, for the kinds that occur."""
    present = [
        kind for kind in ExpressionKind if any(k.kind is kind and k.n for p in profiles for k in p.kinds)
    ]
    handles: list[Any] = [
        (
            Patch(facecolor=PALETTE[kind], hatch=_HATCH[kind], edgecolor="white"),
            Line2D([], [], color=PALETTE[kind], marker=_MARKER[kind], lw=0, ms=5),
        )
        for kind in present
    ]
    if handles:
        labels = [f"{kind}-expressions" for kind in present]
        figure.legend(handles, labels, loc="outside upper right", ncols=2, handler_map=_BESIDE)
