"""Counts worked by hand: pooled, class-aware, class-blind, and what is not defined."""

from __future__ import annotations

import math

import pytest

from countenance.core import InputError, Interval
from countenance.evaluation.spotting import (
    Counts,
    LabelledInterval,
    ScoredRecording,
    Truth,
    score_spotting,
)

from .marks import MACRO, MICRO, found, label, people


def test_counts_of_a_film_with_every_case():
    # Macro: 12-40 shares 28 of 31 frames with 10-39; 100-118 shares 19 of 40 with 100-139, which is too few.
    # Micro: 65-74 shares 5 of 15 with 60-69, too few; 200-209 is found.
    truth = Truth.of([label(10, 39), label(100, 139), label(60, 69, MICRO), label(200, 209, MICRO)])
    predictions = [found(12, 40), found(100, 118), found(65, 74, MICRO), found(200, 209, MICRO)]
    scores = score_spotting(truth, predictions)
    assert scores.counts["macro"] == Counts(1, 1, 1)
    assert scores.counts["micro"] == Counts(1, 1, 1)
    assert scores.counts["all"] == Counts(2, 2, 2)
    assert scores.counts["class_blind"] == Counts(2, 2, 2)
    assert scores.f1 == 0.5


def test_overlap_of_exactly_half_is_a_hit():
    # 0-9 and 0-19 share 10 of 20 frames; 0-9 and 0-20 share 10 of 21.
    assert score_spotting(Truth.of([label(0, 19)]), [found(0, 9)]).counts["macro"].tp == 1
    assert score_spotting(Truth.of([label(0, 20)]), [found(0, 9)]).counts["macro"].tp == 0


def test_wrong_kind_is_a_miss_and_a_false_alarm_unless_classes_do_not_matter():
    scores = score_spotting(Truth.of([label(0, 9, MICRO)]), [found(0, 9, MACRO)])
    assert scores.counts["macro"] == Counts(0, 1, 0)
    assert scores.counts["micro"] == Counts(0, 0, 1)
    assert scores.counts["all"] == Counts(0, 1, 1)
    assert scores.counts["class_blind"] == Counts(1, 0, 0)


def test_matching_is_one_to_one_and_optimal():
    # The label 0-10 overlaps both; a greedy matcher gives it 4-12 and leaves 6-16 without.
    truth = Truth.of([label(0, 10), label(6, 16)])
    assert score_spotting(truth, [found(4, 12), found(0, 6)]).counts["macro"] == Counts(2, 0, 0)
    assert score_spotting(truth, [found(2, 14)]).counts["macro"] == Counts(1, 0, 1)


def test_counts_are_pooled_before_anything_is_divided():
    # Per participant F1 would be 1 and 0, mean .5; pooled it is 2*2 / (2*2 + 0 + 1).
    truth = people(
        label(0, 9, recording="x"), label(20, 29, recording="x"), label(0, 9, recording="y"), x="A", y="B"
    )
    scores = score_spotting(truth, [found(0, 9, recording="x"), found(20, 29, recording="x")])
    assert scores.f1 == pytest.approx(0.8)
    assert [(row.name, row.counts["all"]) for row in scores.by_participant] == [
        ("A", Counts(2, 0, 0)),
        ("B", Counts(0, 0, 1)),
    ]
    assert any("1 label in 1 recording without predictions (y) count as misses" in s for s in scores.remarks)


def test_false_alarms_in_a_recording_without_labels_count():
    truth = people(*(label(20 * i, 20 * i + 9, recording="x") for i in range(3)), x="A", neutral="B")
    hits = [found(20 * i, 20 * i + 9, recording="x") for i in range(3)]
    alarms = [found(0, 9, recording="neutral"), found(30, 39, recording="neutral")]
    scores = score_spotting(truth, hits + alarms)
    assert scores.counts["all"] == Counts(3, 2, 0)
    assert scores.f1 == 0.75


def test_predictions_in_an_unknown_recording_are_false_alarms_and_said():
    scores = score_spotting(Truth.of([label(0, 9)]), [found(0, 9), found(0, 9, recording="elsewhere")])
    assert scores.counts["all"] == Counts(1, 1, 0)
    assert (
        "1 prediction in 1 recording that the labels do not name (elsewhere) count as false alarms."
        in scores.remarks
    )
    assert [row.name for row in scores.by_recording] == ["elsewhere", "film"]


def test_same_frames_of_another_recording_are_no_hit():
    truth = Truth.of([label(0, 9, recording="x")], [ScoredRecording("x"), ScoredRecording("y")])
    assert score_spotting(truth, [found(0, 9, recording="y")]).counts["all"] == Counts(0, 1, 1)


