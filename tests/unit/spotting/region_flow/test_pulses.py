"""Two pulses between which the face does not come back are one movement; separate movements stay two."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.spotting.region_flow.curves import Curves
from countenance.spotting.region_flow.excursions import find_excursions
from countenance.spotting.region_flow.fusion import Candidate, fuse
from countenance.spotting.region_flow.pulses import goes_out_again, joined

from .planted import FPS, bump, curves

N = 300


def pulses(valley: float, between: int = 20, height: float = 0.05) -> NDArray[np.float64]:
    """Out at 60, back to some share of the way by 85, out again nearly as far and home."""
    t = [60, 70, 85, 85 + between, 95 + between, 110 + between]
    return height * np.interp(np.arange(N), t, [0, 1, valley, valley, 0.9, 0])


def found(moving: Curves) -> list[Candidate]:
    seeds = find_excursions(moving, np.full(len(moving.rest), 0.005))
    return sorted(fuse(seeds, moving), key=lambda c: c.onset)


def test_pulses_between_which_the_mouth_stays_open_are_one():
    moving = curves(chin=pulses(0.5), lower_lip_left=pulses(0.5))
    first, second = found(moving)
    (whole,) = joined([first, second], moving)
    assert (whole.onset, whole.offset) == (first.onset, second.offset)
    assert whole.apex == pytest.approx(70, abs=1)
    assert whole.height == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("valley", [0.0, 0.1])
def test_pulses_between_which_it_comes_back_stay_two(valley: float):
    moving = curves(chin=pulses(valley))
    assert len(joined(found(moving), moving)) == len(found(moving)) == 2


def test_movements_of_different_parts_stay_two():
    early, late = bump(N, 60, 100, 0.05), bump(N, 90, 130, 0.05)
    moving = curves(chin=early, lower_lip_left=early, brow_inner_left=late, brow_inner_right=late)
    assert len(joined(found(moving), moving)) == len(found(moving)) == 2


def test_what_would_last_too_long_stays_two():
    moving = curves(chin=np.roll(pulses(0.5, between=int(4.5 * FPS)), -40))
    assert len(joined(found(moving), moving)) == len(found(moving)) == 2


def test_the_order_is_that_of_time():
    moving = curves(chin=bump(N, 150, 190, 0.05) + bump(N, 60, 90, 0.03))
    backwards = sorted(found(moving), key=lambda c: -c.onset)
    assert [c.peak for c in joined(backwards, moving)] == [c.peak for c in found(moving)]
    assert joined([], moving) == []


def test_a_mouth_that_stays_half_open_may_go_out_again():
    first, *_ = found(curves(chin=pulses(0.5)))
    assert goes_out_again(first)


@pytest.mark.parametrize("level", [0.0, 0.5])
def test_a_mouth_that_stays_where_it_is_does_not(level: float):
    (one,) = found(curves(chin=0.05 * np.interp(np.arange(N), [60, 70, 85], [0, 1, level])))
    assert not goes_out_again(one)


def test_one_that_came_back_has_ended_whatever_follows():
    first, *_ = found(curves(chin=pulses(0.1)))
    assert not goes_out_again(first)
