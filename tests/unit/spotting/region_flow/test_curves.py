"""Smooth curves, their noise and where they rest."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.spotting.region_flow.curves import Curves, noise_of, rest_of, smoothed
from countenance.spotting.region_flow.leak import LEAK

from .planted import FPS, bump, curves

N = 300


def upwards(*alongs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Channels that follow the given curves, shape (T, C, 2)."""
    return np.stack([np.column_stack([0 * along, -along]) for along in alongs], axis=1)


def test_curves_are_made_of_displacements_and_turns():
    rng = np.random.default_rng(0)
    turns = np.column_stack([4 * np.sin(np.arange(N) / 20), np.zeros(N)])
    noise = rng.normal(0, 0.001, (N, 2, 2))
    planted = upwards(0.02 + bump(N, 100, 150, 0.05), np.zeros(N))
    made = Curves.of(planted + 0.003 * turns[:, :1, None] + noise, turns, FPS)
    assert made.fps == FPS
    assert np.array_equal(made.turns, turns)
    assert made.values - made.values[-1] == pytest.approx(planted - planted[-1], abs=0.004)
    assert np.abs(np.diff(made.values, axis=0)).mean() < 0.5 * np.abs(np.diff(planted + noise, axis=0)).mean()
    assert made.noise == pytest.approx(noise_of(noise, FPS), rel=0.1)
    assert made.rest == pytest.approx(rest_of(made.values, FPS))


def test_certainty_by_hand():
    turns = np.zeros((20, 2))
    turns[10:] = (2, 1)
    made = curves(0.0024, turns, chin=np.zeros(20))
    assert made.certainty(0, 9) == pytest.approx(np.full(24, 1 / 0.0025**2))
    assert made.certainty(5, 15) == pytest.approx(1 / (0.0025**2 + (3 * LEAK) ** 2))


def test_smoothing_keeps_parabolas_and_short_curves():
    t = np.arange(60.0)
    parabolas = np.stack([0.1 * t**2 - t, 3 - t], axis=1)
    assert np.allclose(smoothed(parabolas, FPS), parabolas)
    short = np.random.default_rng(0).normal(size=(3, 2))
    assert np.array_equal(smoothed(short, FPS), short)


@pytest.mark.parametrize("fps", [30.0, 100.0])
def test_the_noise_left_after_smoothing_is_known_whatever_moves(fps: float):
    rng = np.random.default_rng(4)
    noise = rng.normal(0, 0.002, (2000, 3, 2))
    left = smoothed(noise, fps).std(axis=0).mean()
    assert noise_of(noise, fps) == pytest.approx(left, rel=0.25)
    moving = noise + upwards(bump(2000, 300, 500, 0.1))
    assert noise_of(moving, fps) == pytest.approx(noise_of(noise, fps), rel=0.1)
    assert np.array_equal(noise_of(noise[:5], fps), np.zeros(3))


def test_the_level_at_which_a_channel_rests_is_found():
    rng = np.random.default_rng(0)
    resting = 0.02 + bump(N, 100, 150, 0.1) + rng.normal(0, 1e-4, N)
    assert rest_of(upwards(resting, np.zeros(N)), FPS) == pytest.approx(
        np.array([[0, -0.02], [0, 0]]), abs=2e-3
    )
    assert np.array_equal(rest_of(np.ones((1, 2, 2)), FPS), np.ones((2, 2)))


def test_of_two_levels_the_later_is_where_it_rests():
    step = np.where(np.arange(N) < 0.6 * N, 0.0, 0.05)
    assert rest_of(upwards(step), FPS) == pytest.approx(np.array([[0, -0.05]]))


def test_where_a_face_keeps_still_is_its_rest_though_it_moves_longer_elsewhere():
    t = np.arange(N)
    moving = np.where(t < 100, 0.01, 0.06 + 0.05 * np.sin(t / 5))
    assert rest_of(upwards(moving), FPS) == pytest.approx(np.array([[0, -0.01]]), abs=0.005)
