"""The channels are means of the regions they name."""

from __future__ import annotations

import numpy as np

from countenance.spotting.region_flow.channels import (
    CHANNEL_NAMES,
    CHANNELS,
    LID_CHANNELS,
    LOWER_CHANNELS,
    UPPER_CHANNELS,
    channel_displacement,
)
from countenance.spotting.region_flow.points import REGION_NAMES


def test_a_channel_is_the_mean_of_its_regions():
    regions = np.random.default_rng(1).normal(size=(5, len(REGION_NAMES), 2))
    found = channel_displacement(regions)
    assert found.shape == (5, len(CHANNEL_NAMES), 2)
    for number, name in enumerate(CHANNEL_NAMES):
        own = [regions[:, REGION_NAMES.index(region)] for region in CHANNELS[name]]
        assert np.allclose(found[:, number], sum(own) / len(own))


def test_both_sides_are_watched_alike():
    for name, regions in CHANNELS.items():
        other = name.replace("right", "?").replace("left", "right").replace("?", "left")
        swapped = {r.replace("right", "?").replace("left", "right").replace("?", "left") for r in regions}
        assert set(CHANNELS[other]) == swapped


def test_speech_and_blinks_have_channels_of_their_own():
    assert not UPPER_CHANNELS & LOWER_CHANNELS
    assert LID_CHANNELS < UPPER_CHANNELS
    assert {CHANNEL_NAMES[n] for n in LID_CHANNELS} == {"lid_right", "lid_left"}
    assert {CHANNEL_NAMES[n] for n in set(range(len(CHANNEL_NAMES))) - UPPER_CHANNELS - LOWER_CHANNELS} == {
        "nose_right",
        "nose_left",
    }
