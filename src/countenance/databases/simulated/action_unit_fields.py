"""Displacement of the face by action units, as smooth fields over the coarse mesh.

The field that joins the moved vertices of a recipe (`action_unit_recipes`) is the smoothest one that fades out
away from them: it minimises the integral of ``(reach^2 * laplacian(d))^2 + d^2`` over the surface (a screened
biharmonic; cf. Botsch & Sorkine 2008, doi:10.1109/TVCG.2007.1054). Eyes and mouth are holes, so the lips, and the
lids of one eye, move apart.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from countenance.databases.simulated.action_unit_recipes import ACTION_UNITS, UPPER_LIP, Recipe
from countenance.databases.simulated.anatomy import INTER_OCULAR, mirror
from countenance.databases.simulated.bust import N_FACE, coarse_bust

__all__ = ["JAW_HINGE", "JAW_OPENING", "action_unit_field", "jaw_share", "smooth_field"]

JAW_HINGE = (0.5, -3.5)
"""Height and depth of the axis through both jaw joints, centimetres."""

JAW_OPENING = float(np.radians(9.0))
"""Rotation of the jaw at full intensity of AU 26, radians; AU 27 opens twice as far."""


@cache
def action_unit_field(number: int, side: str) -> NDArray[np.float64]:
    """Displacement of the coarse mesh at full intensity.

    Parameters
    ----------
    number : int
        A key of `ACTION_UNITS`.
    side : {"L", "R"}
        The participant's left (image right, x > 0) or right. A bilateral action is the sum of both.

    Returns
    -------
    ndarray of shape (V, 3)
        Centimetres; V counts the vertices of `bust.coarse_bust`.
    """
    recipe = ACTION_UNITS[number]
    right = _solve(recipe)
    if side == "R":
        return _follow(right)
    return _follow(right[list(mirror())] * [-1, 1, 1])


@cache
def jaw_share() -> NDArray[np.float64]:
    """How far each vertex of the coarse mesh takes part in the jaw's rotation, 0..1, shape (V,)."""
    moving = (
        152,
        175,
        199,
        200,
        18,
        17,
        84,
        181,
        14,
        87,
        178,
        88,
        148,
        176,
        149,
        150,
        136,
        172,
        138,
        135,
        169,
        170,
    )
    half = {
        61: 0.45,
        78: 0.4,
        95: 0.75,
        146: 0.75,
        91: 0.9,
        58: 0.8,
        132: 0.35,
        93: 0.1,
        213: 0.6,
        192: 0.55,
        57: 0.45,
    }
    half |= {43: 0.75, 212: 0.6, 216: 0.3, 214: 0.5, 187: 0.15, 186: 0.25}
    still = (*UPPER_LIP, 164, 2, 205, 50, 234, 127, 133, 33, 1, 10, 70, 107, 206, 92)
    right = dict.fromkeys(moving, 1.0) | half | dict.fromkeys(still, 0.0)
    both = right | {mirror()[v]: share for v, share in right.items()}
    targets = np.array(list(both.values()))[:, None]
    share = smooth_field(tuple(both), targets, reach=2.5)[:, 0]
    bust = coarse_bust()
    # Inside the mouth the rings behind the lower lip belong to the jaw entirely.
    return np.asarray(np.clip(share, 0, 1)[bust.parent] * bust.follow)


def _solve(recipe: Recipe) -> NDArray[np.float64]:
    handles = dict(recipe.handles) | dict.fromkeys(set(recipe.fixed) - set(recipe.handles), (0.0, 0.0, 0.0))
    # A vertex on the midline belongs to both sides: half the movement comes from each.
    targets = np.array(
        [[-x, y, z] if mirror()[v] != v else [0.0, y / 2, z / 2] for v, (x, y, z) in handles.items()]
    )
    other = [v for v in {mirror()[v] for v in handles} - set(handles) if mirror()[v] != v]
    points = (*handles, *other)
    targets = np.concatenate([targets, np.zeros((len(other), 3))]) * INTER_OCULAR
    return smooth_field(points, targets, recipe.reach)


def smooth_field(points: tuple[int, ...], targets: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """The smoothest field over the face that takes the given values and fades out beyond ``reach`` centimetres.

    Parameters
    ----------
    points : tuple of int
        Vertices of the canonical mesh.
    targets : ndarray of shape (len(points), C)
        Values there.
    reach : float
        Centimetres over which the field fades.

    Returns
    -------
    ndarray of shape (468, C)
    """
    bending = _bending(reach)
    index = list(points)
    held = np.zeros(N_FACE)
    held[index] = 1e4 * bending.max()
    right_side = np.zeros((N_FACE, targets.shape[1]))
    right_side[index] = held[index, None] * targets
    return np.asarray(np.linalg.solve(bending + np.diag(held), right_side))


def _follow(face: NDArray[np.float64]) -> NDArray[np.float64]:
    bust = coarse_bust()
    return np.asarray(face[bust.parent] * bust.follow[:, None])


@cache
def _bending(reach: float) -> NDArray[np.float64]:
    """The quadratic form that the field minimises, shape (468, 468)."""
    laplacian, mass = _surface()
    return np.asarray(laplacian.T @ (laplacian / mass[:, None]) * reach**4 + np.diag(mass))


@cache
def _surface() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The face's cotangent Laplacian (dense, 468 x 468) and the area around each vertex."""
    bust = coarse_bust()
    triangles = bust.triangles[(bust.triangles < N_FACE).all(axis=1)]
    vertices = bust.vertices
    laplacian = np.zeros((N_FACE, N_FACE))
    mass = np.zeros(N_FACE)
    for corner in range(3):
        i, j, k = np.roll(triangles, corner, axis=1).T
        a, b = vertices[j] - vertices[i], vertices[k] - vertices[i]
        double_area = np.linalg.norm(np.cross(a, b), axis=1)
        cotangent = np.clip((a * b).sum(axis=1) / double_area, 0.05, 5) / 2
        for row, column, sign in ((j, j, 1), (k, k, 1), (j, k, -1), (k, j, -1)):
            np.add.at(laplacian, (row, column), sign * cotangent)
        np.add.at(mass, i, double_area / 6)
    return laplacian, mass
