"""Passes put together by recording."""

from __future__ import annotations

from fractions import Fraction

import pytest

from countenance.core import Coding, InputError, IntervalError
from countenance.study.agreement import by_recording, coded_once, events_of
from countenance.study.agreement.passes import unfinished

from .coders import coded, event


def test_recordings_and_coders_are_in_order():
    held = by_recording([coded("B", recording="b"), coded("B", recording="a"), coded("A", recording="b")])
    assert {name: list(coders) for name, coders in held.items()} == {"a": ["B"], "b": ["A", "B"]}


def test_a_recording_coded_twice_by_one_coder_is_refused():
    with pytest.raises(InputError, match="film: coder A has coded it twice"):
        by_recording([coded("A"), coded("B"), coded("A", event(1, 2))])


def test_passes_that_contradict_each_other_are_refused():
    with pytest.raises(InputError, match=r"film: n_frames differs .*100 by coder A, 90 by coder B"):
        by_recording([coded("A"), coded("B", n_frames=90)])
    with pytest.raises(InputError, match="fps differs"):
        by_recording([coded("A"), coded("B", fps=Fraction(25))])
    with pytest.raises(InputError, match="participant differs"):
        by_recording([coded("A", participant="Ann"), coded("B", participant="Bob")])


def test_what_one_pass_leaves_open_another_fills_in():
    held = by_recording([coded("A", n_frames=None, fps=None), coded("B", participant="Ann")])["film"]
    assert (held["A"].n_frames, held["A"].fps, held["A"].participant) == (100, Fraction(30), "Ann")


def test_a_coding_beyond_the_end_that_the_other_pass_gives_is_refused():
    with pytest.raises(IntervalError, match="film, coder A: frame 120"):
        by_recording([coded("A", event(110, 120), n_frames=None), coded("B")])


def test_excluded_and_unfinished_codings_are_no_events():
    blink, open_ended = event(5, 6, excluded="blink"), Coding(30)
    one = coded("A", event(20, 25), blink, open_ended)
    assert events_of(one) == (event(20, 25),)
    assert events_of(one, excluded=True) == (blink, event(20, 25))
    assert unfinished([one]) == 1


def test_recordings_of_one_coder_are_told():
    held = by_recording([coded("A", recording="a"), coded("A", recording="b"), coded("B", recording="b")])
    assert coded_once(held) == [("a", "A")]
