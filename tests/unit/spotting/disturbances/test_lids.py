from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Play = Callable[..., Any]
Curve = Callable[..., Callable[[float], float]]


def test_lids_that_close_for_five_frames_blink(play: Play, dip: Curve):
    stream = play({"opening": dip(2.0, 5 / 30, 0.27, 0.3)})
    assert stream.intervals("blink") == [(60, 64)]
    assert stream.reasons == {"blink"}


def test_a_blink_is_told_when_the_lids_are_up_again(play: Play, dip: Curve):
    stream = play({"opening": dip(2.0, 5 / 30, 0.27, 0.3)})
    assert 65 <= stream.told[0][0] <= 70


def test_a_partial_blink_is_a_blink_and_a_flutter_is_none(play: Play, dip: Curve):
    assert play({"opening": dip(2.0, 0.1, 0.11, 0.3)}).intervals("blink") == [(60, 62)]
    assert not play({"opening": dip(2.0, 0.1, 0.07, 0.3)}).told


def test_one_eye_alone_winks(play: Play, dip: Curve):
    assert not play({"opening": lambda _: 0.3, "left_opening": dip(2.0, 0.2, 0.28, 0.3)}).told


def test_a_squint_is_no_blink_but_a_blink_during_it_is(play: Play, ramp: Curve, dip: Curve):
    squint = ramp(2.0, 0.3, -0.1, 0.3)
    assert not play({"opening": squint}).told
    lids = dip(3.5, 0.2, 0.15, 0.0)
    stream = play({"opening": lambda t: squint(t) + lids(t)})
    assert stream.intervals("blink") == [(105, 110)]


def test_lids_that_stay_down_are_closed_eyes(play: Play, dip: Curve):
    stream = play({"opening": dip(2.0, 1.5, 0.28, 0.3)})
    assert stream.intervals("eyes closed") == [(60, 104)]
    assert stream.reasons == {"eyes closed"}


def test_eyes_closed_from_the_first_to_the_last_frame(play: Play):
    assert play({"opening": lambda _: 0.02}).intervals("eyes closed") == [(0, 179)]


def test_lowered_lids_are_neither(play: Play, dip: Curve):
    assert not play({"opening": dip(2.0, 2.0, 0.12, 0.3)}).told


@pytest.mark.parametrize("first", [0, 1])
def test_a_blink_at_the_end_is_told_up_to_the_end(play: Play, dip: Curve, first: int):
    stream = play({"opening": dip(5.8 + first / 30, 1.0, 0.27, 0.3)})
    assert stream.intervals("blink") == [(174 + first, 179)]


def test_a_recording_that_begins_in_a_blink_is_no_blink_but_what_follows_is(play: Play, dip: Curve):
    early, late = dip(0.0, 0.1, 0.27, 0.3), dip(2.0, 0.2, 0.27, 0.0)
    assert play({"opening": lambda t: early(t) + late(t)}).intervals("blink") == [(60, 65)]


def test_a_face_lost_in_a_blink_ends_it(play: Play, dip: Curve):
    stream = play({"opening": dip(2.0, 0.3, 0.27, 0.3)}, faceless=range(63, 90))
    assert stream.intervals("blink") == [(60, 62)]
    assert stream.intervals("no face") == [(63, 89)]


def test_two_blinks_in_a_row_stay_two(play: Play, dip: Curve):
    one, two = dip(2.0, 0.2, 0.27, 0.3), dip(2.4, 0.2, 0.27, 0.0)
    stream = play({"opening": lambda t: one(t) + two(t)})
    assert stream.intervals("blink") == [(60, 65), (72, 77)]
