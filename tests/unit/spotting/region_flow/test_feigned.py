"""Blinks explain small movements, speech those of the mouth, and neither explains others."""

from __future__ import annotations

import pytest

from countenance.core import Excluded, Interval
from countenance.spotting.disturbances import BLINK, EYES_CLOSED, GAZE, HAND, SPEECH
from countenance.spotting.region_flow.channels import CHANNEL_NAMES
from countenance.spotting.region_flow.excursions import Excursion
from countenance.spotting.region_flow.feigned import Feigned

from .planted import FPS


def excursion(channel: str, onset: int, offset: int, height: float = 0.03) -> Excursion:
    return Excursion(CHANNEL_NAMES.index(channel), (0.0, 1.0), onset, (onset + offset) // 2, offset, height)


@pytest.mark.parametrize("reason", [BLINK, EYES_CLOSED, GAZE])
def test_small_movements_around_a_blink_or_saccade_are_explained(reason: str):
    feigned = Feigned([Excluded(Interval(130, 140), reason)], FPS, first=100)
    assert feigned.explains(excursion("brow_inner_left", 29, 42, height=0.005))
    assert feigned.explains(excursion("chin", 29, 42, height=0.005))
    assert not feigned.explains(excursion("brow_inner_left", 60, 73, height=0.005))
    assert not feigned.explains(excursion("brow_inner_left", 29, 42, height=0.02))


def test_what_begins_just_after_a_blink_still_belongs_to_it():
    feigned = Feigned([Excluded(Interval(130, 140), BLINK)], FPS, first=100)
    told = [feigned.eyes_moved(onset, onset + 10) for onset in (14, 20, 40, 43, 47)]
    assert told == [False, True, True, True, False]


def test_the_mouth_in_speech_is_explained_and_brows_are_not():
    feigned = Feigned([Excluded(Interval(130, 190), SPEECH)], FPS, first=100)
    assert feigned.explains(excursion("upper_lip_left", 40, 60))
    assert not feigned.explains(excursion("upper_lip_left", 120, 140))
    assert not feigned.explains(excursion("upper_lip_left", 80, 200))  # speech is little of it
    assert not feigned.explains(excursion("brow_inner_left", 40, 60))
    assert not feigned.eyes_moved(40, 60)


@pytest.mark.parametrize("excluded", [[], [Excluded(Interval(0, 20), HAND)]])
def test_nothing_else_explains_anything(excluded: list[Excluded]):
    assert not Feigned(excluded, FPS, 0).explains(excursion("chin", 3, 9, height=0.003))
