"""A report says one thing, and a coded movement gets the report that covers it."""

from __future__ import annotations

from typing import Any

import pytest

from countenance.core import InputError, Interval, IntervalError
from countenance.study.elicitation import SelfReport, SelfReportOptions, match_self_reports


def felt(onset: int, offset: int, emotion: str | None = "disgust", **rest: Any) -> SelfReport:
    return SelfReport("s01", onset, offset, emotion, **rest)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "the report says nothing: an emotion, a text or a reason was expected"),
        ({"text": "  "}, "the report says nothing"),
        (
            {"emotion": "fear", "not_emotional": "blink"},
            "the report names both fear and blink: a movement is emot",
        ),
        ({"emotion": "fear", "intensity": 0}, "the intensity is 0, a whole number from 1 to 9 was expected"),
        (
            {"emotion": "fear", "intensity": 10},
            "the intensity is 10, a whole number from 1 to 9 was expected",
        ),
        (
            {"emotion": "fear", "intensity": True},
            "the intensity is True, a whole number from 1 to 9 was expected",
        ),
        ({"not_emotional": "itch", "intensity": 3}, "itch has an intensity, and is no feeling"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(fields: dict[str, Any], sentence: str):
    with pytest.raises(InputError, match=f"^s01, frames 5 to 9: {sentence}"):
        SelfReport("s01", 5, 9, **fields)


def test_a_feeling_without_a_word_may_have_a_text_and_an_intensity():
    assert SelfReport("s01", 5, 9, text="uneasy", intensity=4).emotion is None
    assert SelfReport("s01", 5, 9, not_emotional="blink").interval == Interval(5, 9)


def test_frames_are_in_order():
    with pytest.raises(IntervalError, match="onset 9 is after offset 5"):
        felt(9, 5)


def test_words_are_those_of_the_protocol():
    options = SelfReportOptions(("disgust",), ("blink",))
    felt(1, 2).check(options)
    SelfReport("s01", 1, 2, not_emotional="blink").check(options)
    with pytest.raises(InputError, match="s01, frames 1 to 2: 'joy' is none of disgust"):
        felt(1, 2, "joy").check(options)
    with pytest.raises(InputError, match="'yawn' is none of blink"):
        SelfReport("s01", 1, 2, not_emotional="yawn").check(options)


def test_one_report_may_serve_several_movements_and_some_get_none():
    long, other = felt(10, 99), felt(500, 510, "fear")
    matches, unused = match_self_reports(
        [long, other], [Interval(300, 310), Interval(20, 29), Interval(95, 104)]
    )
    assert [match.report for match in matches] == [None, long, long]
    assert [match.share for match in matches] == [0, 1, 0.5]
    assert unused == [other]


def test_the_report_that_covers_most_wins_and_the_rest_is_kept():
    part, whole, close = felt(10, 17, "fear"), felt(0, 200, "anger"), felt(9, 20, "disgust")
    [match], unused = match_self_reports([part, whole, close], [Interval(10, 19)])
    assert match.report is close
    assert match.others == (whole, part)
    assert match.is_contradicted
    assert unused == [part, whole]


def test_equal_reports_are_told_apart_by_the_earlier_onset():
    [match], _ = match_self_reports([felt(10, 21), felt(8, 19)], [Interval(10, 19)])
    assert match.report == felt(8, 19)
    assert not match.is_contradicted


def test_half_of_the_frames_is_enough_and_less_is_not():
    reports = [felt(0, 14)]
    assert match_self_reports(reports, [Interval(10, 19)])[0][0].report is not None
    assert match_self_reports(reports, [Interval(11, 20)])[0][0].report is None
    assert match_self_reports(reports, [Interval(11, 20)], min_share=0.4)[0][0].report is not None


def test_a_tolerance_lengthens_reports_at_both_ends():
    reports = [felt(3, 9)]
    assert match_self_reports(reports, [Interval(12, 15)])[0][0].report is None
    assert match_self_reports(reports, [Interval(12, 15)], tolerance=5)[0][0].share == 0.75
    assert match_self_reports(reports, [Interval(0, 1)], tolerance=5)[0][0].share == 1


def test_reports_that_say_the_same_are_each_used_or_not():
    first, second = felt(0, 9), felt(0, 9)
    _, unused = match_self_reports([first, second], [Interval(0, 9)])
    assert len(unused) == 1
    assert unused[0] is second


def test_nothing_matches_nothing():
    assert match_self_reports([], []) == ([], [])
    assert match_self_reports([felt(0, 1)], []) == ([], [felt(0, 1)])


@pytest.mark.parametrize("settings", [{"tolerance": -1}, {"min_share": 0}, {"min_share": 1.1}])
def test_settings_make_sense(settings: dict[str, Any]):
    with pytest.raises(InputError, match="are no settings"):
        match_self_reports([], [], **settings)


def test_recordings_are_matched_one_by_one():
    with pytest.raises(
        InputError, match=r"reports are of several recordings \(s01, s02\): match each by itself"
    ):
        match_self_reports([felt(0, 1), SelfReport("s02", 0, 1, "fear")], [])
