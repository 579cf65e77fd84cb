"""Objective classes agree with the published table, entry by entry, and with nothing else."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.core import ActionUnit, format_action_units, parse_action_units
from countenance.databases.objective_classes import (
    OBJECTIVE_CLASS_TABLE,
    OBJECTIVE_CLASSES,
    objective_class,
    published_objective_class,
)
from countenance.testing.strategies import action_units

# As printed in Table 9 of arXiv 1805.02397, typed in a second time and in its own notation.
PRINTED = """
I    AU6, AU12, AU6+AU12, AU6+AU7+AU12, AU7+AU12
II   AU1+AU2, AU5, AU25, AU1+AU2+AU25, AU25+AU26, AU5+AU24
III  AU23, AU4, AU4+AU7, AU4+AU5, AU4+AU5+AU7, AU17+AU24, AU4+AU6+AU7, AU4+AU38
IV   AU10, AU9, AU4+AU9, AU4+AU40, AU4+AU5+AU40, AU4+AU7+AU9, AU4+AU9+AU17, AU4+AU7+AU10, AU4+AU5+AU7+AU9, AU7+AU10
V    AU1, AU15, AU1+AU4, AU6+AU15, AU15+AU17
VI   AU1+AU2+AU4, AU20
"""
ROWS = [line.split(maxsplit=1) for line in PRINTED.strip().splitlines()]
CODABLE = [(name, text) for name, row in ROWS for text in row.split(", ") if "AU40" not in text]


@pytest.mark.parametrize(("name", "text"), CODABLE)
def test_every_printed_combination(name: str, text: str):
    assert objective_class(parse_action_units(text)) == name


def test_the_table_holds_what_is_printed_and_no_more():
    printed = {
        name: {
            frozenset(int(unit.removeprefix("AU")) for unit in text.split("+")) for text in row.split(", ")
        }
        for name, row in ROWS
    }
    assert {name: set(combinations) for name, combinations in OBJECTIVE_CLASS_TABLE.items()} == printed


def test_no_combination_belongs_to_two_classes():
    for (a, first), (b, second) in itertools.combinations(OBJECTIVE_CLASS_TABLE.items(), 2):
        assert not set(first) & set(second), (a, b)


@pytest.mark.parametrize("text", ["14", "4+45", "1+2+5", "12+15", "2", "6+7"])
def test_what_is_not_listed_is_of_the_last_class(text: str):
    assert objective_class(parse_action_units(text)) == "VII"


def test_sides_and_intensities_do_not_count():
    assert objective_class(parse_action_units("L1A+R2+U1")) == "II"


def test_an_or_counts_where_both_readings_agree():
    assert objective_class(parse_action_units("6or12")) == "I"
    assert objective_class(parse_action_units("14or24")) == "VII"
    assert objective_class(parse_action_units("14or23")) is None


def test_no_action_units_no_class():
    assert objective_class(()) is None


@given(st.lists(action_units(), min_size=1, max_size=5))
def test_order_side_and_repetition_are_of_no_consequence(units: list[ActionUnit]):
    plain = [ActionUnit(unit.number, alternative=unit.alternative) for unit in reversed(units)]
    found = objective_class(units)
    assert found == objective_class(plain) == objective_class([*units, units[0]])
    assert found is None or found in OBJECTIVE_CLASSES
    if all(unit.alternative is None for unit in units):
        numbers = {unit.number for unit in parse_action_units(format_action_units(tuple(units)))}
        listed = [name for name, group in OBJECTIVE_CLASS_TABLE.items() if numbers in map(set, group)]
        assert [found] == (listed or ["VII"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("I", "I"), ("vii", "VII"), ("3", "III"), ("5.0", "V"), ("Class IV", "IV"), (" 7 ", "VII")],
)
def test_published_classes(text: str, expected: str):
    assert published_objective_class(text) == expected


@given(st.text(max_size=8) | st.none())
def test_anything_else_is_no_published_class(text: str | None):
    assert published_objective_class(text) in {None, *OBJECTIVE_CLASSES}
    assert published_objective_class("8") is published_objective_class("IIII") is None
