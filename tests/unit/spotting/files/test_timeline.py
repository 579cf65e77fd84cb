from __future__ import annotations

import numpy as np
import pytest

from countenance.spotting.files import Timeline


def test_a_single_frame_is_shown_for_one_nominal_step():
    alone = Timeline.of([0.0], 1, 25.0)
    assert (alone.start(0), alone.end(0)) == (0.0, 0.04)


def test_a_source_without_times_is_evenly_spaced():
    even = Timeline.of(None, 4, 2.0)
    assert even.starts.tolist() == [0.0, 0.5, 1.0, 1.5]
    assert even.end(3) == 2.0


@pytest.mark.parametrize(
    ("fps", "places"),
    [(30.0, 6), (29.97, 3), (240.0, 3), (120.0, 3), (25.0, 6)],
)
def test_an_even_recording_needs_no_remark_however_its_times_are_rounded(fps: float, places: int):
    starts = (np.arange(2000) / fps).round(places)
    assert Timeline(starts, fps).remarks() == ()


def test_a_frame_that_stays_for_long_is_told_with_what_it_does_to_seconds():
    starts = np.arange(100) / 25
    starts[60:] += 0.5
    [remark] = Timeline(starts, 25.0).remarks()
    assert remark == (
        "The frame rate varies (frames lie 40 to 540 ms apart, most of them 40 ms): seconds come from the time "
        "stamps, and a frame's number divided by 25 frames per second would be up to 0.5 s off."
    )


def test_an_even_rate_that_is_not_the_nominal_one_is_told_where_it_matters():
    [remark] = Timeline(np.arange(3000) / 24, 25.0).remarks()
    assert remark.startswith("The frame rate is not the nominal one: seconds come from the time stamps")
    assert "up to 5 s off" in remark
    assert Timeline(np.arange(3000) / 24.999, 25.0).remarks() == ()


def test_one_frame_or_none_has_no_rate():
    assert Timeline.of([0.0], 1, 25.0).remarks() == ()
    assert Timeline.of([], 0, 25.0).remarks() == ()
