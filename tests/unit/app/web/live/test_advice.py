"""What is told of a camera and of a method, and that it is told once."""

from __future__ import annotations

from array import array
from fractions import Fraction
from itertools import accumulate

import pytest

from countenance.app.web.live.advice import Advice


@pytest.mark.parametrize(("fps", "n"), [(5, 1), (25, 0)])
def test_a_low_nominal_rate_is_told_before_the_first_frame(fps, n):
    assert len(list(Advice(Fraction(fps), traces=False).first())) == n


def told(advice: Advice, steps: list[float]) -> list[tuple[int, str]]:
    """Remarks with the number of frames after which they came, where frames lie so many seconds apart."""
    times = array("d", accumulate(steps, initial=0.0))
    return [(n, text) for n in range(1, len(times) + 1) for text in advice.next(n, times[:n])]


def test_a_camera_that_is_slower_than_it_says_is_told_of_once_and_not_before_that_has_lasted():
    advice = Advice(Fraction(30), traces=False)
    assert list(advice.first()) == []
    [(n, remark)] = told(advice, [1 / 6] * 100)
    assert remark.startswith("At 6 frames per second")
    assert n == 50  # twenty frames to tell the rate, and five seconds for which it stays low


@pytest.mark.parametrize("slow", [20, 35])
def test_a_camera_that_begins_slowly_is_not_told_of(slow: int):
    assert told(Advice(Fraction(30), traces=False), [1 / 6] * slow + [1 / 30] * 300) == []


def test_a_rate_that_is_low_again_and_again_must_stay_low_in_one_stretch():
    begins = [1 / 6] * 30 + [1 / 30] * 40
    [(n, _)] = told(Advice(Fraction(30), traces=False), begins * 3 + [1 / 6] * 80)
    assert n > len(begins * 3) + 30  # five seconds of the last stretch


def test_a_pause_is_no_time_at_a_low_rate():
    assert told(Advice(Fraction(30), traces=False), [1 / 6] * 25 + [60.0] + [1 / 6] * 15) == []


def test_one_long_pause_is_no_low_rate():
    times = array("d", [*(frame / 30 for frame in range(10)), *(60 + frame / 30 for frame in range(10))])
    assert list(Advice(Fraction(30), traces=False).next(20, times)) == []


def test_a_method_that_tells_nothing_is_told_of_once():
    advice = Advice(Fraction(30), traces=True)
    assert list(advice.next(300, array("d"))) == []
    [remark] = advice.next(301, array("d"))
    assert "only at the end" in remark
    assert list(advice.next(900, array("d"))) == []


def test_a_method_that_tells_its_curves_or_has_none_is_not_suspected():
    advice = Advice(Fraction(30), traces=True)
    advice.traced()
    assert list(advice.next(900, array("d"))) == []
    assert list(Advice(Fraction(30), traces=False).next(900, array("d"))) == []
