"""The memory slides: it holds the last frames, and numbers them as the stream does."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.spotting.region_flow.memory import Memory

FPS = 25


def filled(size: int, n: int, first: int = 0) -> Memory:
    memory = Memory(size / FPS, FPS)
    for index in range(first, first + n):
        memory.add(index, index / FPS, np.full((36, 2), float(index)), np.array([index, 0.0]), 0.5)
    return memory


@pytest.mark.parametrize("n", [1, 15, 16, 17, 31, 32, 33, 40, 101])
def test_the_last_frames_are_kept_in_order(n: int):
    memory = filled(16, n, first=3)
    kept = min(n, 16)
    assert len(memory) == kept
    assert (memory.first, memory.last) == (3 + n - kept, 2 + n)
    assert memory.moved.shape == (kept, 36, 2)
    assert memory.moved[:, 0, 0].tolist() == list(range(memory.first, memory.last + 1))
    assert memory.turns[:, 0].tolist() == list(range(memory.first, memory.last + 1))


def test_times_and_the_heads_turn_are_asked_by_position():
    memory = filled(16, 30)
    assert memory.seconds(2, 7) == pytest.approx(5 / FPS)
    assert memory.head(2, 7) == (pytest.approx(5), pytest.approx(0.5))


def test_it_forgets_when_told():
    memory = filled(16, 30)
    memory.clear()
    assert len(memory) == 0
    memory.add(90, 3.6, np.ones((36, 2)), np.zeros(2), 0.0)
    assert (len(memory), memory.first, memory.last) == (1, 90, 90)


@pytest.mark.parametrize("seen", [5.0, 12.5, 24.0, 24.9, 25.0, 25.1, 26.0, 40.0])
def test_frames_are_counted_by_the_second(seen: float):
    memory = Memory(4.0, FPS)
    for index in range(200):
        memory.add(index, index / seen, np.zeros((36, 2)), np.zeros(2), 0.0)
    assert memory.fps == (pytest.approx(seen) if abs(seen - FPS) > 1.3 else FPS)
    assert memory.seconds(0, len(memory) - 1) <= 4.0
    assert len(memory) == pytest.approx(min(100, 4 * seen), abs=1.1)
    assert len(memory) - 1 - memory.ago(1.0) == pytest.approx(seen, abs=0.51)
    assert memory.ago(0.0) == len(memory) - 1
    assert memory.ago(1e3) == -1
