"""Bumps are excursions with their feet; steps, drifts and noise are none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.spotting.region_flow.channels import CHANNEL_NAMES
from countenance.spotting.region_flow.excursions import Excursion, find_excursions, leaves_rest

from .planted import at_rest, bump

N = 240
THRESHOLD = 0.005


def channels(*alongs: np.ndarray, way: tuple[float, float] = (0.0, -1.0)) -> np.ndarray:
    """Curves of shape (T, C, 2) that follow the given ones in one direction."""
    return np.stack([along[:, None] * np.array(way) for along in alongs], axis=1)


def found(values: np.ndarray, since: int = 0) -> list[Excursion]:
    return find_excursions(at_rest(values), np.full(values.shape[1], THRESHOLD), since)


@given(
    onset=st.integers(5, 100),
    half=st.integers(4, 55),
    height=st.floats(0.01, 0.1),
    angle=st.floats(-np.pi, np.pi),
)
def test_a_planted_bump_is_found_with_its_feet_and_peak(onset, half, height, angle):
    length = 2 * half
    way = (float(np.cos(angle)), float(np.sin(angle)))
    (one,) = found(channels(bump(N, onset, onset + length, height), way=way))
    near = max(1.0, 0.15 * length)
    assert abs(one.onset - onset) <= near
    assert one.peak == onset + half
    assert abs(one.offset - (onset + length)) <= near
    along = float(np.dot(one.direction, way))
    assert along == pytest.approx(max(np.abs(way)))
    assert one.height == pytest.approx(along * height, rel=0.1)


def test_each_channel_has_its_own():
    values = channels(bump(N, 30, 60, 0.02), np.zeros(N), bump(N, 100, 130, 0.04))
    assert [(e.channel, e.peak) for e in found(values)] == [(0, 45), (2, 115)]


def test_each_channel_has_its_own_threshold():
    curves = at_rest(channels(bump(N, 30, 60, 0.02), bump(N, 30, 60, 0.02)))
    (one,) = find_excursions(curves, np.array([0.03, 0.01]))
    assert one.channel == 1
    assert one.height == pytest.approx(0.02, rel=0.01)


def test_what_has_ended_long_ago_is_left_out_and_frames_keep_their_numbers():
    n = 900
    values = channels(bump(n, 100, 130, 0.02) + bump(n, 800, 830, 0.02))
    assert [e.peak for e in found(values)] == [115, 815]
    assert found(values, since=700) == [e for e in found(values) if e.peak == 815]
    assert found(values, since=850) == []


def test_a_peak_of_equal_frames_is_found():
    (one,) = found(channels(np.minimum(bump(N, 30, 60, 0.02), 0.018)))
    assert 40 <= one.peak <= 50


def test_a_step_and_a_drift_are_none():
    step = np.where(np.arange(N) < 100, 0.0, 0.05)
    assert found(channels(step, np.linspace(0, 0.2, N))) == []


def test_what_is_still_under_way_is_none():
    assert found(channels(bump(N, 200, 300, 0.05)[:N])) == []


def test_below_the_threshold_is_none():
    noise = np.random.default_rng(2).normal(0, THRESHOLD / 20, (N, 4, 2))
    assert found(noise) == []
    assert found(channels(bump(N, 50, 80, 0.9 * THRESHOLD))) == []


def test_longer_than_any_expression_is_none():
    assert found(channels(bump(400, 20, 380, 0.05))) == []


def test_ripples_on_a_plateau_and_other_directions_of_one_movement_are_one():
    plateau = np.clip(np.minimum(np.arange(N) - 60, 160 - np.arange(N)) / 10, 0, 1) * 0.05
    rippled = plateau + (plateau > 0.049) * 0.006 * np.sin(np.arange(N) / 3)
    (one,) = found(channels(rippled))
    assert one.onset < 65
    assert one.offset > 155


def test_a_movement_away_from_rest_leaves_it():
    values = channels(bump(N, 100, 130, 0.05))
    (one,) = found(values)
    assert leaves_rest(one, at_rest(values))


def test_a_short_return_to_rest_does_not_leave_it():
    held = np.interp(np.arange(500), [10, 20, 235, 245, 255, 480, 490], [0, 1, 1, 0, 1, 1, 0]) * 0.05
    values = channels(held)
    returns = [e for e in found(values) if 235 < e.peak < 255]
    assert returns
    assert not any(leaves_rest(e, at_rest(values)) for e in returns)


def test_a_ripple_on_a_movement_under_way_does_not_leave_rest_and_one_from_a_held_state_does():
    t = np.arange(600)
    level = np.interp(t, [50, 230], [0, 0.1])
    values = channels(level + bump(600, 150, 162, 0.03) + bump(600, 500, 530, 0.03))
    upwards = {e.peak // 100: e for e in found(values) if e.direction == (0.0, -1.0)}
    ripple, movement = upwards[1], upwards[5]
    assert not leaves_rest(ripple, at_rest(values))
    assert leaves_rest(movement, at_rest(values))


def test_a_second_pulse_is_found_beside_a_higher_one_and_a_ripple_is_not():
    t, height = [60, 70, 85, 105, 115, 130], 0.05 * np.array([0, 1, 0.5, 0.5, 0.9, 0])
    assert [e.peak for e in found(channels(np.interp(np.arange(N), t, height)))] == [70, 115]
    height[4] = 0.05 * 0.7
    assert [e.peak for e in found(channels(np.interp(np.arange(N), t, height)))] == [70]


def test_a_mouth_that_closes_and_opens_again_is_none_but_one_that_opens_is():
    chin, away = CHANNEL_NAMES.index("chin"), bump(N, 60, 100, 0.15)
    for down, expected in ((away, [80]), (-away, [])):
        values = np.zeros((N, len(CHANNEL_NAMES), 2))
        values[:, chin, 1] = down
        assert [e.peak for e in found(values) if e.channel == chin] == expected


def test_a_mouth_that_opens_leaves_rest_even_where_it_was_open_most_of_the_time():
    chin, along = CHANNEL_NAMES.index("chin"), bump(N, 60, 100, 0.15)
    values = np.zeros((N, len(CHANNEL_NAMES), 2))
    values[:, chin, 1] = along
    (one,) = found(values)
    mostly_open = replace(at_rest(values), rest=values[80])
    assert leaves_rest(one, mostly_open)
    small = replace(mostly_open, values=0.1 * values, rest=0.1 * values[80])
    assert not leaves_rest(replace(one, height=0.1 * one.height), small)
