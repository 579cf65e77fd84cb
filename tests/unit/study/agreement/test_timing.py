"""How far frames of matched events lie apart."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from countenance.study.agreement import LANDMARKS, TOLERANCES, Timing
from countenance.study.agreement.timing import timing_agreement

from .coders import coded, event, no_draws, paired


def compared(*passes) -> dict[str, Timing]:
    pair = paired(*passes)
    return {name: timing_agreement(pair, name, no_draws(pair)) for name in LANDMARKS}


FIRST = coded("A", event(0, 19, apex=10), event(30, 49, apex=40), event(60, 79))
SECOND = coded("B", event(0, 20, apex=9), event(31, 49, apex=44), event(65, 79, apex=70))


def test_differences_worked_by_hand():
    onset = compared(FIRST, SECOND)["onset"]  # 0, 1 and 5
    assert (onset.n, onset.without) == (3, 0)
    assert (onset.frames.bias.value, onset.frames.mean_absolute.value) == (2, 2)
    assert onset.frames.sd.value == pytest.approx(math.sqrt(7))
    assert onset.frames.limits == pytest.approx((2 - 1.96 * math.sqrt(7), 2 + 1.96 * math.sqrt(7)))
    assert {k: share.value for k, share in onset.within.items()} == pytest.approx(
        {"0": 1 / 3, "1": 2 / 3, "2": 2 / 3, "3": 2 / 3, "5": 1}
    )


def test_signs_and_missing_apices():
    apex = compared(FIRST, SECOND)["apex"]  # -1 and 4; the third has one apex only
    assert (apex.n, apex.without) == (2, 1)
    assert (apex.frames.bias.value, apex.frames.mean_absolute.value) == (1.5, 2.5)


def test_durations_are_offset_less_onset():
    duration = compared(FIRST, SECOND)["duration"]  # 19 and 20, 19 and 18, 19 and 14
    assert duration.points.differences.tolist() == [1, -1, -5]
    assert duration.points.means.tolist() == [19.5, 18.5, 16.5]


def test_curve_and_points_are_there_to_be_drawn():
    onset = compared(FIRST, SECOND)["onset"]
    assert len(onset.curve) == len(TOLERANCES)
    assert onset.curve[[0, 1, 4, 5, 30]].tolist() == pytest.approx([1 / 3, 2 / 3, 2 / 3, 1, 1])
    assert onset.points.recordings == ("film",) * 3
    assert onset.points.means.tolist() == [0, 30.5, 62.5]
    assert onset.points.differences.tolist() == [0, 1, 5]


def test_icc_worked_by_hand():
    # Pairs (0, 0), (30, 31), (60, 65): means of events 0, 30.5, 62.5 and of coders 30, 32 around 31.
    events = 2 * (31**2 + 0.5**2 + 31.5**2) / 2
    coders = 3 * (1 + 1) / 1
    whole = 31**2 + 31**2 + 1 + 0 + 29**2 + 34**2
    rest = (whole - 2 * events - coders) / 2
    expected = (events - rest) / (events + rest + 2 * (coders - rest) / 3)
    assert compared(FIRST, SECOND)["onset"].icc.value == pytest.approx(expected)


def test_seconds_are_those_of_each_recording():
    slow = {"recording": "slow", "fps": Fraction(25)}
    unknown = {"recording": "unknown", "fps": None}
    found = compared(
        coded("A", event(10, 29)),
        coded("B", event(13, 29)),
        coded("A", event(10, 29), **slow),
        coded("B", event(9, 29), **slow),
        coded("A", event(10, 29), **unknown),
        coded("B", event(11, 29), **unknown),
    )["onset"]
    assert found.frames.mean_absolute.n == 3
    assert (found.seconds.mean_absolute.n, found.seconds.bias.n) == (2, 2)
    assert found.seconds.mean_absolute.value == pytest.approx((3 / 30 + 1 / 25) / 2)
    assert found.seconds.bias.value == pytest.approx((3 / 30 - 1 / 25) / 2)
    assert found.seconds.sd.value == pytest.approx((3 / 30 + 1 / 25) / math.sqrt(2))


def test_equal_differences_have_no_spread_in_seconds_either():
    found = compared(
        coded("A", event(0, 29), event(30, 59), event(60, 89)),
        coded("B", event(7, 29), event(37, 59), event(67, 89)),
    )["onset"]
    assert found.seconds.sd.value == 0
    assert found.seconds.limits == (found.seconds.bias.value,) * 2


def test_late_frames_lose_no_precision():
    far = 10**9
    first = [event(far + at, far + at + 20) for at in (0, 30, 60)]
    second = [event(far + at, far + at + 20) for at in (1, 28, 61)]
    near_by = [event(at, at + 20) for at in (0, 30, 60)], [event(at, at + 20) for at in (1, 28, 61)]
    late = compared(coded("A", *first, n_frames=None), coded("B", *second, n_frames=None))["onset"]
    early = compared(coded("A", *near_by[0]), coded("B", *near_by[1]))["onset"]
    assert late.icc.value == early.icc.value


def test_without_matched_events_nothing_is_said():
    found = compared(coded("A", event(0, 9)), coded("B", event(50, 59)))["onset"]
    assert found.n == 0
    assert math.isnan(found.icc.value)
    told = found.to_dict()
    assert told["frames"]["mean_absolute"]["remark"] == "no matched event has the onset of both coders"
    assert told["frames"]["limits"] == [None, None]
    assert set(told["curve"]["shares"]) == {None}


def test_one_event_has_a_difference_but_no_spread():
    found = compared(coded("A", event(0, 9)), coded("B", event(1, 9)))["onset"]
    assert found.frames.bias.value == 1
    assert found.frames.sd.remark == "a standard deviation needs two events"
    assert found.icc.remark.startswith("there are fewer than two events")
