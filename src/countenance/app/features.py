"""Numbers of a film that show nobody: what a de-identified release may hold of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from countenance.measurement import REGION_NAMES, Measurement, measure_frames
from countenance.video import open_frames

__all__ = ["film_features"]

_DIGITS = 4


def film_features(path: Path) -> Iterator[dict[str, float | int | None]]:
    """Landmarks, head pose and flow of the regions in every frame; None where there is no face.

    Parameters
    ----------
    path : Path
        The film.

    Yields
    ------
    dict of str to number or None
        ``frame``; ``yaw``, ``pitch``, ``roll`` in degrees; ``x1`` to ``x68`` and ``y1`` to ``y68`` in pixels; and
        for each of the 36 regions ``REGION_dx`` and ``REGION_dy``, its own motion since the frame before, in
        distances of the outer eye corners.
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
        for name, (dx, dy) in zip(REGION_NAMES, part.motion[place].tolist(), strict=True):
            row |= {f"{name}_dx": _known(dx), f"{name}_dy": _known(dy)}
        yield row


def _known(value: float) -> float | None:
    return None if math.isnan(value) else round(value, _DIGITS)
