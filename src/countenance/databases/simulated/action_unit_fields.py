"""Displacement of the face by action units, as smooth fields over the coarse mesh.

An action unit is written down as a few vertices and where they go at full intensity, in inter-ocular distances
(`anatomy.INTER_OCULAR`): outwards (away from the midline), up, and forwards. The field that joins them is the smoothest
one that fades out away from them: it minimises the integral of ``(reach^2 * laplacian(d))^2 + d^2`` over the
surface (a screened biharmonic; cf. Botsch & Sorkine 2008, doi:10.1109/TVCG.2007.1054). Eyes and mouth are holes, so the
lips and the lids of one eye move apart.

The directions follow the Facial Action Coding System (Ekman, Friesen & Hager 2002). Peak displacements are of the
order of what landmarks show on strong posed expressions: a mouth corner that rises by 0.1 inter-ocular distances.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from countenance.databases.simulated.anatomy import (
    INTER_OCULAR,
    LOWER_LID,
    LOWER_LID_RING,
    UPPER_LID,
    UPPER_LID_CREASE,
    UPPER_LID_RING,
    eye_contour,
)
from countenance.databases.simulated.bust import N_FACE, coarse_bust
from countenance.databases.simulated.mesh import mirror

__all__ = ["ACTION_UNITS", "JAW_HINGE", "JAW_OPENING", "action_unit_field", "jaw_share", "smooth_field"]

JAW_HINGE = (0.5, -3.5)
"""Height and depth of the axis through both jaw joints, centimetres."""

JAW_OPENING = float(np.radians(9.0))
"""Rotation of the jaw at full intensity of AU 26, radians; AU 27 opens twice as far."""

Handles = Mapping[int, tuple[float, float, float]]


@dataclass(frozen=True)
class _Recipe:
    """Where the right side's vertices go (outwards, up, forwards; inter-ocular distances), and how far it spreads."""

    handles: Handles
    reach: float = 1.3
    fixed: tuple[int, ...] = ()


_EYE = eye_contour()
_UPPER_LIP = (185, 40, 39, 37, 0, 191, 80, 81, 82, 13)
_LOWER_LIP = (146, 91, 181, 84, 17, 95, 88, 178, 87, 14)
_CORNER = (61, 76, 62, 78)


def _row(vertices: tuple[int, ...], *moves: tuple[float, float, float]) -> dict[int, tuple[float, float, float]]:
    """Give each vertex its move, or all the only one."""
    return dict(zip(vertices, moves * len(vertices) if len(moves) == 1 else moves, strict=False))


def _arc(vertices: tuple[int, ...], up: float, forward: float = 0.0) -> dict[int, tuple[float, float, float]]:
    """Move a row most in its middle: the shape of a lid that opens or closes."""
    share = np.sin(np.linspace(0, np.pi, len(vertices) + 2)[1:-1]) ** 0.7
    return {v: (0.0, up * float(s), forward * float(s)) for v, s in zip(vertices, share, strict=True)}


