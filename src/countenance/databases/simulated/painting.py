"""Tools for painting on the skin's chart: lines through mesh vertices, filled outlines, and areas of texels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline

from countenance.databases.simulated.appearance import Colour
from countenance.databases.simulated.chart import CHART, surface_map, vertex_texels

__all__ = ["Area", "Image", "areas", "blend", "drawn", "filled", "hair_cover", "line"]

Image = NDArray[np.float32]


@dataclass(frozen=True)
class Area:
    """Texels of the chart, and the points that they show; noise is evaluated only where it will be seen."""

    mask: NDArray[np.bool_]
    points: NDArray[np.float32]

    def image(self, values: NDArray[np.floating], outside: float = 0.0) -> Image:
        """Put one value per texel of the area into a picture of the chart."""
        image = np.full((CHART, CHART, *values.shape[1:]), outside, dtype=np.float32)
        image[self.mask] = values
        return image


@cache
def areas() -> dict[str, Area]:
    """The areas "skin", "hair", "clothes" and "mouth"; they overlap where one colour runs into the other."""
    surface = surface_map()
    cover = hair_cover(surface.position, 0.0)
    seen = surface.inside & (surface.position[..., 2] > -9.0)
    masks = {
        "skin": seen & (surface.ring < 9.6) & (cover < 1.5),
        "hair": surface.inside & (surface.ring < 9.0) & (cover > -1.5),
        "clothes": seen & (surface.ring > 8.3),
        "mouth": surface.inside & (surface.ring < 0.01) & _around_mouth(surface.position),
    }
    return {name: Area(mask, surface.position[mask]) for name, mask in masks.items()}


def _around_mouth(p: Image) -> NDArray[np.bool_]:
    return np.asarray((np.abs(p[..., 0]) < 3.2) & (p[..., 1] < -2.5) & (p[..., 1] > -6.5))


_LINE_Y = (-9.5, -6.0, -2.0, 0.67, 2.36, 4.11, 5.43, 6.62, 7.49, 8.26, 9.2)
_LINE_Z = (-12.5, -9.0, -5.5, -2.9, -2.2, -1.1, 0.0, 1.4, 2.66, 4.4, 9.0)


def hair_cover(position: NDArray[np.floating], hairline: float) -> NDArray[np.float64]:
    """Signed distance behind the hairline in centimetres, for resting positions of shape (..., 3)."""
    depth = np.interp(position[..., 1], _LINE_Y, _LINE_Z)
    return np.asarray(depth + hairline - position[..., 2])


def line(vertices: tuple[int, ...] | list[int], samples: int = 12) -> NDArray[np.float64]:
    """A smooth line in texels through mesh vertices."""
    points = vertex_texels()[list(vertices)]
    t = np.linspace(0, len(points) - 1, samples * len(points))
    knots = np.arange(len(points))
    return np.asarray(make_interp_spline(knots, points, k=min(3, len(points) - 1))(t))


def filled(outline: NDArray[np.float64], blur: float) -> Image:
    """Mask 0..1 of the chart: the inside of an outline, its edge blurred by a Gaussian of ``blur`` texels."""
    mask = np.zeros((CHART, CHART), dtype=np.uint8)
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], 255, lineType=cv2.LINE_AA, shift=4)
    return np.asarray(cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), blur), dtype=np.float32)


def drawn(lines: Sequence[NDArray[np.float64]], thickness: int, blur: float) -> Image:
    """Mask 0..1 of the chart: lines of ``thickness`` texels, blurred by a Gaussian of ``blur`` texels."""
    mask = np.zeros((CHART, CHART), dtype=np.uint8)
    points = [np.round(one * 16).astype(np.int32) for one in lines]
    cv2.polylines(mask, points, isClosed=False, color=255, thickness=thickness, lineType=cv2.LINE_AA, shift=4)
    return np.asarray(cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), blur), dtype=np.float32)


def blend(chart: Image, colour: Colour | Image, mask: Image) -> None:
    """Move the chart towards a colour, in place, as far as the mask says."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    target = np.asarray(colour, dtype=np.float32)
    chart[box] += mask[box][..., None] * ((target[box] if target.ndim == 3 else target) - chart[box])