def test_what_is_not_defined_is_nan_and_said():
    nothing = score_spotting(people(a="A", b="B"), [])
    counts = nothing.counts["all"]
    assert all(math.isnan(value) for value in (counts.precision, counts.recall, counts.f1))
    assert all(math.isnan(end) for end in nothing.intervals["all"])
    silent = score_spotting(Truth.of([label(0, 9)]), []).counts["all"]
    assert math.isnan(silent.precision)
    assert (silent.recall, silent.f1) == (0, 0)
    assert "Precision is not defined without predictions: macro, micro, all, class-blind." in nothing.remarks
    assert "Recall is not defined without labels: macro, micro, all, class-blind." in nothing.remarks


def test_label_without_an_end_can_only_be_missed():
    truth = Truth.of([LabelledInterval("film", None, MACRO), label(0, 9)])
    assert score_spotting(truth, [found(0, 9), found(0, 500)]).counts["macro"] == Counts(1, 1, 1)


def test_unknown_kinds_leave_class_blind_scores_alone():
    scores = score_spotting(Truth.of([label(0, 9)]), [found(0, 9, kind=None)])
    assert list(scores.counts) == list(scores.intervals) == ["class_blind"]
    assert scores.f1 == 1
    assert any("only class-blind scores are given" in sentence for sentence in scores.remarks)


def test_rows_add_up_by_database_and_hold_every_recording():
    films = [
        ScoredRecording("x", "A", "one"),
        ScoredRecording("y", "A", "two"),
        ScoredRecording("z", "B", "two"),
    ]
    truth = Truth.of([label(0, 9, recording="y")], films)
    scores = score_spotting(truth, [found(0, 9, recording="y"), found(0, 9, recording="x")])
    rows = {row.name: (row.recordings, row.counts["all"]) for row in scores.by_database}
    assert rows == {"one": (1, Counts(0, 1, 0)), "two": (2, Counts(1, 0, 0))}
    assert [row.name for row in scores.by_recording] == ["x", "y", "z"]
    assert [(row.name, row.recordings) for row in scores.by_participant] == [("A", 2), ("B", 1)]


def test_bootstrap_draws_participants():
    alike = {f"film{i}": f"P{i}" for i in range(6)}
    labels = [label(20 * i, 20 * i + 9, recording=film) for film in alike for i in range(2)]
    hits = [found(0, 9, recording=film) for film in alike]
    low, high = score_spotting(people(*labels, **alike), hits).intervals["all"]
    assert low == high == pytest.approx(2 / 3)  # everybody is alike
    uneven = [found(20 * i, 20 * i + 9, recording=film) for film in list(alike)[:3] for i in range(2)]
    low, high = score_spotting(people(*labels, **alike), uneven).intervals["all"]
    assert 0 <= low < 2 / 3 < high <= 1
    # Of macros alone there are some; of micros there is nothing to draw.
    assert all(math.isnan(end) for end in score_spotting(people(*labels, **alike), hits).intervals["micro"])


def test_unknown_participants_give_no_interval():
    truth = Truth.of([label(0, 9, recording="x"), label(0, 9, recording="y")])
    assert math.isnan(score_spotting(truth, [found(0, 9, recording="x")]).intervals["all"][0])


@pytest.mark.parametrize("iou", [0.0, -1.0, 1.5])
def test_threshold_out_of_range_is_refused(iou: float):
    with pytest.raises(InputError, match="threshold must lie in"):
        score_spotting(Truth.of([label(0, 9)]), [], iou=iou)


def test_truth_is_checked():
    with pytest.raises(InputError, match="'elsewhere'"):
        Truth.of([label(0, 9, recording="elsewhere")], [ScoredRecording("film")])
    with pytest.raises(InputError, match="same name"):
        Truth.of([], [ScoredRecording("film"), ScoredRecording("film", "A")])


def test_score_must_be_finite():
    with pytest.raises(InputError, match="finite"):
        found(0, 9, score=float("nan"))


def test_pairs_keep_to_inclusive_frames():
    assert Interval(0, 9).iou(Interval(9, 18)) == 1 / 19
    assert score_spotting(Truth.of([label(0, 9)]), [found(9, 18)], iou=1 / 19).counts["all"].tp == 1


def test_that_some_predictions_have_no_score_is_said():
    some = [found(0, 9, score=0.5), found(20, 29)]
    scores = score_spotting(Truth.of([label(0, 9)]), some)
    assert scores.curves == {}
    assert "1 of 2 predictions without a score: there is no precision-recall curve." in scores.remarks
    whole = score_spotting(Truth.of([label(0, 9)]), some[:1])
    assert not any("without a score" in remark for remark in whole.remarks)
