"""Landmarks of a single image with a detector that is made once and kept."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from countenance.core.errors import FaceError
from countenance.face.mesh import FaceMesh, LandmarkDetector

__all__ = ["default_detector", "face_mesh", "landmarks68"]

_local = threading.local()


def default_detector() -> LandmarkDetector:
    """The detector of the calling thread, made on first use (OpenCV's networks are not thread-safe).

    Raises
    ------
    SetupError
        If the model weights are not installed.
    """
    if not hasattr(_local, "detector"):
        _local.detector = LandmarkDetector()
    detector: LandmarkDetector = _local.detector
    return detector


def face_mesh(image: npt.NDArray[np.generic]) -> FaceMesh:
    """The 478 landmarks of the largest face of an image.

    Parameters
    ----------
    image : ndarray of shape (H, W) or (H, W, 3), uint8
        Grey or RGB.

    Raises
    ------
    FaceError
        If the image shows no face.
    InputError
        If the image has another shape or type.
    """
    mesh = default_detector().mesh(image)
    if mesh is None:
        raise FaceError(
            f"No face was found in this image of {image.shape[1]} x {image.shape[0]} pixels: "
            "give a frame that shows a face from the front, at least about 40 pixels wide."
        )
    return mesh


def landmarks68(image: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
    """The 68 iBUG landmarks of the largest face of an image.

    Parameters
    ----------
    image : ndarray of shape (H, W) or (H, W, 3), uint8
        Grey or RGB.

    Returns
    -------
    ndarray of shape (68, 2)
        x and y in pixels; (0, 0) is the centre of the top left pixel. See
        :mod:`countenance.face.mapping` for the order.

    Raises
    ------
    FaceError
        If the image shows no face.
    InputError
        If the image has another shape or type.
    """
    return face_mesh(image).landmarks68
