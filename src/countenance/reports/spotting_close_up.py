"""The curves around one spotted expression as a small picture, with axes and a legend."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from countenance.core.contracts import Spotted
from countenance.reports.page import PALETTE
from countenance.reports.spotting_figures import clock, strongest_curves
from countenance.spotting import Spotting
from countenance.spotting.files import Timeline
from countenance.spotting.region_names import names_part, words

__all__ = ["close_up"]

_WIDTH, _PLOT_HEIGHT = 360.0, 108.0
_LEFT, _RIGHT = 44.0, 356.0  # of the plot
_LEGEND_ROW, _ROOM, _BELOW = 17.0, 12.0, 17.0
_SIZE, _SMALL = 13.0, 11.5  # of letters
_LETTER = 0.56  # of a letter's size, about its mean width
_SWATCH = 20.0
_LINES = (PALETTE["ink"], PALETTE["video"], PALETTE["subject"])
_OPENED = Markup('<svg role="img" aria-label="{}" class="close-up" viewBox="0 0 {:g} {:g}">')
_TEXT = Markup('<text x="{:g}" y="{:g}" font-size="{:g}" fill="{}" text-anchor="{}">{}</text>')
_STROKE = Markup('<line x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}" stroke="{}"{} stroke-width="1.4"/>')
_SHADE = Markup('<rect x="{:.1f}" y="{:g}" width="{:.1f}" height="{:g}" fill="{}" fill-opacity=".2"/>')
_CURVE = Markup('<polyline fill="none" stroke="{}" stroke-width="1.4" points="{}"/>')
_MUTED = "#5b6776"  # as on the page, where letters on this ground need more contrast than lines
_DASHED = Markup(' stroke-dasharray="3 3"')
_WHOLE = Markup("")


def close_up(spotting: Spotting, timeline: Timeline, found: Spotted) -> Markup | None:
    """The curves around one expression as a small inline SVG; None without a curve.

    The curves of the regions that moved, at most three, else the strongest there. Shaded is onset to offset, and
    a dashed line marks the apex; a legend says so. The axes tell the least and the greatest value with their unit,
    and the first and the last time.
    """
    columns = _columns(spotting, found)
    margin = max(round(spotting.fps), found.interval.n_frames)
    first = max(0, found.interval.onset - margin)
    stop = min(spotting.n_frames, found.interval.offset + margin + 1)
    values = spotting.curves[first:stop, columns].astype(np.float64)
    if not columns or not np.isfinite(values).any():
        return None
    names = [words(spotting.curve_names[column]) for column in columns]
    return _drawn(found, first, names, timeline.starts[first:stop], values, spotting.curve_unit)


def _columns(spotting: Spotting, found: Spotted) -> list[int]:
    order = strongest_curves(spotting, len(spotting.curve_names), found.interval)
    of_regions = [
        i for i in order if any(names_part(spotting.curve_names[i], name) for name in found.regions)
    ]
    return of_regions[:3] or order[:2]


def _drawn(
    found: Spotted,
    first: int,
    names: Sequence[str],
    time: NDArray[np.float64],
    values: NDArray[np.float64],
    unit: str,
) -> Markup:
    """The picture of curves from a frame on."""
    interval, colour = found.interval, PALETTE[found.kind.value]
    rows = _rows([*names, "apex", "onset to offset"])
    top = _LEGEND_ROW * (len(rows) + bool(unit)) + 6
    bottom = top + _PLOT_HEIGHT
    x = _scaled(time, _LEFT, _RIGHT)
    y = _scaled(values, bottom - 4, top + _ROOM)
    onset, apex, offset = (float(x[frame - first]) for frame in (interval.onset, found.apex, interval.offset))
    told = f"Curve of {', '.join(names)} around frames {interval.onset} to {interval.offset}"
    parts = [
        _OPENED.format(told, _WIDTH, bottom + _BELOW),
        *_legend(rows, [*_LINES[: len(names)], colour, colour]),
        *_axes(values, y, time, bottom, unit),
        _SHADE.format(onset, top, max(offset - onset, 1.5), _PLOT_HEIGHT, colour),
        _STROKE.format(apex, apex, top, bottom, colour, _DASHED),
    ]
    for line, stroke in zip(y.T, _LINES, strict=False):
        parts += [_CURVE.format(stroke, points) for points in _strokes(x, line)]
    return Markup("").join([*parts, Markup("</svg>")])


def _scaled(values: NDArray[np.float64], start: float, end: float) -> NDArray[np.float64]:
    """Places from that of the least value to that of the greatest."""
    low, high = np.nanmin(values), np.nanmax(values)
    return start + (end - start) * (values - low) / max(high - low, 1e-9)


def _rows(labels: Sequence[str]) -> list[list[str]]:
    """Entries of the legend, as many in a row as there is room for."""
    rows: list[list[str]] = [[]]
    used = 0.0
    for label in labels:
        width = _entry_width(label)
        if rows[-1] and used + width > _WIDTH:
            rows.append([])
            used = 0.0
        rows[-1].append(label)
        used += width
    return rows


def _entry_width(label: str) -> float:
    return _SWATCH + 5 + _LETTER * _SIZE * len(label) + 12


def _legend(rows: Sequence[Sequence[str]], colours: Sequence[str]) -> Iterator[Markup]:
    """A line for each curve, a dashed one for the apex, a shade for the time from onset to offset."""
    n, place = len(colours), 0
    for number, row in enumerate(rows):
        left, middle = 4.0, _LEGEND_ROW * number + 9
        for label in row:
            if place == n - 1:
                yield _SHADE.format(left, middle - 5, _SWATCH, 10, colours[place])
            else:
                dashed = _DASHED if place == n - 2 else _WHOLE
                yield _STROKE.format(left, left + _SWATCH, middle, middle, colours[place], dashed)
            yield _TEXT.format(left + _SWATCH + 5, middle + 4.5, _SIZE, PALETTE["ink"], "start", label)
            left += _entry_width(label)
            place += 1


def _axes(
    values: NDArray[np.float64],
    y: NDArray[np.float64],
    time: NDArray[np.float64],
    bottom: float,
    unit: str,
) -> Iterator[Markup]:
    """Least and greatest value beside the plot, their unit above, the first and the last time below."""
    if unit:
        yield _TEXT.format(4, bottom - _PLOT_HEIGHT - 4, _SMALL, _MUTED, "start", unit)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    places = max(0, 1 - math.floor(math.log10(high - low))) if high > low else 1
    told = {low: float(np.nanmax(y)), high: float(np.nanmin(y))}
    for value, at in told.items():
        yield _STROKE.format(_LEFT - 4, _LEFT, at, at, _MUTED, _WHOLE)
        yield _TEXT.format(_LEFT - 7, at + 4, _SMALL, _MUTED, "end", f"{value:.{min(places, 4)}f}")
    yield _TEXT.format(_LEFT, bottom + 13, _SMALL, _MUTED, "start", f"{clock(float(time[0]))} min:s")
    yield _TEXT.format(_RIGHT, bottom + 13, _SMALL, _MUTED, "end", clock(float(time[-1])))


def _strokes(x: NDArray[np.float64], line: NDArray[np.float64]) -> Iterator[str]:
    """Points of each stretch without a gap."""
    known = np.isfinite(line)
    for part in np.split(np.arange(len(x)), np.flatnonzero(np.diff(known)) + 1):
        if len(part) and known[part[0]]:
            yield " ".join(f"{x[i]:.1f},{line[i]:.1f}" for i in part)
