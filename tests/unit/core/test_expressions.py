from __future__ import annotations

from fractions import Fraction

import pytest

from countenance.core import (
    DurationPolicy,
    Expression,
    ExpressionKind,
    InputError,
    Interval,
    IntervalError,
    Labels,
)

MACRO, MICRO = ExpressionKind.MACRO, ExpressionKind.MICRO


@pytest.mark.parametrize(
    ("offset", "fps", "kind"),
    [
        (0, 30, MICRO),
        (15, 30, MICRO),
        (16, 30, MACRO),
        (119, 30, MACRO),
        (120, 30, None),
        (100, 200, MICRO),
        (101, 200, MACRO),
        (14, Fraction(30000, 1001), MICRO),
        (15, Fraction(30000, 1001), MACRO),  # 500.5 ms
    ],
)
def test_kind_at_the_limits(offset: int, fps: int | Fraction, kind: ExpressionKind | None):
    assert ExpressionKind.of(Interval(0, offset), fps) is kind


def test_kind_depends_on_the_policy():
    interval = Interval(10, 25)
    assert ExpressionKind.of(interval, 30) is MICRO
    assert ExpressionKind.of(interval, 30, DurationPolicy.INCLUSIVE) is MACRO


@pytest.mark.parametrize(
    ("text", "kind"),
    [("macro-expression", MACRO), ("Micro-expression", MICRO), ("Macro", MACRO), (" micro - 1/2", MICRO)],
)
def test_kind_as_written(text: str, kind: ExpressionKind):
    assert ExpressionKind.parse(text) is kind


@pytest.mark.parametrize("text", ["", "medium", "a micro-expression", "1"])
def test_other_words_are_no_kind(text: str):
    with pytest.raises(InputError, match="is neither a macro- nor a micro-expression"):
        ExpressionKind.parse(text)


@pytest.mark.parametrize("apex", [10, 17, 25, None])
def test_apex_within_the_interval(apex: int | None):
    assert Expression(Interval(10, 25), apex, MICRO).apex == apex


@pytest.mark.parametrize("apex", [9, 26, -1])
def test_apex_outside_of_the_interval_is_refused(apex: int):
    with pytest.raises(IntervalError, match=f"apex {apex} lies outside of onset 10 to offset 25"):
        Expression(Interval(10, 25), apex, MICRO)


def test_label_sources_are_kept_apart():
    labels = Labels(from_stimulus="disgust", self_report="nothing")
    assert (labels.from_action_units, labels.category) == (None, None)
    assert labels != Labels(from_stimulus="nothing", self_report="disgust")
