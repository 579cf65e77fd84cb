"""Channels that move together are one candidate; a return to rest is none."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.spotting.region_flow.excursions import Excursion, find_excursions
from countenance.spotting.region_flow.fusion import Candidate, fuse, leaves_rest, rest_of

from .conftest import bump

FPS = 30.0
N = 300


def curves_of(*alongs: np.ndarray) -> np.ndarray:
    return np.stack([np.column_stack([np.zeros(len(along)), -along]) for along in alongs], axis=1)


def excursions_in(curves: np.ndarray) -> list[Excursion]:
    return find_excursions(curves, FPS, np.full(curves.shape[1], 0.005))


def fused(*alongs: np.ndarray) -> list[Candidate]:
    curves = curves_of(*alongs)
    return fuse(excursions_in(curves), curves)


def test_channels_that_move_at_one_time_are_one_candidate():
    (one,) = fused(bump(N, 60, 100, 0.04), bump(N, 62, 104, 0.03), np.zeros(N))
    assert {e.channel for e in one.excursions} == {0, 1}
    assert 58 <= one.onset <= 68
    assert 75 <= one.apex <= 84
    assert 95 <= one.offset <= 104
    assert one.height == pytest.approx(0.04, rel=0.05)
    assert one.strength == pytest.approx(np.hypot(*(e.strength for e in one.excursions)))


def test_channels_that_move_at_different_times_are_several_the_strongest_first():
    found = fused(bump(N, 60, 90, 0.02), bump(N, 150, 180, 0.04))
    assert [c.excursions[0].channel for c in found] == [1, 0]


def test_the_apex_is_where_a_drifting_plateau_begins():
    t = np.arange(N)
    held = np.interp(t, [60, 70, 110, 120], [0, 0.04, 0.042, 0])
    (one,) = fused(held)
    assert 68 <= one.apex <= 73


def test_the_level_at_which_a_channel_rests_is_found():
    rng = np.random.default_rng(0)
    resting = 0.02 + bump(N, 100, 150, 0.1) + rng.normal(0, 1e-4, N)
    rest = rest_of(curves_of(resting, np.zeros(N)), FPS)
    assert rest == pytest.approx(np.array([[0, -0.02], [0, 0]]), abs=2e-3)
    assert np.array_equal(rest_of(np.ones((1, 2, 2)), FPS), np.ones((2, 2)))


def test_a_movement_away_from_rest_leaves_it_and_a_short_return_does_not():
    away = curves_of(bump(N, 100, 130, 0.05))
    (one,) = excursions_in(away)
    assert leaves_rest(one, away, np.zeros((1, 2)), FPS)
    held = np.interp(np.arange(500), [10, 20, 235, 245, 255, 480, 490], [0, 1, 1, 0, 1, 1, 0]) * 0.05
    returning = curves_of(held)
    short = [e for e in excursions_in(returning) if 235 < e.peak < 255]
    assert short
    assert not any(leaves_rest(e, returning, np.zeros((1, 2)), FPS) for e in short)


def test_nothing_makes_no_candidate():
    assert fuse([], np.zeros((10, 2, 2))) == []
