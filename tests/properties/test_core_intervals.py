from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.core import DurationPolicy, ExpressionKind, Interval
from countenance.testing.strategies import intervals

rates = st.sampled_from([25, 30, 60, 100, 200, Fraction(30000, 1001)])


def frames(interval: Interval) -> set[int]:
    return set(range(interval.onset, interval.offset + 1))


@given(intervals(), intervals())
def test_overlap_is_that_of_the_sets_of_frames(a: Interval, b: Interval):
    common, union = frames(a) & frames(b), frames(a) | frames(b)
    assert a.overlaps(b) == bool(common)
    assert a.iou(b) == pytest.approx(len(common) / len(union))
    assert (set() if (both := a & b) is None else frames(both)) == common


@given(intervals(), intervals())
def test_overlap_is_symmetric(a: Interval, b: Interval):
    assert a.iou(b) == b.iou(a)
    assert a & b == b & a
    assert a.overlaps(b) == b.overlaps(a)


@given(intervals())
def test_interval_matches_itself_entirely(a: Interval):
    assert a.iou(a) == 1
    assert a & a == a


@given(intervals(), st.integers(-1000, 1000))
def test_frames_are_those_contained(a: Interval, frame: int):
    assert (frame in a) == (frame in frames(a))
    assert a.n_frames == len(frames(a))


@given(intervals(), intervals(), st.integers(0, 500))
def test_shifting_both_changes_no_overlap(a: Interval, b: Interval, shift: int):
    assert a.shifted(shift).iou(b.shifted(shift)) == a.iou(b)
    assert a.shifted(shift).shifted(-shift) == a


@given(intervals(), rates)
def test_policies_differ_by_one_frame(a: Interval, fps: Fraction):
    longer = a.duration(fps, DurationPolicy.INCLUSIVE)
    assert longer - a.duration(fps) == pytest.approx(float(1 / Fraction(fps)))


@given(intervals(last_frame=2000, longest=1000), rates)
def test_kind_follows_the_duration(a: Interval, fps: Fraction):
    seconds = Fraction(a.offset - a.onset) / Fraction(fps)
    expected = "micro" if seconds <= Fraction(1, 2) else "macro" if seconds < 4 else None
    assert ExpressionKind.of(a, fps) == expected
