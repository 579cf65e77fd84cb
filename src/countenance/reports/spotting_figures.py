"""Figures of a spotted recording: what happened when, above the curves from which that was told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MultipleLocator
from numpy.typing import NDArray

from countenance.core.intervals import Interval
from countenance.reports.page import PALETTE, styled
from countenance.spotting import Spotting
from countenance.spotting.files import Timeline
from countenance.spotting.region_names import words

__all__ = ["clock", "strongest_curves", "timeline_figure"]

_KINDS = ("macro", "micro")
_REASON_COLOURS = {
    "blink": "#b08948",
    "eyes closed": "#a56a6a",
    "gaze": "#8592a3",
    "head motion": "#6f86c9",
    "speech": "#8e76a8",
    "hand over the face": "#5d9b86",
    "edge of the face": "#7ea392",
}
_OTHER_COLOUR = "#5b6776"
_FINEST = 1200  # more stretches than that cannot be told apart on a page
_LEAST_WIDTH = 1.1  # points, so that a third of a second is seen in an hour
_CURVES = 8
_CLOCK_FROM = 180.0  # seconds from which minutes are easier to read
_CLOCK_STEPS = (30, 60, 120, 300, 600, 1200, 1800, 3600)


def timeline_figure(spotting: Spotting, timeline: Timeline) -> Figure:
    """Lanes of macro-expressions, micro-expressions and each reason, above the strongest curves.

    Parameters
    ----------
    spotting : Spotting
    timeline : Timeline
        Of its frames.
    """
    reasons = list(dict.fromkeys(event.reason for event in spotting.excluded))
    curves = sorted(strongest_curves(spotting, _CURVES))
    n_lanes = len(_KINDS) + len(reasons)
    with styled():
        figure = Figure(figsize=(11, 0.9 + 0.27 * n_lanes + 0.95 * len(curves)), layout="constrained")
        ratios = [0.5 + 0.27 * n_lanes, *[0.95] * len(curves)]
        panels = figure.subplots(1 + len(curves), 1, sharex=True, height_ratios=ratios, squeeze=False)[:, 0]
        _draw_lanes(panels[0], spotting, timeline, reasons)
        for axes, column in zip(panels[1:], curves, strict=True):
            _draw_curve(axes, spotting, timeline, column)
        end = timeline.end(spotting.n_frames - 1)
        panels[-1].set_xlim(0, end)
        panels[-1].set_xlabel("time, min:s" if end > _CLOCK_FROM else "time, s")
        if end > _CLOCK_FROM:
            step = next((step for step in _CLOCK_STEPS if end / step <= 9), _CLOCK_STEPS[-1])
            panels[-1].xaxis.set_major_locator(MultipleLocator(step))
            panels[-1].xaxis.set_major_formatter(FuncFormatter(lambda value, _: clock(value, places=0)))
    return figure


def clock(seconds: float, places: int = 2) -> str:
    """Seconds as minutes and seconds.

    >>> clock(83.456), clock(3661, places=0), clock(59.999)
    ('1:23.46', '61:01', '1:00.00')
    """
    units = round(seconds * 10**places)
    minutes, rest = divmod(units, 60 * 10**places)
    return f"{minutes}:{rest / 10**places:0{places + 3 if places else 2}.{places}f}"


def strongest_curves(spotting: Spotting, n: int, within: Interval | None = None) -> list[int]:
    """Columns of the curves that move furthest: each expression's strongest first, then each one's second.

    Parameters
    ----------
    spotting : Spotting
    n : int
        How many at most.
    within : Interval, optional
        The expression in question: by default all of them, surest first, or the whole recording if there is none.
    """
    whole = Interval(0, max(0, spotting.n_frames - 1))
    surest = [found.interval for found in sorted(spotting.expressions, key=lambda found: -found.score)]
    orders = [_by_range(spotting.curves, one) for one in ([within] if within else surest or [whole])]
    ranks = max(map(len, orders), default=0)
    in_turn = [order[rank] for rank in range(ranks) for order in orders if rank < len(order)]
    return list(dict.fromkeys(in_turn))[:n]


def _by_range(curves: NDArray[np.float32], interval: Interval) -> list[int]:
    """Columns with known values in an interval, those first that go furthest in it and come back."""
    part = curves[interval.onset : interval.offset + 1].astype(np.float64)
    drift = np.linspace(part[0], part[-1], len(part))
    part = part - np.where(np.isfinite(drift), drift, 0)
    known = np.isfinite(part)
    low, high = np.where(known, part, np.inf).min(0), np.where(known, part, -np.inf).max(0)
    order = np.argsort(low - high, kind="stable").tolist()
    return [column for column in order if known[:, column].any()]


def _draw_lanes(axes: Axes, spotting: Spotting, timeline: Timeline, reasons: Sequence[str]) -> None:
    lanes = [*_KINDS, *reasons]
    ends = dict.fromkeys(_KINDS, -1)
    for found in sorted(spotting.expressions, key=lambda found: found.interval):
        kind, onset = found.kind.value, found.interval.onset
        _bar(axes, found.interval, timeline, lanes.index(kind), PALETTE[kind])
        if onset <= ends[kind]:  # two that overlap stay two
            axes.vlines(
                timeline.start(onset), lanes.index(kind) - 0.31, lanes.index(kind) + 0.31, "white", lw=1.2
            )
        ends[kind] = max(ends[kind], found.interval.offset)
    for event in spotting.excluded:
        colour = _REASON_COLOURS.get(event.reason, _OTHER_COLOUR)
        _bar(axes, event.interval, timeline, lanes.index(event.reason, len(_KINDS)), colour)
    axes.set_yticks(range(len(lanes)), lanes)
    axes.set_ylim(len(lanes) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")


def _bar(axes: Axes, interval: Interval, timeline: Timeline, lane: int, colour: str) -> None:
    start, end = timeline.start(interval.onset), timeline.end(interval.offset)
    axes.barh(lane, end - start, 0.62, start, color=colour, edgecolor=colour, linewidth=_LEAST_WIDTH)


def _draw_curve(axes: Axes, spotting: Spotting, timeline: Timeline, column: int) -> None:
    for found in spotting.expressions:
        start, end = timeline.start(found.interval.onset), timeline.end(found.interval.offset)
        axes.axvspan(start, end, color=PALETTE[found.kind.value], alpha=0.22, lw=_LEAST_WIDTH)
    time, values = _envelope(timeline.starts, spotting.curves[:, column])
    axes.plot(time, values, color=PALETTE["ink"], lw=0.8)
    unit = f", {spotting.curve_unit}" if spotting.curve_unit else ""
    axes.set_title(words(spotting.curve_names[column]) + unit, pad=2, fontsize=9)
    axes.locator_params(axis="y", nbins=3)


def _envelope(
    time: NDArray[np.float64], values: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The least and the greatest value of every stretch, so that no peak of a long recording is lost."""
    step = -(-len(time) // _FINEST)
    if step == 1:
        return time, values.astype(np.float64)
    filled = np.concatenate([values, np.full(-len(values) % step, np.nan, np.float32)]).reshape(-1, step)
    known = np.isfinite(filled)
    low = np.where(known, filled, np.inf).min(1)
    high = np.where(known, filled, -np.inf).max(1)
    both = np.stack([low, high], axis=1).ravel().astype(np.float64)
    return np.repeat(time[::step], 2), np.where(np.isfinite(both), both, np.nan)
