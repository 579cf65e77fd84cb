from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from countenance.spotting.disturbances.stretches import Joined, Moment


@given(
    st.lists(st.tuples(st.integers(1, 20), st.integers(0, 20)), max_size=20), st.floats(0, 3), st.booleans()
)
def test_stretches_never_overlap_and_cover_what_was_added(
    steps: list[tuple[int, int]], gap: float, asked: bool
):
    joined, told, added, frame = Joined("x", gap), [], set(), 0
    for pause, length in steps:
        first = frame + pause
        frame = first + length
        told += joined.add(Moment(first / 10, first), Moment(frame / 10, frame))
        added |= set(range(first, frame + 1))
        if asked:
            told += joined.until(Moment(frame / 10, frame))
    told += joined.close()
    covered = [f for e in told for f in range(e.interval.onset, e.interval.offset + 1)]
    assert len(covered) == len(set(covered))
    assert added <= set(covered)
    pauses = [b.interval.onset - a.interval.offset for a, b in pairwise(told)]
    assert all(pause / 10 > gap - 1e-9 for pause in pauses)
