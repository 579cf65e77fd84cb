"""The precedence of Table 4's criteria, case by case."""

from __future__ import annotations

import pytest

from countenance.core import Category, Emotion, parse_action_units
from countenance.study.labelling import RULES, Rule, label_action_units


@pytest.mark.parametrize(
    ("units", "emotion"),
    [
        # each criterion of Table 4 alone
        ("6", Emotion.HAPPINESS),
        ("12", Emotion.HAPPINESS),
        ("6+12", Emotion.HAPPINESS),
        ("4+5", Emotion.ANGER),
        ("9", Emotion.DISGUST),
        ("10", Emotion.DISGUST),
        ("4+7", Emotion.DISGUST),
        ("1", Emotion.SADNESS),
        ("1+2+4", Emotion.FEAR),
        ("20", Emotion.FEAR),
        ("1+2", Emotion.SURPRISE),
        ("25", Emotion.SURPRISE),
        ("2", Emotion.SURPRISE),
        # where they overlap
        ("1+2+4+5+20", Emotion.FEAR),
        ("4+5+7", Emotion.ANGER),
        ("1+4", Emotion.SADNESS),
        ("1+2+5+25+26", Emotion.SURPRISE),
        ("12+25+26", Emotion.HAPPINESS),
        ("1+25", Emotion.SADNESS),
        ("6+9", Emotion.DISGUST),
        ("6+20", Emotion.FEAR),
        ("4+6+7", Emotion.DISGUST),
        ("4+6+7+12", Emotion.HAPPINESS),
        ("10+12", Emotion.DISGUST),
        ("L1+R2C", Emotion.SURPRISE),
        # what no criterion lists
        ("4", None),
        ("5", None),
        ("7", None),
        ("15+17", None),
        ("14or23", None),
        ("", None),
    ],
)
def test_the_emotion_of_action_units(units: str, emotion: Emotion | None):
    label = label_action_units(parse_action_units(units))
    assert label.emotion is emotion
    assert label.category is (Category.OTHER if emotion is None else emotion.category)
    assert label.any_coded is bool(units)


@pytest.mark.parametrize(
    ("units", "contradicting"),
    [
        ("1+2+4", ""),  # AU1 + AU2 is part of what fired
        ("1+2", ""),
        ("12+25", ""),  # lips part in many expressions
        ("4+7+9", ""),  # both disgust
        ("4+5+20", ""),  # anger and fear are both negative
        ("4+6+7+12", "AU4 + AU7"),
        ("6+9", "AU6"),
        ("1+2+12", "AU12"),
        ("1+12", "AU1"),
        ("1+2+4+7+12", "AU12"),
    ],
)
def test_contradictions_are_rules_of_another_category_by_action_units_of_their_own(
    units: str, contradicting: str
):
    label = label_action_units(parse_action_units(units))
    assert ", ".join(rule.name for rule in label.contradicting) == contradicting


def test_every_rule_that_matches_is_named_in_order():
    label = label_action_units(parse_action_units("1+2+4+7"))
    assert [rule.name for rule in label.matched] == [
        "AU1 + AU2 + AU4",
        "AU4 + AU7",
        "AU1 + AU2",
        "AU1",
        "AU2",
    ]
    assert label.fired is label.matched[0]
    assert label.also_matched == label.matched[1:]


@pytest.mark.parametrize(
    ("units", "category", "others"),
    [
        ("14or23", Category.OTHER, ()),
        ("14or12", Category.OTHER, (Category.POSITIVE,)),
        ("12or14", Category.POSITIVE, (Category.OTHER,)),
        ("9or10", Category.NEGATIVE, ()),
        ("1+2or4", Category.SURPRISE, (Category.NEGATIVE,)),
        ("14or12+17or1", Category.OTHER, (Category.NEGATIVE, Category.POSITIVE)),
    ],
)
def test_the_number_written_first_is_read_and_the_other_reading_is_told(units, category, others):
    label = label_action_units(parse_action_units(units))
    assert (label.category, label.other_readings) == (category, others)


def test_larger_combinations_stand_before_smaller_ones_and_no_rule_twice():
    sizes = [len(rule.action_units) for rule in RULES]
    assert sizes == sorted(sizes, reverse=True)
    assert len({rule.action_units for rule in RULES}) == len(RULES)
    assert {rule.category for rule in RULES} == set(Category) - {Category.OTHER}
    assert str(Rule(frozenset({4, 1}), Emotion.SADNESS)) == "AU1 + AU4 (sadness)"
