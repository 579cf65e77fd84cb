"""What all channels do together: one curve for each candidate, its feet and its apex.

A movement of the face shows in many channels at once, in each of them little above noise. Once one channel has left
its level, all of them are projected on the direction in which they went: what belongs together adds up, noise and
sway in other directions do not. Onset, apex and offset are read from that one curve.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from countenance.core.intervals import Interval
from countenance.spotting.region_flow.channels import LOWER_CHANNELS
from countenance.spotting.region_flow.curves import Curves
from countenance.spotting.region_flow.excursions import Excursion
from countenance.spotting.region_flow.reach import face_cannot_go

__all__ = ["Candidate", "between", "fuse"]

_SAME = 0.5
"""Least intersection over union of candidates that are one movement."""
_LEAST_HEIGHT = 0.1
"""Of a curve, 1 being the way from its level to its peak: what comes back less is a new level."""
_RIPPLE = 0.3
"""Share of the fall so far that a curve may rise again on its way down to a foot."""
_DEEPEST = 1.15
"""Of the height: what falls further goes on to something else."""
_TAIL = 1.6
"""Time from three quarters of the fall to its end over the time from one quarter to three, at most."""
_TAIL_SECONDS = 0.1
"""Further time after which a fall has ended."""
_STRAIGHT = 0.05
"""Share of the second half of a fall that it must bend for its knee to be its foot."""
_APEX = 0.1
"""Share of the highest speed of the rise at which the rise has ended."""
_HELD = 0.9
"""Share of the height above which an expression is held."""
_ROUNDS = 2
_NOTHING = 1e-12
"""Precision of a way along which nothing moves."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """Something that moved and came back.

    Parameters
    ----------
    onset, peak, apex, offset : int
        Frames of the given curves; the apex is within what is held, the peak where the curve is highest.
    way : ndarray of shape (C, 2)
        From the level between onset and offset to the peak, in inter-ocular distances.
    curve : ndarray of shape (T,)
        How far along that way the face is, 1 from the level to the peak.
    height : float
        Prominence of the peak of that curve: the less it comes back, the less.
    noise : float
        Standard deviation of the curve where nothing moves.
    """

    onset: int
    peak: int
    apex: int
    offset: int
    way: NDArray[np.float64]
    curve: NDArray[np.float64]
    height: float
    noise: float

    @property
    def strength(self) -> float:
        """Height over noise."""
        return self.height / self.noise

    @property
    def length(self) -> float:
        """Of the furthest channel's way, in inter-ocular distances."""
        return self.height * float(np.linalg.norm(self.way, axis=1).max())

    @property
    def lower(self) -> float:
        """Share of the mouth and chin in the movement."""
        energy = (self.way**2).sum(axis=1)
        return float(energy[LOWER_CHANNELS].sum() / energy.sum())

    @property
    def has_come_back(self) -> bool:
        """Whether the face is about as far along the way at the offset as at the onset, or beyond."""
        onset, peak, offset = self.curve[[self.onset, self.peak, self.offset]]
        return bool(offset - onset <= _LEAST_HEIGHT * (peak - onset))

    def shared(self, other: Candidate) -> float:
        """Intersection over union with another."""
        return Interval(self.onset, self.offset).iou(Interval(other.onset, other.offset))


def fuse(found: list[Excursion], curves: Curves) -> list[Candidate]:
    """Candidates, the strongest first; none of them is mostly another one.

    Parameters
    ----------
    found : list of Excursion
        Where to begin.
    curves : Curves
    """
    candidates = (_candidate(one, curves) for one in found)
    kept: list[Candidate] = []
    for one in sorted((c for c in candidates if c is not None), key=lambda c: (-c.strength, c.onset)):
        if all(one.shared(other) < _SAME for other in kept):
            kept.append(one)
    return kept


def between(onset: int, peak: int, offset: int, curves: Curves) -> Candidate:
    """What moves from one frame to another, by way of a third."""
    return _Projection.of(onset, peak, offset, curves).candidate(onset, peak, offset)


