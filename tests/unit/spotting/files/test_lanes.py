from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from countenance.core import Interval
from countenance.spotting.files import lanes

spans = st.builds(
    lambda onset, length: Interval(onset, onset + length), st.integers(0, 60), st.integers(0, 20)
)


@given(st.lists(spans, max_size=25).map(sorted))
def test_no_lane_holds_two_that_overlap_and_there_are_no_more_than_needed(intervals: list[Interval]):
    chosen = lanes(intervals)
    for (a, lane), (b, other) in combinations(zip(intervals, chosen, strict=True), 2):
        assert lane != other or not a.overlaps(b)
    busiest = max((sum(frame in i for i in intervals) for frame in range(81)), default=0)
    assert len(set(chosen)) == busiest
