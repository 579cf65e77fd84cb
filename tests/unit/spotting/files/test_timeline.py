from __future__ import annotations

from countenance.spotting.files import Timeline


def test_a_single_frame_is_shown_for_one_nominal_step():
    alone = Timeline.of([0.0], 1, 25.0)
    assert (alone.start(0), alone.end(0)) == (0.0, 0.04)


def test_a_source_without_times_is_evenly_spaced():
    even = Timeline.of(None, 4, 2.0)
    assert even.starts.tolist() == [0.0, 0.5, 1.0, 1.5]
    assert even.end(3) == 2.0
