"""What speaks for and against a candidate, and the score that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countenance.core.contracts import Excluded
from countenance.core.intervals import Interval
from countenance.spotting.disturbances import BLINK, HAND, HEAD_MOTION, SPEECH
from countenance.spotting.region_flow.anatomy import explained
from countenance.spotting.region_flow.curves import Curves
from countenance.spotting.region_flow.fusion import Candidate
from countenance.spotting.region_flow.memory import Memory

__all__ = ["WEIGHTS", "Evidence", "score"]

_FEIGNED_BY_TURN = 0.0025
"""Displacement that a turn of the head by one degree feigns, in inter-ocular distances."""
_LEAST_RISE_SECONDS = 0.1
_BESIDE_SECONDS = 0.3
_AROUND_SECONDS = 1.0
_FAST = 2.0
_SLIGHT = 0.02
"""Share of a way that is no movement along it."""
_SLOW = 0.3
"""Speed that is none: shares of the way in a second."""
_STILLEST = 0.17
"""Share of the time in which the face moves least."""
_STILL = 0.001
"""Distance that is no movement, in inter-ocular distances."""
_SPEECH_SECONDS = 0.4
"""How far from the frames in which somebody speaks the mouth still moves for it."""
_CO_OCCURS = 0.2
"""Least share of the expression's time for a disturbance to be named beside it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Measurements of one candidate.

    Parameters
    ----------
    strength : float
        Height over noise.
    leaked : float
        Way of the furthest channel over the one that the head's turn may have feigned.
    unusual : float
        Height over what the face moves as a rule along that way in the same time.
    abrupt : float
        Highest speed of the rise over the speed along that way just before onset and just after offset.
    coherent : float
        Share of the movement of all channels that goes along one way.
    explained : float
        Share of the way that action units make.
    dominant : float
        Way of the furthest channel over the furthest way of any within a second before or after.
    lower : float
        Share of the mouth and chin in the movement.
    seconds : float
        From onset to offset.
    head_speed : float
        Mean, 1 is the limit of a head motion.
    shares : mapping of str to float
        Reason to the share of the time that it holds.
    """

    strength: float
    leaked: float
    unusual: float
    abrupt: float
    coherent: float
    explained: float
    dominant: float
    lower: float
    seconds: float
    head_speed: float
    shares: dict[str, float]

    @classmethod
    def of(
        cls, candidate: Candidate, memory: Memory, curves: Curves, excluded: Sequence[Excluded]
    ) -> Evidence:
        """Gather the evidence for a candidate."""
        onset, offset = candidate.onset, candidate.offset
        turned, speed = memory.head(onset, offset)
        return cls(
            strength=candidate.strength,
            leaked=candidate.length / (_FEIGNED_BY_TURN * (1 + turned)),
            unusual=_unusual(candidate, round(_LEAST_RISE_SECONDS * curves.fps)),
            abrupt=_abrupt(candidate, curves.fps),
            coherent=_coherent(candidate, curves),
            explained=explained(candidate.way, curves.certainty(onset, offset)),
            dominant=_dominant(candidate, curves),
            lower=candidate.lower,
            seconds=memory.seconds(onset, offset),
            head_speed=speed,
            shares=_shares(Interval(onset + memory.first, offset + memory.first), excluded, curves.fps),
        )

    @property
    def co_occurring(self) -> tuple[str, ...]:
        """Disturbances that hold for a fifth of the time or more, by name."""
        return tuple(sorted(reason for reason, share in self.shares.items() if share >= _CO_OCCURS))

    def vector(self) -> NDArray[np.float64]:
        """What the score weighs, in the order of its weights."""
        seconds = float(np.log(self.seconds))
        return np.array(
            [
                1.0,
                np.log(self.strength),
                np.log(self.leaked),
                np.log(self.unusual),
                np.log(self.abrupt),
                self.coherent,
                self.explained,
                np.log(self.dominant),
                self.lower,
                seconds,
                seconds**2,
                min(self.head_speed, _FAST),
                self.shares.get(HEAD_MOTION, 0.0),
                self.shares.get(SPEECH, 0.0) * self.lower,
                self.shares.get(BLINK, 0.0),
                self.shares.get(HAND, 0.0),
            ]
        )


def _unusual(candidate: Candidate, least_rise: int) -> float:
    rise = max(1, least_rise, candidate.peak - candidate.onset)
    ways = np.abs(candidate.curve[rise:] - candidate.curve[:-rise])
    others = np.concatenate([ways[: max(0, candidate.onset - rise)], ways[candidate.offset :]])
    usual = float(np.quantile(others, _STILLEST)) if len(others) else 0.0
    return candidate.height / (_SLIGHT + usual)


def _abrupt(candidate: Candidate, fps: float) -> float:
    """A sway has no corners."""
    onset, offset, beside = candidate.onset, candidate.offset, round(_BESIDE_SECONDS * fps)
    speed = fps * np.abs(np.diff(candidate.curve))
    return float(speed[onset : candidate.peak].max()) / (
        _SLOW + _most(speed[max(0, onset - beside) : onset], speed[offset : offset + beside])
    )


def _most(*parts: NDArray[np.float64]) -> float:
    """Highest of the means of those that are not empty."""
    return max((float(part.mean()) for part in parts if len(part)), default=0.0)


def _coherent(candidate: Candidate, curves: Curves) -> float:
    onset, offset = candidate.onset, candidate.offset
    certainty = curves.certainty(onset, offset)[:, None]
    along = _without_line(candidate.curve[onset : offset + 1])
    every = _without_line(curves.values[onset : offset + 1])
    whole = float((every**2 * certainty).sum())
    return float((along**2).sum() * (candidate.way**2 * certainty).sum()) / max(whole, 1e-12)


def _without_line(curve: NDArray[np.float64]) -> NDArray[np.float64]:
    line: NDArray[np.float64] = np.linspace(curve[0], curve[-1], len(curve))
    return curve - line


def _dominant(candidate: Candidate, curves: Curves) -> float:
    around = round(_AROUND_SECONDS * curves.fps)
    before = curves.values[max(0, candidate.onset - around) : candidate.onset + 1]
    after = curves.values[candidate.offset : candidate.offset + around]
    furthest = max(float(np.linalg.norm(np.ptp(part, axis=0), axis=1).max()) for part in (before, after))
    return candidate.length / (furthest + _STILL)


def _shares(span: Interval, excluded: Sequence[Excluded], fps: float) -> dict[str, float]:
    frames: dict[str, int] = {}
    around = round(_SPEECH_SECONDS * fps)
    for one in excluded:
        wider = around if one.reason == SPEECH else 0
        common = Interval(max(0, one.interval.onset - wider), one.interval.offset + wider) & span
        if common is not None:
            frames[one.reason] = frames.get(one.reason, 0) + common.n_frames
    return {reason: min(1.0, n / span.n_frames) for reason, n in frames.items()}


WEIGHTS = np.array(
    [-13.03, -0.89, 1.18, 1.76, 0.87, 1.75, 13.17, 0.44, -2.21, 0.1, -1.8, -2.0, -2.02, -6.0, -2.0, -2.0]
)
"""Of a logistic regression on simulated recordings, as they are and with further movements laid over them.

Simulated expressions seldom coincide with turns of the head, speech or blinks, as real ones do: what speaks against
those is bounded to -2, -4, -6 and -2. That of the hand was set by hand.
"""


def score(evidence: Evidence) -> float:
    """How sure it is that this is an expression, 0 to 1."""
    return float(1 / (1 + np.exp(-float(WEIGHTS @ evidence.vector()))))
