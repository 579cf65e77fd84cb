from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression

from countenance.core.errors import InputError
from countenance.evaluation import GroupedKFold, Result, compare, cross_validate, uf1


@pytest.fixture(scope="module")
def good(table) -> Result:
    return cross_validate(LogisticRegression(), *table[:3], repeat_first_fold=False)


@pytest.fixture(scope="module")
def poor(table) -> Result:
    guess = DummyClassifier(strategy="uniform", random_state=0)
    return cross_validate(guess, *table[:3], repeat_first_fold=False)


def restricted(result: Result, its: np.ndarray) -> Result:
    parts = ("groups", "truth", "predicted", "majority", "fold", "probabilities")
    return replace(
        result,
        ids=tuple(np.array(result.ids)[its].tolist()),
        **{name: getattr(result, name)[its] for name in parts},
    )


def test_a_clear_difference_is_found_and_has_the_right_sign(good: Result, poor: Result):
    found = compare(poor, good)
    assert (found.n, found.participants, found.exact) == (90, 15, False)
    for row in found.differences:
        assert row.difference == pytest.approx(row.b - row.a)
        assert row.p_value < 0.01
        assert 0 < row.interval[0] < row.difference < row.interval[1]
    assert [row.score for row in found.differences] == ["uf1", "uar", "accuracy"]
    assert found.differences[0].b == pytest.approx(good.uf1)
    turned = compare(good, poor)
    assert turned.differences[0].difference == pytest.approx(-found.differences[0].difference)
    assert turned.differences[0].p_value == pytest.approx(found.differences[0].p_value, abs=0.01)


def test_a_result_equals_itself(good: Result):
    for row in compare(good, good).differences:
        assert (row.difference, row.interval, row.p_value) == (0.0, (0.0, 0.0), 1.0)


def test_p_is_that_of_trying_every_exchange_literally(good: Result, poor: Result):
    people = np.unique(good.groups)[:5]
    its = np.isin(good.groups, people)
    a, b = restricted(poor, its), restricted(good, its)
    found = compare(a, b)
    assert found.exact
    observed = abs(uf1(b.truth, b.predicted) - uf1(a.truth, a.predicted))
    as_large = 0
    for exchanged in product([False, True], repeat=5):
        swap = np.isin(a.groups, people[np.array(exchanged)])
        first, second = np.where(swap, b.predicted, a.predicted), np.where(swap, a.predicted, b.predicted)
        as_large += abs(uf1(a.truth, second) - uf1(a.truth, first)) >= observed - 1e-12
    assert found.differences[0].p_value == as_large / 32


def test_without_a_difference_small_p_values_are_rare():
    """Two sets of guesses of one kind: p falls below .1 in about a tenth of the tries."""
    random = np.random.default_rng(1)
    groups = np.repeat(np.arange(20).astype(str), 5)
    X, y = random.normal(size=(100, 2)), random.choice(["a", "b"], 100)
    base = cross_validate(DummyClassifier(), X, y, groups, GroupedKFold(2), repeat_first_fold=False)
    base = replace(base, probabilities=None)
    low = sum(
        compare(
            replace(base, predicted=random.choice(["a", "b"], 100)),
            replace(base, predicted=random.choice(["a", "b"], 100)),
            permutations=200,
        )
        .differences[2]
        .p_value
        < 0.1
        for _ in range(100)
    )
    assert 2 <= low <= 20


def test_other_samples_are_refused_unless_only_the_common_ones_are_asked_for(good: Result, poor: Result):
    fewer = restricted(poor, np.arange(90) >= 6)
    with pytest.raises(InputError, match=r"84 agree .* but A has 90 and B has 84; .*--common"):
        compare(good, fewer)
    found = compare(good, fewer, common=True)
    assert (found.n, found.only_a, found.only_b, found.participants) == (84, 6, 0, 14)
    relabelled = replace(poor, truth=np.where(np.arange(90) == 0, "other", poor.truth))
    with pytest.raises(InputError, match="89 agree"):
        compare(good, relabelled)
    assert compare(good, relabelled, common=True).n == 89
    elsewhere = replace(poor, ids=tuple(f"x{i}" for i in range(90)))
    for common in (True, False):
        with pytest.raises(InputError, match="share no sample: none of the 90 of A and 90 of B") as caught:
            compare(good, elsewhere, common=common)
        assert "--common" not in str(caught.value)
    with pytest.raises(InputError, match="6 samples of 1 participants in common"):
        compare(good, restricted(poor, np.arange(90) < 6), common=True)


def test_settings_that_differ_are_named(good: Result, poor: Result):
    a = replace(good, setting={"scheme": {"name": "four"}, "corrections": [], "kind": "all"})
    b = replace(
        poor,
        protocol="grouped-k-fold",
        setting={
            "scheme": {"name": "three"},
            "corrections": [
                {"clip": "s1/c1", "field": "offset", "published": "9", "corrected": "10", "reason": ""}
            ],
            "kind": "all",
        },
    )
    assert compare(a, b).settings == (
        "they differ in protocol (A: leave-one-subject-out; B: grouped-k-fold)",
        "they differ in label scheme (A: four; B: three)",
        "they differ in corrections (A: none; B: s1/c1 offset 9 to 10)",
    )
    assert compare(a, a).settings == ()


def test_a_synthetic_or_tiny_sample_is_called_that(good: Result, poor: Result):
    plain = compare(good, poor)
    assert (plain.synthetic, plain.tiny) == (False, False)
    simulated = replace(poor, setting={"databases": [{"name": "simulated", "synthetic": True}]})
    assert compare(good, simulated).synthetic
    few = np.isin(good.groups, np.unique(good.groups)[:9])
    assert compare(good, restricted(poor, few), common=True).tiny
