"""Blinks, gaze shifts, head turns and speech."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from countenance.databases.simulated.long.disturbances import (
    Blink,
    Saccade,
    Turn,
    draw_blinks,
    draw_saccades,
    draw_speech,
    draw_turn,
)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(8)


def test_a_blink_closes_entirely_and_opens_again():
    blink = Blink(start=1.0, fall=0.1, closed=0.05, rise=0.2)
    times = np.array([0.9, 1.0, 1.05, 1.1, 1.15, 1.25, 1.35, 2.0])
    assert blink.closure(times) == pytest.approx([0, 0, 0.5, 1, 1, 0.5, 0, 0])


@pytest.mark.parametrize("fps", [5, 30, 200])
def test_every_blink_is_seen_closed(rng: np.random.Generator, fps: int):
    times = np.arange(300 * fps) / fps
    blinks = draw_blinks(rng, 300, 15, fps)
    assert len(blinks) / 5 == pytest.approx(15, abs=4)
    assert [b.closure(times).max() for b in blinks] == pytest.approx([1.0] * len(blinks))
    gaps = np.subtract([b.start for b in blinks[1:]], [b.end for b in blinks[:-1]])
    assert gaps.min() >= 0.6


def test_no_blinks_when_none_are_wanted(rng: np.random.Generator):
    assert draw_blinks(rng, 60, 0, 30) == ()


def test_a_saccade_lasts_as_the_main_sequence_says():
    saccade = Saccade(2.0, (0.0, 0.0), (float(np.radians(10)), 0.0))
    assert saccade.size == pytest.approx(10)
    assert saccade.end - saccade.start == pytest.approx(0.043)
    assert saccade.share(np.array([2.0, 2.0215, 2.043])) == pytest.approx([0, 0.5, 1])


def test_saccades_begin_where_the_last_one_ended(rng: np.random.Generator):
    saccades = draw_saccades(rng, 120, 6)
    for before, after in pairwise(saccades):
        assert after.before == before.after
        assert after.start > before.end
    plain = sum(s.size >= 4 for s in saccades)
    assert 10 <= plain <= 40
    assert not [s for s in draw_saccades(rng, 120, 0) if s.size >= 6]


def test_a_turn_is_held_and_goes_back(rng: np.random.Generator):
    turn = Turn(1.0, 0.5, 1.0, 0.5, (0, 12, 0), (0, 0, 0))
    times = np.array([1.0, 1.25, 1.5, 2.5, 2.75, 3.0])
    assert turn.share(times) == pytest.approx([0, 0.5, 1, 1, 0.5, 0])
    assert all(max(map(abs, draw_turn(rng, 3.0).angles)) >= 3.6 for _ in range(50))
    assert all(draw_turn(rng, 3.0).end <= 3.0 + 1e-9 for _ in range(50))


def test_speech_opens_and_closes_the_mouth_at_the_rate_of_syllables(rng: np.random.Generator):
    for _ in range(20):
        bout = draw_speech(rng, 6.0)
        times = np.arange(0, bout.end, 0.005)
        jaw = bout.intensities(times)[26]
        assert jaw.min() >= 0
        peaks = np.sum((jaw[1:-1] > jaw[:-2]) & (jaw[1:-1] >= jaw[2:]) & (jaw[1:-1] > 0.13))
        assert peaks / bout.end == pytest.approx(4.5, abs=1.8)
        ends = bout.intensities(np.array([-1.0, 0.0, bout.end, bout.end + 1]))
        assert all(np.all(values == 0) for values in ends.values())


def test_speech_may_be_moved_in_time(rng: np.random.Generator):
    bout = draw_speech(rng, 3.0)
    times = np.linspace(0, 4, 50)
    for unit, values in bout.at(7.5).intensities(times + 7.5).items():
        np.testing.assert_allclose(values, bout.intensities(times)[unit], atol=1e-9)
