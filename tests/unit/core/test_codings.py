"""Codings keep what is not yet known apart from what is, and passes keep codings within their recording."""

from __future__ import annotations

import pytest

from countenance.core import (
    Coding,
    CodingPass,
    FaceRegion,
    InputError,
    Interval,
    IntervalError,
    parse_action_units,
)


def test_a_coding_becomes_an_interval_once_its_offset_is_known():
    assert Coding(10).interval is None
    assert Coding(10, 12).interval is None
    assert Coding(10, None, 25).interval == Interval(10, 25)


@pytest.mark.parametrize("frames", [(-1,), (10, 9), (10, None, 9), (10, 20, 19)])
def test_a_coding_out_of_order_is_refused(frames: tuple[int | None, ...]):
    with pytest.raises(IntervalError, match="are not in the order onset, apex, offset"):
        Coding(*frames)


@pytest.mark.parametrize("confidence", [0, 4, -1])
def test_a_confidence_is_from_one_to_three(confidence: int):
    with pytest.raises(InputError, match="is no confidence from 1 to 3"):
        Coding(0, confidence=confidence)


@pytest.mark.parametrize(
    ("upper", "lower", "region", "emotion"),
    [
        (None, None, None, None),
        ("", None, FaceRegion.UPPER, None),
        (None, "happiness", FaceRegion.LOWER, "happiness"),
        ("", "happiness", FaceRegion.BOTH, "happiness"),
        ("anger", "anger", FaceRegion.BOTH, "anger"),
        ("anger", "disgust", FaceRegion.BOTH, "anger/disgust"),
    ],
)
def test_region_and_emotion_follow_from_the_two_halves(upper, lower, region, emotion):
    one = Coding(0, upper=upper, lower=lower)
    assert (one.region, one.emotion) == (region, emotion)


def test_action_units_are_counted_by_number_whatever_side_and_intensity():
    assert Coding(0, action_units=parse_action_units("L12B+R12+4")).action_unit_numbers == {4, 12}


@pytest.mark.parametrize("coding", [Coding(90), Coding(10, 90), Coding(10, None, 90)])
def test_a_coding_beyond_the_end_is_refused_with_coder_and_frame(coding: Coding):
    with pytest.raises(IntervalError, match="film, coder A: frame 90 is beyond the last frame, 89"):
        CodingPass("film", "A", (coding,), n_frames=90)
    assert CodingPass("film", "A", (coding,)).codings == (coding,)  # of unknown length


def test_what_is_excluded_is_no_expression_of_a_pass():
    smile, blink = Coding(5, offset=9), Coding(20, offset=24, excluded="blink")
    assert CodingPass("film", "A", (smile, blink)).expressions == (smile,)
