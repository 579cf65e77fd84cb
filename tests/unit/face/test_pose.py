"""Head pose recovered from projections of the canonical face."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from countenance.core.errors import FaceError, InputError
from countenance.face import FaceMesh, head_pose
from countenance.face.canonical import canonical_mesh

SHAPE = (480, 640)
Points = npt.NDArray[np.float64]


def photograph(
    yaw: float, pitch: float, roll: float, shift: tuple[float, float, float] = (0, 0, 60), focal: float = 640
) -> Points:
    """Turn the canonical head as its owner would, y up and z to the camera; then look at it."""
    a, b, c = np.radians([yaw, pitch, roll])
    to_their_left = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    upwards = np.array([[1, 0, 0], [0, np.cos(b), np.sin(b)], [0, -np.sin(b), np.cos(b)]])
    to_left_shoulder = np.array([[np.cos(c), np.sin(c), 0], [-np.sin(c), np.cos(c), 0], [0, 0, 1]])
    x, y, z = (canonical_mesh().vertices @ (to_left_shoulder @ to_their_left @ upwards).T).T
    depth = shift[2] - z
    return np.stack([focal * (x + shift[0]) / depth + 319.5, focal * (shift[1] - y) / depth + 239.5], axis=1)


@pytest.mark.parametrize(
    ("yaw", "pitch", "roll"), [(0, 0, 0), (25, 0, 0), (0, 20, 0), (0, 0, 30), (-35, 15, -20), (10, -30, 170)]
)
def test_recovers_the_angles(yaw: float, pitch: float, roll: float) -> None:
    pose = head_pose(photograph(yaw, pitch, roll, (3, -2, 70)), SHAPE)
    np.testing.assert_allclose([pose.yaw, pose.pitch, pose.roll], [yaw, pitch, roll], atol=0.01)
    np.testing.assert_allclose(pose.translation, [3, -2, 70], atol=0.01)
    np.testing.assert_allclose(pose.rotation @ pose.rotation.T, np.eye(3), atol=1e-9)
    assert pose.error < 0.01


def test_signs_as_seen_in_the_image() -> None:
    straight, left, up, tilted = (photograph(*a) for a in ((0, 0, 0), (20, 0, 0), (0, 20, 0), (0, 0, 20)))
    assert left[4, 0] > straight[4, 0]  # the nose goes to the image's right
    assert up[4, 1] < straight[4, 1]
    assert tilted[10, 0] > straight[10, 0]  # the forehead goes to the image's right


def test_moving_lips_and_jaw_change_nothing() -> None:
    points = photograph(10, 5, 0)
    talking = points.copy()
    talking[[0, 13, 14, 17, 61, 291, 152, 148, 377]] += (0, 15)
    assert head_pose(talking, SHAPE).pitch == head_pose(points, SHAPE).pitch


def test_angles_hardly_depend_on_the_assumed_focal_length() -> None:
    points = photograph(15, 10, 5, focal=900, shift=(0, 0, 90))
    pose = head_pose(points, SHAPE)
    np.testing.assert_allclose([pose.yaw, pose.pitch, pose.roll], [15, 10, 5], atol=2)
    exact = head_pose(points, SHAPE, focal_length=900)
    np.testing.assert_allclose([exact.yaw, exact.pitch, exact.roll], [15, 10, 5], atol=0.01)


def test_takes_a_detected_mesh(neutral_mesh: FaceMesh) -> None:
    pose = head_pose(neutral_mesh.points, (400, 400, 3))
    assert abs(pose.yaw) < 0.1
    assert abs(pose.roll) < 0.1


def test_unusable_input_is_refused(neutral_mesh: FaceMesh) -> None:
    with pytest.raises(InputError, match="468 or 478"):
        head_pose(np.zeros((68, 2)), SHAPE)
    with pytest.raises(InputError, match="focal length"):
        head_pose(neutral_mesh.points, SHAPE, focal_length=0)
    with pytest.raises(InputError, match="finite"):
        head_pose(np.full((468, 2), np.nan), SHAPE)
    with pytest.raises(FaceError, match="one line or in one point"):
        head_pose(np.ones((468, 2)), SHAPE)
