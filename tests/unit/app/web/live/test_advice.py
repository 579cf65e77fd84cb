"""What is told of a camera and of a method, and that it is told once."""

from __future__ import annotations

from array import array
from fractions import Fraction

import pytest

from countenance.app.web.live.advice import Advice


@pytest.mark.parametrize(("fps", "n"), [(5, 1), (25, 0)])
def test_a_low_nominal_rate_is_told_before_the_first_frame(fps, n):
    assert len(list(Advice(Fraction(fps), traces=False).first())) == n


def test_a_camera_that_is_slower_than_it_says_is_told_of_once():
    advice = Advice(Fraction(30), traces=False)
    assert list(advice.first()) == []
    times = array("d", (frame / 6 for frame in range(20)))
    assert list(advice.next(19, times[:19])) == []  # too early to say
    [remark] = advice.next(20, times)
    assert remark.startswith("At 6 frames per second")
    assert list(advice.next(20, times)) == []


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
