"""Excursions of several channels at one time become one candidate for an expression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countenance.core.expressions import MACRO_LIMIT
from countenance.spotting.region_flow.excursions import Excursion

__all__ = ["Candidate", "fuse", "leaves_rest", "rest_of"]

_TOGETHER = 0.4
"""Least intersection over union of excursions that belong together."""
_MEMORY_SECONDS = 8.0
_STILL = 0.01
"""Speed below which all frames count alike, in inter-ocular distances per second."""
_FEET = 0.08
"""Share of the fused movement that is left at onset and offset."""
_APEX = 0.1
"""Share of the highest speed of the rise at which the rise has ended."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that moved and came back.

    Parameters
    ----------
    onset, apex, offset : int
        Frames of the given curves.
    excursions : tuple of Excursion
        The strongest first.
    """

    onset: int
    apex: int
    offset: int
    excursions: tuple[Excursion, ...]

    @property
    def strength(self) -> float:
        """Root of the sum of squares of the channels' strengths, which counts agreement of several."""
        return float(np.sqrt(sum(e.strength**2 for e in self.excursions)))

    @property
    def height(self) -> float:
        """Of the highest excursion, in inter-ocular distances."""
        return max(e.height for e in self.excursions)


def rest_of(curves: NDArray[np.float64], fps: float) -> NDArray[np.float64]:
    """Where each channel has rested lately, (C, 2): the median of its places; still, recent frames count most.

    Parameters
    ----------
    curves : ndarray of shape (T, C, 2)
        Smoothed; at least one frame.
    """
    if len(curves) < 3:
        return np.asarray(curves[0])
    speed = np.linalg.norm(np.gradient(curves, axis=0), axis=2) * fps
    age = np.arange(len(curves))[::-1, None] / (fps * _MEMORY_SECONDS)
    weights = np.exp(-age) / (_STILL + speed)
    order = np.argsort(curves, axis=0)
    sums = np.cumsum(np.take_along_axis(weights[..., None].repeat(2, 2), order, 0), axis=0)
    middle = (sums < sums[-1] / 2).sum(axis=0)[None]
    rest: NDArray[np.float64] = np.take_along_axis(curves, np.take_along_axis(order, middle, 0), 0)[0]
    return rest


def leaves_rest(one: Excursion, curves: NDArray[np.float64], rest: NDArray[np.float64], fps: float) -> bool:
    """Whether an excursion leads away from rest: no return to it, and no ripple on a movement that is under way.

    Parameters
    ----------
    one : Excursion
    curves : ndarray of shape (T, C, 2)
    rest : ndarray of shape (C, 2)
    fps : float
    """
    channel = curves[:, one.channel]
    onset, peak, offset = np.linalg.norm(
        channel[[one.onset, one.peak, one.offset]] - rest[one.channel], axis=1
    )
    if peak <= max(onset, offset):
        return False
    if max(onset, offset) <= one.height:
        return True
    before = channel[max(0, one.onset - int(float(MACRO_LIMIT) * fps)) : one.onset + 1] @ np.array(
        one.direction
    )
    return bool(before.min() > before[-1] - one.height)


def fuse(found: list[Excursion], curves: NDArray[np.float64]) -> list[Candidate]:
    """Candidates, the strongest first.

    Parameters
    ----------
    found : list of Excursion
    curves : ndarray of shape (T, C, 2)
        Smoothed displacements.
    """
    left = sorted(found, key=lambda e: (-e.strength, e.onset, e.channel))
    candidates = []
    while left:
        seed = left[0]
        together = [e for e in left if e is seed or e.shared(seed.onset, seed.offset) >= _TOGETHER]
        left = [e for e in left if e not in together]
        candidates.append(_candidate(_one_each(together), curves))
    return candidates


def _one_each(found: list[Excursion]) -> tuple[Excursion, ...]:
    strongest: dict[int, Excursion] = {}
    for one in found:
        strongest.setdefault(one.channel, one)
    return tuple(strongest.values())


def _candidate(excursions: tuple[Excursion, ...], curves: NDArray[np.float64]) -> Candidate:
    """Onset, apex and offset of what the channels do together."""
    begin, end = min(e.onset for e in excursions), max(e.offset for e in excursions)
    fused = np.zeros(end - begin + 1)
    for one in excursions:
        along = curves[begin : end + 1, one.channel] @ np.array(one.direction)
        level = max(along[one.onset - begin], along[one.offset - begin])
        inside = np.arange(begin, end + 1)
        fused += np.where((inside >= one.onset) & (inside <= one.offset), np.maximum(along - level, 0), 0)
    top = float(fused.max())
    peak = int(fused.argmax())
    low = np.flatnonzero(fused <= _FEET * top)
    after = int(np.searchsorted(low, peak))
    onset = int(low[after - 1]) if after > 0 else 0
    offset = int(low[after]) if after < len(low) else len(fused) - 1
    return Candidate(begin + onset, begin + _end_of_rise(fused, onset, peak), begin + offset, excursions)


def _end_of_rise(fused: NDArray[np.float64], onset: int, peak: int) -> int:
    """First frame at the highest intensity: a plateau may still drift upwards after it."""
    if peak <= onset + 1:
        return peak
    speed = np.diff(fused[onset : peak + 1])
    fastest = int(speed.argmax())
    slow = np.flatnonzero(speed[fastest:] <= _APEX * speed[fastest])
    return onset + fastest + int(slow[0]) if len(slow) else peak
