"""What must hold for any samples, predictions and estimators."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neighbors import KNeighborsClassifier

from countenance.evaluation import GroupedKFold, Result, compare, cross_validate

SEEDS = st.integers(0, 10_000)


def drawn(seed: int, n: int = 24) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    y = np.array(["a", "b", *random.choice(["a", "b", "c"], n - 2)])
    groups = np.array([*"pqr", *random.choice(list("pqrs"), n - 3)])
    return random.normal(size=(n, 3)), y, groups


def evaluated(X: np.ndarray, y: np.ndarray, groups: np.ndarray, ids: list[str] | None = None) -> Result:
    return cross_validate(KNeighborsClassifier(1), X, y, groups, ids=ids, repeat_first_fold=False)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_order_of_samples_plays_no_part(seed: int):
    X, y, groups = drawn(seed)
    ids = [f"clip{i}" for i in range(len(y))]
    order = np.random.default_rng(seed + 1).permutation(len(y))
    straight = evaluated(X, y, groups, ids)
    mixed = evaluated(X[order], y[order], groups[order], [ids[i] for i in order])
    assert mixed.scores == straight.scores
    assert mixed.manifest == straight.manifest
    assert dict(zip(mixed.ids, mixed.predicted.tolist(), strict=True)) == dict(
        zip(straight.ids, straight.predicted.tolist(), strict=True)
    )


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_everybody_is_tested_once_by_a_model_that_never_met_them(seed: int):
    """With the participant written into X, a neighbour of the same participant would be found if there were one."""
    X, y, groups = drawn(seed)
    X[:, 0] += 1000 * np.unique(groups, return_inverse=True)[1]

    class Meeting(KNeighborsClassifier):
        def predict(self, X):
            distances, _ = self.kneighbors(X, 1)
            assert distances.min() > 500
            return super().predict(X)

    result = cross_validate(Meeting(1), X, y, groups, GroupedKFold(2), repeat_first_fold=False)
    for fold in range(result.n_folds):
        tested = set(groups[result.fold == fold].tolist())
        assert not tested & set(groups[result.fold != fold].tolist())


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_comparison_is_antisymmetric_and_bounded(seed: int):
    X, y, groups = drawn(seed)
    a = evaluated(X, y, groups)
    b = replace(a, predicted=np.random.default_rng(seed).choice(np.unique(y), len(y)))
    forth, back = compare(a, b), compare(b, a)
    for one, other in zip(forth.differences, back.differences, strict=True):
        assert abs(one.difference + other.difference) < 1e-12
        assert one.p_value == other.p_value  # four participants: every exchange is tried
        assert 0 < one.p_value <= 1
        assert one.interval[0] <= one.interval[1]
