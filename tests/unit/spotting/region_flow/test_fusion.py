"""Channels that move together are one candidate with the feet of the movement; what does not come back is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.spotting.region_flow.channels import CHANNEL_NAMES
from countenance.spotting.region_flow.excursions import Excursion, find_excursions
from countenance.spotting.region_flow.fusion import Candidate, fuse

from .planted import bump, curves, held

N = 300


def fused(turns: NDArray[np.float64] | None = None, **alongs: NDArray[np.float64]) -> list[Candidate]:
    moving = curves(turns=turns, **alongs)
    return fuse(find_excursions(moving, np.full(len(moving.rest), 0.005)), moving)


def test_channels_that_move_together_are_one_candidate_stronger_than_each():
    one_side, other = bump(N, 60, 100, 0.04), bump(N, 60, 100, 0.03)
    (together,) = fused(mouth_corner_left=one_side, mouth_corner_right=other)
    (left,), (right,) = fused(mouth_corner_left=one_side), fused(mouth_corner_right=other)
    assert together.strength > max(left.strength, right.strength)
    assert together.strength == pytest.approx(np.hypot(left.strength, right.strength))


def test_one_channel_by_hand():
    along = bump(N, 60, 100, 0.04)
    (one,) = fused(chin=along)
    noise = np.hypot(0.001, 0.0007)
    assert one.peak == 80
    assert 78 <= one.apex <= 80
    assert one.curve == pytest.approx(along / one.length * one.height)
    assert one.strength == pytest.approx(one.length / noise)
    assert one.length == pytest.approx(0.04, rel=0.05)


def test_an_uncertain_channel_counts_less():
    moving = curves(chin=bump(N, 60, 100, 0.04), glabella=bump(N, 60, 100, 0.04))
    seeds = find_excursions(moving, np.full(24, 0.005))
    loud = np.where(np.array(CHANNEL_NAMES) == "chin", 0.01, moving.noise)
    (sure,), (unsure,) = fuse(seeds, moving), fuse(seeds, replace(moving, noise=loud))
    assert unsure.strength == pytest.approx(sure.strength / 2**0.5, rel=0.05)


def test_a_turn_of_the_head_meanwhile_weakens_it_and_one_at_another_time_does_not():
    along, t = bump(N, 60, 100, 0.04), np.arange(N)
    still, meanwhile, later = (
        fused(turns=np.column_stack([np.interp(t, [at, at + 10], [0, 5]), 0 * t]), chin=along)[0].strength
        for at in (1000, 75, 150)
    )
    assert meanwhile < 0.5 * still
    assert later == pytest.approx(still)


def test_a_return_to_rest_is_none():
    returning = curves(chin=bump(N, 60, 100, 0.04))
    seeds = find_excursions(returning, np.full(24, 0.005))
    at_the_peak = returning.values[80]
    assert len(fuse(seeds, returning)) == 1
    assert fuse(seeds, replace(returning, rest=at_the_peak)) == []


@pytest.mark.parametrize("slope", [0.0, 0.0001, -0.0001])
def test_the_feet_are_the_knees_whatever_the_level_drifts(slope: float):
    drift = slope * np.arange(N)
    (one,) = (c for c in fused(chin=held(N, 100, 150, 10, 0.04) + drift) if c.strength > 10)
    assert 100 <= one.onset <= 103
    assert 147 <= one.offset <= 150


@pytest.mark.parametrize("drift", [1.05, 0.95])
def test_the_apex_is_in_the_first_half_of_what_is_held_whatever_it_drifts(drift: float):
    held_on = np.interp(np.arange(N), [60, 70, 110, 120], [0, 0.04, 0.04 * drift, 0])
    (one,) = fused(chin=held_on)
    assert 76 <= one.apex <= 84
    assert 106 <= one.peak <= 112 if drift > 1 else 68 <= one.peak <= 74


def test_the_apex_is_never_before_the_end_of_the_rise():
    (one,) = fused(chin=np.interp(np.arange(N), [60, 100, 130, 136], [0, 0.036, 0.04, 0]))
    assert 126 <= one.apex <= 132


def test_the_apex_of_what_is_not_held_is_its_peak():
    (one,) = fused(chin=np.interp(np.arange(N), [60, 72, 84], [0, 0.04, 0]))
    assert abs(one.apex - 72) <= 1


def test_a_movement_the_other_way_that_follows_does_not_lengthen_it():
    first, second = bump(N, 100, 130, 0.04), bump(N, 130, 180, 0.06)
    (alone,) = fused(chin=first)
    (one,) = (c for c in fused(chin=first - second) if c.peak < 125)
    assert one.onset == alone.onset
    assert abs(one.offset - alone.offset) <= 4


def test_movements_at_different_times_are_several_the_strongest_first():
    found = fused(chin=bump(N, 60, 90, 0.02), glabella=bump(N, 150, 180, 0.04))
    assert [c.peak for c in found] == [165, 75]


@pytest.mark.parametrize(("back", "n_found"), [(0.0, 0), (0.002, 0), (0.04, 1)])
def test_what_does_not_come_back_is_none(back: float, n_found: int):
    phase = np.clip((np.arange(N) - [[88], [125]]) / [[12], [15]], 0, 1)
    out, home = np.sin(np.pi / 2 * phase) ** 2
    moving = curves(chin=0.05 * out - back * home)
    seed = Excursion(CHANNEL_NAMES.index("chin"), (0.0, -1.0), 85, 112, 160, 0.05)
    assert len(fuse([seed], moving)) == n_found


def test_nothing_is_no_candidate():
    still = curves(chin=np.zeros(N))
    assert fuse([], still) == []
    assert fuse([Excursion(0, (0.0, -1.0), 60, 70, 80, 0.05)], still) == []


def test_the_share_of_the_mouth_by_hand():
    along = bump(N, 60, 100, 0.04)
    assert [c.lower for c in fused(chin=along)] == [1]
    assert [c.lower for c in fused(glabella=along)] == [0]
    assert [c.lower for c in fused(glabella=along, chin=2 * along)] == pytest.approx([0.8])


def test_intersection_over_union_by_hand():
    def lasting(onset: int, offset: int) -> Candidate:
        return Candidate(onset, onset + 1, onset + 1, offset, np.ones((24, 2)), np.ones(40), 1.0, 0.1)

    one = lasting(10, 19)
    assert one.shared(one) == 1
    assert one.shared(lasting(15, 24)) == pytest.approx(5 / 15)
    assert one.shared(lasting(20, 30)) == 0


def test_a_chin_that_rises_further_than_it_can_closes_an_open_mouth():
    def chin(way: float) -> list[Candidate]:
        jaw = dict.fromkeys(
            ("chin", "chin_side_right", "chin_side_left", "lower_lip_right", "lower_lip_left")
        )
        return fused(**{name: bump(N, 60, 100, way) for name in jaw})

    assert len(chin(0.03)) == 1
    assert chin(0.12) == []


def test_a_straight_rise_begins_where_it_leaves_its_level():
    along = np.interp(np.arange(N), [60, 66, 90, 96], [0, 0.04, 0.04, 0])
    (one,) = fused(chin=along)
    assert 58 <= one.onset <= 62
    assert 94 <= one.offset <= 98
