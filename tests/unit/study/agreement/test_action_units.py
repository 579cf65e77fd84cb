"""The paper's R of action units."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from countenance.study.agreement import ActionUnitAgreement, Resampling, action_unit_agreement
from countenance.study.agreement.options import AgreementOptions

from .coders import PLAIN, coded, event, no_draws, paired


def compared(first: list, second: list, options: AgreementOptions = PLAIN) -> ActionUnitAgreement:
    pair = paired(coded("A", *first), coded("B", *second))
    return action_unit_agreement(pair, options, no_draws(pair))


FIRST = [event(0, 9, "1+2"), event(20, 29, "12"), event(40, 49), event(60, 69, "4+7")]
SECOND = [event(0, 9, "1+2+5"), event(20, 29, "14"), event(40, 49), event(80, 89, "4")]


def test_pooled_mean_and_each_unit_worked_by_hand():
    found = compared(FIRST, SECOND)
    # Agreed: 1 and 2, of 3 + 4 coded in the three matched events; the third has none and no R.
    assert (found.pooled.value, found.pooled.n) == (pytest.approx(4 / 7), 7)
    assert (found.mean.value, found.mean.n) == (pytest.approx((4 / 5 + 0) / 2), 2)
    assert (found.samples, found.without) == (3, 1)
    assert {name: unit.agreement.value for name, unit in found.by_unit.items()} == {
        "1": 1, "2": 1, "5": 0, "12": 0, "14": 0
    }  # fmt: skip
    fives = found.by_unit["5"]
    assert (fives.both, fives.first_only, fives.second_only, fives.agreement.n) == (0, 0, 1, 1)
    assert found.counted == "Numbers alone must agree; only matched events count."


def test_unmatched_events_count_on_demand():
    found = compared(FIRST, SECOND, replace(PLAIN, unmatched_action_units=True))
    assert (found.pooled.value, found.pooled.n) == (pytest.approx(4 / 10), 10)
    assert (found.mean.value, found.samples) == (pytest.approx(0.8 / 4), 5)
    assert found.by_unit["4"].first_only == found.by_unit["4"].second_only == 1
    assert found.counted == "Numbers alone must agree; every event counts."


def test_sides_and_intensities_count_on_demand():
    first, second = [event(0, 9, "L12B+4C")], [event(0, 9, "R12B+4D")]
    assert compared(first, second).pooled.value == 1
    assert compared(first, second, replace(PLAIN, side=True)).pooled.value == 0.5
    assert compared(first, second, replace(PLAIN, intensity=True)).pooled.value == 0.5
    both = compared(first, second, replace(PLAIN, side=True, intensity=True))
    assert both.pooled.value == 0
    assert list(both.by_unit) == ["4C", "4D", "L12B", "R12B"]
    assert both.counted.startswith("Numbers, side and intensity must agree")


def test_both_sides_are_one_action_unit_where_sides_do_not_count():
    found = compared([event(0, 9, "L12+R12")], [event(0, 9, "12")])
    assert (found.pooled.value, found.pooled.n) == (1, 2)


def test_two_coders_without_action_units_do_not_agree_perfectly():
    found = compared([event(0, 9)], [event(0, 9)])
    assert math.isnan(found.pooled.value)
    assert math.isnan(found.mean.value)
    assert found.to_dict()["pooled"] == {
        "value": None,
        "interval": None,
        "n": 0,
        "remark": "no action unit was coded",
    }
    assert found.without == 1


def test_no_action_unit_at_all_has_no_row():
    passes = [
        coded(coder, event(0, 9), recording=who, participant=who) for coder in "AB" for who in ("Ann", "Bob")
    ]
    pair = paired(*passes)
    draws = Resampling.of(["Ann", "Bob"], resamples=5, level=0.95, seed=0)
    assert action_unit_agreement(pair, PLAIN, draws).by_unit == {}
