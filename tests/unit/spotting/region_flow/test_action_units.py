"""Planted movements of regions suggest the action units that move the skin so."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.spotting.region_flow.action_units import action_unit_candidates, moved_regions
from countenance.spotting.region_flow.points import REGION_NAMES

LEAST = 0.005


def planted(**areas: tuple[float, float]) -> np.ndarray:
    """Areas of both sides or of the midline that move (outwards, up), in inter-ocular distances."""
    moved = np.zeros((36, 2))
    for area, (out, up) in areas.items():
        for number, name in enumerate(REGION_NAMES):
            if name.removesuffix("_right").removesuffix("_left") == area:
                moved[number] = (-out if name.endswith("_right") else out, -up)
    return moved


def numbers(moved: np.ndarray) -> set[int]:
    return {unit.number for unit in action_unit_candidates(moved, LEAST)}


@pytest.mark.parametrize(
    ("unit", "areas"),
    [
        (1, {"brow_inner": (0, 0.03)}),
        (2, {"brow_outer": (0, 0.03)}),
        (4, {"brow_inner": (-0.02, -0.03)}),
        (5, {"upper_lid": (0, 0.03)}),
        (9, {"nose_side": (0, 0.03)}),
        (10, {"upper_lip": (0, 0.03)}),
        (12, {"mouth_corner": (0.03, 0.04)}),
        (14, {"mouth_corner": (-0.03, 0)}),
        (15, {"mouth_corner": (0, -0.03)}),
        (17, {"chin": (0, 0.03)}),
        (20, {"mouth_corner": (0.04, 0)}),
        (26, {"chin": (0, -0.1), "lower_lip": (0, -0.1)}),
        (27, {"chin": (0, -0.4), "lower_lip": (0, -0.4)}),
    ],
)
def test_a_movement_suggests_its_action_unit(unit: int, areas: dict[str, tuple[float, float]]):
    found = numbers(planted(**areas))
    assert unit in found
    assert found <= {unit, 25}  # lips may part besides


def test_lips_that_part_are_told():
    assert numbers(planted(lower_lip=(0, -0.05))) == {25}


@pytest.mark.parametrize(("side", "still"), [("L", "right"), ("R", "left")])
@pytest.mark.parametrize(
    ("unit", "areas"),
    [
        (12, {"mouth_corner": (0.06, 0.08)}),
        (4, {"brow_inner": (-0.02, -0.03)}),
        (2, {"brow_outer": (0, 0.03)}),
        (20, {"mouth_corner": (0.04, 0)}),
    ],
)
def test_one_side_alone_is_told_as_such(
    side: str, still: str, unit: int, areas: dict[str, tuple[float, float]]
):
    moved = planted(**areas)
    moved[[name.endswith(still) for name in REGION_NAMES]] = 0
    assert [str(u) for u in action_unit_candidates(moved, LEAST)] == [f"{side}{unit}"]


@pytest.mark.parametrize(("share", "expected"), [(1.0, "12"), (0.5, "12"), (0.05, "L12")])
def test_a_side_that_moves_less_is_no_side_that_keeps_still(share: float, expected: str):
    moved = planted(mouth_corner=(0.03, 0.04))
    moved[REGION_NAMES.index("mouth_corner_right")] *= share
    assert [str(u) for u in action_unit_candidates(moved, LEAST)] == [expected]


def test_nothing_and_noise_and_unknown_suggest_none():
    assert numbers(np.zeros((36, 2))) == set()
    assert numbers(np.random.default_rng(0).normal(0, LEAST / 10, (36, 2))) == set()
    assert numbers(np.full((36, 2), np.nan)) == set()


def test_moved_regions_are_told_the_furthest_first():
    moved = planted(brow_inner=(0, 0.02), mouth_corner=(0.03, 0), chin=(0, 0.002))
    moved[REGION_NAMES.index("brow_inner_left"), 1] -= 0.002
    found = moved_regions(moved, LEAST)
    assert set(found[:2]) == {"mouth_corner_right", "mouth_corner_left"}
    assert found[2:] == ("brow_inner_left", "brow_inner_right")


def test_never_more_than_eight_regions_and_none_without_movement():
    assert len(moved_regions(np.ones((36, 2)), LEAST)) == 8
    assert moved_regions(np.zeros((36, 2)), LEAST) == ()
    assert moved_regions(np.full((36, 2), np.nan), LEAST) == ()
