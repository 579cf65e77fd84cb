"""The coarse mesh of a whole person: face, skull, neck, shoulders, mouth cavity and lid margins as one surface.

The canonical mesh is a disc with 36 border vertices. Rings of 36 vertices continue it: over the skull and down the
nape at the top, under the jaw and down the throat at the chin; all end in the shoulders. Texture coordinates grow
outwards with the rings, so that the whole surface is one chart without a seam. The mesh's triangles across the eyes
and the mouth are replaced by rings that turn inwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline

from countenance.databases.simulated.anatomy import FACE_OVAL, INNER_LIPS, eye_contour, mirror
from countenance.face.canonical import canonical_mesh

__all__ = ["N_FACE", "Bust", "coarse_bust"]

N_FACE = 468
HEAD_RINGS = 9
"""Rings from the face's border to the base of the neck."""

CHART_FACE = 0.52
"""Share of the texture's width that the face fills."""

_TORSO = (  # half width, height, half depth, centre in z of the rings below the neck, centimetres
    (8.6, -16.6, 6.4, -5.8),
    (12.5, -18.3, 7.2, -6.0),
    (17.5, -20.2, 8.2, -6.2),
    (20.8, -24.0, 9.2, -6.2),
    (21.6, -31.0, 10.5, -6.0),
    (21.6, -46.0, 11.5, -6.0),
)


@dataclass(frozen=True)
class Bust:
    """The coarse mesh at rest.

    Attributes
    ----------
    vertices : ndarray of shape (V, 3)
        Centimetres; the first 468 are the canonical mesh's.
    uv : ndarray of shape (V, 2)
        Texture coordinates in 0..1.
    triangles : ndarray of shape (T, 3)
    ring : ndarray of shape (V,)
        0 on the face, 1 .. 15 outwards over head, neck and torso, -1 .. -3 inwards in mouth and eyes.
    loop : ndarray of shape (V,)
        Position around the ring: 0 at the top or nape, 18 at the chin or throat; 0 on the face.
    parent : ndarray of shape (V,)
        The face vertex whose movement a vertex follows; itself on the face.
    follow : ndarray of shape (V,)
        The share of that movement that it takes.
    """

    vertices: NDArray[np.float64]
    uv: NDArray[np.float64]
    triangles: NDArray[np.int64]
    ring: NDArray[np.float64]
    loop: NDArray[np.float64]
    parent: NDArray[np.int64]
    follow: NDArray[np.float64]


Floats = NDArray[np.float64]


class _Builder:
    def __init__(self) -> None:
        mesh = canonical_mesh()
        self.vertices: list[Floats] = [mesh.vertices]
        self.uv: list[Floats] = [0.5 + (mesh.uv - 0.5) * CHART_FACE]
        self.triangles = [_without_holes(mesh.triangles)]
        self.ring: list[Floats] = [np.zeros(N_FACE)]
        self.loop: list[Floats] = [np.zeros(N_FACE)]
        self.parent = [np.arange(N_FACE)]
        self.follow: list[Floats] = [np.ones(N_FACE)]

    def add(
        self,
        inner: NDArray[np.int64],
        vertices: NDArray[np.float64],
        uv: NDArray[np.float64],
        *,
        ring: float,
        parent: NDArray[np.int64],
        follow: float,
        outwards: bool,
    ) -> NDArray[np.int64]:
        """Join a new ring to the ring ``inner``; return its vertices' numbers."""
        n = len(vertices)
        new = np.arange(n) + sum(map(len, self.vertices))
        after = np.roll(np.arange(n), -1)
        quads = np.stack([inner, new, new[after], inner[after]], axis=1)
        if outwards:
            quads = quads[:, ::-1]
        self.triangles += [quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]
        self.vertices.append(vertices)
        self.uv.append(uv)
        self.ring.append(np.full(n, ring))
        self.loop.append(np.linspace(0, 36 if outwards else 0, n, endpoint=False))
        self.parent.append(parent)
        self.follow.append(np.full(n, follow))
        return new

    def build(self) -> Bust:
        """The bust of everything that was added."""
        return Bust(
            vertices=np.concatenate(self.vertices),
            uv=np.concatenate(self.uv),
            triangles=np.concatenate(self.triangles),
            ring=np.concatenate(self.ring),
            loop=np.concatenate(self.loop),
            parent=np.concatenate(self.parent),
            follow=np.concatenate(self.follow),
        )


@cache
def coarse_bust() -> Bust:
    """Build the coarse mesh from the canonical one."""
    builder = _Builder()
    _extend_outwards(builder)
    _extend_into_mouth(builder)
    right = np.array(eye_contour())
    _extend_into_eye(builder, right)
    _extend_into_eye(builder, np.array(mirror())[right][::-1])
    return builder.build()


def _without_holes(triangles: NDArray[np.int64]) -> NDArray[np.int64]:
    right = eye_contour()
    left = [mirror()[i] for i in right]
    keep = np.ones(len(triangles), dtype=bool)
    for hole in (right, left, INNER_LIPS):
        keep &= ~np.isin(triangles, hole).all(axis=1)
    return triangles[keep]