@dataclass(frozen=True, slots=True, eq=False)
class _Projection:
    """All channels on one way, each as certain as it is; 0 to 1 is from the feet's level to the peak."""

    way: NDArray[np.float64]
    curve: NDArray[np.float64]
    precision: float
    rest: float

    @classmethod
    def of(cls, onset: int, peak: int, offset: int, curves: Curves) -> _Projection:
        """All channels on the way from the level of two feet to the peak between them."""
        values = curves.values
        share = (peak - onset) / max(1, offset - onset)
        way = values[peak] - (1 - share) * values[onset] - share * values[offset]
        weighted = curves.certainty(onset, offset)[:, None] * way
        precision = max(float((weighted * way).sum()), _NOTHING)
        curve = values.reshape(len(values), -1) @ weighted.ravel() / precision
        return cls(way, curve, precision, float((curves.rest * weighted).sum()) / precision)

    def candidate(self, onset: int, peak: int, offset: int) -> Candidate:
        """What moves from one foot to the other, by way of the peak."""
        curve = self.curve
        height = float(curve[peak] - max(curve[onset], curve[offset]))
        apex = _apex(curve, onset, peak, offset)
        return Candidate(onset, peak, apex, offset, self.way, curve, height, self.precision**-0.5)


def _candidate(seed: Excursion, curves: Curves) -> Candidate | None:
    onset, peak, offset = seed.onset, seed.peak, seed.offset
    for _ in range(_ROUNDS):
        along = _Projection.of(onset, peak, offset, curves)
        curve = along.curve
        peak = onset + int(curve[onset : offset + 1].argmax())
        before, onset = _foot(curve[max(0, peak - curves.longest) : peak + 1][::-1], curves.fps)
        after, offset = _foot(curve[peak : peak + curves.longest + 1], curves.fps)
        onset, offset = peak - onset, peak + offset
    top, level = float(curve[peak]), max(before, after)
    height = top - level
    if height < _LEAST_HEIGHT or not onset < peak < offset or face_cannot_go(height * along.way):
        return None
    if along.rest > (top + level) / 2 and not face_cannot_go(-height * along.way):
        return None
    return replace(along.candidate(onset, peak, offset), height=height)


def _foot(falling: NDArray[np.float64], fps: float) -> tuple[float, int]:
    """Level to which a curve falls from its first value before it rises again, and where it has reached it.

    The foot is the knee of the curve, its point furthest below the line from half-way down to the lowest point: a
    level that drifts on does not move it.
    """
    lowest = np.minimum.accumulate(falling)
    again = np.flatnonzero(falling - lowest > np.maximum(_RIPPLE * (falling[0] - lowest), _RIPPLE / 2))
    end = int(again[0]) if len(again) else len(falling)
    deep = min(float(falling[0] - lowest[end - 1]), _DEEPEST)
    quarter, half, most = (
        int(np.argmax(falling <= falling[0] - share * deep)) for share in (0.25, 0.5, 0.75)
    )
    end = min(end, most + max(1, round(_TAIL * (most - quarter) + _TAIL_SECONDS * fps)))
    valley = most + int(falling[most:end].argmin())
    level = float(falling[valley])
    if valley - half < 2:
        return level, valley
    below = np.linspace(float(falling[half]), level, valley - half + 1) - falling[half : valley + 1]
    bent = float(below.max()) > _STRAIGHT * (float(falling[half]) - level)
    return level, half + int(below.argmax()) if bent else valley


def _apex(curve: NDArray[np.float64], onset: int, peak: int, offset: int) -> int:
    """Half-way from the end of the rise to the middle of what is held, where that is later.

    An expression that is held has no one highest frame. Simulated ones are highest where the rise ends; coders take
    the middle, where real ones often are a little stronger.
    """
    rise = _end_of_rise(curve, onset, peak)
    base = max(curve[onset], curve[offset])
    below = np.flatnonzero(curve[onset : offset + 1] < base + _HELD * (curve[peak] - base)) + onset
    first = int(below[below < peak].max(initial=onset - 1)) + 1
    last = int(below[below > peak].min(initial=offset + 1)) - 1
    return rise + max(0, (first + last) // 2 - rise) // 2


def _end_of_rise(curve: NDArray[np.float64], onset: int, peak: int) -> int:
    """First frame at the highest intensity: a plateau may still drift upwards after it."""
    if peak <= onset + 1:
        return peak
    speed = np.diff(curve[onset : peak + 1])
    fastest = int(speed.argmax())
    slow = np.flatnonzero(speed[fastest:] <= _APEX * speed[fastest])
    return onset + fastest + int(slow[0]) if len(slow) else peak
