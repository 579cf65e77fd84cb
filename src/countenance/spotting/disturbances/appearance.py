"""How a face looks at places that move with its skin, and how much of it has changed.

Brightness is read at four places in each triangle of the mesh, so that what is compared are the same places on the
skin whatever the pose and expression. Eyes, the inside of the mouth and what is seen at a grazing angle are left
out. The face is divided into cells a fifth of the distance of the eyes' outer corners wide; a cell has changed
where its mean or its pattern differs by more than 0.2 in natural logarithms of brightness, after a change of
lighting that is linear across the face has been fitted robustly and taken away.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.face import FaceMesh
from countenance.face.canonical import canonical_mesh

__all__ = ["asymmetry", "changed_cells", "changed_share", "face_appearance", "share_of"]

_SIZE = 60.0
"""Pixels to which the distance of the eyes' outer corners is reduced."""
_CELL, _LEAST_AREA = 0.2, 0.01
_FRONTAL = 0.45
_EYE, _MOUTH = (0.3, 0.15), (0.27, 0.07)
_CHANGED, _LIGHT_SPREAD, _ROUNDS = 0.2, 0.08, 3
_DARK = 8.0
_OUTER_CORNERS = (33, 263)
_EYES, _INNER_LIPS = ((33, 133), (263, 362)), (13, 14)
_PLACES = np.array([[1, 1, 1], [4, 1, 1], [1, 4, 1], [1, 1, 4]]) / np.array([[3], [6], [6], [6]])


@dataclass(frozen=True)
class _Places:
    """Where brightness is read: triangles' corners and weights, and the cells that the places lie in."""

    corners: NDArray[np.int64]
    weights: NDArray[np.float64]
    averages: NDArray[np.float32]
    areas: NDArray[np.float64]
    lighting: NDArray[np.float64]
    mirrored: NDArray[np.intp]
    """The cell on the other side of the face, of each."""


def face_appearance(mesh: FaceMesh, grey: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """Natural logarithms of the brightness at places on the skin; None where the face leaves the picture.

    Parameters
    ----------
    mesh : FaceMesh
    grey : ndarray of shape (H, W), uint8

    Returns
    -------
    ndarray of shape (n_places,), float32, or None
    """
    points = mesh.points[:, :2]
    distance = float(np.linalg.norm(np.subtract(*points[list(_OUTER_CORNERS)])))
    scale = min(1.0, _SIZE / max(distance, 1.0))
    low = np.maximum(np.floor(points.min(0) - 4 / scale), 0).astype(int)
    high = np.minimum(np.ceil(points.max(0) + 4 / scale), grey.shape[1::-1]).astype(int)
    if (high - low < 4 / scale).any():
        return None
    crop = grey[low[1] : high[1], low[0] : high[0]]
    small = cv2.blur(cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), (3, 3))
    where = _places()
    at = np.einsum("ij,ijk->ik", where.weights, points[where.corners])
    column, row = np.rint((at - low + 0.5) * scale - 0.5).astype(int).T
    inside = (column >= 0) & (row >= 0) & (column < small.shape[1]) & (row < small.shape[0])
    if not inside.all():
        return None
    return np.asarray(np.log(small[row, column] + np.float32(_DARK)), np.float32)


def changed_share(now: NDArray[np.float32], before: NDArray[np.float32]) -> float:
    """Share of the face's area that has changed, 0 to 1.

    Parameters
    ----------
    now, before : ndarray of shape (n_places,), float32
        Appearances of one face.
    """
    return share_of(changed_cells(now, before))


def changed_cells(now: NDArray[np.float32], before: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which cells of the face have changed, shape (n_cells,).

    Parameters
    ----------
    now, before : ndarray of shape (n_places,), float32
        Appearances of one face.
    """
    averages = _places().averages
    difference = now - before
    means = averages @ difference
    pattern = np.maximum(averages @ difference**2 - means**2, 0)
    changed: NDArray[np.bool_] = _without_light(means) ** 2 + pattern > _CHANGED**2
    return changed


def share_of(cells: NDArray[np.bool_]) -> float:
    """Share of the face's area that some cells take, 0 to 1."""
    return float(_places().areas[cells].sum())


def asymmetry(now: NDArray[np.float32]) -> float:
    """Share of the face's area that looks otherwise than its other side, 0 to 1.

    Parameters
    ----------
    now : ndarray of shape (n_places,), float32
        Appearance of a face.
    """
    where = _places()
    means = where.averages @ now
    own = _without_light(means - means[where.mirrored])
    return float(where.areas[own**2 > _CHANGED**2].sum())


def _without_light(means: NDArray[np.float32]) -> NDArray[np.float64]:
    where = _places()
    return np.asarray(means - where.lighting @ _fit(where.lighting, means, where.areas))


def _fit(
    terms: NDArray[np.float64], values: NDArray[np.float32], areas: NDArray[np.float64]
) -> NDArray[np.float64]:
    weights: NDArray[np.floating] = areas
    light: NDArray[np.floating] = np.zeros(terms.shape[1])
    for _ in range(_ROUNDS):
        weighted = weights[:, None] * terms
        light = np.linalg.solve(weighted.T @ terms + 1e-6 * np.eye(terms.shape[1]), weighted.T @ values)
        weights = areas / (1 + ((values - terms @ light) / _LIGHT_SPREAD) ** 2)
    return np.asarray(light, np.float64)


@cache
def _places() -> _Places:
    mesh = canonical_mesh()
    vertices = mesh.vertices - mesh.vertices.mean(0)
    vertices = vertices / np.linalg.norm(np.subtract(*vertices[list(_OUTER_CORNERS)]))
    corners = vertices[mesh.triangles]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    places = np.einsum("kb,tbd->tkd", _PLACES, corners).reshape(-1, 3)
    n = len(_PLACES)
    areas = np.repeat(np.abs(normal[:, 2]) / 2 / n, n)
    kept = np.repeat(np.abs(normal[:, 2]) / np.linalg.norm(normal, axis=1), n) > _FRONTAL
    for ends, extent in (*((eye, _EYE) for eye in _EYES), (_INNER_LIPS, _MOUTH)):
        away = np.abs(places[:, :2] - vertices[list(ends), :2].mean(0))
        kept &= (away > extent).any(1)
    _, cell = np.unique(np.floor(places[kept, :2] / _CELL + [0.5, 0]), axis=0, return_inverse=True)
    averages = np.zeros((int(cell.max()) + 1, int(kept.sum())))
    averages[cell.ravel(), np.arange(averages.shape[1])] = areas[kept]
    averages = averages[averages.sum(1) > _LEAST_AREA]
    cell_areas = averages.sum(1)
    averages /= cell_areas[:, None]
    middle = averages @ places[kept]
    apart = np.linalg.norm(middle[:, None, :2] * [-1, 1] - middle[None, :, :2], axis=2)
    return _Places(
        corners=np.repeat(mesh.triangles, n, axis=0)[kept],
        weights=np.tile(_PLACES, (len(mesh.triangles), 1))[kept],
        averages=averages.astype(np.float32),
        areas=cell_areas / cell_areas.sum(),
        lighting=np.column_stack([np.ones(len(averages)), middle]),
        mirrored=apart.argmin(axis=1),
    )
