"""A spotter that finds what was planted in grey levels: a frame's level, over a hundred, is how much it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import numpy as np

from countenance.core import ActionUnit, ExpressionKind, Interval
from countenance.core.contracts import Excluded, Remark, Spotted, Trace
from countenance.core.errors import InputError
from countenance.core.frames import Frame
from countenance.core.intervals import FrameRate
from countenance.spotting import SpottingMethod
from countenance.video import write_video

REST, MOVED, HIDDEN = 60, 160, 0
RUNS: list[int] = []
"""How many frames each spotter saw, in order."""


class Planted:
    """An expression wherever the picture is bright, no face where it is dark."""

    curve_names = ("mouth_corner_left", "brow_inner_right")

    def __init__(self, face: str = "largest", least: float = 100.0) -> None:
        if face not in {"largest", "left"}:
            raise InputError(f"face {face!r} is no choice")
        if least <= 0:
            raise ValueError("least must be positive")
        self.least = least

    def spot(
        self, frames: Iterable[Frame], fps: FrameRate, *, trace: Trace | None = None
    ) -> Iterator[Spotted | Excluded | Remark]:
        levels: list[float] = []
        for frame in frames:
            levels.append(float(frame.image.mean()))
            if trace is not None:
                trace(frame.index, np.array([levels[-1], 0.0], np.float32))
        RUNS.append(len(levels))
        for kind, group in groupby(range(len(levels)), key=lambda i: self._kind(levels[i])):
            frames_of = list(group)
            span = Interval(frames_of[0], frames_of[-1])
            if kind == "hidden":
                yield Excluded(span, "no face")
            elif kind == "moved":
                apex = max(range(span.onset, span.offset + 1), key=levels.__getitem__)
                name = ExpressionKind.of(span, fps) or ExpressionKind.MACRO
                yield Spotted(span, apex, name, 0.75, ("mouth_corner_left",), (ActionUnit(12),), ("blink",))
        yield Remark("The light is planted.")

    def _kind(self, level: float) -> str:
        return "hidden" if level < 30 else "moved" if level > self.least else "rest"


METHOD = SpottingMethod("planted", "Planted levels", "Nobody, Nowhere", "10.0/planted", (), Planted)


def film(path: Path, *levels: int, fps: int = 25) -> Path:
    """A video of even pictures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_video(path, [np.full((64, 64, 3), level, np.uint8) for level in levels], fps)
    return path


SMILE = (*[REST] * 5, *[MOVED] * 3, 200, *[MOVED] * 3, *[REST] * 5)
"""Seventeen frames with a micro-expression from 5 to 11, its apex at 8."""
