"""What a policy settles without a person, and that it says so."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from countenance.core import Coding, CodingPass, InputError, parse_action_units
from countenance.study.arbitration import AutomaticPolicy, arbitrate, find_disagreements

SMILE = Coding(10, 14, 25, parse_action_units("12"), lower="happiness", confidence=3)
IDENTICAL, WITHIN_3 = AutomaticPolicy.identical_only(), AutomaticPolicy.mean_within(3)


def settled(second: Coding, policy: AutomaticPolicy, first: Coding = SMILE) -> bool:
    queue = find_disagreements(CodingPass("film", "A", (first,)), CodingPass("film", "B", (second,)))
    result = arbitrate(queue, policy)
    assert len(result.settled) + len(result.left) == len(queue)
    return len(result.settled) == 1


@pytest.mark.parametrize(
    ("second", "identical", "within_3"),
    [
        (SMILE, True, True),
        (replace(SMILE, confidence=1, note="sure?"), True, True),
        (replace(SMILE, apex=15), False, True),
        (replace(SMILE, onset=13, apex=17, offset=28), False, True),
        (replace(SMILE, offset=29), False, False),
        (replace(SMILE, action_units=parse_action_units("R12B")), False, True),
        (replace(SMILE, action_units=parse_action_units("12+25")), False, False),
        (replace(SMILE, lower="surprise"), False, False),
        (replace(SMILE, excluded="speech"), False, False),
        (replace(SMILE, offset=None), False, False),
        (replace(SMILE, apex=None), False, False),
    ],
)
def test_what_each_policy_settles(second: Coding, identical: bool, within_3: bool):
    assert (settled(second, IDENTICAL), settled(second, WITHIN_3)) == (identical, within_3)


def test_an_expression_without_an_offset_is_left_to_a_person():
    open_ended = replace(SMILE, offset=None)
    assert not settled(open_ended, IDENTICAL, open_ended)
    assert not settled(open_ended, WITHIN_3, open_ended)


def test_what_both_exclude_is_settled_however_far_apart():
    blink, longer = Coding(10, 12, 20, excluded="blink"), Coding(10, 17, 29, excluded="blink")
    assert settled(longer, WITHIN_3, blink)
    assert not settled(longer, IDENTICAL, blink)


def test_what_one_coder_missed_is_left():
    queue = find_disagreements(CodingPass("film", "A", (SMILE,)), CodingPass("film", "B"))
    assert arbitrate(queue, WITHIN_3).left == queue


def test_everything_settled_names_the_policy_and_nobody_as_arbiter():
    later = replace(SMILE, onset=11, offset=28)
    queue = find_disagreements(CodingPass("film", "A", (SMILE,)), CodingPass("film", "B", (later,)))
    [agreed] = arbitrate(queue, WITHIN_3).settled
    assert agreed.decision.is_automatic
    assert agreed.to_dict()["policy"] == "mean within 3 frames"
    assert agreed.to_dict()["arbiter"] == "nobody"
    assert agreed.reason == "settled without a person, under the policy 'mean within 3 frames'"
    assert (agreed.onset, agreed.offset) == (Fraction(21, 2), Fraction(53, 2))


def test_a_mean_within_a_negative_number_is_refused():
    with pytest.raises(InputError, match="a mean within -1 frames cannot be"):
        AutomaticPolicy.mean_within(-1)
