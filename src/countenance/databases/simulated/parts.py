"""What is not part of the skin's surface: eyeballs, corneal highlights, teeth, ears and long hair.

Each part is a small grid of vertices with texture coordinates in a patch of its own beside the skin's chart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["EYE_RADIUS", "PATCH", "Part", "ear", "eyeball", "highlight", "long_hair", "teeth"]

EYE_RADIUS = 1.42
"""Centimetres; larger than life, so that the ball fills the mesh's wide eye corners."""

PATCH = {"eye": 0, "teeth": 1, "ear": 2, "hair": 3, "light": 4}
"""Position of each patch in the column beside the skin's chart, from the top."""


@dataclass(frozen=True)
class Part:
    """A grid of triangles.

    Attributes
    ----------
    vertices : ndarray of shape (V, 3)
        Centimetres.
    uv : ndarray of shape (V, 2)
        Position in the part's patch, 0..1.
    triangles : ndarray of shape (T, 3)
    occlusion : ndarray of shape (V,)
        Share of the light that arrives, 0..1.
    patch : str
        Key of `PATCH`.
    """

    vertices: NDArray[np.float64]
    uv: NDArray[np.float64]
    triangles: NDArray[np.int64]
    occlusion: NDArray[np.float64]
    patch: str


@cache
def eyeball() -> Part:
    """The front of a ball around the origin that looks along z."""
    polar = np.linspace(0, 1.35, 16)[:, None]
    azimuth = np.linspace(0, 2 * np.pi, 29)[None]
    x, y = np.sin(polar) * np.cos(azimuth), np.sin(polar) * np.sin(azimuth)
    vertices = EYE_RADIUS * np.stack([x, y, np.cos(polar) + 0 * azimuth], axis=-1)
    radius = 0.48 * polar / 1.35
    uv = 0.5 + np.stack([radius * np.cos(azimuth), -radius * np.sin(azimuth)], axis=-1)
    return _grid(vertices, uv, np.ones(x.shape), "eye")


@cache
def highlight() -> Part:
    """A disc of radius 1 around the origin that faces the camera: the reflection of a lamp on the cornea."""
    radius = np.linspace(0, 1, 4)[:, None]
    azimuth = np.linspace(0, 2 * np.pi, 13)[None]
    xy = np.stack([radius * np.cos(azimuth), radius * np.sin(azimuth)], axis=-1)
    vertices = np.concatenate([xy, np.zeros((*xy.shape[:2], 1))], axis=-1)
    return _grid(vertices, 0.5 + 0.4 * xy, np.ones(xy.shape[:2]), "light")


@cache
def teeth(*, upper: bool) -> Part:
    """The front of a row of teeth; the lower row lies a little behind the upper one."""
    angle = np.linspace(-1.25, 1.25, 33)[None]
    share = np.linspace(0, 1, 7)[:, None]
    width, depth = (2.35, 3.3) if upper else (2.15, 3.1)
    edge, gum = (-4.62, -3.0) if upper else (-4.58, -6.0)
    bulge = 0.12 * np.sin(np.pi * share)
    y = edge + (gum - edge) * share
    x = (width + bulge) * np.sin(angle) + 0 * share
    z = 1.25 + (depth + bulge) * np.cos(angle) - 0.25 * (share if upper else 0.5 * share)
    vertices = np.stack([x, y + 0 * angle, z], axis=-1)
    uv = np.stack([0.04 + 0.92 * (angle / 2.5 + 0.5) + 0 * share, 0.04 + 0.92 * share + 0 * angle], axis=-1)
    shadow = np.cos(angle) ** 1.5 * (0.75 if upper else 0.6) * (1 - 0.35 * share)
    return _grid(vertices, uv, shadow, "teeth", flip=upper)


