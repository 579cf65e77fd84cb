"""The rule "visible": faint events count neither as misses nor, found, as false alarms."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.core import ExpressionKind, Interval
from countenance.evaluation.spotting import (
    Counts,
    LabelledInterval,
    PredictedInterval,
    Truth,
    count_visible,
    score_spotting,
)

MACRO, MICRO = ExpressionKind


def label(onset: int, offset: int, kind: ExpressionKind = MACRO) -> LabelledInterval:
    return LabelledInterval("film", Interval(onset, offset), kind)


def found(onset: int, offset: int, kind: ExpressionKind = MACRO) -> PredictedInterval:
    return PredictedInterval("film", Interval(onset, offset), kind)


def test_counts_by_hand():
    strong, weak, weak_too = label(0, 29), label(50, 79), label(90, 99, MICRO)
    truth = Truth.of([strong, weak, weak_too, label(150, 179)])
    predictions = [
        found(0, 29),  # hit
        found(51, 79),  # found a faint one: neither
        found(90, 99),  # a faint one of the other kind: a false alarm, but not whatever the kind
        found(200, 210),  # false alarm
    ]
    counts = count_visible(truth, [weak, weak_too], predictions)
    assert counts == {
        "macro": Counts(1, 2, 1),
        "micro": Counts(0, 0, 0),
        "all": Counts(1, 2, 1),
        "class_blind": Counts(1, 1, 1),
    }


def test_a_faint_event_takes_no_prediction_away_from_a_visible_one():
    strong, weak = label(0, 29), label(3, 29)
    truth = Truth.of([strong, weak])
    # The one prediction is the faint one's frame by frame, and a hit of the visible one too.
    assert count_visible(truth, [weak], [found(3, 29)])["macro"] == Counts(1, 0, 0)


def test_one_faint_event_excuses_one_prediction():
    weak = label(0, 29)
    twice = [found(0, 29), found(0, 29), found(0, 28)]
    assert count_visible(Truth.of([weak]), [weak], twice)["macro"] == Counts(0, 2, 0)


def test_without_kinds_there_are_class_blind_counts_alone():
    weak = LabelledInterval("film", Interval(0, 9))
    counts = count_visible(Truth.of([weak]), [weak], [PredictedInterval("film", Interval(0, 9))])
    assert counts == {"class_blind": Counts(0, 0, 0)}


spans = st.builds(
    lambda onset, n, kind: (Interval(onset, onset + n), kind),
    st.integers(0, 25),
    st.integers(0, 9),
    st.sampled_from([MACRO, MICRO]),
)


@given(
    st.lists(st.tuples(spans, st.booleans()), max_size=4, unique_by=lambda one: one[0]),
    st.lists(spans, max_size=4),
)
def test_as_a_search_through_every_assignment(
    labels: list[tuple[tuple[Interval, ExpressionKind], bool]],
    predictions: list[tuple[Interval, ExpressionKind]],
):
    marked = [(LabelledInterval("film", *span), faint) for span, faint in labels]
    truth = Truth.of([one for one, _ in marked])
    told = [PredictedInterval("film", *span) for span in predictions]
    counts = count_visible(truth, [one for one, faint in marked if faint], told)
    if not (marked or told):
        return
    visible = [one.interval for one, faint in marked if not faint]
    weak = [one.interval for one, faint in marked if faint]
    blind = counts["class_blind"]
    tp = most_hits(visible, [one.interval for one in told])
    assert (blind.tp, blind.fn) == (tp, len(visible) - tp)
    # Which predictions are left over may differ between equally good matches; how many may be excused is bounded.
    left = len(told) - tp
    assert left - most_hits(weak, [one.interval for one in told]) <= blind.fp <= left


def most_hits(labels: list[Interval | None], predictions: list[Interval]) -> int:
    rows = [one for one in labels if one is not None]
    padded = [*predictions, *[None] * len(rows)]
    return max(
        sum(p is not None and a.iou(p) >= 0.5 for a, p in zip(rows, order, strict=True))
        for order in permutations(padded, len(rows))
    )


@given(st.lists(spans, max_size=5, unique_by=lambda one: one[0]), st.lists(spans, max_size=5))
def test_where_all_are_visible_the_counts_are_the_plain_ones(
    labels: list[tuple[Interval, ExpressionKind]], predictions: list[tuple[Interval, ExpressionKind]]
):
    truth = Truth.of([LabelledInterval("film", *span) for span in labels])
    told = [PredictedInterval("film", *span) for span in predictions]
    assert count_visible(truth, [], told) == score_spotting(truth, told).counts


def test_the_threshold_of_a_hit_can_be_set():
    truth = Truth.of([label(0, 9)])
    assert count_visible(truth, [], [found(0, 5)], iou=0.7)["all"].f1 == pytest.approx(0.0)
    assert count_visible(truth, [], [found(0, 5)], iou=0.6)["all"].f1 == pytest.approx(1.0)
