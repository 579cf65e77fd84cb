"""States of the face and pictures of long recordings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from countenance.databases.simulated import Person
from countenance.databases.simulated.long import LongSample, performance
from countenance.databases.simulated.long.performance import Moment, moments, pictures, spans
from countenance.databases.simulated.long.plan import LongParticipant, LongRecording


@pytest.fixture(scope="module")
def recording(planned: tuple[LongParticipant, ...]) -> LongRecording:
    return planned[0].recordings[-1]


@pytest.fixture(scope="module")
def shown(recording: LongRecording, sample: LongSample) -> list[Moment]:
    return list(moments(recording, sample))


def test_one_state_for_each_frame(shown: list[Moment], recording: LongRecording):
    assert len(shown) == recording.script.n_frames == 1800


def test_states_do_not_depend_on_how_many_are_computed_at_once(
    shown: list[Moment], recording: LongRecording, sample: LongSample, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(performance, "_CHUNK", 97)
    for one, other in zip(moments(recording, sample), shown, strict=True):
        units = set(one.state.intensities) | set(other.state.intensities)
        for unit in units:
            assert one.state.intensities.get(unit, 0.0) == pytest.approx(
                other.state.intensities.get(unit, 0.0), abs=1e-12
            )
        assert one.state.gaze == pytest.approx(other.state.gaze, abs=1e-12)
        assert vars(one.state.pose) == pytest.approx(vars(other.state.pose), abs=1e-12)
        assert (one.gain, one.balance) == pytest.approx((other.gain, other.balance))


def test_disturbances_lie_where_the_face_is_disturbed(
    shown: list[Moment], recording: LongRecording, sample: LongSample
):
    listed = spans(recording, sample.fps)
    inside = {
        reason: {f for a, b, r in listed if r == reason for f in range(a - 1, b + 2)}
        for reason in ("blink", "gaze", "head motion", "speech")
    }
    assert all(inside.values())
    closed = {f for f, m in enumerate(shown) if m.state.intensities.get((45, "L"), 0) > 0.8}
    assert closed
    assert closed <= inside["blink"]
    talking = {f for f, m in enumerate(shown) if m.state.intensities.get((26, ""), 0)}
    assert talking
    assert talking <= inside["speech"]
    gaze = np.degrees([m.state.gaze for m in shown])
    jumps = set((np.flatnonzero(np.linalg.norm(np.diff(gaze, axis=0), axis=1) > 4) + 1).tolist())
    assert jumps
    assert jumps <= inside["gaze"]
    turned = {f for f, m in enumerate(shown) if abs(m.state.pose.yaw) > np.radians(5)}
    assert turned <= inside["head motion"]


def test_light_drifts_slowly(shown: list[Moment]):
    gain, balance = (np.array([getattr(m, name) for m in shown]) for name in ("gain", "balance"))
    assert gain.mean() == pytest.approx(1, abs=0.05)
    assert 0.005 < gain.std() < 0.08
    assert 0.005 < balance.std() < 0.08
    assert np.abs(np.diff(balance)).max() < 0.005


def test_pictures_have_the_wanted_size_and_no_two_are_alike(
    recording: LongRecording, sample: LongSample, person: Person
):
    small = replace(sample, size=(160, 128))
    seen = pictures(recording, replace(person, camera=person.camera.resized(small.size)), small)
    first, second = next(seen), next(seen)
    assert first.shape == (128, 160, 3)
    assert first.dtype == np.uint8
    assert np.any(first != second)