@cache
def ear(*, left: bool) -> Part:
    """A shell-shaped ear on one side of the head."""
    radius = np.linspace(0, 1, 12)[:, None]
    azimuth = np.linspace(0, 2 * np.pi, 33)[None]
    long = radius * np.sin(azimuth)
    wide = radius * np.cos(azimuth) * (1 - 0.32 * np.clip(-long, 0, 1))
    rim = (
        np.exp(-(((radius - 0.82) / 0.13) ** 2))
        * (1 - 0.7 * np.clip(-wide, 0, 1))
        * np.clip(1.3 + long, 0, 1)
    )
    bowl = np.exp(-(((wide + 0.12) / 0.33) ** 2) - ((long + 0.05) / 0.45) ** 2)
    height = 0.55 * np.sqrt(np.clip(1 - radius**2, 0, 1)) + 0.3 * rim - 0.42 * bowl
    out = np.stack([height, 2.75 * long, 1.6 * wide], axis=-1)
    turn, tilt = 0.62, 0.16
    x = out[..., 0] * np.cos(turn) - out[..., 2] * np.sin(turn)
    z = out[..., 0] * np.sin(turn) + out[..., 2] * np.cos(turn)
    y = out[..., 1] + tilt * -z
    # wide points towards the face; the free rim at the back stands off the head.
    vertices = np.stack([x + 8.05, y + 0.5, z - 3.6], axis=-1)
    occlusion = (1 - 0.6 * bowl) * (0.75 + 0.25 * rim) + 0 * azimuth
    if left:
        return _grid(
            vertices, np.stack([0.5 + 0.45 * wide, 0.5 - 0.45 * long], axis=-1), occlusion, "ear", flip=True
        )
    mirrored = vertices * [-1, 1, 1]
    return _grid(mirrored, np.stack([0.5 - 0.45 * wide, 0.5 - 0.45 * long], axis=-1), occlusion, "ear")


@cache
def long_hair() -> Part:
    """Hair that falls from the skull's sides and back to the shoulders, seen from outside and inside."""
    angle = np.linspace(-2.0, 2.0, 61)[None]
    share = np.linspace(0, 1, 33)[:, None]
    wave = (0.22 * np.sin(9 * angle + 5 * share) + 0.15 * np.sin(23 * angle - 3 * share)) * np.clip(
        2 * share, 0, 1
    )
    front = np.clip((np.abs(angle) - 1.2) / 0.8, 0, 1)
    y = 12.0 - share * (27.5 + 0.5 * np.sin(17 * angle) - 2.0 * front)
    # Above the ears the hair lies on a dome around the skull, below it falls.
    dome = np.sqrt(np.clip(1 - (np.clip(y - 2.0, 0, None) / 10.2) ** 2, 0.0, 1))
    swell = dome * (1 - 0.012 * np.clip(2.0 - y, 0, None))
    x = (9.15 * swell + wave) * np.sin(angle)
    z = -4.4 - (9.6 * swell + wave) * np.cos(angle) + 1.2 * front * share
    vertices = np.stack([x, y, z], axis=-1)
    uv = np.stack([0.04 + 0.92 * (angle / 4.0 + 0.5) + 0 * share, 0.04 + 0.92 * share + 0 * angle], axis=-1)
    one = _grid(vertices, uv, 0.95 - 0.25 * share + 0 * angle, "hair")
    both = np.concatenate([one.triangles, one.triangles[:, ::-1]])
    return Part(one.vertices, one.uv, both, one.occlusion, "hair")


def _grid(
    vertices: NDArray[np.float64],
    uv: NDArray[np.float64],
    occlusion: NDArray[np.float64],
    patch: str,
    *,
    flip: bool = False,
) -> Part:
    rows, columns = vertices.shape[:2]
    number = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = (number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:])
    triangles = np.concatenate(
        [np.stack([a, b, c], axis=-1).reshape(-1, 3), np.stack([a, c, d], axis=-1).reshape(-1, 3)]
    )
    return Part(
        vertices.reshape(-1, 3),
        uv.reshape(-1, 2),
        triangles[:, ::-1] if flip else triangles,
        np.broadcast_to(occlusion, (rows, columns)).reshape(-1),
        patch,
    )
