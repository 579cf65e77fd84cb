"""The 68 landmarks among the mesh's points, and left and right."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.face import FaceMesh, landmarks68_from_mesh, mirror68
from countenance.face.mapping import MESH_TO_68, MIRROR_68


def test_mirroring_twice_changes_nothing(mean_face: np.ndarray) -> None:
    assert [MIRROR_68[MIRROR_68[i]] for i in range(68)] == list(range(68))
    np.testing.assert_allclose(mirror68(mirror68(mean_face, 400), 400), mean_face)


def test_mirroring_moves_the_right_eye_to_the_left(mean_face: np.ndarray) -> None:
    winking = mean_face.copy()
    winking[[37, 38]] = winking[[41, 40]]
    mirrored = mirror68(winking, 400)
    np.testing.assert_allclose(mirrored[[44, 43]], mirrored[[46, 47]])
    assert (mirrored[[37, 38]] != mirrored[[41, 40]]).any()


def test_landmarks_keep_the_order_of_the_scheme(neutral_mesh: FaceMesh) -> None:
    points = landmarks68_from_mesh(neutral_mesh.points)
    x, y = points.T
    assert len(set(MESH_TO_68)) == 68
    assert (np.diff(x[:17]) > -1e-3).sum() >= 15  # the jaw runs from the image's left to its right
    assert y[8] == y.max()
    assert (np.diff(x[17:27]) > 0).all()
    assert (np.diff(y[27:31]) > 0).all()
    assert (np.diff(x[31:36]) > 0).all()
    assert x[36] < x[39] < x[42] < x[45]
    assert x[48] < x[60] < x[51] < x[64] < x[54]
    assert (y[[37, 38, 43, 44]] < y[[41, 40, 47, 46]]).all()
    assert y[51] < y[62] < y[66] < y[57]


def test_takes_meshes_with_and_without_irises_and_depth(neutral_mesh: FaceMesh) -> None:
    expected = neutral_mesh.landmarks68
    np.testing.assert_array_equal(landmarks68_from_mesh(neutral_mesh.points[:468, :2]), expected)
    assert expected.dtype == np.float64


def test_other_shapes_are_refused() -> None:
    with pytest.raises(InputError, match="468 or 478"):
        landmarks68_from_mesh(np.zeros((68, 2)))
