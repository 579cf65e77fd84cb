from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from countenance.evaluation import LeaveOneSubjectOut
from countenance.evaluation.arrays import SampleArrays, extra_samples, sample_arrays
from countenance.evaluation.leaks import LeakRules
from countenance.evaluation.plans import fold_plans
from countenance.evaluation.positions import Positions


@given(st.data(), st.integers(1, 40))
def test_positions_in_any_order_come_back_as_they_were(data: st.DataObject, n: int):
    given = np.array(data.draw(st.lists(st.integers(-n, n - 1), max_size=50)), dtype=np.intp)
    assert_array_equal(Positions.of(given, n).array(), given, strict=True)


@given(st.data(), st.integers(1, 200))
def test_rising_positions_take_half_of_all_at_most_and_come_back(data: st.DataObject, n: int):
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    kept = Positions.of(np.flatnonzero(chosen), n)
    assert_array_equal(kept.array(), np.flatnonzero(chosen), strict=True)
    assert len(kept.kept) == min(chosen.sum(), n - chosen.sum())


class Given:
    """A splitter that says what it was told to."""

    def __init__(self, folds: list[tuple[np.ndarray, np.ndarray]]) -> None:
        self.folds = folds

    def split(self, *_: object):
        return iter(self.folds)


@given(st.lists(st.integers(0, 4), min_size=5, max_size=30), st.randoms(use_true_random=False), st.booleans())
def test_plans_train_on_what_the_splitter_says_in_its_order(drawn: list[int], random, shuffled: bool):
    people = np.array([*range(5), *drawn])
    folds = []
    for person in range(5):
        train = np.flatnonzero(people != person).tolist()
        if shuffled:
            random.shuffle(train)
        folds.append((np.array(train), np.flatnonzero(people == person)))
    names = np.char.add("lab:", people.astype(str))
    plans, remarks = fold_plans(samples(names), None, Given(folds), LeakRules())
    assert not remarks
    for plan, (train, test) in zip(plans, folds, strict=True):
        assert_array_equal(plan.train, train, strict=True)
        assert_array_equal(plan.test, test, strict=True)
        assert plan.extra.tolist() == []


def samples(people: np.ndarray) -> SampleArrays:
    n = len(people)
    return sample_arrays(np.zeros((n, 1)), np.arange(n) % 2, people)


def test_plans_of_many_folds_are_small_in_memory_and_on_their_way_to_workers():
    n, people = 20_000, 100
    names = np.array([f"lab:{i % people}" for i in range(n)])
    extra = extra_samples((np.zeros((2 * n, 1)), np.tile([0, 1], n), np.repeat(names, 2)))
    plans, _ = fold_plans(samples(names), extra, LeaveOneSubjectOut(), LeakRules())
    assert sum(len(plan.train) for plan in plans) == (people - 1) * n
    assert sum(len(plan.extra) for plan in plans) == 2 * (people - 1) * n
    held = sum(plan.trained.kept.nbytes + plan.test.nbytes + plan.added.kept.nbytes for plan in plans)
    assert held == 4 * n * np.dtype(np.intp).itemsize  # and not 3 * people * n
    assert all(owner(array) <= array.nbytes for plan in plans for array in (plan.trained.kept, plan.test))
    assert len(pickle.dumps(plans[0])) < 10_000


def owner(array: np.ndarray) -> int:
    """Bytes of the memory that an array keeps alive."""
    return array.nbytes if array.base is None else array.base.nbytes


def test_a_fold_that_repeats_or_counts_from_the_end_is_kept_as_it_is():
    for odd in ([3, 3, 2, 1], [-1, 0, 1, 2], [0, 1, 1, 2]):
        kept = Positions.of(np.array(odd), 4)
        assert kept.array().tolist() == odd
        assert not kept.missing
    assert Positions.of(np.arange(4), 4).kept.tolist() == []


def test_what_is_missing_is_told_by_hand():
    kept = Positions.of(np.array([0, 2, 3]), 4)
    assert (kept.missing, kept.kept.tolist()) == (True, [1])
    with pytest.raises(AttributeError):
        kept.n = 5  # type: ignore[misc]
