"""Figures of a measured video: motion by area of the face, head pose, action-unit proxies over time."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from countenance.face import PROXIES
from countenance.measurement import PROXY_UNITS, REGION_NAMES, Measurement
from countenance.reports.page import PALETTE, styled

__all__ = ["AREAS", "motion_figure"]

AREAS: dict[str, tuple[str, ...]] = {
    "brows, forehead": ("forehead", "brow", "glabella"),
    "lids": ("upper_lid", "lower_lid", "eye_corner"),
    "nose": ("nose",),
    "cheeks": ("upper_cheek", "nasolabial", "lower_cheek"),
    "mouth": ("upper_lip", "mouth_corner", "lower_lip"),
    "chin": ("chin",),
}
"""Areas of the face to the beginnings of the names of their regions."""

_SIDES = (("right", PALETTE["video"]), ("left", PALETTE["subject"]))
_OUTLIER = 8  # times the usual speed, beyond which one peak would flatten everything else
_FINEST = 2400  # more points than that cannot be told apart on a page


def motion_figure(measured: Measurement) -> Figure:
    """Speed of each area's own motion, head pose and proxies over time; grey where no face was seen."""
    with styled():
        figure = Figure(figsize=(11, 9.2), layout="constrained")
        panels = figure.subplots(len(AREAS) + 2, 1, sharex=True, height_ratios=[1] * len(AREAS) + [1.3, 3.4])
        time = _time(measured)
        top = _top_speed(measured)
        for axes, (area, prefixes) in zip(panels, AREAS.items(), strict=False):
            _draw_area(axes, measured, time, prefixes)
            axes.set_ylim(0, top)
            _write_peak(axes, top)
            axes.set_title(area, pad=2)
        panels[0].legend(loc="lower right", bbox_to_anchor=(1, 0.98), ncols=2, fontsize=8)
        panels[len(AREAS) // 2].set_ylabel("speed, % of the outer eye corners' distance per second", y=1.0)
        _draw_pose(panels[-2], measured, time)
        _draw_proxies(panels[-1], measured, time)
        for axes in panels[:-1]:
            _shade_missing(axes, measured, time)
        panels[-1].set_xlabel("time, s" if np.isfinite(measured.time).all() else "frame")
    return figure


def _time(measured: Measurement) -> NDArray[np.float64]:
    known = np.isfinite(measured.time).all()
    return measured.time if known else np.arange(len(measured), dtype=np.float64)


def _top_speed(measured: Measurement) -> float:
    """A common scale up to the highest peak, unless it is an outlier (a cut) that would flatten everything else."""
    speed = 100 * measured.speed
    seen = speed[np.isfinite(speed)]
    if seen.size == 0:
        return 10.0
    usual = max(10.0, 2 * float(np.quantile(seen, 0.985)))
    return min(max(usual, 1.05 * float(seen.max())), _OUTLIER * usual)


def _write_peak(axes: Axes, top: float) -> None:
    """Say how high the highest peak of an area is, where it leaves the scale."""
    drawn = [np.asarray(line.get_xydata(), dtype=np.float64) for line in axes.lines]
    points = np.concatenate([line[np.isfinite(line[:, 1])] for line in drawn])
    if len(points) == 0:
        return
    time, peak = points[points[:, 1].argmax()].tolist()
    if peak > top:
        text = f"up to {peak:.0f}"
        axes.annotate(text, (time, top), xytext=(4, -2), textcoords="offset points", va="top", fontsize=8)


def _draw_area(
    axes: Axes, measured: Measurement, time: NDArray[np.float64], prefixes: tuple[str, ...]
) -> None:
    speed = 100 * measured.speed
    for side, colour in _SIDES:
        columns = [
            i
            for i, label in enumerate(REGION_NAMES)
            if label.startswith(prefixes) and not label.endswith("_left" if side == "right" else "_right")
        ]
        fastest = np.full(len(time), np.nan)
        seen = np.isfinite(speed[:, columns]).any(1)
        fastest[seen] = np.nanmax(speed[seen][:, columns], axis=1)
        axes.plot(*_thinned(time, fastest), color=colour, lw=0.9, alpha=0.8, label=f"participant's {side}")


def _thinned(
    time: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The largest value of every stretch, so that no peak of a long recording is lost."""
    step = -(-len(time) // _FINEST)
    if step == 1:
        return time, values
    whole = len(time) // step * step
    blocks = values[:whole].reshape(-1, step)
    largest = np.where(np.isfinite(blocks), blocks, -np.inf).max(1)
    return time[:whole:step], np.where(np.isfinite(largest), largest, np.nan)


def _draw_pose(axes: Axes, measured: Measurement, time: NDArray[np.float64]) -> None:
    colours = (PALETTE["macro"], PALETTE["micro"], PALETTE["paper"])
    for column, (name, colour) in enumerate(zip(("yaw", "pitch", "roll"), colours, strict=True)):
        axes.plot(time, measured.pose[:, column], color=colour, lw=1, label=name)
    axes.set_title("head pose", pad=2)
    axes.set_ylabel("degrees")
    axes.legend(loc="lower right", bbox_to_anchor=(1, 0.96), ncols=3, fontsize=8)


def _draw_proxies(axes: Axes, measured: Measurement, time: NDArray[np.float64]) -> None:
    strongest = np.fmax(measured.proxies[..., 0], measured.proxies[..., 1]).T
    if len(time) > 1:
        middle = (time[1:] + time[:-1]) / 2
        edges = np.concatenate([[time[0]], middle, [time[-1]]])
        colours = mpl.colormaps["viridis"].with_extremes(bad="#eef1f5")
        image = axes.pcolormesh(
            edges, np.arange(len(PROXY_UNITS) + 1), np.ma.masked_invalid(strongest), cmap=colours, vmin=0, vmax=1,
            rasterized=True,
        )  # fmt: skip
        axes.figure.colorbar(image, ax=axes, pad=0.01, label="score of the stronger side")
    axes.set_yticks(
        np.arange(len(PROXY_UNITS)) + 0.5, [f"AU{u} {PROXIES[u]}" for u in PROXY_UNITS], fontsize=7.5
    )
    axes.set_ylim(len(PROXY_UNITS), 0)
    axes.grid(visible=False)
    axes.set_title("blendshape proxies of action units (no FACS codes)", pad=2)


def _shade_missing(axes: Axes, measured: Measurement, time: NDArray[np.float64]) -> None:
    missing = np.concatenate([[False], ~measured.has_face, [False]]).astype(int)
    starts, ends = np.flatnonzero(np.diff(missing) == 1), np.flatnonzero(np.diff(missing) == -1)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        axes.axvspan(time[start], time[min(end, len(time) - 1)], color=PALETTE["grid"], lw=0)
