"""Scores of spotting against a search over every assignment, and what must never change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core import ExpressionKind, Interval, match_intervals
from countenance.evaluation.spotting import (
    Counts,
    LabelledInterval,
    PredictedInterval,
    ScoredRecording,
    Truth,
    precision_recall,
    score_as,
    score_spotting,
)
from countenance.evaluation.spotting.files import scores_dict
from countenance.evaluation.spotting.matching import by_recording, match
from countenance.testing.strategies import intervals

FILMS = [ScoredRecording(name, who) for name, who in (("x", "A"), ("y", "A"), ("z", "B"))]
near = intervals(last_frame=40, longest=20)
unhurried = settings(deadline=None, max_examples=60)

films = st.sampled_from([film.name for film in FILMS])
kinds = st.sampled_from(ExpressionKind)
emotions = st.sampled_from(["a", "b"])

labels = st.lists(
    st.builds(LabelledInterval, films, near | near | st.none(), kinds, emotion=emotions), max_size=6
)
predictions = st.lists(
    st.builds(
        PredictedInterval,
        films,
        near,
        kinds,
        score=st.sampled_from([0.1, 0.2, 0.5, 0.9]),
        emotion=emotions,
    ),
    max_size=6,
)


def truth_of(marked: Sequence[LabelledInterval]) -> Truth:
    return Truth.of(marked, FILMS)


def pooled(own: Sequence[LabelledInterval], found: Sequence[PredictedInterval], group: str) -> Counts:
    """Counts of a group, every recording matched anew."""
    held = by_recording(truth_of(own), found).items()
    return sum((match(name, *marks).counts[group] for name, marks in held), Counts())


def most_hits(own: Sequence[LabelledInterval], found: Sequence[PredictedInterval]) -> int:
    """Largest number of hits over every one-to-one assignment."""
    few, many = sorted(([one.interval for one in own], [one.interval for one in found]), key=len)
    return max(
        sum(a is not None and b is not None and a.iou(b) >= 0.5 for a, b in zip(few, order, strict=True))
        for order in permutations(many, len(few))
    )


@unhurried
@given(labels, predictions)
def test_counts_are_those_of_an_exhaustive_search(
    marked: list[LabelledInterval], found: list[PredictedInterval]
):
    scores = score_spotting(truth_of(marked), found)
    for kind in ExpressionKind:
        hits = sum(
            most_hits(
                [one for one in marked if (one.recording, one.kind) == (film.name, kind)],
                [one for one in found if (one.recording, one.kind) == (film.name, kind)],
            )
            for film in FILMS
        )
        n_labels, n_found = (sum(one.kind is kind for one in some) for some in (marked, found))
        assert scores.counts[kind.value] == Counts(hits, n_found - hits, n_labels - hits)


@unhurried
@given(labels, predictions, st.randoms(use_true_random=False))
def test_order_changes_nothing(
    marked: list[LabelledInterval], found: list[PredictedInterval], random: Random
):
    def told(some: list[LabelledInterval], other: list[PredictedInterval]) -> dict[str, object]:
        whole = scores_dict(score_spotting(truth_of(some), other))
        return {key: value for key, value in whole.items() if key not in {"labels", "predictions"}}

    before = told(marked, found)
    assert told(random.sample(marked, len(marked)), random.sample(found, len(found))) == before


@unhurried
@given(labels, predictions)
def test_without_classes_there_are_no_fewer_hits(
    marked: list[LabelledInterval], found: list[PredictedInterval]
):
    counts = score_spotting(truth_of(marked), found).counts
    assert counts["class_blind"].tp >= counts["all"].tp
    assert counts["all"] == counts["macro"] + counts["micro"]
    assert counts["all"].labels == counts["class_blind"].labels == len(marked)
    assert counts["all"].predictions == counts["class_blind"].predictions == len(found)


@unhurried
@given(labels, predictions, films, kinds)
def test_a_far_away_prediction_is_one_false_alarm(
    marked: list[LabelledInterval], found: list[PredictedInterval], film: str, kind: ExpressionKind
):
    far = PredictedInterval(film, Interval(10_000, 10_010), kind, score=0.3, emotion="a")
    before = score_spotting(truth_of(marked), found).counts
    after = score_spotting(truth_of(marked), [*found, far]).counts
    one = Counts(0, 1, 0)
    assert after["all"] == before["all"] + one
    assert after["class_blind"] == before["class_blind"] + one
    assert after[kind.value] == before[kind.value] + one


@unhurried
@given(labels)
def test_labels_find_themselves(marked: list[LabelledInterval]):
    ended = [one for one in marked if one.interval is not None]
    same = [
        PredictedInterval(one.recording, one.interval, one.kind, score=1.0, emotion=one.emotion)
        for one in ended
    ]
    scores = score_spotting(truth_of(ended), same, iou=1.0)
    assert scores.counts["all"] == scores.counts["class_blind"] == Counts(len(ended), 0, 0)
    if ended:
        assert scores.recognition["all"].strs == 1
        assert scores.curves["all"].average_precision == 1


@unhurried
@given(labels, predictions)
def test_recordings_and_participants_add_up(marked: list[LabelledInterval], found: list[PredictedInterval]):
    scores = score_spotting(truth_of(marked), found)
    for rows in (scores.by_recording, scores.by_participant, scores.by_database):
        assert sum((row.counts["all"] for row in rows), Counts()) == scores.counts["all"]
        assert sum(row.recordings for row in rows) == len(FILMS)


@unhurried
@given(labels, predictions)
def test_curve_is_that_of_matching_anew_at_every_threshold(
    marked: list[LabelledInterval], found: list[PredictedInterval]
):
    for group in ("macro", "all", "class_blind"):
        curve = precision_recall(truth_of(marked), found, group)
        for threshold, hits, kept in zip(curve.thresholds, curve.tp, curve.predictions, strict=True):
            some = [one for one in found if one.score is not None and one.score >= threshold]
            counts = pooled(marked, some, group)
            assert (counts.tp, counts.predictions) == (hits, kept)
        assert (np.diff(curve.tp) >= 0).all()


@unhurried
@given(labels, predictions)
def test_greedy_never_finds_more(marked: list[LabelledInterval], found: list[PredictedInterval]):
    right = score_spotting(truth_of(marked), found).counts
    greedy = score_as("greedy", truth_of(marked), found).counts
    assert all(greedy[group].tp <= right[group].tp for group in right)
    # A greedy match cannot be extended, and so is at least half of the largest one.
    assert all(2 * greedy[group].tp >= right[group].tp for group in right)


@unhurried
@given(labels, predictions, st.integers(1, 500))
def test_moving_everything_moves_nothing(
    marked: list[LabelledInterval], found: list[PredictedInterval], by: int
):
    moved = [
        one if one.interval is None else replace(one, interval=one.interval.shifted(by)) for one in marked
    ]
    along = [replace(one, interval=one.interval.shifted(by)) for one in found]
    before = score_spotting(truth_of(marked), found)
    after = score_spotting(truth_of(moved), along)
    assert (before.counts, before.timing["all"]["onset"].to_dict()["n"]) == (
        after.counts,
        after.timing["all"]["onset"].to_dict()["n"],
    )


@given(st.lists(near, max_size=6), st.lists(near, max_size=6))
def test_hits_are_those_of_the_matcher_that_agreement_uses(first: list[Interval], second: list[Interval]):
    scores = score_spotting(
        Truth.of([LabelledInterval("x", one) for one in first], FILMS),
        [PredictedInterval("x", one) for one in second],
    )
    assert scores.counts["class_blind"].tp == len(match_intervals(first, second))
