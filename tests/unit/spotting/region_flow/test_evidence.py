"""Each measurement rises with what it is named after, and disturbances lower the score."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from countenance.core import Excluded, Interval
from countenance.spotting.disturbances import BLINK, GAZE, HAND, HEAD_MOTION, SPEECH
from countenance.spotting.region_flow.evidence import Evidence, score
from countenance.spotting.region_flow.excursions import find_excursions
from countenance.spotting.region_flow.fusion import Candidate, fuse
from countenance.spotting.region_flow.memory import Memory

from .planted import FPS, bump, curves, held

N = 240
ONSET, OFFSET = 90, 119
T = np.arange(N)
SWAY = 0.03 * np.sin(T / 8)


def movement(height: float = 0.03) -> NDArray[np.float64]:
    return bump(N, ONSET, OFFSET + 1, height)


def remembered(turn: float = 0.0, speed: float = 0.0) -> Memory:
    """The head turns by that many degrees in the middle of the movement."""
    memory = Memory(N / FPS, FPS)
    for index in range(N):
        pose = np.array([turn if index >= 100 else 0.0, 0.0])
        memory.add(50 + index, index / FPS, np.zeros((36, 2)), pose, speed)
    return memory


def gathered(
    *excluded: Excluded,
    memory: Memory | None = None,
    noise: float = 0.001,
    at: tuple[int, int] = (ONSET, OFFSET),
    **alongs: NDArray[np.float64],
) -> Evidence:
    """Evidence for the candidate nearest to two frames; by default that of a plain movement of the chin."""
    moving = curves(noise=noise, **(alongs or {"chin": movement()}))
    found = fuse(find_excursions(moving, np.full(24, 0.002)), moving)
    one = max(found, key=lambda c: c.shared(_lasting(*at)))
    return Evidence.of(one, memory or remembered(), moving, excluded)


def _lasting(onset: int, offset: int) -> Candidate:
    return Candidate(onset, onset + 1, onset + 1, offset, np.ones((24, 2)), np.ones(N), 1.0, 1.0)


def test_strength_and_leaked_rise_with_the_movement_and_only_strength_falls_with_noise():
    plain, twice, loud = gathered(), gathered(chin=movement(0.06)), gathered(noise=0.003)
    assert twice.strength == pytest.approx(2 * plain.strength)
    assert twice.leaked == pytest.approx(2 * plain.leaked)
    assert loud.strength < plain.strength / 2
    assert loud.leaked == pytest.approx(plain.leaked)


def test_a_turn_of_the_head_meanwhile_may_have_leaked():
    still, turning = gathered(), gathered(memory=remembered(turn=3.0))
    assert still.leaked == pytest.approx(4 * turning.leaked)


def test_what_the_face_does_all_the_time_is_less_unusual():
    assert gathered(chin=SWAY).unusual < 0.3 * gathered().unusual


def test_a_movement_with_corners_is_more_abrupt_than_a_sway():
    corners = held(N, ONSET, OFFSET + 1, 5, 0.03)
    assert gathered(chin=corners).abrupt > gathered().abrupt > gathered(chin=SWAY).abrupt


def test_another_movement_meanwhile_makes_it_less_coherent():
    wave = np.sin(2 * np.pi * (T - ONSET) / 15) * (T >= ONSET) * (T <= OFFSET + 1)
    coherent = [gathered(chin=movement(), glabella=a * wave).coherent for a in (0.0, 0.006, 0.012)]
    assert coherent[0] == pytest.approx(1)
    assert coherent == sorted(coherent, reverse=True)
    assert coherent[2] < 0.9


def test_a_larger_movement_within_a_second_dominates_it():
    before = [gathered(chin=movement() + bump(N, 60, 85, a)).dominant for a in (0.0, 0.02, 0.06)]
    assert before == sorted(before, reverse=True)
    assert before[2] < 1 < before[1]
    long_ago = gathered(chin=movement() + bump(N, 10, 35, 0.06)).dominant
    assert long_ago == pytest.approx(before[0], rel=0.1)


def test_the_share_of_the_mouth_is_that_of_the_candidate():
    assert gathered().lower == 1
    assert gathered(glabella=movement()).lower == 0


def test_time_and_the_heads_speed_are_remembered():
    found = gathered(memory=remembered(speed=0.3))
    assert found.seconds == pytest.approx(0.8, abs=0.1)
    assert found.head_speed == pytest.approx(0.3)


def test_evidence_counts_the_frames_that_a_disturbance_holds():
    moving = curves(chin=movement())
    (one,) = fuse(find_excursions(moving, np.full(24, 0.005)), moving)
    span = replace(one, onset=90, offset=119)
    found = Evidence.of(
        span,
        remembered(),
        moving,
        [
            Excluded(Interval(160, 163), BLINK),
            Excluded(Interval(165, 166), BLINK),
            Excluded(Interval(169, 190), GAZE),
            Excluded(Interval(100, 139), HEAD_MOTION),
            Excluded(Interval(100, 134), SPEECH),  # counts up to 0.4 s further
        ],
    )
    assert found.shares == pytest.approx({BLINK: 6 / 30, GAZE: 1 / 30, SPEECH: 7 / 30})


def test_co_occurring_disturbances_are_named_in_order():
    speech, blink = Excluded(Interval(120, 160), SPEECH), Excluded(Interval(145, 155), BLINK)
    assert gathered(speech, blink).co_occurring == (BLINK, SPEECH)
    assert gathered(Excluded(Interval(50, 142), GAZE)).co_occurring == ()


@pytest.mark.parametrize("reason", [SPEECH, HEAD_MOTION, BLINK])
def test_the_score_falls_with_the_share_of_a_disturbance(reason: str):
    plain = gathered(chin=SWAY)
    scores = [score(replace(plain, shares={reason: share})) for share in (0, 0.3, 0.6, 1)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[3]


def test_speech_says_nothing_about_brows():
    brows = gathered(glabella=movement())
    assert score(replace(brows, shares={SPEECH: 1.0})) == score(brows)


def test_a_plain_movement_is_surer_than_a_sway():
    assert score(gathered()) > score(gathered(chin=SWAY))


ratio = st.floats(1e-3, 1e3)
share = st.floats(0, 1)


@given(
    ratios=st.tuples(*[ratio] * 5), shares=st.tuples(*[share] * 7), seconds=st.floats(0.09, 4), speed=ratio
)
def test_the_score_is_from_nought_to_one_whatever_is_measured(ratios, shares, seconds, speed):
    strength, leaked, unusual, abrupt, dominant = ratios
    coherent, explained, lower, *held = shares
    evidence = Evidence(
        strength,
        leaked,
        unusual,
        abrupt,
        coherent,
        explained,
        dominant,
        lower,
        seconds,
        speed,
        dict(zip((HEAD_MOTION, SPEECH, BLINK, HAND), held, strict=True)),
    )
    assert 0 <= score(evidence) <= 1
