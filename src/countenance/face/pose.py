"""Head pose: the rotation that lays the canonical face onto the landmarks of an image."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from countenance.core.errors import FaceError, InputError
from countenance.face.canonical import canonical_mesh

__all__ = ["RIGID_POINTS", "HeadPose", "head_pose"]

RIGID_POINTS = (
    *(10, 54, 67, 103, 109, 284, 297, 332, 338),  # forehead
    *(127, 162, 234, 356, 389, 454),  # temples and ears
    *(33, 133, 263, 362),  # corners of the eyes
    *(1, 2, 4, 5, 6, 168, 195, 197),  # ridge of the nose
)
"""Mesh points that facial movements hardly displace; only they decide the pose."""

# From the mesh's axes (y up, z to the camera) to the camera's (y down, z into the scene).
_TO_CAMERA = np.array([1.0, -1.0, -1.0])


@dataclass(frozen=True, eq=False)
class HeadPose:
    """Where a head is and how it is turned; all angles are 0 for a head that faces the camera upright.

    Attributes
    ----------
    yaw : float
        Degrees; positive where the participant turns to their left (the nose moves to the image's right).
    pitch : float
        Degrees; positive where the participant looks up.
    roll : float
        Degrees; positive where the head leans to the participant's left shoulder (clockwise in the image).
    translation : ndarray of shape (3,)
        Centre of the head in centimetres from the camera: to the image's right, down, away. Its size stands
        and falls with the focal length and with the head being as large as the canonical one.
    rotation : ndarray of shape (3, 3)
        The turn about the camera's axes: roll after yaw after pitch.
    error : float
        Root mean square distance in pixels between the landmarks and the posed canonical face.
    """

    yaw: float
    pitch: float
    roll: float
    translation: npt.NDArray[np.float64]
    rotation: npt.NDArray[np.float64]
    error: float


def head_pose(points: npt.ArrayLike, shape: tuple[int, ...], focal_length: float | None = None) -> HeadPose:
    """Pose of a head from its mesh.

    The perspective-n-point problem is solved (SQPnP, Terzakis & Lourakis 2020,
    doi:10.1007/978-3-030-58452-8_28, then refined) on points that facial movements leave in place, for a
    camera without distortion whose axis goes through the image's centre.

    Parameters
    ----------
    points : array-like of shape (468, 2 or 3) or (478, 2 or 3)
        Mesh points in pixels; z is not used.
    shape : tuple of int
        Height and width of the image in pixels; further entries are ignored.
    focal_length : float, optional
        Pixels; by default the image's long side, a horizontal field of view of 53 degrees. Angles depend on
        it weakly.

    Raises
    ------
    FaceError
        If no pose fits the points.
    InputError
        If the points have another shape or the focal length is not positive.
    """
    mesh = np.asarray(points, dtype=np.float64)
    if mesh.ndim != 2 or mesh.shape[0] not in (468, 478) or mesh.shape[1] not in (2, 3):
        raise InputError(
            f"A face mesh has 468 or 478 points in 2 or 3 coordinates; this array has {mesh.shape}."
        )
    camera = _camera(shape, focal_length)
    seen = np.ascontiguousarray(mesh[list(RIGID_POINTS), :2])
    if not np.isfinite(seen).all():
        raise InputError("The mesh holds points that are not finite.")
    if np.linalg.matrix_rank(seen - seen.mean(axis=0)) < 2:
        raise FaceError("No head pose fits these landmarks: they lie on one line or in one point.")
    model = canonical_mesh().vertices[list(RIGID_POINTS)] * _TO_CAMERA
    solved, turn, shift = cv2.solvePnP(model, seen, camera, None, flags=cv2.SOLVEPNP_SQPNP)
    if not solved:
        raise FaceError("No head pose fits these landmarks: they do not form a face.")
    turn, shift = cv2.solvePnPRefineLM(model, seen, camera, None, turn, shift)
    rotation = np.asarray(cv2.Rodrigues(turn)[0], dtype=np.float64)
    residual = _project(model @ rotation.T + shift.ravel(), camera) - seen
    pitch, yaw, roll = _angles(rotation)
    error = float(np.sqrt((residual**2).sum(axis=1).mean()))
    return HeadPose(yaw, pitch, roll, shift.ravel().astype(np.float64), rotation, error)


def _camera(shape: tuple[int, ...], focal_length: float | None) -> npt.NDArray[np.float64]:
    height, width = shape[:2]
    focal = float(max(height, width)) if focal_length is None else focal_length
    if focal <= 0:
        raise InputError(f"The focal length must be positive, not {focal_length} pixels.")
    return np.array([[focal, 0, (width - 1) / 2], [0, focal, (height - 1) / 2], [0, 0, 1]])


def _project(posed: npt.NDArray[np.float64], camera: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    rays = posed @ camera.T
    return np.asarray(rays[:, :2] / rays[:, 2:], dtype=np.float64)


def _angles(rotation: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    about_x = np.arctan2(rotation[2, 1], rotation[2, 2])
    about_y = np.arcsin(np.clip(-rotation[2, 0], -1, 1))
    about_z = np.arctan2(rotation[1, 0], rotation[0, 0])
    return float(np.degrees(-about_x)), float(np.degrees(-about_y)), float(np.degrees(about_z))
