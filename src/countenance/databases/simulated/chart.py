"""The texture's layout: which point of the resting surface each texel shows.

The left square of the texture is the skin's chart (`bust`); a column of patches to its right holds the parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from countenance.databases.simulated.bust import coarse_bust
from countenance.databases.simulated.parts import PATCH
from countenance.databases.simulated.rasteriser import rasterise
from countenance.databases.simulated.shape import neutral_bust
from countenance.databases.simulated.subdivision import Subdivision, subdivide

__all__ = ["CHART", "PATCH_SIZE", "SurfaceMap", "fine_bust", "patch_texels", "surface_map", "vertex_texels"]

CHART = 1024
"""Side of the skin's chart in texels: about 30 texels per centimetre of face."""

PATCH_SIZE = 204
LEVELS = 2


@cache
def fine_bust() -> Subdivision:
    """The bust's mesh, refined twice: about 18,000 vertices and 36,000 triangles."""
    bust = coarse_bust()
    return subdivide(len(bust.vertices), bust.triangles, LEVELS)


@cache
def vertex_texels() -> NDArray[np.float64]:
    """Texture coordinates of the fine mesh's vertices in texels, shape (V, 2)."""
    return np.asarray(fine_bust().matrix @ coarse_bust().uv) * CHART


def patch_texels(uv: NDArray[np.float64], patch: str) -> NDArray[np.float64]:
    """Texture coordinates of a part's vertices in texels."""
    return uv * (PATCH_SIZE - 2) + [CHART, PATCH[patch] * PATCH_SIZE]


@dataclass(frozen=True)
class SurfaceMap:
    """What lies under each texel of the skin's chart.

    Attributes
    ----------
    inside : ndarray of shape (CHART, CHART)
        Whether the texel belongs to the surface.
    position : ndarray of shape (CHART, CHART, 3)
        Resting position in centimetres.
    ring, loop : ndarray of shape (CHART, CHART)
        As in `bust.Bust`, interpolated.
    """

    inside: NDArray[np.bool_]
    position: NDArray[np.float32]
    ring: NDArray[np.float32]
    loop: NDArray[np.float32]


@cache
def surface_map() -> SurfaceMap:
    """Rasterise the resting surface into its own texture."""
    fine, bust = fine_bust(), coarse_bust()
    texels = vertex_texels()
    hit = np.empty((CHART, CHART), dtype=np.int32)
    weights = np.empty((CHART, CHART, 2), dtype=np.float32)
    # The chart's v axis points down while the surface is counter-clockwise with y up, as on the screen.
    triangles = fine.triangles.astype(np.int32)
    rasterise(texels, np.ones(len(texels)), triangles, CHART, CHART, hit, weights)
    around = np.exp(2j * np.pi * bust.loop / 36)
    values = fine.matrix @ np.column_stack([neutral_bust(), bust.ring, around.real, around.imag])
    inside = hit >= 0
    corners = triangles[hit[inside]]
    a, b = weights[inside].T.astype(np.float64)
    share = np.stack([a, b, 1 - a - b], axis=1)
    table = np.zeros((CHART, CHART, values.shape[1]), dtype=np.float32)
    table[inside] = (values[corners] * share[:, :, None]).sum(axis=1)
    loop = np.arctan2(table[..., 5], table[..., 4]) * (18 / np.pi) % 36
    return SurfaceMap(inside, table[..., :3].copy(), table[..., 3].copy(), loop.astype(np.float32))
