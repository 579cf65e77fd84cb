from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.core import ActionUnit, ActionUnitError, format_action_units, parse_action_units
from countenance.core.action_units import ACTION_UNIT_NAMES
from countenance.testing.strategies import action_units

codings = st.lists(action_units(), unique=True, max_size=6).map(tuple)


@given(codings)
def test_what_is_written_is_read_back(units: tuple[ActionUnit, ...]):
    assert parse_action_units(format_action_units(units)) == units


@given(codings.filter(bool), st.sampled_from(["+", ",", ", ", " + ", ";", "，", "&"]))
def test_separator_and_case_do_not_matter(units: tuple[ActionUnit, ...], separator: str):
    assert parse_action_units(separator.join(map(str, units)).lower()) == units


@given(codings.filter(bool))
def test_repetitions_are_dropped(units: tuple[ActionUnit, ...]):
    assert parse_action_units(format_action_units(units + units)) == units


@given(st.integers(1, 999).filter(lambda number: number not in ACTION_UNIT_NAMES))
def test_numbers_outside_of_the_manual_are_refused(number: int):
    with pytest.raises(ActionUnitError, match=f"there is no action unit {number}"):
        parse_action_units(str(number))


@pytest.mark.parametrize(
    "written", ["1 2", "1\n2", "1 2 C", "4+1\t2", "14 or 2 3", "L1 2", "12\u30004"], ids=repr
)
def test_white_space_between_digits_is_no_number(written: str):
    with pytest.raises(ActionUnitError, match="names no action unit"):
        parse_action_units(written)


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ("12 C", "12C"),
        ("L 1", "L1"),
        ("14 or 23", "14or23"),
        ("AU 4 + AU 7", "4+7"),
        (" 012 ", "12"),
        (12, "12"),
    ],
)
def test_white_space_elsewhere_does_not_matter(written: object, units: str):
    assert format_action_units(parse_action_units(written)) == units


@pytest.mark.parametrize(
    "written",
    ["1" * 5000, "4or" + "1" * 5000, "1 " * 5000, 10**4999, -(10**4999), 1e300, "L" * 5000],
    ids=["text", "alternative", "spaced", "number", "negative", "float", "letters"],
)
def test_numbers_beyond_all_sense_are_refused_in_a_short_sentence(written: object):
    with pytest.raises(ActionUnitError, match="names no action unit") as caught:
        parse_action_units(written)
    assert len(str(caught.value)) < 250


@given(st.integers())
def test_any_number_is_read_or_refused(number: int):
    found = units_or_refusal(number)
    assert isinstance(found, tuple) or "action unit" in found


def units_or_refusal(text: object) -> tuple[ActionUnit, ...] | str:
    try:
        return parse_action_units(text)
    except ActionUnitError as error:
        return str(error)


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_in_a_sentence(text: str):
    found = units_or_refusal(text)
    if isinstance(found, str):
        assert "action unit" in found
    else:
        assert parse_action_units(format_action_units(found)) == found


@given(codings)
def test_any_coding_can_be_sorted(units: tuple[ActionUnit, ...]):
    ordered = sorted(units)
    assert set(ordered) == set(units)
    for lower, higher in pairwise(ordered):
        assert lower < higher
        assert lower.number <= higher.number
