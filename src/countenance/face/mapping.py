"""From the 478 points of the face mesh to the 68 iBUG landmarks.

The 68 landmarks are those of Sagonas et al. 2016 (doi:10.1016/j.imavis.2016.01.002), 0-based. Sides are named
from the participant: the participant's right is the image's left.

======= ===========================================================
0-16    jaw, from the participant's right ear over the chin (8) to the left ear
17-21   right brow, outer to inner end
22-26   left brow, inner to outer end
27-30   bridge of the nose, downwards
31-35   base of the nose, right to left
36-41   right eye: outer corner, upper lid (2), inner corner, lower lid (2)
42-47   left eye: inner corner, upper lid (2), outer corner, lower lid (2)
48-59   outer contour of the lips, from the right corner over the upper lip
60-67   inner contour of the lips, likewise
======= ===========================================================
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from countenance.core.errors import InputError

__all__ = ["MESH_TO_68", "MIRROR_68", "landmarks68_from_mesh", "mirror68"]

MESH_TO_68 = (
    *(127, 234, 132, 58, 172, 150, 149, 148, 152, 377, 378, 379, 397, 288, 361, 454, 356),
    *(70, 63, 105, 66, 107),
    *(336, 296, 334, 293, 300),
    *(168, 197, 5, 4),
    *(98, 97, 2, 326, 327),
    *(33, 160, 158, 133, 153, 144),
    *(362, 385, 387, 263, 373, 380),
    *(61, 39, 37, 0, 267, 269, 291, 321, 314, 17, 84, 91),
    *(78, 82, 13, 312, 308, 317, 14, 87),
)
"""Number of the mesh point that stands for each of the 68 landmarks."""

MIRROR_68 = (
    *range(16, -1, -1),
    *range(26, 16, -1),
    *range(27, 31),
    *range(35, 30, -1),
    *(45, 44, 43, 42, 47, 46),
    *(39, 38, 37, 36, 41, 40),
    *(54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55),
    *(64, 63, 62, 61, 60, 67, 66, 65),
)
"""Number of each landmark's counterpart on the other side of the face."""


def landmarks68_from_mesh(points: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """The 68 iBUG landmarks among the points of a face mesh.

    The inner 51 differ from hand-placed landmarks by about 4% of the inter-ocular distance; the jaw by
    about 9%, because the mesh's jaw is a line on the surface of the head and the iBUG jaw is its
    silhouette.

    Parameters
    ----------
    points : array-like of shape (468, 2 or 3) or (478, 2 or 3)
        Pixels.

    Returns
    -------
    ndarray of shape (68, 2)
        Pixels, float64.
    """
    mesh = np.asarray(points, dtype=np.float64)
    if mesh.ndim != 2 or mesh.shape[0] not in (468, 478) or mesh.shape[1] not in (2, 3):
        raise InputError(
            f"A face mesh has 468 or 478 points in 2 or 3 coordinates; this array has {mesh.shape}."
        )
    return mesh[list(MESH_TO_68), :2]


def mirror68(landmarks: npt.ArrayLike, width: int) -> npt.NDArray[np.float64]:
    """Landmarks of the horizontally mirrored image.

    Parameters
    ----------
    landmarks : array-like of shape (68, 2)
        Pixels.
    width : int
        Width of the image in pixels.
    """
    mirrored = np.array(landmarks, dtype=np.float64)[list(MIRROR_68)]
    mirrored[:, 0] = width - 1 - mirrored[:, 0]
    return mirrored
