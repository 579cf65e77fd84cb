"""Named policies for odd labels."""

from __future__ import annotations

from fractions import Fraction

import pytest

from countenance.core import InputError, Interval
from countenance.evaluation.spotting import POLICIES, Policies
from countenance.evaluation.spotting.policies import RawLabel, read_labels

from .marks import MACRO, MICRO


def raw(onset=10, apex=20, offset=30, kind=MACRO, **more) -> RawLabel:
    return RawLabel("film", onset, apex, offset, kind, **more)


def read(label: RawLabel, **choices: str):
    labels, counts = read_labels([label], Policies(**choices))
    return [one.interval for one in labels], counts


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("apex", [Interval(10, 20)]),
        ("apex+20", [Interval(10, 40)]),
        ("mirror", [Interval(10, 30)]),
        ("keep", [None]),
        ("drop", []),
    ],
)
def test_offset_that_was_not_coded(choice: str, expected: list[Interval | None]):
    assert read(raw(offset=None), offset_zero=choice) == (expected, {"offset_zero": 1})
    assert read(raw(), offset_zero=choice) == ([Interval(10, 30)], {})


@pytest.mark.parametrize("choice", ["apex", "apex+20", "mirror", "keep"])
def test_neither_offset_nor_apex_leaves_a_label_to_be_missed(choice: str):
    assert read(raw(apex=None, offset=None), offset_zero=choice)[0] == [None]


@pytest.mark.parametrize("onset", [-1, 0])
def test_label_that_begins_with_the_recording(onset: int):
    assert read(raw(onset=onset)) == ([Interval(0, 30)], {"onset_zero": 1})
    assert read(raw(onset=onset), onset_zero="drop") == ([], {"onset_zero": 1})
    assert read(raw(onset=1), onset_zero="drop")[0] == [Interval(1, 30)]


def test_overlong_labels():
    called = raw(kind=None, long=True)
    assert read(called)[1] == {"overlong": 1}
    assert read_labels([called], Policies())[0][0].kind is MACRO
    assert read(called, overlong="drop") == ([], {"overlong": 1})
    # At 30 frames per second 120 frames from onset to offset are 4 s.
    lasting = raw(onset=10, offset=130, fps=Fraction(30))
    assert read(lasting, overlong="drop")[0] == []
    assert read(raw(onset=10, offset=129, fps=Fraction(30)), overlong="drop")[0] == [Interval(10, 129)]
    assert read(raw(onset=10, offset=130), overlong="drop")[0] == [Interval(10, 130)]


def test_kind_follows_from_the_duration_only_where_none_was_published():
    short = {"onset": 10, "offset": 25, "fps": Fraction(30)}
    assert read_labels([raw(kind=None, **short)], Policies())[0][0].kind is MICRO
    assert read_labels([raw(kind=MACRO, **short)], Policies())[0][0].kind is MACRO
    assert read_labels([raw(kind=None)], Policies())[0][0].kind is None


def test_label_that_ends_before_it_begins_is_refused_with_its_place():
    with pytest.raises(InputError, match=r"labels\.csv, row 7: onset 30 is after offset 20"):
        read(raw(onset=30, apex=20, offset=None, source="labels.csv, row 7"))


def test_every_choice_has_a_sentence_and_results_hold_it():
    assert {name: list(choices) for name, choices in POLICIES.items()} == {
        "offset_zero": ["apex", "apex+20", "mirror", "keep", "drop"],
        "onset_zero": ["keep", "drop"],
        "overlong": ["macro", "drop"],
    }
    described = Policies(offset_zero="mirror").described({"offset_zero": 44})
    assert described["offset_zero"] == {
        "choice": "mirror",
        "meaning": POLICIES["offset_zero"]["mirror"],
        "labels": 44,
    }


def test_unknown_choice_is_refused():
    with pytest.raises(InputError, match=r"offset_zero = 'zero' is no policy; known: apex, apex\+20"):
        Policies(offset_zero="zero")
