"""A clip cut down to its face, upright and at one size, without any movement added.

The landmarks of the first frame give one transform, and every frame goes through it: what moves in the result
moved in the clip, the head included.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import FaceError, InputError
from countenance.face import MEAN_FACE, label_image, landmarks68, regions36, transform_points
from countenance.face.registration import STABLE_POINTS, fit_transform

__all__ = [
    "FaceCrop",
    "aligned_face",
    "aligned_face_and_landmarks",
    "aligned_regions",
    "check_frames",
    "face_mask",
]

FaceCrop = Literal["landmarks", "whole"]
"""``"landmarks"`` finds the face; ``"whole"`` takes the frames for faces that the release has already cropped."""


def aligned_face(frames: NDArray[Any], size: int, *, crop: FaceCrop = "landmarks") -> NDArray[np.uint8]:
    """Bring the face of a clip onto the mean face, by one transform for all of its frames.

    Parameters
    ----------
    frames : ndarray of shape (T, H, W) or (T, H, W, 3), uint8
        Grey or RGB, at least one frame.
    size : int
        Side of the square result in px. The face covers 0.11 to 0.89 of its width and, from the brows to the
        chin, 0.22 to 0.94 of its height.
    crop : {"landmarks", "whole"}
        ``"landmarks"`` fits a similarity of the eye corners and the bridge of the nose of the first frame to
        `countenance.face.MEAN_FACE`. ``"whole"`` scales whole frames to the square: for releases whose frames
        are cropped faces, where no face may be found. Neither stands in for the other.

    Returns
    -------
    ndarray of shape (T, size, size) or (T, size, size, 3), uint8
        Shrunk by averaging, so that detail finer than a pixel does not flicker. Black where the frames do not
        reach.

    Raises
    ------
    FaceError
        If ``crop`` is ``"landmarks"`` and the first frame shows no face.
    InputError
        If the frames have another type or shape, or the size or ``crop`` is unknown.

    Examples
    --------
    >>> import numpy as np
    >>> aligned_face(np.zeros((3, 90, 80), np.uint8), 64, crop="whole").shape
    (3, 64, 64)
    """
    checked = check_frames(frames)
    if crop not in get_args(FaceCrop):
        raise InputError(f"The crop {crop!r} is unknown: give 'landmarks' or 'whole'.")
    if crop == "landmarks":
        return aligned_face_and_landmarks(checked, size)[0]
    _check_size(size)
    shape = checked.shape[1:3]
    method = cv2.INTER_AREA if min(shape) >= size else cv2.INTER_LINEAR
    return np.stack(
        [np.asarray(cv2.resize(frame, (size, size), interpolation=method), np.uint8) for frame in checked]
    )


def aligned_face_and_landmarks(
    frames: NDArray[Any], size: int
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Like :func:`aligned_face` with the landmarks, and where they lie in the result.

    Returns
    -------
    faces : ndarray of shape (T, size, size) or (T, size, size, 3), uint8
    landmarks : ndarray of shape (68, 2), float64
        Of the first frame, in px of the result.

    Raises
    ------
    FaceError
        If the first frame shows no face.
    InputError
        If the frames have another type or shape, or ``size`` is not at least 1.
    """
    faces, landmarks, _ = _aligned(frames, size)
    return faces, landmarks


def aligned_regions(
    frames: NDArray[Any], size: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float64]]:
    """Like :func:`aligned_face_and_landmarks` with the 36 regions of interest of the first frame.

    Returns
    -------
    faces : ndarray of shape (T, size, size) or (T, size, size, 3), uint8
    labels : ndarray of shape (size, size), uint8
        Number 1 to 36 of every pixel, 0 outside and where the frames do not reach.
    landmarks : ndarray of shape (68, 2), float64
        Of the first frame, in px of the result.

    Raises
    ------
    FaceError
        If the first frame shows no face, or nothing of one of its regions.
    InputError
        If the frames have another type or shape, or ``size`` is too small to tell the regions apart.
    """
    faces, landmarks, matrix = _aligned(frames, size)
    regions = regions36(landmarks)
    labels = label_image(regions, (size, size))
    lost = set(range(1, len(regions) + 1)) - set(np.unique(labels).tolist())
    seen = cv2.warpAffine(
        np.ones(np.shape(frames)[1:3], np.uint8), matrix, (size, size), flags=cv2.INTER_NEAREST
    )
    labels[seen == 0] = 0
    missing = sorted(set(range(1, len(regions) + 1)) - set(np.unique(labels).tolist()))
    if missing:
        names = ", ".join(regions[number - 1].name for number in missing)
        if lost:
            raise InputError(f"a face of {size} px is too small for its regions: nothing is left of {names}")
        raise FaceError(f"the face reaches beyond the picture in the first frame: nothing is seen of {names}")
    return faces, labels, landmarks