ACTION_UNITS: dict[int, _Recipe] = {
    1: _Recipe(
        {107: (-0.01, 0.10, 0), 55: (-0.01, 0.10, 0), 66: (0, 0.085, 0), 65: (0, 0.08, 0), 105: (0, 0.03, 0)}
        | {9: (0, 0.05, 0), 108: (0, 0.055, 0), 222: (0, 0.012, 0), 221: (0, 0.02, 0)},
        fixed=(*_EYE, 70, 46),
    ),
    2: _Recipe(
        {70: (0, 0.075, 0), 63: (0, 0.10, 0), 105: (0, 0.085, 0), 46: (0, 0.065, 0), 53: (0, 0.09, 0)}
        | {52: (0, 0.07, 0), 66: (0, 0.025, 0), 104: (0, 0.05, 0), 224: (0, 0.018, 0), 225: (0, 0.022, 0)},
        fixed=(*_EYE, 107, 55, 9),
    ),
    4: _Recipe(
        {107: (-0.035, -0.055, 0.012), 55: (-0.035, -0.06, 0.012), 66: (-0.028, -0.05, 0.008)}
        | {65: (-0.028, -0.055, 0.008), 105: (-0.018, -0.042, 0), 52: (-0.018, -0.042, 0), 63: (-0.008, -0.022, 0)}
        | {9: (0, -0.04, 0.012), 8: (0, -0.03, 0.01), 222: (0, -0.012, 0)},
        fixed=_EYE,
    ),
    5: _Recipe(
        _arc(UPPER_LID, 0.042, -0.006) | _arc(UPPER_LID_RING, 0.03) | _arc(UPPER_LID_CREASE, 0.008),
        reach=0.5,
        fixed=(33, 133, *LOWER_LID),
    ),
    6: _Recipe(
        {50: (0.01, 0.07, 0.02), 101: (0, 0.06, 0.02), 118: (0, 0.055, 0.015), 117: (0, 0.055, 0.015)}
        | {36: (0, 0.05, 0.01), 205: (0.01, 0.05, 0.01), 123: (0, 0.05, 0.01), 111: (-0.005, 0.04, 0.005)}
        | {226: (-0.015, 0.004, 0), 130: (-0.008, 0.003, 0), 46: (-0.005, -0.012, 0), 225: (0, -0.014, 0)}
        | _arc(LOWER_LID_RING, 0.026, 0.004) | _arc(LOWER_LID, 0.016),
        fixed=(*UPPER_LID, 133),
    ),
    7: _Recipe(
        _arc(LOWER_LID, 0.026) | _arc(LOWER_LID_RING, 0.024, 0.004) | _arc(UPPER_LID, -0.022)
        | _arc(UPPER_LID_RING, -0.016) | {33: (-0.006, 0, 0)},
        reach=0.6,
        fixed=(133,),
    ),
    9: _Recipe(
        {129: (0.01, 0.06, 0), 64: (0.01, 0.055, 0), 98: (0.005, 0.045, 0), 49: (0.005, 0.055, 0.005)}
        | {209: (0, 0.055, 0.01), 198: (0, 0.05, 0.01), 131: (0, 0.055, 0.008), 126: (0, 0.06, 0.015)}
        | {142: (0, 0.05, 0.01), 203: (0.01, 0.06, 0), 206: (0.01, 0.045, 0), 37: (0, 0.025, 0), 39: (0, 0.03, 0)}
        | {40: (0, 0.025, 0), 0: (0, 0.018, 0), 4: (0, 0.015, 0), 55: (-0.02, -0.03, 0.008), 107: (-0.02, -0.025, 0.008)}
        | {8: (0, -0.02, 0.005), 9: (0, -0.02, 0.008), 101: (0, 0.025, 0.008)},
        fixed=(133, *UPPER_LID, *_LOWER_LIP),
    ),
    10: _Recipe(
        {40: (0.005, 0.055, 0.008), 39: (0, 0.06, 0.01), 37: (0, 0.055, 0.01), 0: (0, 0.045, 0.008)}
        | {185: (0.005, 0.035, 0), 80: (0, 0.05, 0.006), 81: (0, 0.055, 0.008), 82: (0, 0.05, 0.008)}
        | {13: (0, 0.042, 0.006), 191: (0, 0.025, 0), 92: (0.01, 0.055, 0.01), 165: (0.01, 0.055, 0.01)}
        | {206: (0.015, 0.05, 0.012), 203: (0.01, 0.055, 0.01), 205: (0.01, 0.04, 0.015), 36: (0.005, 0.04, 0.015)}
        | {129: (0.012, 0.022, 0), 64: (0.01, 0.02, 0)},
        reach=1.1,
        fixed=_LOWER_LIP,
    ),
    12: _Recipe(
        _row(_CORNER, (0.095, 0.085, -0.045), (0.095, 0.085, -0.045), (0.09, 0.08, -0.04), (0.088, 0.078, -0.035))
        | {185: (0.08, 0.07, -0.035), 146: (0.08, 0.065, -0.03), 40: (0.05, 0.035, -0.02), 91: (0.055, 0.04, -0.02)}
        | {191: (0.07, 0.06, -0.03), 95: (0.07, 0.055, -0.03), 80: (0.05, 0.03, -0.02), 88: (0.05, 0.028, -0.015)}
        | {39: (0.025, 0.015, -0.012), 181: (0.028, 0.018, -0.01), 81: (0.025, 0.012, -0.01), 178: (0.025, 0.01, -0.008)}
        | {0: (0, 0.004, -0.01), 17: (0, 0.008, -0.006), 13: (0, 0.004, -0.008), 14: (0, 0.004, -0.005)}
        | {186: (0.075, 0.08, 0.005), 216: (0.065, 0.07, 0.015), 207: (0.05, 0.065, 0.03), 205: (0.035, 0.06, 0.04)}
        | {50: (0.015, 0.035, 0.025), 36: (0.015, 0.03, 0.015), 187: (0.03, 0.04, 0.03), 129: (0.012, 0.006, 0)},
    ),
    14: _Recipe(
        _row(_CORNER, (0.05, 0.012, -0.045)) | {185: (0.035, 0.01, -0.03), 146: (0.035, 0.005, -0.03)}
        | {57: (0.03, 0.01, -0.045), 186: (0.025, 0.012, -0.02), 43: (0.03, 0, -0.03)}
        | {0: (0, -0.006, -0.006), 17: (0, 0.006, -0.006), 187: (0, 0.008, 0.012), 207: (0.005, 0.01, 0.012)},
        reach=0.9,
    ),
    15: _Recipe(
        _row(_CORNER, (0.02, -0.085, -0.01)) | {146: (0.018, -0.065, -0.008), 185: (0.018, -0.05, -0.008)}
        | {91: (0.01, -0.03, 0), 40: (0.008, -0.018, 0), 43: (0.02, -0.07, 0), 57: (0.02, -0.075, 0)}
        | {191: (0.015, -0.05, 0), 95: (0.015, -0.055, 0), 80: (0, -0.015, 0), 88: (0, -0.02, 0)}
        | {17: (0, 0.01, 0.004), 0: (0, 0, 0), 212: (0.02, -0.05, 0.01)},
        reach=1.1,
    ),
    16: _Recipe(
        {17: (0, -0.05, 0), 84: (0, -0.05, 0), 181: (0.005, -0.04, 0), 14: (0, -0.05, 0), 87: (0, -0.05, 0)}
        | {178: (0, -0.04, 0), 88: (0, -0.025, 0)},
        fixed=_UPPER_LIP,
    ),
    17: _Recipe(
        {199: (0, 0.065, 0.015), 200: (0, 0.07, 0.012), 175: (0, 0.05, 0.01), 208: (0, 0.06, 0.012), 201: (0, 0.055, 0.01)}
        | {18: (0, 0.055, 0.012), 17: (0, 0.048, 0.022), 84: (0, 0.045, 0.02), 181: (0, 0.035, 0.015)}
        | {14: (0, 0.03, 0.012), 87: (0, 0.028, 0.012), 178: (0, 0.022, 0.008), 0: (0, 0.02, 0.012), 37: (0, 0.02, 0.01)}
        | {13: (0, 0.02, 0.01), 82: (0, 0.02, 0.01), 81: (0, 0.015, 0.006), 61: (0, -0.018, 0), 152: (0, 0.02, 0)},
    ),
    18: _Recipe(
        _row(_CORNER, (-0.085, 0, 0.035)) | {185: (-0.065, 0, 0.045), 146: (-0.065, 0, 0.045), 40: (-0.045, 0, 0.055)}
        | {91: (-0.045, 0, 0.055), 0: (0, 0.012, 0.065), 17: (0, -0.012, 0.06), 37: (-0.012, 0.012, 0.065)}
        | {84: (-0.012, -0.012, 0.06), 13: (0, 0.004, 0.055), 14: (0, -0.004, 0.055)},
        reach=1.0,
    ),
    20: _Recipe(
        _row(_CORNER, (0.10, -0.018, -0.04)) | {185: (0.075, -0.012, -0.03), 146: (0.075, -0.018, -0.03)}
        | {40: (0.045, -0.005, -0.02), 91: (0.045, -0.02, -0.02), 57: (0.085, -0.015, -0.03)}
        | {0: (0, 0, -0.014), 17: (0, -0.006, -0.014), 13: (0, 0, -0.012), 14: (0, -0.008, -0.012)}
        | {212: (0.06, -0.02, -0.01), 207: (0.035, -0.008, 0.005), 152: (0, -0.006, 0)},
    ),
    23: _Recipe(
        _row(_CORNER, (-0.028, 0, 0.006))
        | _row((40, 39, 37, 0), (-0.01, -0.026, -0.012), (-0.008, -0.032, -0.016), (0, -0.034, -0.018), (0, -0.03, -0.016))
        | _row((91, 181, 84, 17), (-0.01, 0.03, -0.014), (-0.008, 0.038, -0.018), (0, 0.042, -0.02), (0, 0.042, -0.02)),
        reach=0.7,
        fixed=(164, 200),
    ),
    24: _Recipe(
        _row(_CORNER, (0.006, -0.012, -0.012))
        | _row((40, 39, 37, 0), (0, -0.02, 0), (0, -0.026, 0.004), (0, -0.028, 0.006), (0, -0.026, 0.006))
        | _row((91, 181, 84, 17), (0, 0.022, 0.002), (0, 0.026, 0.006), (0, 0.03, 0.008), (0, 0.03, 0.008))
        | {200: (0, 0.012, 0.008), 18: (0, 0.02, 0.006)},
        reach=0.8,
        fixed=(164,),
    ),
    25: _Recipe(
        {14: (0, -0.05, 0), 87: (0, -0.048, 0), 178: (0, -0.042, 0), 88: (0, -0.028, 0), 95: (0, -0.012, 0)}
        | {17: (0, -0.038, 0), 84: (0, -0.036, 0), 181: (0, -0.03, 0), 91: (0, -0.015, 0), 13: (0, 0.016, 0)}
        | {82: (0, 0.016, 0), 81: (0, 0.013, 0), 80: (0, 0.008, 0), 0: (0, 0.01, 0), 37: (0, 0.01, 0)}
        | {18: (0, -0.022, 0)},
        reach=0.8,
        fixed=(61, 78, 164),
    ),
    45: _Recipe(
        # The upper lid covers the eye; the lower lid rises a little and moves towards the nose.
        _row(UPPER_LID, *[(-0.004, -y, 0.0) for y in (0.044, 0.074, 0.093, 0.101, 0.096, 0.076, 0.044)])
        | _arc(LOWER_LID, 0.018)
        | _row(UPPER_LID_RING, *[(0.0, -y, 0.0) for y in (0.026, 0.045, 0.058, 0.064, 0.06, 0.047, 0.026)])
        | _arc(UPPER_LID_CREASE, -0.012)
        | _arc(LOWER_LID_RING, 0.01),
        reach=0.5,
        fixed=(33, 133),
    ),
}
"""What the simulated faces can do; AU 26 (jaw drop) and 27 (mouth stretch) turn the jaw instead, see `jaw_share`."""


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
    moving = (152, 175, 199, 200, 18, 17, 84, 181, 14, 87, 178, 88, 148, 176, 149, 150, 136, 172, 138, 135, 169, 170)
    half = {61: 0.45, 78: 0.4, 95: 0.75, 146: 0.75, 91: 0.9, 58: 0.8, 132: 0.35, 93: 0.1, 213: 0.6, 192: 0.55, 57: 0.45}
    half |= {43: 0.75, 212: 0.6, 216: 0.3, 214: 0.5, 187: 0.15, 186: 0.25}
    still = (*_UPPER_LIP, 164, 2, 205, 50, 234, 127, 133, 33, 1, 10, 70, 107, 206, 92)
    right = dict.fromkeys(moving, 1.0) | half | dict.fromkeys(still, 0.0)
    both = right | {mirror()[v]: share for v, share in right.items()}
    targets = np.array(list(both.values()))[:, None]
    share = smooth_field(tuple(both), targets, reach=2.5)[:, 0]
    bust = coarse_bust()
    # Inside the mouth the rings behind the lower lip belong to the jaw entirely.
    return np.asarray(np.clip(share, 0, 1)[bust.parent] * bust.follow)


