"""Measured displacements of faces with further movements laid over them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.core import Excluded, Interval
from countenance.spotting.disturbances import BLINK, HAND, SPEECH
from countenance.spotting.region_flow.points import REGION_NAMES

JAW = {"chin_side": 0.6, "chin": 1.0, "lower_lip": 0.9, "lower_cheek": 0.25, "mouth_corner": 0.3}
"""How far each part sinks with the jaw."""
FLAT = np.array([n.startswith(("lower_cheek", "forehead", "chin_side", "upper_cheek")) for n in REGION_NAMES])
"""Regions whose skin has little to follow: they go more or less of the way, and ways of their own."""
APART_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Event:
    """A movement that is an expression; its displacement is in percent of the inter-ocular distance."""

    interval: Interval
    apex: int
    displacement: float


@dataclass(slots=True)
class Watched:
    """What the decisions of region flow are made of, for one recording.

    Parameters
    ----------
    fps : float
    rows : list of tuple
        Index, time, displacement of shape (36, 2), turn of shape (2,), speed of the head, disturbances going on.
    excluded : list of tuple
        Number of rows before a disturbance was certain, and the disturbance.
    breaks : list of int
        Numbers of rows before interruptions.
    """

    fps: float = 0.0
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    excluded: list[tuple[int, Excluded]] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)


def movements(seen: list[tuple[Watched, list[Event]]], least: float = 5.0) -> NDArray[np.float64]:
    """Ways of all regions in clear events, the furthest 1, and the sinking of the jaw: shape (n, 36, 2)."""
    found = [_jaw()]
    for watched, events in seen:
        moved, first = np.array([row[2] for row in watched.rows]), watched.rows[0][0]
        for event in events:
            onset, apex, offset = (
                f - first for f in (event.interval.onset, event.apex, event.interval.offset)
            )
            if event.displacement < least or onset < 0 or offset >= len(moved):
                continue
            rest = (_median(moved, onset - 3, onset) + _median(moved, offset, offset + 3)) / 2
            way = _median(moved, apex - 2, apex + 2) - rest
            length = np.linalg.norm(way, axis=1).max()
            if 0.02 < length < 0.15:
                found.append(way / length)
    return np.array(found)


def lay_over(
    watched: Watched, events: list[Event], ways: NDArray[np.float64], n: int, rng: np.random.Generator
) -> tuple[Watched, list[Event]]:
    """A recording with up to n further movements where nothing happens: several in succession, large ones too."""
    fps, n_frames, first = watched.fps, len(watched.rows), watched.rows[0][0]
    moved = np.array([row[2] for row in watched.rows])
    busy = _busy(watched, events)
    more: list[Event] = []
    at = int(rng.uniform(0.2, 3) * fps)
    while at < n_frames - 3 * fps and len(more) < n:
        for _ in range(int(rng.integers(1, 5))):
            length = max(6, int(np.exp(rng.uniform(np.log(0.3), np.log(2.5))) * fps))
            rise, fall = (max(2, int(length * rng.uniform(low, 0.45))) for low in (0.15, 0.2))
            if len(more) < n and at + length < n_frames and not busy[at : at + length].any():
                height = float(np.exp(rng.uniform(np.log(0.015), np.log(0.12))))
                moved += height * _movement(ways, (n_frames, at, rise, fall, length), fps, rng)
                more.append(Event(Interval(at + first, at + length + first), at + rise + first, 100 * height))
            at += length + int(rng.choice([rng.uniform(0, 0.15), rng.uniform(0.15, 0.6)]) * fps)
        at += int(rng.uniform(1.5, 6) * fps)
    rows = [(*row[:2], moved[number], *row[3:]) for number, row in enumerate(watched.rows)]
    return replace(watched, rows=rows), events + more


def _movement(
    ways: NDArray[np.float64], course: tuple[int, int, int, int, int], fps: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Out and back of all regions, (T, 36, 2): each a little early or late and with a sway of its own."""
    n_frames, at, rise, fall, length = course
    way = ways[rng.integers(len(ways))] if rng.random() < 0.7 else ways[0]
    if rng.random() < 0.3:
        way = way + ways[rng.integers(len(ways))]
    way = way / np.linalg.norm(way, axis=1).max()
    sway = (
        rng.normal(0, 1, way.shape)
        * (0.1 * np.linalg.norm(way, axis=1) + 0.25 * FLAT * rng.random())[:, None]
    )
    way = way * np.where(FLAT, rng.uniform(0.2, 1.2, len(way)), 1.0)[:, None]
    late = rng.normal(0, 0.03 * length, len(way)).clip(-0.08 * length, 0.08 * length)
    back = late * rng.uniform(-1, 1, len(way))
    time = np.arange(n_frames)[:, None]
    out = np.minimum(_step((time - at - late) / rise), 1 - _step((time - at - length + fall - back) / fall))
    swaying = out * np.sin(time / fps * rng.uniform(2, 6) + rng.uniform(0, 6))
    return np.asarray(out[..., None] * way + swaying[..., None] * sway)


def _step(x: NDArray[np.float64]) -> NDArray[np.float64]:
    x = np.clip(x, 0, 1)
    return np.asarray(x**2 * (3 - 2 * x))


def _busy(watched: Watched, events: list[Event]) -> NDArray[np.bool_]:
    """Where something happens already."""
    first, around = watched.rows[0][0], int(APART_SECONDS * watched.fps)
    busy = np.zeros(len(watched.rows), bool)
    spans = [event.interval for event in events]
    spans += [one.interval for _, one in watched.excluded if one.reason in (SPEECH, HAND, BLINK)]
    for span in spans:
        busy[max(0, span.onset - first - around) : max(0, span.offset - first + around)] = True
    return busy


def _median(moved: NDArray[np.float64], begin: int, end: int) -> NDArray[np.float64]:
    return np.asarray(np.median(moved[max(0, begin) : end + 1], axis=0))


def _jaw() -> NDArray[np.float64]:
    """Straight down, by the first name that fits: the chin's sides before the chin."""
    way = np.zeros((len(REGION_NAMES), 2))
    for number, name in enumerate(REGION_NAMES):
        way[number, 1] = next((share for part, share in JAW.items() if name.startswith(part)), 0.0)
    return way
