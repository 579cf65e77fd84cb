from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from countenance.core.errors import InputError
from countenance.recognition import GroupedSearch

RANDOM = np.random.default_rng(0)
GROUPS = np.repeat(np.arange(6), 10)
Y = np.tile([0, 1], 30)
# What tells the classes apart is weak; what tells people apart is strong, and each has one class in excess.
X = RANDOM.normal(size=(60, 2)) + Y[:, None] * 1.0 + RANDOM.normal(size=(6, 2))[GROUPS] * 2


def test_scores_are_pooled_uf1_over_participants_held_out():
    search = GroupedSearch(KNeighborsClassifier(), {"n_neighbors": [1, 5, 15]}).fit(X, Y, groups=GROUPS)
    for k, score in zip([1, 5, 15], search.scores_, strict=True):
        predicted = cross_val_predict(KNeighborsClassifier(k), X, Y, groups=GROUPS, cv=LeaveOneGroupOut())
        assert score == pytest.approx(f1_score(Y, predicted, average="macro"))
    best = [1, 5, 15][int(np.argmax(search.scores_))]
    assert search.best_params_ == {"n_neighbors": best}
    assert search.predict(X).tolist() == KNeighborsClassifier(best).fit(X, Y).predict(X).tolist()


class Spy(ClassifierMixin, BaseEstimator):
    def __init__(self, level=0):
        self.level = level

    def fit(self, X, y):
        Spy.fitted.append({int(x[0]) for x in X})
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        Spy.tested.append({int(x[0]) for x in X})
        return np.repeat(self.classes_[0], len(X))


def test_no_inner_fold_mixes_participants():
    Spy.fitted, Spy.tested = [], []
    people = [np.array([person, i]) for i, person in enumerate(GROUPS)]  # a list of samples
    GroupedSearch(Spy(), {"level": [0, 1]}, n_splits=3).fit(people, Y, groups=GROUPS)
    assert len(Spy.tested) == 6
    assert Spy.fitted[-1] == set(range(6))
    for fitted, tested in zip(Spy.fitted[:6], Spy.tested, strict=True):
        assert not fitted & tested
        assert fitted | tested == set(range(6))


def test_first_of_equals_is_chosen():
    Spy.fitted, Spy.tested = [], []
    people = [np.array([person, i]) for i, person in enumerate(GROUPS)]
    search = GroupedSearch(Spy(), {"level": [3, 1]}).fit(people, Y, groups=GROUPS)
    assert search.best_params_ == {"level": 3}


def test_probabilities_only_where_the_estimator_has_them():
    scaled = make_pipeline(StandardScaler(), LogisticRegression())
    search = GroupedSearch(scaled, {"logisticregression__C": [0.1, 1.0]}, n_splits=2)
    assert search.fit(X, Y, groups=GROUPS).predict_proba(X).shape == (60, 2)
    assert not hasattr(GroupedSearch(LinearSVC(), {"C": [1.0]}), "predict_proba")


def test_without_participants_it_does_not_run():
    search = GroupedSearch(LogisticRegression(), {"C": [1.0]})
    with pytest.raises(InputError, match="needs to know who is seen"):
        search.fit(X, Y)
    with pytest.raises(InputError, match="some of 1 training participants in 1 folds: at least 2"):
        search.fit(X, Y, groups=np.zeros(60))
    with pytest.raises(InputError, match="some of 6 training participants in 7 folds: at least 7"):
        GroupedSearch(LogisticRegression(), {"C": [1.0]}, n_splits=7).fit(X, Y, groups=GROUPS)
