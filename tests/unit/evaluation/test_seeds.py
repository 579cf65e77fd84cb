from __future__ import annotations

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import BaggingClassifier, RandomForestClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, RandomizedSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from countenance.core.errors import SetupError
from countenance.evaluation import GroupedKFold, cross_validate
from countenance.evaluation.seeds import seeds_of, unseeded_remarks
from countenance.recognition import methods


def told(name: str) -> str:
    return f"draws without a seed ({name} is None): another run may differ"


@pytest.mark.parametrize(
    ("estimator", "names"),
    [
        (RandomForestClassifier(), ["random_state"]),
        (make_pipeline(RandomForestClassifier()), ["randomforestclassifier__random_state"]),
        (VotingClassifier([("tree", DecisionTreeClassifier()), ("svc", SVC())]), ["tree__random_state"]),
        (RandomizedSearchCV(DecisionTreeClassifier(), {}, random_state=0), ["estimator__random_state"]),
        (BaggingClassifier(DecisionTreeClassifier()), ["estimator__random_state", "random_state"]),
        (BaggingClassifier(DecisionTreeClassifier(), random_state=0), []),
        (BaggingClassifier(make_pipeline(DecisionTreeClassifier()), random_state=0), []),
        (DecisionTreeClassifier(random_state=np.random.RandomState(0)), []),
        (DummyClassifier(strategy="uniform"), ["random_state"]),
        (DummyClassifier(), []),
        (LogisticRegression(), []),
        (LogisticRegression(solver="saga"), ["random_state"]),
        (SVC(), []),
    ],
)
def test_what_draws_without_a_seed_is_named(estimator, names):
    assert unseeded_remarks(estimator) == [told(name) for name in names]


def test_an_ensemble_really_gives_its_seed_to_its_parts(table):
    X, y = table.X, table.y
    first, second = (
        BaggingClassifier(DecisionTreeClassifier(), random_state=0).fit(X, y).predict_proba(X)
        for _ in range(2)
    )
    assert np.array_equal(first, second)


def test_what_needs_no_seed_really_needs_none(table):
    X, y = table.X, table.y
    for estimator in (SVC(), LogisticRegression()):
        values = []
        for state in (1, 2):
            np.random.seed(state)  # noqa: NPY002 # what random_state=None draws from
            values.append(estimator.fit(X, y).decision_function(X))
        assert np.array_equal(*values)


def test_seeds_are_listed_by_name():
    search = RandomizedSearchCV(
        SVC(random_state=3), {}, cv=GroupKFold(2), random_state=np.random.RandomState(0)
    )
    assert seeds_of(search)["estimator__random_state"] == 3
    assert seeds_of(search)["random_state"].startswith("RandomState(MT19937)")


@pytest.mark.parametrize("name", methods.names())
def test_no_registered_method_draws_without_a_seed(name):
    try:
        classifier = methods.method(name).classifier()
    except SetupError:
        pytest.skip("its extra is missing")
    assert unseeded_remarks(classifier) == []


def test_a_result_tells_what_drew_without_a_seed(table):
    arguments = (table.X, table.y, table.groups, GroupedKFold(3))
    unseeded = cross_validate(RandomForestClassifier(5), *arguments, repeat_first_fold=False)
    assert told("random_state") in unseeded.remarks
    assert cross_validate(RandomForestClassifier(5, random_state=0), *arguments).remarks == ()
