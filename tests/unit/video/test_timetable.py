"""Presentation times computed by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from countenance.video.timetable import Keyframe, Timetable


def table(*ticks, base=Fraction(1, 1000), keyframes=()):
    return Timetable(np.array(ticks, np.int64), base, keyframes)


def test_time_is_exact_and_starts_at_zero():
    late = table(1001, 2002, 3003, base=Fraction(1, 30000))
    assert [late.time(i) for i in range(3)] == [0, Fraction(1001, 30000), Fraction(1001, 15000)]
    assert late.average_rate == Fraction(30000, 1001)


def test_only_presented_ticks_have_an_index():
    films = table(10, 20, 40)
    assert [films.index_of(tick) for tick in (5, 10, 20, 30, 40, 50)] == [None, 0, 1, None, 2, None]


def test_a_single_frame_has_no_rate():
    assert table(7).average_rate is None
    assert not table(7).is_variable_rate


@pytest.mark.parametrize(
    ("ticks", "base", "variable"),
    [
        ((0, 33, 67, 100, 133), Fraction(1, 1000), False),
        ((0, 40, 80, 120, 160), Fraction(1, 1000), False),
        ((0, 40, 81, 120, 160), Fraction(1, 1000), False),
        ((0, 40, 85, 120, 160), Fraction(1, 1000), True),
        ((0, 40, 80, 160, 200), Fraction(1, 1000), True),
        ((0, 1, 2, 3, 4), Fraction(1, 25), False),
        ((0, 1, 2, 4, 5), Fraction(1, 25), True),
    ],
)
def test_variable_rate_is_more_than_rounding(ticks, base, variable):
    assert table(*ticks, base=base).is_variable_rate is variable


def test_one_dropped_frame_in_ten_thousand_is_noticed():
    ticks = np.delete(np.arange(10_000) * 40, 5000)
    assert table(*ticks.tolist()).is_variable_rate


def test_keyframe_before():
    keyframes = (Keyframe(0, (0,)), Keyframe(10, (400, 320)), Keyframe(20, (800,)))
    film = table(*range(0, 1200, 40), keyframes=keyframes)
    found = {index: film.keyframe_before(index) for index in (0, 9, 10, 19, 20, 29)}
    assert found == {
        0: None,
        9: None,
        10: keyframes[1],
        19: keyframes[1],
        20: keyframes[2],
        29: keyframes[2],
    }
