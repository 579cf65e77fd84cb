from __future__ import annotations

from collections.abc import Callable
from typing import Any

from countenance.core import Excluded, Interval
from countenance.spotting.disturbances.presence import GAP, PresenceWatch
from countenance.spotting.disturbances.stretches import Moment

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


def test_a_recording_that_is_slower_than_its_nominal_rate_has_no_gaps():
    """A camera that says 30 and gives 8 frames a second in the dark, as phones do."""
    watch = PresenceWatch(30)
    assert not any(watch.update(Moment(n / 8, n), True, 1 / 8) for n in range(50))
    assert watch.update(Moment(8.0, 50), True, 1.75) == [Excluded(Interval(49, 50), GAP)]


def test_frames_that_are_not_looked_at_hide_no_gap():
    """Neither does what was left out look like one."""
    watch = PresenceWatch(200)
    assert watch.update(Moment(0.0, 0), True, 0.0) == []
    assert watch.update(Moment(5.0, 500), True, 0.01) == []
    assert watch.update(Moment(5.3, 501), True, 0.3) == [Excluded(Interval(500, 501), GAP)]
