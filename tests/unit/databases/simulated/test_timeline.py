"""Time courses obey the paper's definitions of onset, apex and offset."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.databases.simulated.timeline import Course, Restlessness, course


@st.composite
def courses(draw: st.DrawFn) -> Course:
    onset = draw(st.integers(1, 40))
    duration = draw(st.integers(3, 117))
    rise = draw(st.integers(1, duration - 2))
    plateau, sharpness = draw(st.floats(0, 0.6)), draw(st.floats(0.5, 2.0))
    return Course(onset, onset + rise, onset + duration, plateau, sharpness)


@given(courses())
def test_definitions_hold(of: Course):
    """Onset: first frame off the baseline. Apex: first at the highest intensity. Offset: first back."""
    values = course(of, np.arange(of.offset + 20))
    moving = np.flatnonzero(values)
    assert moving[0] == of.onset
    assert np.argmax(values) == of.apex
    assert values[of.apex] == 1
    assert np.all(values[: of.apex] < 1)
    assert moving[-1] == of.offset - 1
    assert np.all((values >= 0) & (values <= 1))


@given(courses(), st.floats(0, 1))
def test_a_lagging_unit_stays_within_the_leading_one(of: Course, lag: float):
    times = np.arange(of.offset + 20)
    lagging, leading = course(of, times, lag), course(of, times)
    assert np.all(lagging <= leading + 1e-12)
    assert lagging[of.apex] == 1


def test_rise_and_fall_are_monotonous():
    values = course(Course(3, 9, 30, 0.4), np.arange(40))
    assert np.all(np.diff(values[2:10]) > 0)
    assert np.all(np.diff(values[9:31]) < 0)


@pytest.fixture
def unrest() -> Restlessness:
    return Restlessness(
        seed=4, fps=30, rotation=0.01, shift=0.1, gaze=0.03, blinks_per_minute=15, flicker=0.004
    )


def test_head_drifts_smoothly_and_as_far_as_asked(unrest: Restlessness):
    poses = np.array(
        [
            [[p.pitch, p.yaw, p.x, p.z] for p in map(replace(unrest, seed=seed).pose, range(1000))]
            for seed in range(12)
        ]
    )
    np.testing.assert_allclose(poses.std(axis=(0, 1)), [0.01, 0.01, 0.1, 0.1], rtol=0.2)
    assert np.abs(np.diff(poses, axis=1)).max() < 0.03


def test_blinks_come_as_often_as_asked_and_last_a_quarter_of_a_second(unrest: Restlessness):
    closure = unrest.blinks(30 * 600)
    closed = closure > 0
    starts = np.flatnonzero(closed[1:] & ~closed[:-1])
    assert len(starts) / 10 == pytest.approx(14, abs=4)
    assert closed.sum() / len(starts) / 30 == pytest.approx(0.28, abs=0.08)
    assert closure.max() <= 1


def test_gaze_rests_between_saccades(unrest: Restlessness):
    gaze = unrest.gazes(3000)
    still = np.all(np.diff(gaze, axis=0) == 0, axis=1)
    assert still.mean() > 0.85
    assert gaze[:, 0].std() == pytest.approx(0.03, rel=0.35)


def test_no_blinks_when_none_are_wanted():
    calm = Restlessness(seed=1, fps=30, rotation=0, shift=0, gaze=0, blinks_per_minute=0, flicker=0)
    assert not calm.blinks(1000).any()
    assert np.all(calm.gains(100) == 1)
