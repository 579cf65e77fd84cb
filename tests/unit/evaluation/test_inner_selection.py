"""Selection inside the training set: grouped, or refused before anything is fitted."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import StackingClassifier, VotingClassifier
from sklearn.feature_selection import SequentialFeatureSelector
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    GroupShuffleSplit,
    KFold,
    LeaveOneGroupOut,
    PredefinedSplit,
    StratifiedGroupKFold,
)
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from countenance.core.errors import InputError
from countenance.evaluation import GroupedKFold, LeaveOneSubjectOut, cross_validate
from countenance.recognition import GroupedSearch

GRID = {"C": [0.01, 1.0]}


class GroupLess(KFold):
    """A splitter whose name alone speaks of groups."""


def searching(cv):
    return GridSearchCV(LogisticRegression(), GRID, cv=cv)


@pytest.mark.parametrize(
    "search",
    [
        GroupedSearch(LogisticRegression(), GRID, n_splits=3),
        *map(
            searching,
            [
                LeaveOneGroupOut(),
                GroupKFold(3),
                StratifiedGroupKFold(3),
                GroupShuffleSplit(3, random_state=0),
                LeaveOneSubjectOut(),
                GroupedKFold(3),
            ],
        ),
    ],
)
def test_selection_on_folds_of_whole_participants_works(table, search):
    assert cross_validate(search, table.X, table.y, table.groups, GroupedKFold(3)).n == 90


@pytest.mark.parametrize(
    "cv", [None, 5, KFold(3), GroupLess(3), PredefinedSplit(np.arange(90) % 3), [([0, 1], [2])]]
)
def test_a_search_that_mixes_participants_is_refused_wherever_it_is(table, cv):
    search = searching(cv)
    for estimator in (
        search,
        make_pipeline(StandardScaler(), search),
        VotingClassifier([("chosen", search), ("fixed", LogisticRegression())]),
    ):
        with pytest.raises(InputError, match=r"folds that mix participants: use countenance\.recognition"):
            cross_validate(estimator, table.X, table.y, table.groups)


def test_a_search_whose_folds_cannot_be_made_says_so(table):
    with pytest.raises(InputError, match=r"folds of GridSearchCV cannot divide the participants: .*16"):
        cross_validate(searching(GroupKFold(16)), table.X, table.y, table.groups)


@pytest.mark.parametrize(
    "estimator",
    [
        LogisticRegressionCV(cv=3),
        CalibratedClassifierCV(LogisticRegression(), cv=3),
        StackingClassifier([("one", LogisticRegression())]),
        make_pipeline(SequentialFeatureSelector(LogisticRegression()), LogisticRegression()),
    ],
)
def test_inner_folds_that_cannot_be_told_who_is_seen_are_refused(table, estimator):
    with pytest.raises(InputError, match=r"inner folds that mix participants, .*GroupedSearch"):
        cross_validate(estimator, table.X, table.y, table.groups)


def test_stopping_by_samples_drawn_at_random_is_refused(table):
    with pytest.raises(InputError, match=r"MLPClassifier would stop early .* early_stopping=False"):
        cross_validate(MLPClassifier(early_stopping=True), table.X, table.y, table.groups)


class Told(ClassifierMixin, BaseEstimator):
    """Makes its own inner folds of the participants that it is told."""

    def __init__(self, cv=3):
        self.cv = cv

    def fit(self, X, y, groups):
        assert len(np.unique(groups)) > self.cv
        self.classes_, self.n_ = np.unique(y), len(X)
        return self

    def predict(self, X):
        return np.repeat(self.classes_[:1], len(X))


def test_an_estimator_that_is_told_the_participants_makes_its_own_folds(table):
    assert cross_validate(Told(), table.X, table.y, table.groups, GroupedKFold(3)).n == 90
