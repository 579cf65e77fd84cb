"""Chins do not rise far from a closed mouth, nor do cheeks sink; the other way they go as they like."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.spotting.region_flow.channels import CHANNEL_NAMES
from countenance.spotting.region_flow.reach import channel_cannot_go, face_cannot_go


def channel(name: str) -> int:
    return CHANNEL_NAMES.index(name)


def face(area: str, down: float) -> np.ndarray:
    way = np.zeros((len(CHANNEL_NAMES), 2))
    way[[name.startswith(area) for name in CHANNEL_NAMES], 1] = down
    return way


@pytest.mark.parametrize(
    ("name", "down"),
    [("chin", -0.1), ("lower_lip_left", -0.1), ("upper_lip_right", 0.1), ("nasolabial_left", 0.1)],
)
def test_no_muscle_takes_a_part_that_far_against_its_only_strong_ones(name: str, down: float):
    assert channel_cannot_go(channel(name), (0.0, down))
    assert not channel_cannot_go(channel(name), (0.0, -down))
    assert not channel_cannot_go(channel(name), (0.0, down / 3))


@pytest.mark.parametrize("name", ["brow_inner_left", "mouth_corner_right", "lower_cheek_left", "glabella"])
@pytest.mark.parametrize("down", [-0.1, 0.1])
def test_parts_that_are_pulled_both_ways_may_go(name: str, down: float):
    assert not channel_cannot_go(channel(name), (0.0, down))


def test_sideways_says_nothing():
    assert not channel_cannot_go(channel("chin"), (0.3, 0.0))


def test_a_face_opens_the_mouth_and_smiles_but_does_not_begin_with_the_contrary():
    opens = face("chin", 0.15) + face("lower_lip", 0.15)
    smiles = face("nasolabial", -0.1) + face("upper_lip", -0.1)
    for way in (opens, smiles, opens + smiles):
        assert not face_cannot_go(way)
        assert face_cannot_go(-way)


def test_what_is_small_may_go_either_way():
    assert not face_cannot_go(face("chin", -0.05) + face("upper_lip", 0.03))
