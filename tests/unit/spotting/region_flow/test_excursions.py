"""Bumps are excursions with their feet; steps, drifts and noise are none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.spotting.region_flow.excursions import Excursion, find_excursions, noise_of, smoothed

from .conftest import bump

FPS = 30.0
N = 240
THRESHOLD = 0.005


def channels(*alongs: np.ndarray, way: tuple[float, float] = (0.0, -1.0)) -> np.ndarray:
    """Curves of shape (T, C, 2) that follow the given ones in one direction."""
    return np.stack([along[:, None] * np.array(way) for along in alongs], axis=1)


def found(curves: np.ndarray) -> list[Excursion]:
    return find_excursions(curves, FPS, np.full(curves.shape[1], THRESHOLD))


@given(
    onset=st.integers(5, 100),
    length=st.integers(8, 110),
    height=st.floats(0.01, 0.1),
    angle=st.floats(-np.pi, np.pi),
)
def test_a_planted_bump_is_found_with_its_feet_and_peak(onset, length, height, angle):
    way = (float(np.cos(angle)), float(np.sin(angle)))
    (one,) = found(channels(bump(N, onset, onset + length, height), way=way))
    near = max(1.0, 0.15 * length)
    assert abs(one.onset - onset) <= near
    assert abs(one.peak - (onset + length / 2)) <= 1
    assert abs(one.offset - (onset + length)) <= near
    assert one.height == pytest.approx(height, rel=0.1)
    assert one.height / one.strength == pytest.approx(THRESHOLD)
    assert np.dot(one.direction, way) > 0.9


def test_each_channel_has_its_own():
    curves = channels(bump(N, 30, 60, 0.02), np.zeros(N), bump(N, 100, 130, 0.04))
    assert [(e.channel, e.peak) for e in found(curves)] == [(0, 45), (2, 115)]


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


def test_intersection_over_union_by_hand():
    one = Excursion(0, (1.0, 0.0), 10, 12, 19, 1.0, 1.0)
    assert one.shared(10, 19) == 1
    assert one.shared(15, 24) == pytest.approx(5 / 15)
    assert one.shared(20, 30) == 0


def test_smoothing_keeps_parabolas_and_short_curves():
    t = np.arange(60.0)
    curves = np.stack([0.1 * t**2 - t, 3 - t], axis=1)
    assert np.allclose(smoothed(curves, FPS), curves)
    short = np.random.default_rng(0).normal(size=(3, 2))
    assert np.array_equal(smoothed(short, FPS), short)


@pytest.mark.parametrize("fps", [30.0, 100.0])
def test_the_noise_left_after_smoothing_is_known_whatever_moves(fps):
    rng = np.random.default_rng(4)
    noise = rng.normal(0, 0.002, (2000, 3, 2))
    left = smoothed(noise, fps).std(axis=0).mean()
    assert noise_of(noise, fps) == pytest.approx(left, rel=0.25)
    moving = noise + channels(bump(2000, 300, 500, 0.1))
    assert noise_of(moving, fps) == pytest.approx(noise_of(noise, fps), rel=0.1)
    assert np.array_equal(noise_of(noise[:5], fps), np.zeros(3))