def _solve(recipe: _Recipe) -> NDArray[np.float64]:
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
    laplacian, mass = _surface()
    bending = laplacian.T @ (laplacian / mass[:, None]) * reach**4 + np.diag(mass)
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
def _surface() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The face's cotangent Laplacian (dense, 468 x 468) and the area around each vertex."""
    bust = coarse_bust()
    triangles = bust.triangles[(bust.triangles < N_FACE).all(axis=1)]
    vertices = bust.vertices
    laplacian = sparse.dok_array((N_FACE, N_FACE))
    mass = np.zeros(N_FACE)
    for corner in range(3):
        i, j, k = np.roll(triangles, corner, axis=1).T
        a, b = vertices[j] - vertices[i], vertices[k] - vertices[i]
        double_area = np.linalg.norm(np.cross(a, b), axis=1)
        cotangent = np.clip((a * b).sum(axis=1) / double_area, 0.05, 5) / 2
        laplacian += sparse.coo_array(
            (
                np.concatenate([cotangent, cotangent, -cotangent, -cotangent]),
                (np.concatenate([j, k, j, k]), np.concatenate([j, k, k, j])),
            ),
            shape=(N_FACE, N_FACE),
        )
        np.add.at(mass, i, double_area / 6)
    return laplacian.toarray(), mass
