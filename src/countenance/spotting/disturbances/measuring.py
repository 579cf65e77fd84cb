"""What one mesh says about lids, gaze, mouth and head, whatever the head's pose.

The mesh is laid onto the canonical face by the similarity (turn, size, shift) that fits the points which facial
movements hardly displace (least squares, Umeyama 1991, doi:10.1109/34.88573); lids, irises and lips are measured
there. The model's own depth is used, so that no camera need be known; the turn costs a tenth of
:func:`countenance.face.head_pose`, which solves for a perspective camera instead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from countenance.face import FaceMesh
from countenance.face.canonical import canonical_mesh
from countenance.face.pose import RIGID_POINTS

__all__ = ["FaceState", "measure_face"]

_RIGID = np.array(RIGID_POINTS)
_TO_CAMERA = np.array([1.0, -1.0, -1.0])
_SIDES = 2

# Outer and inner corner, three points of the upper and three of the lower lid, iris; right eye, left eye.
_EYES = np.array(
    [
        (33, 133, 160, 159, 158, 144, 145, 153, 468),
        (263, 362, 387, 386, 385, 373, 374, 380, 473),
    ]
)
_LIPS = np.array((13, 14, 61, 291))  # inner edge of the upper and lower lip, right and left corner
_USED = np.concatenate([_RIGID, _EYES.ravel(), _LIPS])
_OUTER_CORNERS = (33, 263)


@dataclass(frozen=True, slots=True)
class FaceState:
    """Measurements of one observation; lengths on the face do not depend on its pose or distance.

    Parameters
    ----------
    eye_openings : tuple of float
        Height over width of the participant's right and left eye.
    iris_right, iris_left : tuple of float
        Place of each iris between the corners of its eye, in widths of the eye, to the image's right and down;
        0 is the middle.
    yaw, pitch, roll : float
        Degrees, with the signs of :class:`countenance.face.HeadPose`.
    x, y : float
        Middle of the stable points in pixels.
    size : float
        Distance in pixels at which the outer corners of the canonical face's eyes lie.
    mouth_opening : float
        Distance of the lips' inner edges in distances of the outer corners of the eyes.
    mouth_width : float
        Distance of the lips' corners, likewise.
    occlusion : float
        Share of the face whose appearance is not its own, 0 to 1; nan until it is known.
    """

    eye_openings: tuple[float, float]
    iris_right: tuple[float, float]
    iris_left: tuple[float, float]
    yaw: float
    pitch: float
    roll: float
    x: float
    y: float
    size: float
    mouth_opening: float
    mouth_width: float
    occlusion: float = float("nan")

    @property
    def eye_opening(self) -> float:
        """Mean height over width of the eyes."""
        return sum(self.eye_openings) / _SIDES

    @property
    def gaze_x(self) -> float:
        """Mean place of the irises, to the image's right."""
        return (self.iris_right[0] + self.iris_left[0]) / _SIDES

    @property
    def gaze_y(self) -> float:
        """Mean place of the irises, down."""
        return (self.iris_right[1] + self.iris_left[1]) / _SIDES


def measure_face(mesh: FaceMesh) -> FaceState | None:
    """Measure a mesh; None where its points are not finite or lie on one spot.

    Parameters
    ----------
    mesh : FaceMesh

    Returns
    -------
    FaceState or None
    """
    points = mesh.points[_USED]
    if not np.isfinite(points).all():
        return None
    centre = points[: len(_RIGID)].mean(0)
    points = points - centre
    model, spread = _model()
    covariance = points[: len(_RIGID)].T @ model
    u, weights, vt = np.linalg.svd(covariance)
    if weights[1] < 1e-9:
        return None
    mirror = np.array([1.0, 1.0, _sign_of_determinant(covariance.tolist())])
    turn = (u * mirror) @ vt
    unit = float(weights @ mirror) / spread
    places = (points[len(_RIGID) :] @ turn / unit).tolist()
    right, left = _eye(places[:9]), _eye(places[9:18])
    upper, lower, right_corner, left_corner = places[18:]
    (across, _, _), (tilt, _, _), (away, down, depth) = turn.tolist()
    return FaceState(
        eye_openings=(right[0], left[0]),
        iris_right=right[1],
        iris_left=left[1],
        yaw=math.degrees(math.asin(max(-1.0, min(1.0, away)))),
        pitch=math.degrees(-math.atan2(down, depth)),
        roll=math.degrees(math.atan2(tilt, across)),
        x=float(centre[0]),
        y=float(centre[1]),
        size=unit,
        mouth_opening=math.dist(lower[:2], upper[:2]),
        mouth_width=math.dist(left_corner[:2], right_corner[:2]),
    )


@cache
def _model() -> tuple[NDArray[np.float64], float]:
    """The canonical stable points about their middle, in distances of the eyes' outer corners; sum of squares."""
    vertices = canonical_mesh().vertices * _TO_CAMERA
    points = vertices[_RIGID] - vertices[_RIGID].mean(0)
    points = points / np.linalg.norm(np.subtract(*vertices[list(_OUTER_CORNERS)]))
    return points, float((points**2).sum())


def _sign_of_determinant(m: list[list[float]]) -> float:
    (a, b, c), (d, e, f), (g, h, i) = m
    return math.copysign(1.0, a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g))


def _eye(points: list[list[float]]) -> tuple[float, tuple[float, float]]:
    """Opening, and place of the iris to the right and down, of one eye laid onto the canonical face."""
    (ox, oy, _), (ix, iy, _) = points[:2]
    width = max(math.hypot(ix - ox, iy - oy), 1e-9)
    upper, lower = (sum(point[1] for point in lid) / len(lid) for lid in (points[2:5], points[5:8]))
    iris_x, iris_y, _ = points[8]
    return (lower - upper) / width, ((iris_x - (ox + ix) / 2) / width, (iris_y - (oy + iy) / 2) / width)
