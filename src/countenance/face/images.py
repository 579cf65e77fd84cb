"""What the face functions accept as an image."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from countenance.core.errors import InputError

__all__ = ["Image", "check_landmarks", "to_grey", "to_rgb"]

Image = npt.NDArray[np.uint8]
_SMALLEST_SIDE = 16


def to_rgb(image: npt.NDArray[np.generic]) -> Image:
    """Check an image and give it three channels.

    Parameters
    ----------
    image : ndarray of shape (H, W) or (H, W, 3), uint8
        Grey or RGB.

    Raises
    ------
    InputError
        If the image has another shape or type, or a side below 16 pixels.
    """
    rgb = _checked(image)
    return rgb if rgb.ndim == 3 else np.asarray(cv2.cvtColor(rgb, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def to_grey(image: npt.NDArray[np.generic]) -> Image:
    """Check an image and give it one channel (ITU-R BT.601 luma).

    Parameters
    ----------
    image : ndarray of shape (H, W) or (H, W, 3), uint8
        Grey or RGB.

    Raises
    ------
    InputError
        As for :func:`to_rgb`.
    """
    checked = _checked(image)
    if checked.ndim == 2:
        return checked
    return np.asarray(cv2.cvtColor(checked, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def check_landmarks(landmarks: npt.ArrayLike, n_points: int = 68) -> npt.NDArray[np.float64]:
    """Landmarks as a finite float64 array of shape (``n_points``, 2).

    Raises
    ------
    InputError
        If the shape differs or a coordinate is not finite.
    """
    points = np.asarray(landmarks, dtype=np.float64)
    if points.shape != (n_points, 2):
        raise InputError(
            f"Landmarks must have the shape ({n_points}, 2) in pixels; these have {points.shape}."
        )
    if not np.isfinite(points).all():
        bad = int(np.flatnonzero(~np.isfinite(points).all(axis=1))[0])
        raise InputError(f"Landmark {bad} is not finite: leave out the frames where a point was lost.")
    return points


def _checked(image: npt.NDArray[np.generic]) -> Image:
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8:
        kind = getattr(image, "dtype", type(image).__name__)
        raise InputError(f"An image must be a uint8 array with values 0 to 255; this one is {kind}.")
    if not (image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)):
        raise InputError(
            f"An image must have the shape (H, W) or (H, W, 3); this one has {image.shape}: "
            "convert it to RGB or grey."
        )
    if min(image.shape[:2]) < _SMALLEST_SIDE:
        raise InputError(
            f"An image must be at least {_SMALLEST_SIDE} pixels wide and high; this one is "
            f"{image.shape[1]} x {image.shape[0]}."
        )
    return np.asarray(image, dtype=np.uint8)
