"""The channels are the regions that action units move, less lids and what hardly moves."""

from __future__ import annotations

import numpy as np

from countenance.spotting.region_flow.channels import (
    CHANNEL_NAMES,
    LID_REGIONS,
    LOWER_CHANNELS,
    channel_displacement,
)
from countenance.spotting.region_flow.points import REGION_NAMES, STABLE


def other_side(name: str) -> str:
    return name.replace("right", "?").replace("left", "right").replace("?", "left")


def test_a_channel_is_the_region_it_names():
    regions = np.random.default_rng(1).normal(size=(5, len(REGION_NAMES), 2))
    found = channel_displacement(regions)
    assert found.shape == (5, len(CHANNEL_NAMES), 2)
    for number, name in enumerate(CHANNEL_NAMES):
        assert np.array_equal(found[:, number], regions[:, REGION_NAMES.index(name)])


def test_both_sides_are_watched_alike():
    lower = dict(zip(CHANNEL_NAMES, LOWER_CHANNELS.tolist(), strict=True))
    lids = dict(zip(REGION_NAMES, LID_REGIONS.tolist(), strict=True))
    assert lower == {other_side(name): speaks for name, speaks in lower.items()}
    assert lids == {other_side(name): blinks for name, blinks in lids.items()}


def test_neither_lids_nor_the_regions_that_hold_the_head_are_channels():
    held = {name for number, name in enumerate(REGION_NAMES) if LID_REGIONS[number] or 68 + number in STABLE}
    assert len(held) == 10
    assert not held & set(CHANNEL_NAMES)


def test_speech_moves_the_mouth_and_no_brow():
    lower = {name for name, speaks in zip(CHANNEL_NAMES, LOWER_CHANNELS, strict=True) if speaks}
    assert {"upper_lip_left", "mouth_corner_right", "lower_lip_left", "chin", "lower_cheek_right"} <= lower
    assert not lower & {"brow_inner_left", "forehead_inner_right", "glabella", "nose_side_left"}
