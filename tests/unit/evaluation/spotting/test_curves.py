"""Thresholds of the score and of the overlap."""

from __future__ import annotations

import math

import numpy as np
import pytest

from countenance.core import InputError
from countenance.evaluation.spotting import Counts, Truth, precision_recall, score_spotting

from .marks import MICRO, found, label


def test_curve_worked_by_hand():
    truth = Truth.of([label(0, 9), label(20, 29), label(40, 49)])
    predictions = [
        found(0, 9, score=0.9),
        found(60, 69, score=0.7),
        found(20, 29, score=0.7),
        found(80, 89, score=0.1),
    ]
    curve = precision_recall(truth, predictions)
    np.testing.assert_allclose(curve.thresholds, [0.9, 0.7, 0.1])
    np.testing.assert_array_equal(curve.tp, [1, 2, 2])
    np.testing.assert_array_equal(curve.predictions, [1, 3, 4])
    np.testing.assert_allclose(curve.precision, [1, 2 / 3, 0.5])
    np.testing.assert_allclose(curve.recall, [1 / 3, 2 / 3, 2 / 3])
    np.testing.assert_allclose(curve.f1, [2 / 4, 4 / 6, 4 / 7])
    assert curve.average_precision == pytest.approx(1 / 3 * 1 + 1 / 3 * 2 / 3)


def test_a_later_prediction_may_free_a_label():
    # The surest one overlaps both labels; the next can only have the first of them, so the surest takes the other.
    truth = Truth.of([label(0, 10), label(6, 16)])
    curve = precision_recall(truth, [found(4, 12, score=0.9), found(0, 6, score=0.5)])
    np.testing.assert_array_equal(curve.tp, [1, 2])


def test_groups_have_curves_of_their_own():
    truth = Truth.of([label(0, 9), label(20, 29, MICRO)])
    predictions = [found(0, 9, MICRO, score=0.9), found(20, 29, MICRO, score=0.5)]
    curves = score_spotting(truth, predictions).curves
    assert curves["class_blind"].tp.tolist() == [1, 2]
    assert curves["micro"].tp.tolist() == curves["all"].tp.tolist() == [0, 1]
    assert curves["macro"].thresholds.size == 0
    assert curves["macro"].average_precision == 0  # one label, nothing predicted
    assert curves["micro"].average_precision == 0.5


def test_without_labels_average_precision_is_not_defined():
    curve = precision_recall(Truth.of([], []), [found(0, 9, score=0.5)], "class_blind")
    assert math.isnan(curve.average_precision)
    assert curve.precision.tolist() == [0]


def test_scores_are_needed():
    predictions = [found(0, 9, score=0.5), found(20, 29)]
    assert score_spotting(Truth.of([label(0, 9)]), predictions).curves == {}
    with pytest.raises(InputError, match="has no score"):
        precision_recall(Truth.of([label(0, 9)]), predictions)


def test_f1_by_overlap():
    # 0-9 and 3-12 share 7 of 13 frames, .54.
    scores = score_spotting(Truth.of([label(0, 9)]), [found(3, 12)])
    hits = {iou: counts["all"].tp for iou, counts in scores.by_iou.items()}
    assert hits == {
        **dict.fromkeys(["0.1", "0.2", "0.3", "0.4", "0.5"], 1),
        **dict.fromkeys(["0.6", "0.7", "0.8", "0.9"], 0),
    }
    assert scores.by_iou["0.5"]["class_blind"] == Counts(1, 0, 0)
