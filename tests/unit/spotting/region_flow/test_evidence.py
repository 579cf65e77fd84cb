"""What speaks for a candidate raises its score and what speaks against it lowers it; disturbances explain some."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.core import Excluded, Interval
from countenance.spotting.disturbances import BLINK, GAZE, HEAD_MOTION, SPEECH
from countenance.spotting.region_flow.channels import CHANNEL_NAMES
from countenance.spotting.region_flow.evidence import Evidence, Feigned, score
from countenance.spotting.region_flow.excursions import Excursion
from countenance.spotting.region_flow.fusion import Candidate
from countenance.spotting.region_flow.memory import Memory

from .conftest import bump

FPS = 30.0


def excursion(channel: str, onset: int, offset: int, height: float = 0.03) -> Excursion:
    middle = (onset + offset) // 2
    return Excursion(CHANNEL_NAMES.index(channel), (0.0, 1.0), onset, middle, offset, height, height / 0.005)


@pytest.fixture(scope="module")
def memory() -> Memory:
    memory = Memory(120, FPS)
    for index in range(120):
        turn = np.array([2.0 if index >= 70 else 0.0, 0.0])
        memory.add(index, index / FPS, np.zeros((36, 2)), turn, 0.3)
    return memory


def gathered(memory: Memory, *excluded: Excluded, channel: str = "chin", onset: int = 30) -> Evidence:
    one = excursion(channel, onset, onset + 29)
    curves = np.zeros((120, len(CHANNEL_NAMES), 2))
    curves[:, one.channel, 1] = bump(120, onset, onset + 29, 0.03)
    candidate = Candidate(one.onset, one.peak, one.offset, (one,))
    return Evidence.of(candidate, Interval(onset, onset + 29), 29 / FPS, memory, curves, excluded)


@pytest.fixture(scope="module")
def plain(memory: Memory) -> Evidence:
    """A movement of a second in which nothing disturbs, neither sure nor unlikely."""
    return replace(gathered(memory), strength=3.0, leaked=4.0, unusual=5.0)


@given(strength=st.floats(1.0, 20), more=st.floats(1.05, 3))
def test_the_score_rises_with_strength(plain: Evidence, strength: float, more: float):
    weak = replace(plain, strength=strength)
    assert 0 <= score(weak) < score(replace(weak, strength=strength * more)) <= 1


@given(ratio=st.floats(0.5, 20), more=st.floats(1.05, 3))
def test_the_score_rises_with_what_is_unusual_and_beyond_the_heads_turn(
    plain: Evidence, ratio: float, more: float
):
    for name in ("unusual", "leaked"):
        weak = replace(plain, **{name: ratio})
        assert score(weak) < score(replace(weak, **{name: ratio * more}))


@pytest.mark.parametrize("reason", [SPEECH, HEAD_MOTION])
def test_the_score_falls_with_the_share_of_a_disturbance(plain: Evidence, reason: str):
    scores = [score(replace(plain, shares={reason: share})) for share in (0, 0.3, 0.6, 1)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


def test_the_score_falls_with_the_heads_speed(plain: Evidence):
    assert score(replace(plain, head_speed=1.5)) < score(plain)


@pytest.mark.parametrize("reason", [BLINK, GAZE])
def test_lids_inside_a_blink_or_saccade_are_explained_and_brows_are_not(reason: str):
    feigned = Feigned([Excluded(Interval(130, 140), reason)], FPS, first=100)
    assert feigned.explains(excursion("lid_right", 29, 42))
    assert not feigned.explains(excursion("lid_right", 60, 73))
    assert not feigned.explains(excursion("brow_inner_left", 29, 42, height=0.05))


def test_the_mouth_in_speech_is_explained_and_brows_are_not():
    feigned = Feigned([Excluded(Interval(130, 190), SPEECH)], FPS, first=100)
    assert feigned.explains(excursion("upper_lip", 40, 60))
    assert not feigned.explains(excursion("upper_lip", 120, 140))
    assert not feigned.explains(excursion("upper_lip", 80, 200))  # speech is little of it
    assert not feigned.explains(excursion("brow_inner_left", 40, 60))


def test_without_disturbances_nothing_is_explained():
    assert not Feigned([], FPS, 0).explains(excursion("lid_left", 3, 9))


def test_evidence_counts_the_frames_that_a_disturbance_holds(memory: Memory):
    found = gathered(
        memory,
        Excluded(Interval(20, 44), SPEECH),
        Excluded(Interval(50, 52), BLINK),
        Excluded(Interval(54, 56), BLINK),
        Excluded(Interval(59, 80), GAZE),
        Excluded(Interval(90, 99), HEAD_MOTION),
    )
    assert found.shares == pytest.approx({SPEECH: 0.5, BLINK: 0.2, GAZE: 1 / 30})


def test_co_occurring_disturbances_are_named_in_order(memory: Memory):
    found = gathered(memory, Excluded(Interval(20, 50), SPEECH), Excluded(Interval(30, 45), BLINK))
    assert found.co_occurring == (BLINK, SPEECH)
    assert gathered(memory, Excluded(Interval(59, 70), GAZE)).co_occurring == ()


def test_a_turn_of_the_head_meanwhile_speaks_against_it(memory: Memory):
    still, turning = gathered(memory, onset=30), gathered(memory, onset=60)
    assert turning.leaked < still.leaked
    assert still.head_speed == pytest.approx(0.3)


def test_a_movement_that_is_made_all_the_time_is_less_unusual(memory: Memory):
    one = excursion("chin", 30, 59)
    candidate = Candidate(30, one.peak, 59, (one,))
    calm = gathered(memory)
    restless = np.zeros((120, len(CHANNEL_NAMES), 2))
    restless[:, one.channel, 1] = 0.03 * np.sin(np.arange(120) / 8)
    found = Evidence.of(candidate, Interval(30, 59), 1.0, memory, restless, [])
    assert found.unusual < calm.unusual
