"""Numbers of a film that show nobody: what a de-identified release may hold of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from countenance.measurement import Measurement, measure_frames
from countenance.video import open_frames

__all__ = ["film_features"]


def film_features(path: Path) -> Iterator[dict[str, float | int | None]]:
    """Landmarks and head pose of every frame; None where there is no face.

    Parameters
    ----------
    path : Path
        The film.

    Yields
    ------
    dict of str to number or None
        ``frame``, ``yaw``, ``pitch``, ``roll`` in degrees, ``x1`` to ``x68`` and ``y1`` to ``y68`` in pixels.
    """
    first = 0
    for part in measure_frames(open_frames(path).frames()):
        yield from _rows(part, first)
        first += len(part)


def _rows(part: Measurement, first: int) -> Iterator[dict[str, float | int | None]]:
    for place in range(len(part)):
        row: dict[str, float | int | None] = {"frame": first + place}
        row |= dict(zip(("yaw", "pitch", "roll"), map(_known, part.pose[place, :3].tolist()), strict=True))
        for number, (x, y) in enumerate(part.landmarks[place].tolist(), 1):
            row |= {f"x{number}": _known(x), f"y{number}": _known(y)}
        yield row


def _known(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 3)
