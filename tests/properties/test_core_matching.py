"""Matching against an exhaustive search over every one-to-one assignment."""

from __future__ import annotations

from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.core import Interval, Match, iou_matrix, match_intervals
from countenance.testing.strategies import interval_lists

small = interval_lists(max_size=4)
thresholds = st.sampled_from([0.1, 0.3, 0.5, 0.75, 1.0])


def best_by_exhaustion(first: list[Interval], second: list[Interval], threshold: float) -> tuple[int, float]:
    """Most pairs and, among as many, the largest total overlap."""
    if len(first) > len(second):
        first, second = second, first
    best = (0, 0.0)
    for places in permutations(range(len(second)), len(first)):
        overlaps = [a.iou(second[place]) for a, place in zip(first, places, strict=True)]
        kept = [overlap for overlap in overlaps if overlap >= threshold]
        best = max(best, (len(kept), sum(kept)))
    return best


def summary(matches: list[Match]) -> tuple[int, float]:
    return len(matches), sum(match.iou for match in matches)


@given(small, small, thresholds)
def test_match_is_optimal(first: list[Interval], second: list[Interval], threshold: float):
    pairs, overlap = best_by_exhaustion(first, second, threshold)
    found = summary(match_intervals(first, second, threshold))
    assert found == (pairs, pytest.approx(overlap))


@given(interval_lists(), interval_lists(), thresholds)
def test_match_is_one_to_one_and_above_the_threshold(
    first: list[Interval], second: list[Interval], threshold: float
):
    matches = match_intervals(first, second, threshold)
    assert len({match.first for match in matches}) == len({match.second for match in matches}) == len(matches)
    assert [match.first for match in matches] == sorted(match.first for match in matches)
    for match in matches:
        assert match.iou == pytest.approx(first[match.first].iou(second[match.second]))
        assert match.iou >= threshold


@given(interval_lists(), interval_lists(), thresholds)
def test_match_is_symmetric(first: list[Interval], second: list[Interval], threshold: float):
    pairs, overlap = summary(match_intervals(first, second, threshold))
    assert summary(match_intervals(second, first, threshold)) == (pairs, pytest.approx(overlap))


@given(interval_lists(), interval_lists(), thresholds, st.randoms(use_true_random=False))
def test_order_of_the_lists_does_not_matter(
    first: list[Interval], second: list[Interval], threshold: float, random: Random
):
    pairs, overlap = summary(match_intervals(first, second, threshold))
    random.shuffle(first)
    random.shuffle(second)
    assert summary(match_intervals(first, second, threshold)) == (pairs, pytest.approx(overlap))


@given(interval_lists())
def test_list_matches_itself_entirely(intervals: list[Interval]):
    pairs, overlap = summary(match_intervals(intervals, intervals, 1.0))
    assert (pairs, overlap) == (len(intervals), len(intervals))


@given(interval_lists(), interval_lists())
def test_matrix_holds_each_pair(first: list[Interval], second: list[Interval]):
    matrix = iou_matrix(first, second)
    assert matrix.shape == (len(first), len(second))
    for (row, column), overlap in np.ndenumerate(matrix):
        assert overlap == pytest.approx(first[row].iou(second[column]))


@pytest.mark.parametrize("threshold", [0, -0.1, 1.1])
def test_threshold_outside_of_its_range_is_refused(threshold: float):
    with pytest.raises(ValueError, match="threshold must lie in"):
        match_intervals([], [], threshold)
