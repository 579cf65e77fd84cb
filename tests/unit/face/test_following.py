"""Optical flow against the first frame, on textures whose motion is known."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.face import follow, follow_frames

SIZE = 400


def view(matrix: np.ndarray) -> np.ndarray:
    """A texture of cosine waves moved by a (2, 3) matrix; exact at any fraction of a pixel."""
    rng = np.random.default_rng(7)
    wavelength, direction, phase = (
        rng.uniform(8, 60, 40),
        rng.uniform(0, np.pi, 40),
        rng.uniform(0, 2 * np.pi, 40),
    )
    rows, columns = np.indices((SIZE, SIZE))
    inverse = cv2.invertAffineTransform(matrix)
    x = inverse[0, 0] * columns + inverse[0, 1] * rows + inverse[0, 2]
    y = inverse[1, 0] * columns + inverse[1, 1] * rows + inverse[1, 2]
    waves = np.zeros((SIZE, SIZE))
    for length, angle, start in zip(wavelength, direction, phase, strict=True):
        waves += np.cos(2 * np.pi * (np.cos(angle) * x + np.sin(angle) * y) / length + start)
    return np.clip(np.rint(128 + 14 * waves), 0, 255).astype(np.uint8)


def shifted(dx: float, dy: float = 0.0) -> np.ndarray:
    return view(np.array([[1, 0, dx], [0, 1, dy]]))


@pytest.fixture(scope="module")
def texture() -> np.ndarray:
    return shifted(0)


def test_recovers_motion_below_a_pixel(mean_face: np.ndarray) -> None:
    shifts = np.array([(0, 0), (0.25, 0), (0.5, -0.75), (-1.3, 2.6), (6.4, -5.2)])
    points = follow([shifted(dx, dy) for dx, dy in shifts], mean_face)
    assert points.shape == (5, 68, 2)
    np.testing.assert_array_equal(points[0], mean_face)
    np.testing.assert_allclose(points - mean_face, np.broadcast_to(shifts[:, None], points.shape), atol=0.02)


def test_recovers_a_turn(texture: np.ndarray, mean_face: np.ndarray) -> None:
    matrix = cv2.getRotationMatrix2D((200, 200), 2.0, 1.01)
    points = follow([texture, view(matrix)], mean_face)
    expected = mean_face @ matrix[:, :2].T + matrix[:, 2]
    np.testing.assert_allclose(points[1], expected, atol=0.25)  # a window moves as a whole, it does not turn


def test_slow_motion_does_not_drift(mean_face: np.ndarray) -> None:
    """Out by 0.2 pixels a frame and back again: every point ends where it began."""
    way = [0.0, 0.2, 0.4, 0.6, 0.8, 0.6, 0.4, 0.2, 0.0]
    points = follow((shifted(dx) for dx in way), mean_face)
    np.testing.assert_allclose(points[-1], mean_face, atol=0.01)
    np.testing.assert_allclose(points[4, :, 0] - mean_face[:, 0], 0.8, atol=0.02)


def test_covered_points_are_reported_lost(texture: np.ndarray, mean_face: np.ndarray) -> None:
    covered = texture.copy()
    noise = np.random.default_rng(8).integers(0, 256, (180, SIZE), dtype=np.uint8)
    covered[220:] = noise
    frames = list(follow_frames([texture, covered, texture], mean_face))
    mouth, brows = range(48, 68), range(17, 27)
    assert frames[1].lost[mouth].all()
    assert np.isnan(frames[1].points[mouth]).all()
    assert not frames[1].lost[brows].any()
    assert not frames[2].lost.any()  # found again: everything is measured against the first frame
    assert not frames[1].relandmarked


def test_points_that_leave_the_image_are_lost(texture: np.ndarray, mean_face: np.ndarray) -> None:
    points = follow([texture, shifted(-30)], mean_face - (30, 0))
    left = mean_face[:, 0] - 60 < -1
    assert left.any()
    assert np.isnan(points[1, left]).all()


def test_frames_are_read_one_at_a_time(texture: np.ndarray, mean_face: np.ndarray) -> None:
    read = 0

    def frames() -> Iterator[np.ndarray]:
        nonlocal read
        while True:
            read += 1
            yield texture

    followed = follow_frames(frames(), mean_face)
    next(followed)
    next(followed)
    assert read == 2


def test_unusable_input_is_refused(texture: np.ndarray, mean_face: np.ndarray) -> None:
    with pytest.raises(InputError, match="no frame"):
        follow([], mean_face)
    with pytest.raises(InputError, match="Frame 1 of the clip is 200 x 400"):
        follow([texture, texture[:, :200]], mean_face)
    with pytest.raises(InputError, match="odd"):
        follow([texture], mean_face, window=20)
    with pytest.raises(InputError, match=r"\(68, 2\)"):
        follow([texture], mean_face[:5])
