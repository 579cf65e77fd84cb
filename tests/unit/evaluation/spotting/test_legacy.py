"""Each published quirk with the smallest case that shows it, beside the right figure."""

from __future__ import annotations

import pytest

from countenance.core import InputError, Interval
from countenance.evaluation.spotting import LEGACY, Counts, Truth, score_as, score_spotting
from countenance.evaluation.spotting.legacy import legacy_iou

from .marks import MICRO, found, label, people


def both(truth, predictions, rule, *, iou=0.5, group="class_blind"):
    scores = score_spotting(truth, predictions, legacy=[rule], iou=iou)
    return scores.counts[group], scores.legacy[0].counts[group]


def test_mdmd_lets_disjoint_intervals_intersect():
    # max(0, 1 - 50) + 1 = 1 frame of 2 + 2 - 1 = 3.
    truth, predictions = Truth.of([label(0, 1)]), [found(50, 51)]
    assert both(truth, predictions, "megc2020-mdmd", iou=1 / 3) == (Counts(0, 1, 1), Counts(1, 0, 0))
    assert legacy_iou(Interval(0, 9), Interval(5, 14)) == Interval(0, 9).iou(Interval(5, 14))


def test_mdmd_never_matches_a_single_frame():
    assert both(Truth.of([label(7, 7)]), [found(7, 7)], "megc2020-mdmd") == (Counts(1, 0, 0), Counts(0, 1, 1))


def test_mdmd_lets_one_prediction_find_two_labels():
    # 1-10 shares 9 of 11 frames with both; F1 = 2*2 / (2 labels + 1 prediction) = 1.33.
    truth, predictions = Truth.of([label(0, 9), label(2, 11)]), [found(1, 10)]
    right, quirk = both(truth, predictions, "megc2020-mdmd")
    assert (right, quirk) == (Counts(1, 0, 1), Counts(2, -1, 0))
    assert right.f1 == pytest.approx(2 / 3)
    assert quirk.f1 == pytest.approx(4 / 3)


def test_mdmd_counts_two_predictions_on_one_label_once():
    assert both(Truth.of([label(0, 9)]), [found(0, 9), found(1, 10)], "megc2020-mdmd")[1] == Counts(1, 1, 0)


def test_mdmd_sums_the_kinds():
    truth = Truth.of([label(0, 9), label(0, 9, MICRO)])
    assert both(truth, [found(0, 9), found(0, 9)], "megc2020-mdmd", group="all")[1] == Counts(1, 1, 1)


def test_strs_metric_drops_a_participant_without_predictions():
    truth = people(
        label(0, 9, recording="x", emotion="positive"),
        label(20, 29, recording="x", emotion="negative"),
        label(0, 9, recording="y", emotion="positive"),
        x="A", y="B",
    )  # fmt: skip
    predictions = [
        found(0, 9, recording="x", emotion="positive"),
        found(20, 29, recording="x", emotion="negative"),
    ]
    scores = score_spotting(truth, predictions, legacy=["strs-metric"])
    quirk = scores.legacy[0]
    assert (quirk.counts["class_blind"].f1, quirk.values["strs"]) == (1.0, 1.0)
    right = scores.recognition["class_blind"]
    assert right.f1_spotting == right.strs == pytest.approx(0.8)


def test_strs_metric_ignores_false_alarms_in_a_recording_without_labels():
    labels = [label(20 * i, 20 * i + 9, recording="x", emotion=e) for i, e in enumerate(["a", "b", "a"])]
    predictions = [found(20 * i, 20 * i + 9, recording="x", emotion=e) for i, e in enumerate(["a", "b", "a"])]
    alarms = [found(20 * i, 20 * i + 9, recording="neutral", emotion="a") for i in range(2)]
    scores = score_spotting(people(*labels, x="A", neutral="A"), predictions + alarms, legacy=["strs-metric"])
    assert (scores.legacy[0].counts["class_blind"].f1, scores.legacy[0].values["strs"]) == (1.0, 1.0)
    assert scores.recognition["class_blind"].strs == 0.75


def test_strs_metric_calls_mean_precision_uar():
    # Truth a, a, a, b; told a, a, b, b. Precision: a 1, b 1/2; recall: a 2/3, b 1.
    truth = Truth.of([label(20 * i, 20 * i + 9, emotion=e) for i, e in enumerate("aaab")])
    predictions = [found(20 * i, 20 * i + 9, emotion=e) for i, e in enumerate("aabb")]
    scores = score_spotting(truth, predictions, legacy=["strs-metric"])
    values = scores.legacy[0].values
    assert values["uar_analysis"] == values["precision_analysis"] == 0.75
    assert scores.recognition["class_blind"].uar == values["recall_analysis"] == pytest.approx(5 / 6)
    assert values["f1_analysis"] == pytest.approx(2 * 0.75 * (5 / 6) / (0.75 + 5 / 6))
    assert values["uf1_analysis"] == scores.recognition["class_blind"].uf1 == pytest.approx((0.8 + 2 / 3) / 2)


def test_strs_metric_takes_every_overlapping_pair_for_a_hit():
    truth = Truth.of([label(0, 9, emotion="a"), label(2, 11, emotion="a")])
    right, quirk = both(truth, [found(1, 10, emotion="a")], "strs-metric")
    assert (right, quirk) == (Counts(1, 0, 1), Counts(2, 0, 0))


def test_strs_metric_without_emotions_counts_spotting_alone():
    assert score_as("strs-metric", Truth.of([label(0, 9)]), [found(0, 9)]).values == {}


def test_greedy_leaves_a_label_without_a_prediction():
    # 4-12 overlaps 0-10 by 7/13 and 6-16 by 7/13; taken first it has the first label, and 0-6 can have no other.
    truth, predictions = Truth.of([label(0, 10), label(6, 16)]), [found(4, 12), found(0, 6)]
    assert both(truth, predictions, "greedy") == (Counts(2, 0, 0), Counts(1, 1, 1))
    assert both(truth, predictions[::-1], "greedy")[1] == Counts(2, 0, 0)


def test_greedy_goes_by_score_before_order():
    truth = Truth.of([label(0, 10), label(6, 16)])
    assert both(truth, [found(4, 12, score=0.1), found(0, 6, score=0.9)], "greedy")[1] == Counts(2, 0, 0)
    assert both(truth, [found(0, 6, score=0.1), found(4, 12, score=0.9)], "greedy")[1] == Counts(1, 1, 1)


def test_every_rule_says_what_it_does():
    assert set(LEGACY) == {"megc2020-mdmd", "strs-metric", "greedy"}
    assert all(rule.meaning.endswith(".") and rule.source for rule in LEGACY.values())


def test_unknown_rule_is_refused():
    with pytest.raises(InputError, match="'best' is no legacy way of counting; known: megc2020-mdmd"):
        score_as("best", Truth.of([]), [])