def _extend_outwards(builder: _Builder) -> None:
    face = canonical_mesh()
    oval = np.array(FACE_OVAL)
    border = face.vertices[oval]
    rings = [*_head_rings(border), *_torso_rings()]
    rings = _smooth(border, rings, rounds=2)
    direction = builder.uv[0][oval] - 0.5
    radius = np.linalg.norm(direction, axis=1, keepdims=True)
    inner = oval
    for number, vertices in enumerate(rings, start=1):
        share = number / len(rings)
        uv = 0.5 + direction / radius * (radius + (0.49 - radius) * share)
        inner = builder.add(
            inner, vertices, uv, ring=number, parent=oval, follow=max(0.0, 1 - 0.3 * number), outwards=True
        )


def _head_rings(border: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Rings from the face's border over skull and jaw to the base of the neck."""
    azimuth = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    up, side = np.asarray(np.cos(azimuth), np.float64), np.asarray(np.sin(azimuth), np.float64)
    steps = np.linspace(0, 1, HEAD_RINGS + 1)[1:]
    skullness = np.clip((130 - np.degrees(np.arccos(up))) / 45, 0, 1)
    skullness = skullness**2 * (3 - 2 * skullness)
    last = np.radians(112 + 93 * np.clip(up, 0, 1))
    first = np.radians(np.where(up > 0, 100 - 50 * up, 100))
    neck_top = _neck(azimuth, up, 5.3, -8.5 - 2.5 * (up < 0) * -up, 5.6)
    neck_base = _neck(azimuth, up, 5.9, -15.2 + 1.5 * up, 5.8)
    keys = [border]
    for share in (0.12, 0.3, 0.5, 0.75, 1.0):
        polar = first + (last - first) * share
        skull = np.stack(
            [8.2 * np.sin(polar) * side, 2.4 + 9.6 * np.sin(polar) * up, -3.9 + 9.9 * np.cos(polar)], axis=1
        )
        jaw = border + (neck_top - border) * share * 0.8
        keys.append(skullness[:, None] * skull + (1 - skullness[:, None]) * jaw)
    keys += [neck_top, neck_base]
    return _along(np.array(keys), steps)


def _neck(
    azimuth: NDArray[np.float64],
    up: NDArray[np.float64],
    half_width: float,
    height: NDArray[np.float64],
    half_depth: float,
) -> NDArray[np.float64]:
    return np.stack([half_width * np.sin(azimuth), height, -5.6 - half_depth * up], axis=1)


def _along(keys: NDArray[np.float64], steps: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Points at equal shares of each path's length; ``keys`` has shape (K, 36, 3)."""
    length = np.concatenate([np.zeros((1, 36)), np.linalg.norm(np.diff(keys, axis=0), axis=2).cumsum(axis=0)])
    paths = np.stack(
        [make_interp_spline(length[:, i], keys[:, i], k=2)(steps * length[-1, i]) for i in range(36)],
        axis=1,
    )
    return list(paths)


def _torso_rings() -> list[NDArray[np.float64]]:
    azimuth = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    side, up = np.sin(azimuth), np.cos(azimuth)
    return [
        np.stack([w * np.sign(side) * np.abs(side) ** 0.8, y + 0 * side, z - d * up], axis=1)
        for w, y, d, z in _TORSO
    ]


def _smooth(
    border: NDArray[np.float64], rings: list[NDArray[np.float64]], rounds: int
) -> list[NDArray[np.float64]]:
    """Average each head ring with its neighbours, so that skull, jaw and neck flow into each other."""
    grid = np.array([border, *rings])
    for _ in range(rounds):
        around = (np.roll(grid, 1, axis=1) + np.roll(grid, -1, axis=1)) / 2
        along = (grid[:-2] + grid[2:]) / 2
        grid[1:-1] = 0.4 * grid[1:-1] + 0.3 * along + 0.3 * around[1:-1]
    return list(grid[1:])


def _extend_into_mouth(builder: _Builder) -> None:
    lips = np.array(INNER_LIPS)
    vertices, uv = builder.vertices[0][lips], builder.uv[0][lips]
    middle, middle_uv = vertices.mean(axis=0), uv.mean(axis=0)
    inner = lips
    for number, (back, spread, follow) in enumerate(
        [(0.5, 1.1, 1.0), (1.6, 1.35, 0.8), (4.2, 1.1, 0.5), (5.0, 0.2, 0.3)]
    ):
        ring = middle + (vertices - middle) * [0.97, 1, 1] * [1, spread + number * 0.7, 1] - [0, 0, back]
        inner = builder.add(
            inner,
            ring,
            middle_uv + (uv - middle_uv) * (0.75 - 0.22 * number),
            ring=-1.0 - number,
            parent=lips,
            follow=follow,
            outwards=False,
        )


def _extend_into_eye(builder: _Builder, contour: NDArray[np.int64]) -> None:
    vertices, uv = builder.vertices[0][contour], builder.uv[0][contour]
    middle, middle_uv = vertices.mean(axis=0), uv.mean(axis=0)
    inner = contour
    for number, (back, shrink) in enumerate([(0.12, 0.93), (0.7, 0.9)]):
        inner = builder.add(
            inner,
            middle + (vertices - middle) * [shrink, shrink, 1] - [0, 0, back],
            middle_uv + (uv - middle_uv) * (0.8 - 0.25 * number),
            ring=-1.0 - number,
            parent=contour,
            follow=1.0,
            outwards=False,
        )