def face_mask(size: int) -> NDArray[np.bool_]:
    """Where an aligned face shows skin and features: the hull of the mean face's landmarks.

    Parameters
    ----------
    size : int
        Side of the aligned face in px.

    Returns
    -------
    ndarray of shape (size, size), bool

    Examples
    --------
    >>> mask = face_mask(100)
    >>> bool(mask[50, 50]), bool(mask[5, 5]), round(float(mask.mean()), 2)
    (True, False, 0.47)
    """
    hull = cv2.convexHull(np.rint(MEAN_FACE * size - 0.5).astype(np.int32))
    return np.asarray(cv2.fillConvexPoly(np.zeros((size, size), np.uint8), hull, 1)) > 0


def check_frames(
    frames: NDArray[Any], *, at_least: int = 1, colour: Literal["grey", "rgb"] | None = None
) -> NDArray[np.uint8]:
    """Frames of a clip as they must be.

    Parameters
    ----------
    frames : ndarray of shape (T, H, W) or (T, H, W, 3), uint8
    at_least : int
        Smallest T.
    colour : {"grey", "rgb"}, optional
        What the frames must be; either unless given.

    Raises
    ------
    InputError
        If the frames have another type, shape or colour, or there are too few.
    """
    array = np.asarray(frames)
    shaped = array.ndim == 3 or (array.ndim == 4 and array.shape[3] == 3)
    if array.dtype != np.uint8 or not shaped or 0 in array.shape[1:3]:
        raise InputError(
            f"the clip is {array.dtype} of shape {array.shape}: expected uint8 frames of shape "
            "(frames, height, width) or (frames, height, width, 3)"
        )
    if colour is not None and (array.ndim == 4) != (colour == "rgb"):
        seen, wanted = ("grey", "RGB") if colour == "rgb" else ("RGB", "grey")
        raise InputError(f"the clip is {seen}, of shape {array.shape}: expected {wanted} frames")
    if len(array) < at_least:
        raise InputError(
            f"the clip has {len(array)} frame{'s' * (len(array) != 1)}: expected at least {at_least}, from onset "
            "to offset"
        )
    return array


def _aligned(
    frames: NDArray[Any], size: int
) -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.float64]]:
    """Faces, landmarks in them, and the matrix from the frames to them."""
    checked = check_frames(frames)
    _check_size(size)
    landmarks = landmarks68(checked[0])
    stable = list(STABLE_POINTS)
    matrix = fit_transform(landmarks[stable], (MEAN_FACE * size - 0.5)[stable])
    return _warped(checked, matrix, size), transform_points(landmarks, matrix), matrix


def _check_size(size: int) -> None:
    if not isinstance(size, int | np.integer) or size < 1:
        raise InputError(f"The side of an aligned face is {size!r}: give a whole number of px, at least 1.")


def _warped(frames: NDArray[np.uint8], matrix: NDArray[np.float64], size: int) -> NDArray[np.uint8]:
    """Every frame through one similarity; large frames are first shrunk by averaging, against aliasing."""
    factor = max(1, int(1 / np.hypot(*matrix[:, 0])))
    height, width = (side // factor for side in frames.shape[1:3])
    # Pixel centres: x of the large frame lies at (x + 1/2) / factor - 1/2 in the shrunk one.
    shrunk = matrix.copy()
    shrunk[:, :2] *= factor
    shrunk[:, 2] += matrix[:, :2].sum(axis=1) * (factor - 1) / 2
    faces = np.empty((len(frames), size, size, *frames.shape[3:]), np.uint8)
    for frame, face in zip(frames, faces, strict=True):
        small = frame
        if factor > 1:
            whole = np.ascontiguousarray(frame[: height * factor, : width * factor])
            small = np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
        face[:] = cv2.warpAffine(np.ascontiguousarray(small), shrunk, (size, size), flags=cv2.INTER_LINEAR)
    return faces
