from __future__ import annotations

from hypothesis import find, given
from hypothesis import strategies as st

from countenance.core import ActionUnit, Interval
from countenance.testing.strategies import action_units, interval_lists, intervals


@given(st.integers(0, 50), st.integers(1, 20), st.data())
def test_intervals_keep_within_their_limits(last_frame: int, longest: int, data: st.DataObject):
    interval = data.draw(intervals(last_frame=last_frame, longest=longest))
    assert interval.offset <= last_frame
    assert interval.n_frames <= longest


def test_limits_are_reached():
    assert find(intervals(last_frame=9, longest=4), lambda i: i.offset == 9 and i.n_frames == 4) == Interval(
        6, 9
    )


def test_lists_overlap():
    first, second = find(interval_lists(), lambda found: len(found) == 2 and found[0].overlaps(found[1]))
    assert first.iou(second) > 0


def test_action_units_come_with_every_detail():
    found = find(action_units(), lambda unit: bool(unit.side and unit.intensity and unit.alternative))
    assert isinstance(found, ActionUnit)
