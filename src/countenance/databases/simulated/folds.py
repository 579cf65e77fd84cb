"""Folds of the skin that deepen with action units: nasolabial, crow's feet, forehead, glabella, dimples and others.

A fold is a line on the canonical face. Its depth map darkens the line and lightens its flanks; the maps are
summed, weighted with the action units' intensities, and applied to the texture before each frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline

from countenance.databases.simulated.anatomy import mirror
from countenance.databases.simulated.bust import CHART_FACE
from countenance.databases.simulated.chart import CHART, vertex_texels

__all__ = ["FOLDED", "FOLDS", "Fold", "fold_map"]

_ORIGIN = int((0.5 - CHART_FACE / 2) * CHART)
_SIZE = int(CHART_FACE * CHART) + 2
_TEXELS_PER_CM = 0.0301 * CHART * (CHART_FACE / 0.53)

FOLDED = (slice(_ORIGIN, _ORIGIN + _SIZE), slice(_ORIGIN, _ORIGIN + _SIZE))
"""The part of the texture that folds may darken: the face."""

Anchor = tuple[int, float, float]


@dataclass(frozen=True)
class Fold:
    """A line on the right side of the face.

    Attributes
    ----------
    anchors : tuple of (vertex, outwards, up)
        Mesh vertices and offsets from them in centimetres.
    width : float
        Half width in centimetres.
    rest : float
        Depth at rest per unit of age, 0..1.
    drivers : mapping of int to float
        Depth that each action unit adds at full intensity.
    """

    anchors: tuple[Anchor, ...]
    width: float
    rest: float
    drivers: Mapping[int, float]


FOLDS: tuple[Fold, ...] = (
    Fold(
        ((129, 0.2, 0.15), (203, -0.1, 0), (206, -0.15, 0), (61, 0.8, 0.8), (61, 1.0, 0.05)),
        0.2,
        0.2,
        {12: 0.27, 10: 0.27, 9: 0.24, 20: 0.08}),
    Fold(((33, 0.55, 0.25), (33, 1.5, 0.75)), 0.07, 0.1, {6: 0.34, 12: 0.06}),
    Fold(((33, 0.6, 0.0), (33, 1.7, 0.12)), 0.07, 0.12, {6: 0.36, 12: 0.06}),
    Fold(((33, 0.5, -0.3), (33, 1.45, -0.55)), 0.07, 0.1, {6: 0.32, 12: 0.05}),
    Fold(
        ((243, 0.1, -0.15), (112, 0, -0.1), (23, 0, -0.2), (110, 0, -0.2)),
        0.09,
        0.18,
        {6: 0.25, 7: 0.2, 9: 0.15},
    ),
    Fold(((70, 0.1, 0.75), (105, 0, 0.8), (107, 0, 0.9), (9, 0.1, 1.0)), 0.1, 0.1, {1: 0.24, 2: 0.3}),
    Fold(((70, -0.3, 1.4), (105, 0, 1.5), (107, 0, 1.6), (9, 0.1, 1.75)), 0.1, 0.1, {1: 0.25, 2: 0.27}),
    Fold(((105, 0.4, 2.2), (107, 0.3, 2.3), (9, 0.1, 2.5)), 0.1, 0.07, {1: 0.22, 2: 0.14}),
    Fold(((9, 0.45, 0.75), (9, 0.42, 0.1), (8, 0.5, 0.1)), 0.1, 0.1, {4: 0.42, 9: 0.12}),
    Fold(((168, 0.75, 0.0), (168, 0.05, 0.25)), 0.08, 0.06, {9: 0.34, 4: 0.1}),
    Fold(((6, 0.8, 0.1), (6, 0.1, 0.3)), 0.08, 0.04, {9: 0.34}),
    Fold(((6, 0.5, -0.5), (6, 1.2, 0.3)), 0.08, 0.0, {9: 0.3}),
    Fold(
        ((61, 0.35, 0.45), (61, 0.5, 0.0), (61, 0.4, -0.45)),
        0.11,
        0.08,
        {14: 0.42, 12: 0.15, 24: 0.12, 20: 0.12},
    ),
    Fold(((61, 0.15, -0.15), (61, 0.45, -0.8), (61, 0.45, -1.3)), 0.12, 0.12, {15: 0.32, 17: 0.1}),
    Fold(
        ((17, 0.02, -0.75), (84, 0.1, -0.75), (181, 0.3, -0.6)),
        0.16,
        0.14,
        {17: 0.34, 15: 0.1, 24: 0.12, 23: 0.1},
    ),
    Fold(((199, 0.5, 0.3), (199, 0.9, -0.3)), 0.12, 0.0, {17: 0.26}),
    Fold(((199, 0.2, -0.1), (199, 0.45, -0.7)), 0.11, 0.0, {17: 0.22}),
    Fold(((39, 0.0, 0.45), (39, 0.02, 0.05)), 0.07, 0.03, {23: 0.2, 18: 0.26, 24: 0.08}),
    Fold(((37, 0.15, 0.5), (37, 0.15, 0.1)), 0.07, 0.03, {23: 0.2, 18: 0.26, 24: 0.08}),
)  # fmt: skip


def fold_map(depths: NDArray[np.float64]) -> NDArray[np.float32]:
    """Sum the folds of both sides.

    Parameters
    ----------
    depths : ndarray of shape (2, len(FOLDS))
        Depth of each fold, 0..1, on the right (row 0) and the left (row 1).

    Returns
    -------
    ndarray of shape (H, W)
        Relative darkening of the texture's part `FOLDED`; negative where a flank is lighter.
    """
    total = np.zeros((_SIZE, _SIZE), dtype=np.float32)
    for side, row in enumerate(depths):
        for depth, (patch, image) in zip(row, _images(side), strict=True):
            if depth > 1e-4:
                total[patch] += np.float32(depth) * image
    return total


@cache
def _images(side: int) -> tuple[tuple[tuple[slice, slice], NDArray[np.float32]], ...]:
    return tuple(_image(fold, side) for fold in FOLDS)


def _image(fold: Fold, side: int) -> tuple[tuple[slice, slice], NDArray[np.float32]]:
    texels = vertex_texels()
    sign = -1 if side == 0 else 1
    points = np.array(
        [
            texels[v if side == 0 else mirror()[v]] + [sign * out * _TEXELS_PER_CM, -up * _TEXELS_PER_CM]
            for v, out, up in fold.anchors
        ]
    )
    points = points - _ORIGIN
    spline = make_interp_spline(np.arange(len(points)), points, k=min(3, len(points) - 1))
    t = np.linspace(0, len(points) - 1, 24 * len(points))
    line = spline(t)
    width = fold.width * _TEXELS_PER_CM
    low = np.maximum(np.floor(line.min(axis=0) - 5 * width).astype(int), 0)
    high = np.minimum(np.ceil(line.max(axis=0) + 5 * width).astype(int), _SIZE)
    patch = (slice(low[1], high[1]), slice(low[0], high[0]))
    y, x = np.mgrid[patch]
    distance = np.hypot(x[..., None] - line[:, 0], y[..., None] - line[:, 1])
    nearest = distance.argmin(axis=-1)
    # The ends fade, so that a fold never stops abruptly.
    fade = np.sin(np.pi * (0.04 + 0.92 * t / t[-1]))[nearest] ** 0.8
    d = distance.min(axis=-1) / width
    profile = np.exp(-(d**2)) - 0.3 * np.exp(-((d - 2.0) ** 2))
    return patch, (profile * fade).astype(np.float32)
