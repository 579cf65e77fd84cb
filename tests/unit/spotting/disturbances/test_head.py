from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Play = Callable[..., Any]
Curve = Callable[..., Callable[[float], float]]


@pytest.mark.parametrize(
    ("name", "change"),
    [("yaw", 15.0), ("pitch", -20.0), ("roll", 15.0), ("x", 0.4), ("y", 0.4), ("nearer", 0.3)],
)
def test_each_quick_motion_is_seen_where_it_is(play: Play, ramp: Curve, name: str, change: float):
    stream = play({name: ramp(2.0, 0.5, change)})
    assert stream.reasons == {"head motion"}
    ((onset, offset),) = stream.intervals("head motion")
    assert abs(onset - 60) <= 2
    assert abs(offset - 75) <= 2


@pytest.mark.parametrize(
    ("name", "change"),
    [("yaw", 15.0), ("pitch", -20.0), ("roll", 15.0), ("x", 0.4), ("y", 0.4), ("nearer", 0.3)],
)
def test_slow_sway_is_none(play: Play, ramp: Curve, name: str, change: float):
    assert not play({name: ramp(1.0, 4.0, change)}).told


def test_a_jerk_too_short_to_be_a_motion_is_none(play: Play, ramp: Curve):
    assert not play({"yaw": ramp(2.0, 0.1, 2.0)}).told


def test_there_and_back_with_a_pause_are_two_and_without_are_one(play: Play, ramp: Curve):
    there = ramp(2.0, 0.5, 15.0)
    for pause, n in ((0.1, 1), (1.0, 2)):
        back = ramp(2.5 + pause, 0.5, -15.0)
        stream = play({"yaw": lambda t, back=back: there(t) + back(t)})
        assert len(stream.intervals("head motion")) == n


def test_a_turn_at_the_end_is_told(play: Play, ramp: Curve):
    ((onset, offset),) = play({"yaw": ramp(5.5, 1.0, 25.0)}).intervals("head motion")
    assert abs(onset - 165) <= 2
    assert offset >= 174


def test_lids_lips_and_gaze_are_quiet_while_the_head_turns(play: Play, ramp: Curve):
    stream = play({"yaw": ramp(2.0, 0.5, 25.0), "pitch": ramp(2.0, 0.5, 12.0), "mouth": lambda _: 0.1})
    assert stream.reasons == {"head motion"}
