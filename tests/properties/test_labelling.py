"""Labelling is total and deterministic, and arbitration leaves what coders marked as it was."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from itertools import accumulate, chain, combinations, product

from hypothesis import given
from hypothesis import strategies as st

from countenance.core import (
    ActionUnit,
    Category,
    Coding,
    CodingPass,
    DurationPolicy,
    ExpressionKind,
    Interval,
    Side,
)
from countenance.study.arbitration import (
    Action,
    AutomaticPolicy,
    Decision,
    EmotionChoice,
    UnitChoice,
    arbitrate,
    find_disagreements,
    mean_frame,
    rounded,
    settle,
)
from countenance.study.exchange import Timestamps
from countenance.study.labelling import RULES, classify_duration, label_action_units
from countenance.testing.strategies import action_units, intervals

DECISIVE = sorted(set(chain.from_iterable(rule.action_units for rule in RULES)))
unit_lists = st.lists(action_units(), max_size=8)


@st.composite
def codings(draw: st.DrawFn, last_frame: int = 60) -> Coding:
    interval = draw(intervals(last_frame=last_frame, longest=30))
    apex = draw(st.none() | st.integers(interval.onset, interval.offset))
    offset = draw(st.sampled_from([interval.offset, interval.offset, None]))
    units = tuple(draw(st.lists(action_units(), max_size=3)))
    words = st.sampled_from([None, "", "happiness", "disgust"])
    excluded = draw(st.sampled_from([None, None, "blink", "head"]))
    return Coding(interval.onset, apex, offset, units, draw(words), draw(words), excluded)


coding_lists = st.lists(codings(), max_size=5).map(tuple)


def by_hand(numbers: frozenset[int]) -> Category:
    """The precedence again, as one would say it."""
    negative, positive, surprise = Category.NEGATIVE, Category.POSITIVE, Category.SURPRISE
    if {1, 2, 4} <= numbers:
        return negative
    if {6, 12} <= numbers:
        return positive
    if 4 in numbers and (5 in numbers or 7 in numbers):
        return negative
    if {1, 2} <= numbers:
        return surprise
    alone = {
        9: negative,
        10: negative,
        12: positive,
        20: negative,
        6: positive,
        1: negative,
        2: surprise,
        25: surprise,
    }
    return next((category for number, category in alone.items() if number in numbers), Category.OTHER)


def test_every_set_of_decisive_action_units_has_the_category_that_the_precedence_says():
    for present in product((False, True), repeat=len(DECISIVE)):
        numbers = [number for number, there in zip(DECISIVE, present, strict=True) if there]
        label = label_action_units(map(ActionUnit, numbers))
        assert label.category is by_hand(frozenset(numbers))
        assert label.matched == tuple(rule for rule in RULES if rule.action_units <= set(numbers))


@given(unit_lists)
def test_every_set_of_action_units_has_one_category_in_whatever_order(units: list[ActionUnit]):
    label = label_action_units(units)
    assert label.category is by_hand(frozenset(unit.number for unit in units))
    assert label_action_units(reversed(units)) == label
    assert label.category not in label.other_readings


@given(unit_lists)
def test_a_blink_changes_nothing(units: list[ActionUnit]):
    label, more = label_action_units(units), label_action_units([*units, ActionUnit(45)])
    assert (more.matched, more.other_readings) == (label.matched, label.other_readings)


@given(unit_lists)
def test_side_and_intensity_change_nothing(units: list[ActionUnit]):
    plain = [ActionUnit(unit.number, Side.BOTH, "", unit.alternative) for unit in units]
    assert label_action_units(plain) == label_action_units(units)


@given(st.lists(action_units(), max_size=5))
def test_other_readings_are_those_of_every_way_to_read(units: list[ActionUnit]):
    ways = product(*({unit.number, unit.alternative or unit.number} for unit in units))
    categories = {by_hand(frozenset(way)) for way in ways}
    label = label_action_units(units)
    assert {label.category, *label.other_readings} == categories


def test_a_contradiction_is_always_of_another_category_and_not_contained():
    for first, second in combinations(RULES, 2):
        label = label_action_units(map(ActionUnit, first.action_units | second.action_units))
        for rule in label.contradicting:
            assert rule.category is not label.category
            assert not any(rule.action_units < other.action_units for other in label.matched)


@given(codings())
def test_the_mean_of_two_equal_codings_is_that_coding(coding: Coding):
    [item] = find_disagreements(CodingPass("film", "A", (coding,)), CodingPass("film", "B", (coding,)))
    agreed = settle(item, Decision(Action.MEAN, "arbiter"))
    assert (agreed.onset, agreed.apex, agreed.offset) == (coding.onset, coding.apex, coding.offset)
    assert set(agreed.action_units) == set(coding.action_units)
    assert (agreed.upper, agreed.lower, agreed.excluded) == (coding.upper, coding.lower, coding.excluded)


@given(coding_lists, coding_lists)
def test_every_coding_is_in_one_item_and_none_is_changed(
    first: tuple[Coding, ...], second: tuple[Coding, ...]
):
    a, b = CodingPass("film", "A", first), CodingPass("film", "B", second)
    before = deepcopy((a, b))
    queue = find_disagreements(a, b)
    for side, given_codings in (("first", first), ("second", second)):
        found = [id(getattr(item, side)) for item in queue if getattr(item, side) is not None]
        assert sorted(found) == sorted(map(id, given_codings))
    arbitrate(queue, AutomaticPolicy.mean_within(3))
    assert (a, b) == before
    assert [item.severity for item in queue] == sorted((item.severity for item in queue), reverse=True)


@given(coding_lists, coding_lists, st.integers(0, 8))
def test_a_policy_settles_or_leaves_every_item(
    first: tuple[Coding, ...], second: tuple[Coding, ...], frames: int
):
    queue = find_disagreements(CodingPass("film", "A", first), CodingPass("film", "B", second))
    strict, wide = (arbitrate(queue, policy) for policy in (AutomaticPolicy(None), AutomaticPolicy(frames)))
    assert len(wide.settled) + len(wide.left) == len(queue)
    assert {id(one.item) for one in strict.settled} <= {id(one.item) for one in wide.settled}
    for agreed in wide.settled:
        assert agreed.decision.is_automatic
        assert agreed.excluded is not None or agreed.offset is not None


@given(codings(), codings(), st.sampled_from(UnitChoice), st.sampled_from(EmotionChoice))
def test_means_stay_in_order_and_between_the_coders(
    first: Coding, second: Coding, units: UnitChoice, emotion: EmotionChoice
):
    for item in find_disagreements(CodingPass("film", "A", (first,)), CodingPass("film", "B", (second,))):
        known_to_both = None not in {item.first, item.second} and (
            first.apex is None,
            first.offset is None,
        ) == (
            second.apex is None,
            second.offset is None,
        )
        if not known_to_both or first.excluded != second.excluded:
            continue
        agreed = settle(item, Decision(Action.MEAN, "arbiter", action_units=units, emotion=emotion))
        exact = [frame for frame in (agreed.onset, agreed.apex, agreed.offset) if frame is not None]
        whole = [
            frame
            for frame in (agreed.onset_frame, agreed.apex_frame, agreed.offset_frame)
            if frame is not None
        ]
        assert exact == sorted(exact)
        assert whole == sorted(whole)
        assert all(0 <= frame - mean <= Fraction(1, 2) for frame, mean in zip(whole, exact, strict=True))
        numbers = {unit.number for unit in agreed.action_units}
        assert first.action_unit_numbers & second.action_unit_numbers <= numbers
        assert numbers <= first.action_unit_numbers | second.action_unit_numbers


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_rounded_mean_lies_between_the_coders(first: int, second: int):
    assert min(first, second) <= rounded(mean_frame(first, second)) <= max(first, second)
    assert mean_frame(first, second) == mean_frame(second, first)


@given(
    intervals(), st.sampled_from([25, 30, 200, 29.97, Fraction(30000, 1001)]), st.sampled_from(DurationPolicy)
)
def test_whole_frames_have_the_kind_that_core_gives_them(interval: Interval, fps, policy: DurationPolicy):
    duration = classify_duration(interval.onset, interval.offset, fps, policy)
    assert duration.kind is ExpressionKind.of(interval, fps, policy)
    assert float(duration.seconds) == interval.duration(fps, policy)


@given(
    st.integers(0, 80), st.integers(0, 80),
    st.fractions(1, 300, max_denominator=1001), st.sampled_from(DurationPolicy),
)  # fmt: skip
def test_even_times_give_what_the_rate_gives(start: int, halves: int, fps: Fraction, policy: DurationPolicy):
    onset, offset = Fraction(start, 2), Fraction(start + halves, 2)
    times = Timestamps.of_frames([frame / fps for frame in range(int(offset) + 2)], fps)
    assert classify_duration(onset, offset, fps, policy, times) == classify_duration(
        onset, offset, fps, policy
    )


@given(
    st.lists(st.fractions("1/1000", 2, max_denominator=1000), min_size=2, max_size=40), st.data(),
    st.sampled_from(DurationPolicy),
)  # fmt: skip
def test_parts_of_a_movement_add_up_whatever_the_times(
    gaps: list[Fraction], data: st.DataObject, policy: DurationPolicy
):
    times = Timestamps((Fraction(0), *accumulate(gaps)))
    frames = st.fractions(0, len(gaps) - 1, max_denominator=2)
    first, middle, last = sorted(data.draw(st.tuples(frames, frames, frames)))
    whole, before, after = (
        classify_duration(onset, offset, 30, policy, times).seconds
        for onset, offset in ((first, last), (first, middle), (middle, last))
    )
    twice = classify_duration(middle, middle, 30, policy, times).seconds
    assert before + after - twice == whole
    assert before <= whole
