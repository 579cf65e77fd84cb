from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core.errors import InputError
from countenance.face import FaceMesh, TrackStatus
from countenance.spotting import FaceObservation
from countenance.spotting.disturbances import DisturbanceWatch

Play = Callable[..., Any]
Curve = Callable[..., Callable[[float], float]]
GREY = np.full((480, 640), 128, np.uint8)


def events(dip: Curve, ramp: Curve) -> dict[str, Callable[[float], float]]:
    """A blink at 1 s, a saccade at 2 s, a turn at 3 s, closed eyes at 4.5 s."""
    blink, closed = dip(1.0, 0.3, 0.27, 0.3), dip(4.5, 1.0, 0.27, 0.0)
    return {
        "opening": lambda t: blink(t) + closed(t),
        "gaze_x": ramp(2.0, 0.05, 0.08),
        "yaw": ramp(3.0, 0.6, 20.0),
    }


@settings(max_examples=5, deadline=None)
@given(start=st.floats(0, 1e5))
def test_the_clock_s_start_does_not_matter(play: Play, dip: Curve, ramp: Curve, start: float):
    curves = events(dip, ramp)
    assert play(curves).told == play(curves, start=round(start, 3)).told


@pytest.mark.parametrize("reason", ["blink", "gaze", "head motion", "eyes closed"])
@pytest.mark.parametrize(("fps", "every"), [(60.0, 1), (60.0, 2), (20.0, 1), (200.0, 8)])
def test_rates_tell_the_same_seconds(
    play: Play, dip: Curve, ramp: Curve, reason: str, fps: float, every: int
):
    """Within an observation of the slower one; the window that measures speed adds one."""
    curves = events(dip, ramp)
    ((a, b),), ((c, d),) = (
        play(curves).intervals(reason),
        play(curves, fps=fps, every=every).intervals(reason),
    )
    step = max(1 / 30, every / fps)
    slack = (2 if reason == "head motion" else 1) * step + 1e-6
    assert c / fps == pytest.approx(a / 30, abs=slack)
    assert d / fps == pytest.approx(b / 30, abs=slack)


@pytest.mark.parametrize("fps", [5.0, 10.0, 15.0, 60.0])
def test_a_still_face_is_quiet_at_every_rate(play: Play, fps: float):
    assert not play({}, fps=fps, seconds=10, noise=0.08).told


def test_a_mesh_of_nan_is_no_face():
    watch = DisturbanceWatch(30.0)
    mesh = FaceMesh(np.full((478, 3), np.nan), 1.0)
    for i in range(5):
        assert not watch.update(FaceObservation(i, i / 30, TrackStatus.TRACKED, 1, mesh, GREY))
    assert watch.state is None
    (still,) = watch.going_on()
    assert (still.interval.onset, still.interval.offset, still.reason) == (0, 4, "no face")
    (told,) = watch.finish(6)
    assert (told.interval.onset, told.interval.offset) == (0, 6)


def test_what_goes_on_is_told_up_to_the_last_observation(planted_mesh: Callable[..., FaceMesh]):
    watch = DisturbanceWatch(30.0)
    going: list[list[tuple[str, int, int]]] = []
    for i in range(75):
        mesh = planted_mesh(opening=0.3 if i < 70 else 0.03)
        assert not watch.update(FaceObservation(i, i / 30, TrackStatus.TRACKED, 1, mesh, GREY))
        going.append([(e.reason, e.interval.onset, e.interval.offset) for e in watch.going_on()])
    assert going[69] == []
    assert going[74] == [("blink", 70, 74)]
    assert watch.state is not None
    assert watch.state.eye_opening == pytest.approx(0.03, abs=1e-3)


def test_nothing_at_all():
    watch = DisturbanceWatch(30.0)
    assert not watch.going_on()
    assert not watch.finish(0)


@pytest.mark.parametrize("fps", [0.0, -1.0, float("nan")])
def test_a_rate_must_be_positive(fps: float):
    with pytest.raises(InputError, match="positive"):
        DisturbanceWatch(fps)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**31))
def test_whatever_the_face_does_intervals_of_a_reason_are_in_order_and_apart(play: Play, seed: int):
    rng = np.random.default_rng(seed)
    walk = {
        name: np.cumsum(rng.normal(0, size, 150) * (rng.random(150) < 0.2))
        for name, size in {"opening": 0.1, "gaze_x": 0.05, "mouth": 0.1, "yaw": 4.0, "x": 0.1}.items()
    }
    walk["opening"] = np.abs(0.3 + walk["opening"]) % 0.4
    walk["mouth"] = np.abs(walk["mouth"])
    curves = {name: lambda t, v=values: float(v[round(t * 30)]) for name, values in walk.items()}
    gone = np.flatnonzero(rng.random(150) < 0.03)
    stream = play(curves, seconds=5, faceless=gone.tolist())
    for reason in stream.reasons:
        told = [(e.interval.onset, e.interval.offset) for _, e in stream.told if e.reason == reason]
        assert all(a[1] < b[0] for a, b in pairwise(told)), (reason, told)
        assert told[-1][1] <= 149
    assert all(e.interval.offset <= frame for frame, e in stream.told)
