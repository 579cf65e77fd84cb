from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

Play = Callable[..., Any]
Curve = Callable[..., Callable[[float], float]]


def talk(start: float, end: float, hertz: float, swing: float = 0.1) -> Callable[[float], float]:
    """Lips that part and close: closed at the start and after each period."""
    return lambda t: swing / 2 * (1 - np.cos(2 * np.pi * hertz * (t - start))) if start <= t <= end else 0.0


@pytest.mark.parametrize("hertz", [2.5, 4.0, 6.5])
def test_lips_that_part_again_and_again_speak(play: Play, hertz: float):
    stream = play({"mouth": talk(1.0, 4.0, hertz)}, fps=60)
    assert stream.reasons == {"speech"}
    ((onset, offset),) = stream.intervals("speech")
    assert onset / 60 == pytest.approx(1.0, abs=1 / hertz)
    assert offset / 60 == pytest.approx(4.0, abs=1 / hertz)


@pytest.mark.parametrize("hertz", [0.5, 1.0])
def test_slow_openings_do_not(play: Play, hertz: float):
    assert not play({"mouth": talk(1.0, 5.0, hertz)}).told


def test_one_opening_and_a_short_stammer_do_not(play: Play, dip: Curve):
    assert not play({"mouth": dip(2.0, 1.0, -0.3, 0.0)}).told
    assert not play({"mouth": talk(2.0, 2.5, 4.0)}).told


def test_trembling_below_the_limit_does_not(play: Play):
    assert not play({"mouth": talk(1.0, 4.0, 4.0, swing=0.02)}).told


def test_a_pause_for_breath_joins_and_a_long_one_separates(play: Play):
    one = talk(1.0, 3.0, 4.0)
    for pause, n in ((0.5, 1), (3.0, 2)):
        two = talk(3.0 + pause, 5.0 + pause, 4.0)
        stream = play({"mouth": lambda t, two=two: one(t) + two(t)}, seconds=9)
        assert len(stream.intervals("speech")) == n


def test_speech_up_to_the_last_frame(play: Play):
    ((_, offset),) = play({"mouth": talk(2.0, 9.0, 4.0)}).intervals("speech")
    assert 170 <= offset <= 179
