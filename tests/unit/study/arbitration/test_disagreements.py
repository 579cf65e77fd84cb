"""In what two coders differ, and what an arbiter sees first."""

from __future__ import annotations

import pytest

from countenance.core import Coding, CodingPass, InputError, parse_action_units
from countenance.study.arbitration import Disagreement, DisagreementKind, FrameDifferences, find_disagreements

KIND = DisagreementKind


def coding(
    units: str = "12", *, onset: int = 10, apex: int | None = 14, offset: int | None = 40, **more: str
):
    return Coding(onset, apex, offset, parse_action_units(units), **more)


def compare(first: Coding | None, second: Coding | None, tolerance: int = 2) -> Disagreement:
    a, b = ((one,) if one else () for one in (first, second))
    [item] = find_disagreements(CodingPass("film", "A", a), CodingPass("film", "B", b), tolerance=tolerance)
    return item


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        (coding(), coding(), ()),
        (coding("L12B"), coding("12D"), ()),  # side and intensity do not count
        (None, coding(), (KIND.MISSED_BY_FIRST,)),
        (coding(), None, (KIND.MISSED_BY_SECOND,)),
        (coding("12"), coding("6+12"), (KIND.ACTION_UNITS,)),
        (coding(), coding(onset=12, apex=16, offset=38), ()),
        (coding(), coding(offset=43), (KIND.TIMING,)),
        (coding(), coding(apex=17), (KIND.TIMING,)),
        (coding(), coding(onset=7), (KIND.TIMING,)),
        (coding(), coding(apex=None), (KIND.TIMING,)),
        (coding(), coding(offset=None), (KIND.TIMING,)),
        (coding(offset=None), coding(offset=None), ()),
        (coding(lower="Happiness "), coding(lower="happiness"), ()),
        (coding(lower="happiness"), coding(lower="disgust"), (KIND.EMOTION,)),
        (coding(lower="happiness"), coding(upper="", lower="happiness"), (KIND.EMOTION,)),
        (coding(), coding(excluded="speech"), (KIND.EXCLUSION,)),
        (coding(excluded="blink"), coding(excluded="gaze"), (KIND.EXCLUSION,)),
        (coding(excluded="blink"), coding("45", offset=50, excluded="Blink"), ()),
        (
            coding("4", upper="anger"),
            coding("4+7", onset=13, upper="disgust"),
            (KIND.ACTION_UNITS, KIND.EMOTION, KIND.TIMING),
        ),
    ],
)
def test_differences(first: Coding | None, second: Coding | None, kinds: tuple[DisagreementKind, ...]):
    item = compare(first, second)
    assert item.kinds == kinds
    assert item.kind is {0: KIND.AGREED, 1: (*kinds, None)[0]}.get(len(kinds), KIND.SEVERAL)
    assert (item.first, item.second) == (first, second)


def test_the_tolerance_is_the_largest_distance_that_agrees():
    pair = coding(), coding(offset=43)
    assert [compare(*pair, tolerance).kind for tolerance in (2, 3)] == [KIND.TIMING, KIND.AGREED]
    with pytest.raises(InputError, match="a tolerance of -1 frames is negative"):
        compare(*pair, -1)


def test_frame_differences_are_second_minus_first():
    assert compare(coding(), coding(onset=8, apex=None, offset=45)).frames == FrameDifferences(-2, None, 5)
    assert compare(coding(), None).frames is None


def test_that_two_coders_name_a_blink_differently_is_the_least():
    exclusions = compare(coding(excluded="blink"), coding(excluded="slow blink"))
    assert exclusions.kind is KIND.EXCLUSION
    assert exclusions.severity < compare(coding(), coding(offset=43)).severity
    assert compare(coding(), coding(excluded="blink")).severity > compare(coding(), None).severity


def test_the_gravest_comes_first_and_equals_in_time():
    a = [
        coding(onset=0, apex=3, offset=9),  # agreed
        coding("6", onset=20, apex=23, offset=39),  # action units and timing
        coding("4", onset=50, apex=53, offset=69, lower="anger"),  # action units and emotion
        coding("1", onset=80, apex=83, offset=99),  # excluded by B
        coding("2", onset=110, apex=113, offset=129),  # missed by B
        coding(onset=140, apex=143, offset=145, excluded="blink"),  # missed by B, and no expression
        coding(onset=160, apex=163, offset=179),  # timing
    ]
    b = [
        coding(onset=0, apex=3, offset=9),
        coding("12", onset=23, apex=24, offset=39),
        coding("7", onset=50, apex=53, offset=69, lower="disgust"),
        coding(onset=80, apex=83, offset=99, excluded="hand"),
        coding(onset=160, apex=163, offset=185),
        coding(onset=200, apex=203, offset=219),  # missed by A
    ]
    queue = find_disagreements(CodingPass("film", "A", tuple(a)), CodingPass("film", "B", tuple(b)))
    assert [item.onset for item in queue] == [80, 110, 200, 50, 20, 160, 140, 0]
    assert [item.severity for item in queue[-2:]] == [1, 0]
    assert str(queue[3]) == "film, frame 50: action units differ, emotion differs"
    assert str(queue[-1]) == "film, frame 0: agreed"
