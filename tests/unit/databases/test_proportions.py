from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.databases.proportions import (
    Counts,
    difference_interval,
    newcombe_interval,
    share_interval,
    wilson_interval,
)

FEW = st.integers(0, 6)
PEOPLE = st.lists(
    st.tuples(FEW, FEW, FEW, FEW),
    min_size=2,
    max_size=12,
).filter(lambda rows: sum(r[1] > 0 for r in rows) > 1 and sum(r[3] > 0 for r in rows) > 1)


def both(rows: list[tuple[int, int, int, int]]) -> tuple[Counts, Counts]:
    """Counts of two kinds, in which nobody shows more than there is."""
    table = np.array(rows)
    return (
        Counts.of(np.minimum(table[:, 0], table[:, 1]), table[:, 1]),
        Counts.of(np.minimum(table[:, 2], table[:, 3]), table[:, 3]),
    )


@pytest.mark.parametrize(
    ("share", "n", "expected"),
    [
        # Newcombe 1998, Statistics in Medicine 17, pp. 857-872, Table I, method 3 (score, uncorrected).
        (81 / 263, 263, (0.2553, 0.3662)),
        (15 / 148, 148, (0.0624, 0.1605)),
        (0 / 20, 20, (0.0000, 0.1611)),
        (1 / 29, 29, (0.0061, 0.1718)),
    ],
)
def test_wilsons_interval_is_the_published_one(share: float, n: int, expected: tuple[float, float]):
    assert wilson_interval(share, n) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # Newcombe 1998, Statistics in Medicine 17, pp. 873-890, Table II, method 10.
        ((48, 80), (56, 70), (0.0524, 0.3339)),
        ((3, 10), (9, 10), (0.1705, 0.8090)),
        ((0, 20), (10, 10), (0.6791, 1.0000)),
        ((0, 10), (10, 10), (0.6075, 1.0000)),
    ],
)
def test_newcombes_interval_is_the_published_one(first, second, expected):
    (a, n_a), (b, n_b) = first, second
    assert newcombe_interval(a / n_a, n_a, b / n_b, n_b) == pytest.approx(expected, abs=5e-5)


def test_people_who_are_all_alike_count_as_independent_expressions():
    # With 10,000 participants of one expression each, Student's t is all but normal.
    hits = np.r_[np.ones(3000), np.zeros(7000)]
    counts = Counts.of(hits, np.ones(10_000))
    assert share_interval(counts) == pytest.approx(wilson_interval(0.3, 10_000), abs=1e-5)


def test_a_share_that_hangs_on_people_is_as_uncertain_as_people_are_few():
    # Half of the people always show it, the others never: 100 expressions of 10 say what 10 people do.
    clustered = share_interval(Counts.of([10] * 5 + [0] * 5, [10] * 10))
    spread = share_interval(Counts.of([5] * 10, [10] * 10))
    one_each = share_interval(Counts.of([1] * 5 + [0] * 5, [1] * 10))
    assert clustered is not None
    assert clustered == pytest.approx(one_each, abs=0.01)
    assert spread is not None
    assert spread[1] - spread[0] < 0.5 * (clustered[1] - clustered[0])


def test_what_people_do_in_both_kinds_cancels_in_the_difference():
    always, never = [4] * 5, [0] * 5
    first = Counts.of(always + never, [4] * 10)
    same = difference_interval(first, Counts.of(always + never, [4] * 10))
    crossed = difference_interval(first, Counts.of(never + always, [4] * 10))
    assert same is not None
    assert crossed is not None
    assert same[1] - same[0] < 0.7 * (crossed[1] - crossed[0])


@pytest.mark.parametrize("totals", [[4, 0, 0], [0, 0, 0]])
def test_nothing_is_said_of_fewer_than_two_participants(totals: list[int]):
    few, enough = Counts.of([0, 0, 0], totals), Counts.of([1, 1, 0], [2, 2, 2])
    assert share_interval(few) is None
    assert difference_interval(few, enough) is None
    assert difference_interval(enough, few) is None


def test_share_without_expressions_is_not_a_number():
    assert math.isnan(Counts.of([0], [0]).share)


@given(PEOPLE)
def test_an_interval_holds_its_estimate_and_stays_in_bounds(rows):
    first, second = both(rows)
    for counts in (first, second):
        low, high = share_interval(counts)
        assert 0 <= low <= counts.share <= high <= 1
    low, high = difference_interval(first, second)
    difference = second.share - first.share
    assert -1 <= low <= difference + 1e-12
    assert difference - 1e-12 <= high <= 1


@given(PEOPLE)
def test_the_difference_turns_with_its_sides(rows):
    first, second = both(rows)
    low, high = difference_interval(first, second)
    assert difference_interval(second, first) == pytest.approx((-high, -low), abs=1e-12)


@given(PEOPLE, st.integers(2, 5))
def test_more_people_of_the_same_sort_never_widen_it(rows, times: int):
    first, second = both(rows)
    more = [Counts.of(np.tile(c.hits, times), np.tile(c.totals, times)) for c in (first, second)]
    low, high = difference_interval(first, second)
    low_of_more, high_of_more = difference_interval(*more)
    assert high_of_more - low_of_more <= high - low + 1e-12


@pytest.mark.parametrize(("share", "spread"), [(0.3, 0.3), (0.05, 0.1), (0.4, 0.0)])
def test_the_truth_lies_within_in_about_19_of_20_runs(share: float, spread: float):
    # 22 participants with about 11 macro- and 2.5 micro-expressions each, as in CAS(ME)2; how often somebody shows
    # the action unit follows a beta distribution, drawn anew for either kind. The truth is a difference of 0.
    random = np.random.default_rng(4)
    held = runs = 0
    for _ in range(400):
        totals = [random.poisson(mean, 22) for mean in (11, 2.5)]
        shape = 1 / spread - 1 if spread else 1e9
        habits = [random.beta(share * shape, (1 - share) * shape, 22) for _ in totals]
        counts = [Counts.of(random.binomial(n, p), n) for n, p in zip(totals, habits, strict=True)]
        low, high = difference_interval(*counts)
        held += low <= 0 <= high
        runs += 1
    assert held / runs >= 0.92
