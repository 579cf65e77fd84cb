"""Action-unit proxies and the participant's sides."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.face import BlendshapeModel, FaceMesh
from countenance.face.blendshapes import _INPUT_POINTS, BLENDSHAPES, PROXIES

UPPER_RIGHT_LID, LOWER_RIGHT_LID = [161, 160, 159, 158, 157], [163, 144, 145, 153, 154]


def test_tables_have_the_models_sizes() -> None:
    assert len(BLENDSHAPES) == len(set(BLENDSHAPES)) == 52
    assert len(_INPUT_POINTS) == len(set(_INPUT_POINTS)) == 146


def test_untrustworthy_blendshapes_are_not_offered(neutral_mesh: FaceMesh) -> None:
    proxies = BlendshapeModel().proxies(neutral_mesh)
    assert [proxy.action_unit for proxy in proxies] == [
        1,
        2,
        4,
        5,
        7,
        10,
        12,
        14,
        15,
        16,
        17,
        18,
        20,
        22,
        26,
        45,
    ]
    assert not {"cheekSquint", "noseSneer"} & set(PROXIES.values())
    for proxy in proxies:
        assert 0 <= proxy.right <= 1
        assert 0 <= proxy.left <= 1


def test_a_wink_of_the_right_eye_raises_the_right_blink(neutral_mesh: FaceMesh) -> None:
    model = BlendshapeModel()
    shut = neutral_mesh.points.copy()
    shut[UPPER_RIGHT_LID] = shut[LOWER_RIGHT_LID]
    before, after = (
        next(proxy for proxy in model.proxies(mesh) if proxy.action_unit == 45)
        for mesh in (neutral_mesh, FaceMesh(shut, 1.0))
    )
    assert after.right > before.right + 0.3
    assert abs(after.left - before.left) < 0.1


def test_pulled_mouth_corners_raise_the_smile(neutral_mesh: FaceMesh) -> None:
    model = BlendshapeModel()
    smiling = neutral_mesh.points.copy()
    for right, left in (
        (61, 291),
        (78, 308),
        (185, 409),
        (146, 375),
        (191, 415),
        (95, 324),
        (40, 270),
        (91, 321),
    ):
        smiling[right, :2] += (-14, -18)
        smiling[left, :2] += (14, -18)
    before, after = (
        next(proxy for proxy in model.proxies(mesh) if proxy.action_unit == 12)
        for mesh in (neutral_mesh, FaceMesh(smiling, 1.0))
    )
    assert min(after.right - before.right, after.left - before.left) > 0.1


def test_scores_do_not_depend_on_size_or_place(neutral_mesh: FaceMesh) -> None:
    model = BlendshapeModel()
    elsewhere = FaceMesh(neutral_mesh.points * 2.5 + 70, 1.0)
    np.testing.assert_allclose(model.scores(elsewhere), model.scores(neutral_mesh), atol=1e-3)


def test_a_mesh_without_irises_is_refused(neutral_mesh: FaceMesh) -> None:
    with pytest.raises(InputError, match="478"):
        BlendshapeModel().scores(FaceMesh(neutral_mesh.points[:468], 1.0))
