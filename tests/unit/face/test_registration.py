"""Transforms onto the mean face."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.face import MEAN_FACE, landmarks68_from_mesh, register, transform_points
from countenance.face.canonical import canonical_mesh
from countenance.face.registration import STABLE_POINTS, fit_transform


def test_mean_face_is_the_canonical_mesh_from_the_front() -> None:
    vertices = canonical_mesh().vertices
    middle = (vertices[:, 1].max() + vertices[:, 1].min()) / 2
    flat = np.stack([0.5 + vertices[:, 0] / 20, 0.5 - (vertices[:, 1] - middle) / 20], axis=1)
    np.testing.assert_allclose(landmarks68_from_mesh(flat), MEAN_FACE, atol=6e-5)
    assert np.hypot(*(MEAN_FACE[45] - MEAN_FACE[36])) == pytest.approx(0.4446, abs=1e-4)


def test_similarity_by_hand() -> None:
    """A quarter turn, twice as large, moved."""
    matrix = fit_transform([(0, 0), (1, 0), (0, 1)], [(10, 20), (10, 22), (8, 20)])
    np.testing.assert_allclose(matrix, [[0, -2, 10], [2, 0, 20]], atol=1e-12)


def test_affine_takes_up_a_shear() -> None:
    source = np.array([(0, 0), (4, 0), (0, 2), (4, 2)])
    sheared = source + source[:, 1:] * (0.5, 0)
    np.testing.assert_allclose(fit_transform(source, sheared, "affine"), [[1, 0.5, 0], [0, 1, 0]], atol=1e-12)
    assert np.abs(transform_points(source, fit_transform(source, sheared)) - sheared).max() > 0.1


@pytest.mark.parametrize("kind", ["similarity", "affine"])
def test_degenerate_points_are_refused(kind: str) -> None:
    with pytest.raises(InputError, match=f"determine no {kind}"):
        fit_transform(np.ones((8, 2)), np.ones((8, 2)), kind)  # type: ignore[arg-type]


def test_stable_points_land_on_the_mean_face() -> None:
    angle, scale = np.radians(20), 1.7
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    landmarks = MEAN_FACE @ turn.T * 150 + (180, 40)
    landmarks[48:] += 15  # a mouth that moves decides nothing
    image = np.zeros((400, 480), np.uint8)
    for number in STABLE_POINTS:
        x, y = np.rint(landmarks[number] * 16).astype(int)
        cv2.circle(image, (int(x), int(y)), 40, 255, -1, cv2.LINE_AA, 4)
    registered, matrix = register(image, landmarks, size=256)
    assert registered.shape == (256, 256)
    stable = list(STABLE_POINTS)
    moved = transform_points(landmarks, matrix)
    np.testing.assert_allclose(moved[stable], MEAN_FACE[stable] * 256 - 0.5, atol=1e-9)
    for x, y in np.rint(moved[stable]).astype(int):
        assert registered[y, x] == 255
    assert np.abs(moved[48:] - MEAN_FACE[48:] * 256).min() > 5


def test_identity_keeps_the_image() -> None:
    image = np.random.default_rng(1).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    registered, matrix = register(image, MEAN_FACE * 200 - 0.5, size=200)
    np.testing.assert_allclose(matrix, [[1, 0, 0], [0, 1, 0]], atol=1e-9)
    np.testing.assert_array_equal(registered, image)


def test_a_size_below_one_is_refused(mean_face: np.ndarray) -> None:
    with pytest.raises(InputError, match="at least 1"):
        register(np.zeros((20, 20), np.uint8), mean_face, size=0)
