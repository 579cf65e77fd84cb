from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Play = Callable[..., Any]
Curve = Callable[..., Callable[[float], float]]


@pytest.mark.parametrize("name", ["gaze_x", "gaze_y"])
@pytest.mark.parametrize("shift", [0.06, -0.06])
def test_a_saccade_is_the_frames_of_its_shift(play: Play, ramp: Curve, name: str, shift: float):
    stream = play({name: ramp(2.0, 2 / 30, shift)})
    assert stream.intervals("gaze") == [(61, 62)]
    assert stream.reasons == {"gaze"}


def test_there_and_back_are_two(play: Play, ramp: Curve):
    there, back = ramp(2.0, 1 / 30, 0.06), ramp(3.0, 1 / 30, -0.06)
    stream = play({"gaze_x": lambda t: there(t) + back(t)})
    assert stream.intervals("gaze") == [(61, 61), (91, 91)]


def test_slow_shifts_and_small_ones_are_none(play: Play, ramp: Curve):
    assert not play({"gaze_x": ramp(2.0, 0.8, 0.08)}).told
    assert not play({"gaze_x": ramp(2.0, 1 / 30, 0.02)}).told


def test_irises_hidden_by_a_blink_do_not_count(play: Play, dip: Curve):
    down = dip(2.0, 0.2, -0.06, 0.0)
    stream = play({"opening": dip(2.0, 0.2, 0.28, 0.3), "gaze_y": down})
    assert stream.reasons == {"blink"}


def test_gaze_is_not_told_while_the_head_moves_fast(play: Play, ramp: Curve):
    stream = play({"gaze_x": ramp(2.25, 1 / 30, 0.06), "yaw": ramp(2.0, 0.6, 25.0)})
    assert stream.reasons == {"head motion"}


def test_noise_of_landmarks_is_no_gaze(play: Play):
    assert not play({"opening": lambda _: 0.3}, noise=0.08, seconds=20).told
