from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score

from countenance.evaluation import accuracy, confusion_matrix, scores_of_confusion, uar, uf1

# Truth a a a a b b c; predictions hit 3 of 4, 1 of 2, 0 of 1.
TRUE = ["a", "a", "a", "a", "b", "b", "c"]
PREDICTED = ["a", "a", "a", "b", "b", "a", "a"]


def test_scores_by_hand():
    assert accuracy(TRUE, PREDICTED) == pytest.approx(4 / 7)
    assert uar(TRUE, PREDICTED) == pytest.approx((3 / 4 + 1 / 2 + 0) / 3)
    # F1 of a: 2*3/(4+5); of b: 2*1/(2+2); of c: 0.
    assert uf1(TRUE, PREDICTED) == pytest.approx((6 / 9 + 1 / 2 + 0) / 3)


def test_confusion_has_truth_in_rows():
    assert confusion_matrix(TRUE, PREDICTED).tolist() == [[3, 1, 0], [1, 1, 0], [1, 0, 0]]


def test_order_of_labels_can_be_given():
    assert confusion_matrix([1, 2], [2, 2], labels=[2, 1]).tolist() == [[1, 0], [1, 0]]


def test_unknown_label_is_refused():
    with pytest.raises(ValueError, match="'c' is not among the labels"):
        confusion_matrix(TRUE, PREDICTED, labels=["a", "b"])


def test_agrees_with_scikit_learn():
    random = np.random.default_rng(3)
    true, predicted = random.integers(0, 4, (2, 500))
    assert accuracy(true, predicted) == pytest.approx(accuracy_score(true, predicted), abs=1e-12)
    assert uf1(true, predicted) == pytest.approx(f1_score(true, predicted, average="macro"), abs=1e-12)
    assert uar(true, predicted) == pytest.approx(balanced_accuracy_score(true, predicted), abs=1e-12)


def test_class_that_was_only_predicted_takes_no_part_in_the_mean():
    assert uf1(["a", "a"], ["a", "z"]) == pytest.approx(2 / 3)
    assert uar(["a", "a"], ["a", "z"]) == pytest.approx(1 / 2)


def test_constant_predictor_scores_low_when_counts_are_pooled():
    assert uf1([0] * 66 + [1] * 19 + [2] * 15, [0] * 100) == pytest.approx(2 * 66 / 166 / 3)


@pytest.mark.parametrize(
    ("true", "predicted", "message"),
    [([], [], "empty"), ([1, 2], [1], "one length"), ([[1]], [[1]], "one length")],
)
def test_unusable_lists_are_refused(true, predicted, message):
    with pytest.raises(ValueError, match=message):
        uf1(true, predicted)


def test_stacked_matrices_score_as_single_ones():
    matrices = np.random.default_rng(0).integers(1, 9, (5, 3, 3))
    together = scores_of_confusion(matrices)
    for i, matrix in enumerate(matrices):
        for name, value in scores_of_confusion(matrix).items():
            assert together[name][i] == value
