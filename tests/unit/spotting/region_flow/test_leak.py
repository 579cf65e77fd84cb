"""What goes along with turns of the head disappears, and expressions stay."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.spotting.region_flow.channels import CHANNEL_NAMES
from countenance.spotting.region_flow.leak import LEAK, without_turns

from .planted import FPS, bump

N = 300


@pytest.fixture(scope="module")
def turns() -> NDArray[np.float64]:
    """Some degrees about both axes, slowly to and fro."""
    t = np.arange(N) / FPS
    return np.column_stack([4 * np.sin(1.3 * t) + np.sin(3.1 * t), 3 * np.cos(1.7 * t)])


@pytest.fixture(scope="module")
def leaking(turns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Three channels that move by up to 0.004 per degree, shape (N, 3, 2)."""
    share = np.random.default_rng(0).uniform(-0.004, 0.004, (2, 3, 2))
    return np.einsum("ti,icd->tcd", turns, share)


def test_nine_tenths_of_a_leak_disappear(turns: NDArray[np.float64], leaking: NDArray[np.float64]):
    left = without_turns(leaking, turns, FPS)
    assert left.shape == leaking.shape
    assert np.ptp(left, axis=0).max() < 0.1 * np.ptp(leaking, axis=0).max()
    assert left[-1] == pytest.approx(leaking[-1])


def test_an_expression_on_top_of_a_leak_survives(turns: NDArray[np.float64], leaking: NDArray[np.float64]):
    moved = leaking.copy()
    moved[:, 1, 1] -= bump(N, 120, 165, 0.03)
    left = without_turns(moved, turns, FPS)
    own = left[:, 1, 1] - left[-1, 1, 1]
    assert own == pytest.approx(-bump(N, 120, 165, 0.03), abs=0.002)
    assert np.ptp(left[:, [0, 2]], axis=0).max() < 0.1 * np.ptp(leaking, axis=0).max()


def test_an_expression_during_a_turn_survives_the_turns_of_before(turns: NDArray[np.float64]):
    moved = 0.003 * turns[:, :1, None].repeat(2, 2)
    nod = turns.copy()
    nod[:, 1] += bump(N, 120, 165, 3.0)
    moved[:, 0, 1] -= bump(N, 120, 165, 0.03)
    left = without_turns(moved, nod, FPS)[:, 0, 1]
    assert left[142] - left[110] == pytest.approx(-0.03, abs=0.006)


def test_more_than_a_head_can_leak_is_left_alone(turns: NDArray[np.float64]):
    along = np.stack([0 * turns, 0.02 * turns], axis=1)[:, :, :1].repeat(2, 2)
    left = without_turns(along, turns, FPS)
    assert np.ptp(left[:, 1], axis=0) == pytest.approx(0.75 * np.ptp(along[:, 1], axis=0), rel=0.02)


def test_every_channel_may_leak_and_both_sides_alike():
    assert LEAK.shape == (len(CHANNEL_NAMES),)
    assert (LEAK > 0).all()
    leaks = dict(zip(CHANNEL_NAMES, LEAK.tolist(), strict=True))
    assert all(leaks[name] == leaks[name.replace("left", "right")] for name in CHANNEL_NAMES)


def test_without_turns_nothing_is_taken_away(leaking: NDArray[np.float64]):
    assert without_turns(leaking, np.zeros((N, 2)), FPS) == pytest.approx(leaking)


def test_short_curves_are_untouched(turns: NDArray[np.float64], leaking: NDArray[np.float64]):
    twice_the_lag = 24
    short = without_turns(leaking[:twice_the_lag], turns[:twice_the_lag], FPS)
    assert np.array_equal(short, leaking[:twice_the_lag])
    longer = without_turns(leaking[: twice_the_lag + 1], turns[: twice_the_lag + 1], FPS)
    assert not np.array_equal(longer, leaking[: twice_the_lag + 1])
