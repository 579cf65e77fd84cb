"""The head's motion is taken away and what the skin does of itself is kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.spotting.region_flow.head import RigidMotion
from countenance.spotting.region_flow.points import STABLE

BROW = 19


def turned(places: np.ndarray, yaw: float, pitch: float) -> np.ndarray:
    """What small turns about the upright and the level axis do to each point, in px."""
    depth = places[:, 2] - places[list(STABLE), 2].mean()
    return np.column_stack([yaw * depth, pitch * depth])


@given(
    shift=st.tuples(st.floats(-9, 9), st.floats(-9, 9)),
    angle=st.floats(-0.1, 0.1),
    scale=st.floats(0.9, 1.1),
)
def test_shift_roll_and_approach_leave_nothing(places, shift, angle, scale):
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = places[:, :2] @ turn.T + shift - places[:, :2]
    motion = RigidMotion(places, STABLE)
    assert np.abs(motion.without(moved)).max() < 1e-6
    assert np.abs(motion.turn).max() < 1e-6


@pytest.mark.parametrize(("yaw", "pitch"), [(0.05, 0), (0, -0.05), (0.03, 0.04)])
def test_small_turns_are_known_and_leave_little(places, yaw, pitch):
    moved = turned(places, yaw, pitch)
    motion = RigidMotion(places, STABLE)
    left = motion.without(moved + np.array([3.0, -2.0]))
    assert motion.turn == pytest.approx((yaw, pitch), abs=0.004)
    assert np.abs(left).max() < 0.1 * np.abs(moved).max()


@given(own=st.tuples(st.floats(-5, 5), st.floats(-5, 5)))
def test_a_points_own_motion_is_kept_whole(places, own):
    moved = np.tile([2.0, 1.0], (len(places), 1))
    moved[BROW] += own
    left = RigidMotion(places, STABLE).without(moved)
    assert left[BROW] == pytest.approx(own, abs=1e-6)
    assert np.abs(np.delete(left, BROW, 0)).max() < 1e-6


def test_a_stable_point_that_moves_after_all_does_not_drag_the_head_along(places):
    moved = np.tile([2.0, 1.0], (len(places), 1))
    moved[33] += (0, 4)
    left = RigidMotion(places, STABLE).without(moved)
    assert left[33, 1] > 3.6
    assert np.abs(np.delete(left, 33, 0)).max() < 0.4


def test_lost_points_are_left_out_of_the_fit(places):
    moved = np.tile([2.0, 1.0], (len(places), 1))
    moved[list(STABLE[:3])] = np.nan
    left = RigidMotion(places, STABLE).without(moved)
    assert np.isnan(left[list(STABLE[:3])]).all()
    assert np.nanmax(np.abs(left)) < 1e-6


def test_too_few_stable_points_leave_everything_unknown(places):
    moved = np.zeros((len(places), 2))
    moved[list(STABLE[3:])] = np.nan
    assert np.isnan(RigidMotion(places, STABLE).without(moved)).all()
