from __future__ import annotations

from collections.abc import Callable
from typing import Any

Play = Callable[..., Any]


def test_times_without_a_face(play: Play):
    stream = play({}, faceless=[*range(10), *range(50, 51), *range(170, 180)])
    assert stream.intervals("no face") == [(0, 9), (50, 50), (170, 179)]
    assert stream.reasons == {"no face"}


def test_never_a_face(play: Play):
    assert play({}, faceless=range(180)).intervals("no face") == [(0, 179)]


def test_frames_that_were_not_looked_at_count_until_the_face_is_back(play: Play):
    stream = play({}, every=4, faceless=range(60, 72))
    assert stream.intervals("no face") == [(60, 71)]
    assert stream.reasons == {"no face"}


def test_dropped_frames_are_a_gap_between_their_neighbours(play: Play):
    stream = play({}, dropped=range(60, 90))
    assert stream.intervals("gap in the recording") == [(59, 60)]
    assert stream.reasons == {"gap in the recording"}


def test_a_few_dropped_frames_are_none(play: Play):
    assert not play({}, dropped=range(60, 65)).told


def test_slow_cameras_have_no_gaps(play: Play):
    assert not play({}, fps=3, seconds=20).told


def test_nothing_reaches_across_a_gap(play: Play):
    """The head is elsewhere after it, the lids are down, and neither is a movement."""
    stream = play(
        {"yaw": lambda t: 0.0 if t < 2.5 else 20.0, "gaze_x": lambda t: 0.0 if t < 2.5 else 0.1},
        dropped=range(60, 90),
    )
    assert stream.reasons == {"gap in the recording"}
