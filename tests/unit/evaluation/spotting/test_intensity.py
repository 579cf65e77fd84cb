"""Recall against how far events move the skin."""

from __future__ import annotations

import pytest

from countenance.core import Interval
from countenance.evaluation.spotting import LabelledInterval, RecallAt, recall_by_intensity


def label(number: int) -> LabelledInterval:
    return LabelledInterval("film", Interval(10 * number, 10 * number + 5))


def test_each_displacement_is_told_by_itself():
    moved = {label(0): 3.0, label(1): 0.5, label(2): 3.0, label(3): 1.5}
    assert recall_by_intensity(moved, [label(2), label(3)]) == [
        RecallAt(0.5, 0, 1),
        RecallAt(1.5, 1, 1),
        RecallAt(3.0, 1, 2),
    ]
    assert recall_by_intensity({}, []) == []


def test_many_displacements_are_put_together_in_groups_of_about_one_size_and_none_is_lost():
    moved = {label(i): 0.1 * i for i in range(100)}
    points = recall_by_intensity(moved, [label(i) for i in range(50, 100)])
    assert sum(at.events for at in points) == 100
    assert sum(at.found for at in points) == 50
    assert {at.events for at in points} <= {8, 9}
    assert [at.displacement for at in points] == sorted(at.displacement for at in points)
    assert points[0].displacement == pytest.approx(0.35)
    assert (points[0].recall, points[-1].recall) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("found", "events", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_intervals_as_tabled(found: int, events: int, low: float, high: float):
    # 81 of 263: Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I.
    assert RecallAt(1.5, found, events).interval == pytest.approx((low, high), abs=1e-4)
