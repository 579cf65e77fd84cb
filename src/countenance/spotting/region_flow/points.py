"""The points of a face that are followed, and the regions whose displacement they give.

Skin moves most where landmarks are, at brows, lids, lips and nostrils; the mean over a whole region hides it. Each
region is therefore given by its landmarks and its centre.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from countenance.face import MEAN_FACE, FaceMesh, regions36
from countenance.face.mapping import MIRROR_68

__all__ = ["REGION_NAMES", "STABLE", "depth_of", "face_points", "region_displacement"]

REGION_NAMES: tuple[str, ...] = tuple(region.name for region in regions36(MEAN_FACE))
"""Names of the 36 regions, in the order of every array."""

_LANDMARKS: dict[str, tuple[int, ...]] = {
    "brow_inner_right": (21, 20),
    "brow_middle_right": (20, 19),
    "brow_outer_right": (18, 17),
    "upper_lid_right": (37, 38),
    "lower_lid_right": (40, 41),
    "eye_corner_right": (36,),
    "nose_side_right": (31,),
    "nasolabial_right": (31,),
    "upper_lip_right": (49, 50, 51),
    "mouth_corner_right": (48, 60),
    "lower_lip_right": (59, 58, 57),
    "nose_root": (27,),
    "nose_base": (32, 33, 34),
    "chin": (57,),
}
"""Landmarks of the participant's right side, and of the midline."""

_ALONE = ("mouth_corner",)
"""Regions whose centre is left out, because only a line in them moves."""


_ANCHORS = ((39, 27, 0.5), (42, 27, 0.5), (36, 39, -0.4), (45, 42, -0.4))
"""Points beside the corners of the eyes, which lids do not drag along: from a landmark some way to another."""

_N_POINTS = 68 + len(REGION_NAMES) + len(_ANCHORS)

_STABLE_REGIONS = ("nose_root", "nose_base", "eye_corner", "upper_cheek")

STABLE: tuple[int, ...] = (
    *range(27, 36),
    *(68 + number for number, name in enumerate(REGION_NAMES) if name.startswith(_STABLE_REGIONS)),
    *range(68 + len(REGION_NAMES), _N_POINTS),
)
"""Positions of the points that expressions move least: the nose, beside the eyes, temples and upper cheeks."""


def _shares() -> NDArray[np.float64]:
    shares = np.zeros((len(REGION_NAMES), _N_POINTS))
    for number, name in enumerate(REGION_NAMES):
        right = name.replace("_left", "_right")
        own = [MIRROR_68[n] if name.endswith("_left") else n for n in _LANDMARKS.get(right, ())]
        own += [] if name.startswith(_ALONE) else [68 + number]
        shares[number, own] = 1 / len(own)
    return shares


_SHARES = _shares()


def face_points(landmarks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points to be followed: 68 landmarks, the centres of the 36 regions and four beside the eyes.

    Parameters
    ----------
    landmarks : ndarray of shape (68, 2)

    Returns
    -------
    ndarray of shape (108, 2)
    """
    centres = np.array([region.polygon.mean(0) for region in regions36(landmarks)])
    anchors = [(1 - share) * landmarks[a] + share * landmarks[b] for a, b, share in _ANCHORS]
    return np.concatenate([landmarks, centres, anchors])


def depth_of(points: NDArray[np.float64], mesh: FaceMesh) -> NDArray[np.float64]:
    """How far points lie towards the camera, from the nearest three of the mesh; in pixels, shape (n,).

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        In pixels of the mesh's picture.
    mesh : FaceMesh
    """
    nearest = np.argsort(np.linalg.norm(mesh.points[None, :, :2] - points[:, None], axis=2), axis=1)[:, :3]
    depth: NDArray[np.float64] = -mesh.points[nearest, 2].mean(axis=1)
    return depth


def region_displacement(moved: NDArray[np.float64]) -> NDArray[np.float64]:
    """Displacement of the 36 regions from that of the points; a lost point does not count.

    Parameters
    ----------
    moved : ndarray of shape (108, 2)

    Returns
    -------
    ndarray of shape (36, 2)
        nan for a region without any point.
    """
    known = np.asarray(np.isfinite(moved).all(axis=1))
    weights = _SHARES * known
    total = weights.sum(axis=1, keepdims=True)
    sums = weights @ np.where(known[:, None], moved, 0.0)
    mean: NDArray[np.float64] = np.divide(sums, total, out=np.full_like(sums, np.nan), where=total > 0)
    return mean
