from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.face import FaceMesh, head_pose
from countenance.spotting.disturbances import measure_face

Planted = Callable[..., FaceMesh]
FACE = {"opening": 0.31, "left_opening": 0.27, "gaze_x": 0.05, "gaze_y": -0.04, "mouth": 0.12}


def test_what_was_planted_is_measured(planted_mesh: Planted):
    state = measure_face(planted_mesh(**FACE, yaw=12, pitch=-7, roll=20, x=0.3, nearer=0.2))
    assert state is not None
    assert state.eye_openings == pytest.approx((0.31, 0.27), abs=1e-3)
    assert (state.gaze_x, state.gaze_y) == pytest.approx((0.05, -0.04), abs=1e-3)
    assert state.mouth_opening == pytest.approx(0.12, abs=1e-6)
    assert (state.yaw, state.pitch, state.roll) == pytest.approx((12, -7, 20), abs=0.5)
    assert state.size == pytest.approx(100 * np.exp(0.2))
    assert state.eye_opening == pytest.approx(0.29, abs=1e-3)


@pytest.mark.parametrize(("name", "angle"), [("yaw", 15.0), ("pitch", 15.0), ("roll", 15.0)])
def test_signs_are_those_of_the_head_pose(planted_mesh: Planted, name: str, angle: float):
    mesh = planted_mesh(**{name: angle})
    state = measure_face(mesh)
    assert state is not None
    change = getattr(head_pose(mesh.points, (480, 640)), name) - getattr(
        head_pose(planted_mesh().points, (480, 640)), name
    )
    assert getattr(state, name) == pytest.approx(angle, abs=1e-6)
    assert change == pytest.approx(angle, abs=5)  # a perspective camera's angles differ a little


@given(yaw=st.floats(-40, 40), pitch=st.floats(-30, 30), roll=st.floats(-60, 60), nearer=st.floats(-1, 1))
def test_lids_gaze_and_lips_do_not_depend_on_the_pose(
    planted_mesh: Planted, yaw: float, pitch: float, roll: float, nearer: float
):
    rest = measure_face(planted_mesh(**FACE))
    turned = measure_face(planted_mesh(**FACE, yaw=yaw, pitch=pitch, roll=roll, nearer=nearer))
    assert rest is not None
    assert turned is not None
    for name in ("eye_openings", "iris_right", "iris_left", "mouth_opening", "mouth_width"):
        assert getattr(turned, name) == pytest.approx(getattr(rest, name), abs=1e-9), name


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_mesh_that_is_not_finite_has_no_state(planted_mesh: Planted, value: float):
    points = planted_mesh().points
    points[33] = value
    assert measure_face(FaceMesh(points, 1.0)) is None


def test_a_mesh_in_one_spot_has_no_state():
    assert measure_face(FaceMesh(np.full((478, 3), 7.0), 1.0)) is None
