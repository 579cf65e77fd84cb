from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import accuracy_score
from sklearn.model_selection import cross_val_predict

from countenance.evaluation import (
    LeaveOneSubjectOut,
    LeaveOneVideoOut,
    chance_scores,
    predict_majority,
    predict_out_of_fold,
    score_predictions,
)
from countenance.recognition import polynomial_kernel, polynomial_svm


@pytest.fixture(scope="module")
def samples() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sixty noisy histograms of three classes from ten people."""
    random = np.random.default_rng(2)
    y = np.array(["negative", "other", "positive"])[random.integers(0, 3, 60)]
    X = random.dirichlet(np.ones(20), 60) * 8
    X[np.arange(60), np.unique(y, return_inverse=True)[1]] += 1.5 * random.random(60)
    return X, y, np.repeat(np.arange(10), 6)


@pytest.mark.parametrize("splitter", [LeaveOneVideoOut(), LeaveOneSubjectOut()])
def test_precomputed_kernel_predicts_what_the_plain_classifier_predicts(samples, splitter):
    X, y, groups = samples
    folds = splitter.split(X, y, groups)
    pooled = predict_out_of_fold(polynomial_kernel(X), y, folds)
    plain = cross_val_predict(polynomial_svm(), X, y, groups=groups, cv=splitter)
    assert pooled.tolist() == plain.tolist()
    assert accuracy_score(y, pooled) > accuracy_score(y, predict_majority(y, splitter.split(X, y, groups)))


def test_held_out_labels_never_reach_the_classifier(samples):
    """A changed label may change predictions of others, never that of its own clip."""
    X, y, groups = samples
    kernel = polynomial_kernel(X)
    before = predict_out_of_fold(kernel, y, LeaveOneVideoOut().split(X))
    for i in range(0, 60, 12):
        changed = y.copy()
        changed[i] = "other" if y[i] != "other" else "negative"
        after = predict_out_of_fold(kernel, changed, LeaveOneVideoOut().split(X))
        assert after[i] == before[i]
    everyone = groups == 4
    changed = y.copy()
    changed[everyone] = np.roll(y, 1)[everyone]
    folds = list(LeaveOneSubjectOut().split(X, y, groups))
    assert np.array_equal(
        predict_out_of_fold(kernel, changed, folds)[everyone], predict_out_of_fold(kernel, y, folds)[everyone]
    )


def test_overlapping_fold_is_refused(samples):
    X, y, _ = samples
    with pytest.raises(ValueError, match=r"\[0\] are in training and test at once"):
        predict_out_of_fold(polynomial_kernel(X), y, [(np.arange(60), np.array([0]))])


def test_sample_that_is_never_tested_is_noticed():
    with pytest.raises(ValueError, match="not tested exactly once"):
        predict_majority(["a", "b"], [(np.array([1]), np.array([0]))])


def test_training_on_one_class_predicts_it():
    folds = LeaveOneSubjectOut().split(np.zeros((3, 1)), groups=[0, 0, 1])
    assert predict_out_of_fold(np.eye(3), ["a", "a", "b"], folds).tolist() == ["b", "b", "a"]


def test_majority_is_that_of_the_training_clips():
    # Without its own clip each class is outnumbered, so leave-one-out gets every one wrong.
    y = ["a", "a", "b", "b"]
    assert predict_majority(y, LeaveOneVideoOut().split(np.zeros((4, 1)))).tolist() == ["b", "b", "a", "a"]


def test_chance_is_what_guessing_in_proportion_expects():
    y = ["a"] * 60 + ["b"] * 40
    scores = chance_scores(y)
    assert scores.accuracy == pytest.approx(0.6**2 + 0.4**2)
    assert scores.uar == pytest.approx(0.5)
    assert scores.uf1 == pytest.approx(0.5)
    random = np.random.default_rng(0)
    guessed = [score_predictions(y, random.choice(y, 100)).accuracy for _ in range(400)]
    assert np.mean(guessed) == pytest.approx(scores.accuracy, abs=0.01)


def test_scores_become_json(samples):
    _, y, groups = samples
    written = score_predictions(y, y, groups).to_dict()
    assert written["n"] == 60
    assert written["accuracy"] == written["uf1"] == written["uar"] == 1.0
    assert written["intervals"]["uar"] == [1.0, 1.0]
    assert np.trace(written["confusion_matrix"]) == 60
