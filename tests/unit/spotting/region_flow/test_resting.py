"""What people see is counted from where a channel rests, however far it has come since the beginning."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.spotting.region_flow.memory import Memory
from countenance.spotting.region_flow.resting import Resting

from .planted import bump


def shown(along: NDArray[np.float64], fps: float) -> NDArray[np.float64]:
    """The curve of one channel whose regions all go to the right by what is given, frame by frame."""
    memory, resting, curve = Memory(16, fps), Resting(), []
    for frame, way in enumerate(along):
        memory.add(frame, frame / fps, np.full((36, 2), (way, 0.0)), np.zeros(2), 0.0)
        curve.append(resting.away(memory)[0])
    return np.array(curve)


@pytest.mark.parametrize("fps", [12, 30, 200])
def test_a_drift_does_not_add_up_and_an_expression_keeps_its_size(fps: int):
    n = 60 * fps
    drift = 0.003 * np.arange(n) / fps
    curve = shown(drift + bump(n, 40 * fps, 42 * fps, 0.05), fps)
    assert curve.max() < 0.075
    assert curve[20 * fps : 39 * fps].max() < 0.03
    rise = curve[41 * fps] - curve[40 * fps - 1]
    assert rise == pytest.approx(0.05, abs=0.01)


def test_a_state_that_is_held_becomes_the_rest_and_no_curve_jumps():
    held = np.concatenate([np.zeros(300), np.linspace(0, 0.05, 10), np.full(600, 0.05)])
    curve = shown(held, 30)
    assert curve[309:340] == pytest.approx(np.full(31, 0.05), abs=0.005)
    assert curve[-1] < 0.002
    assert np.abs(np.diff(curve)).max() < 0.007


def test_it_begins_anew_when_told():
    memory, resting = Memory(16, 30), Resting()
    memory.add(0, 0.0, np.full((36, 2), 1.0), np.zeros(2), 0.0)
    assert not resting.away(memory).any()
    memory.clear()
    resting.forget()
    memory.add(9, 0.3, np.full((36, 2), 7.0), np.zeros(2), 0.0)
    assert not resting.away(memory).any()
