"""Bringing faces into one frame: a transform that lays stable landmarks onto a mean face.

Only landmarks that action units hardly move are used: the eye corners and the bridge of the nose.
"""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from countenance.core.errors import InputError
from countenance.face.images import Image, check_landmarks, to_grey, to_rgb

__all__ = ["MEAN_FACE", "STABLE_POINTS", "Transform", "fit_transform", "register", "transform_points"]

Transform = Literal["similarity", "affine"]

STABLE_POINTS = (27, 28, 29, 30, 36, 39, 42, 45)
"""The landmarks that registration uses: the bridge of the nose and the eyes' corners."""

MEAN_FACE: npt.NDArray[np.float64] = np.array(
    [
        (0.1128, 0.3532),
        (0.1168, 0.4378),
        (0.1365, 0.6160),
        (0.1640, 0.7109),
        (0.2030, 0.7826),
        (0.2966, 0.8711),
        (0.3395, 0.8981),
        (0.4354, 0.9363),
        (0.5000, 0.9416),
        (0.5646, 0.9363),
        (0.6605, 0.8981),
        (0.7034, 0.8711),
        (0.7970, 0.7826),
        (0.8360, 0.7109),
        (0.8635, 0.6160),
        (0.8832, 0.4378),
        (0.8872, 0.3532),
        (0.2140, 0.2587),
        (0.2507, 0.2313),
        (0.3007, 0.2160),
        (0.3620, 0.2164),
        (0.4302, 0.2209),
        (0.5698, 0.2209),
        (0.6380, 0.2164),
        (0.6993, 0.2160),
        (0.7493, 0.2313),
        (0.7860, 0.2587),
        (0.5000, 0.3079),
        (0.5000, 0.3850),
        (0.5000, 0.4532),
        (0.5000, 0.4946),
        (0.4297, 0.5572),
        (0.4701, 0.5721),
        (0.5000, 0.5759),
        (0.5299, 0.5721),
        (0.5703, 0.5572),
        (0.2777, 0.3383),
        (0.3165, 0.3251),
        (0.3638, 0.3234),
        (0.4072, 0.3422),
        (0.3638, 0.3557),
        (0.3165, 0.3535),
        (0.5928, 0.3422),
        (0.6362, 0.3234),
        (0.6835, 0.3251),
        (0.7223, 0.3383),
        (0.6835, 0.3535),
        (0.6362, 0.3557),
        (0.3772, 0.6886),
        (0.4284, 0.6465),
        (0.4644, 0.6379),
        (0.5000, 0.6418),
        (0.5356, 0.6379),
        (0.5716, 0.6465),
        (0.6228, 0.6886),
        (0.5919, 0.7129),
        (0.5350, 0.7361),
        (0.5000, 0.7397),
        (0.4650, 0.7361),
        (0.4081, 0.7129),
        (0.3923, 0.6853),
        (0.4733, 0.6711),
        (0.5000, 0.6712),
        (0.5267, 0.6711),
        (0.6077, 0.6853),
        (0.5292, 0.6974),
        (0.5000, 0.6986),
        (0.4708, 0.6974),
    ]
)
"""A neutral, symmetric face: 68 landmarks in the unit square, shape (68, 2).

The points of MediaPipe's canonical mesh (:func:`countenance.face.canonical.canonical_mesh`) projected from
the front; one unit is 20 cm, the centre is half way between forehead and chin, the outer eye corners are
0.4446 apart.
"""
MEAN_FACE.flags.writeable = False


def fit_transform(
    source: npt.ArrayLike, target: npt.ArrayLike, transform: Transform = "similarity"
) -> npt.NDArray[np.float64]:
    """Least-squares transform of points onto points.

    Parameters
    ----------
    source, target : array-like of shape (n, 2)
        At least 2 points for a similarity, 3 for an affine transform.
    transform : {"similarity", "affine"}
        A similarity turns, scales evenly and moves; an affine transform also shears.

    Returns
    -------
    ndarray of shape (2, 3)
        Matrix that maps (x, y, 1) of the source to the target.

    Raises
    ------
    InputError
        If the points do not determine the transform.

    Examples
    --------
    >>> fit_transform([(0, 0), (1, 0)], [(5, 5), (5, 7)]).round(6) + 0
    array([[ 0., -2.,  5.],
           [ 2.,  0.,  5.]])
    """
    start, end = np.asarray(source, dtype=np.float64), np.asarray(target, dtype=np.float64)
    x, y = start.T
    one, zero = np.ones_like(x), np.zeros_like(x)
    if transform == "similarity":
        system = np.concatenate([np.stack([x, -y, one, zero], 1), np.stack([y, x, zero, one], 1)])
        solution, _, rank, _ = np.linalg.lstsq(system, end.T.ravel(), rcond=None)
        a, b, dx, dy = solution if rank == 4 else (np.nan,) * 4
        matrix = np.array([[a, -b, dx], [b, a, dy]])
    else:
        solution, _, rank, _ = np.linalg.lstsq(np.stack([x, y, one], 1), end, rcond=None)
        matrix = solution.T if rank == 3 else np.full((2, 3), np.nan)
    if np.isnan(matrix).any():
        raise InputError(
            f"{len(start)} points in one place or on one line determine no {transform} transform."
        )
    return np.asarray(matrix, dtype=np.float64)


def transform_points(points: npt.ArrayLike, matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Apply a (2, 3) matrix to points of shape (..., 2)."""
    return np.asarray(points, dtype=np.float64) @ matrix[:, :2].T + matrix[:, 2]


def register(
    image: npt.NDArray[np.generic],
    landmarks: npt.ArrayLike,
    size: int = 256,
    reference: npt.ArrayLike = MEAN_FACE,
    transform: Transform = "similarity",
) -> tuple[Image, npt.NDArray[np.float64]]:
    """Warp an image so that the face lies where the reference face lies.

    For a clip, pass the landmarks of its first frame with every frame: then the movement inside the clip
    stays.

    Parameters
    ----------
    image : ndarray of shape (H, W) or (H, W, 3), uint8
        Grey or RGB.
    landmarks : array-like of shape (68, 2)
        iBUG landmarks of the face in pixels.
    size : int
        Side of the square result in pixels.
    reference : array-like of shape (68, 2)
        Landmarks of the reference face in the unit square.
    transform : {"similarity", "affine"}
        What may change besides the position.

    Returns
    -------
    registered : ndarray of shape (size, size) or (size, size, 3), uint8
        Black where the image does not reach.
    matrix : ndarray of shape (2, 3)
        Maps pixels of the image to pixels of the result (:func:`transform_points` moves landmarks along).

    Raises
    ------
    InputError
        If the image or the landmarks have another shape, or ``size`` is not positive.
    """
    checked = to_rgb(image) if np.ndim(image) == 3 else to_grey(image)
    if size < 1:
        raise InputError(f"The side of a registered image must be at least 1 pixel, not {size}.")
    points, goal = check_landmarks(landmarks), check_landmarks(reference) * size - 0.5
    stable = list(STABLE_POINTS)
    matrix = fit_transform(points[stable], goal[stable], transform)
    registered = cv2.warpAffine(checked, matrix, (size, size), flags=cv2.INTER_LINEAR)
    return np.asarray(registered, dtype=np.uint8), matrix
