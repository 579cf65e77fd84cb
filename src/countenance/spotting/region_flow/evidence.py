"""What speaks for and against a candidate, and the score that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countenance.core.contracts import Excluded
from countenance.core.intervals import Interval
from countenance.spotting.disturbances import BLINK, EYES_CLOSED, GAZE, HAND, HEAD_MOTION, SPEECH
from countenance.spotting.region_flow.channels import LID_CHANNELS, UPPER_CHANNELS
from countenance.spotting.region_flow.excursions import Excursion
from countenance.spotting.region_flow.fusion import Candidate
from countenance.spotting.region_flow.memory import Memory

__all__ = ["Evidence", "Feigned", "score"]

_LEAK = 0.0025
"""Displacement that a turn of the head by one degree feigns, in inter-ocular distances."""
_AROUND_SECONDS = 0.15
_MOSTLY = 0.6
_LEAST_RISE = 3
_STILL = 0.001
_OUTSIDE_SECONDS = 0.3
_FAST = 2.0
_CREEP = 1e-4
"""Displacement per frame that is no movement, in inter-ocular distances."""
_BLINK = 0.01
"""Displacement of other parts of the face that a blink explains, in inter-ocular distances."""
_CO_OCCURS = 0.2
"""Least share of the expression's time for a disturbance to be named beside it."""


class Feigned:
    """Tells movements that a disturbance explains: of lids in a blink or saccade, of the mouth in speech.

    Parameters
    ----------
    excluded : sequence of Excluded
    fps : float
    first : int
        Frame at which the curves of the excursions begin.
    """

    def __init__(self, excluded: Sequence[Excluded], fps: float, first: int) -> None:
        around = round(_AROUND_SECONDS * fps)
        self._lids = self._spans(excluded, {BLINK, EYES_CLOSED, GAZE}, around, first)
        self._mouth = self._spans(excluded, {SPEECH}, 2 * around, first)

    @staticmethod
    def _spans(
        excluded: Sequence[Excluded], reasons: set[str], around: int, first: int
    ) -> list[tuple[int, int]]:
        spans = [e.interval for e in excluded if e.reason in reasons]
        return [(span.onset - around - first, span.offset + around - first) for span in spans]

    def explains(self, one: Excursion) -> bool:
        """Whether an excursion is what such a disturbance looks like."""
        blinks = any(one.onset <= offset and onset <= one.offset for onset, offset in self._lids)
        if blinks and (one.channel in LID_CHANNELS or one.height < _BLINK):
            return True
        return one.channel not in UPPER_CHANNELS and any(
            min(one.offset, offset) - max(one.onset, onset) >= _MOSTLY * (one.offset - one.onset)
            for onset, offset in self._mouth
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """Measurements of one candidate.

    Parameters
    ----------
    strength : float
        Of its channels together, over what each needs to be noticed.
    leaked : float
        Highest displacement over the one that the head's turn may have feigned.
    unusual : float
        Highest ratio of a channel's rise to what it moves as a rule in the same time.
    abrupt : float
        Highest speed of the strongest channel's rise over its speed just before onset and just after offset.
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
    seconds: float
    head_speed: float
    shares: dict[str, float]

    @classmethod
    def of(
        cls,
        candidate: Candidate,
        span: Interval,
        seconds: float,
        memory: Memory,
        curves: NDArray[np.float64],
        excluded: Sequence[Excluded],
    ) -> Evidence:
        """Gather the evidence for a candidate that lies at ``span``."""
        turned, speed = memory.head(candidate.onset, candidate.offset)
        return cls(
            strength=candidate.strength,
            leaked=candidate.height / (_LEAK * (1 + turned)),
            unusual=max(_unusual(one, curves) for one in candidate.excursions),
            abrupt=_abrupt(candidate.excursions[0], curves, round(_OUTSIDE_SECONDS * memory.fps)),
            seconds=seconds,
            head_speed=speed,
            shares=_shares(span, excluded),
        )

    @property
    def co_occurring(self) -> tuple[str, ...]:
        """Disturbances that hold for a fifth of the time or more, by name."""
        return tuple(sorted(reason for reason, share in self.shares.items() if share >= _CO_OCCURS))

    def vector(self) -> NDArray[np.float64]:
        """What the score weighs, in the order of its weights."""
        seconds = float(np.log(self.seconds))
        reasons = (HEAD_MOTION, SPEECH, BLINK, HAND)
        return np.array(
            [
                1.0,
                np.log(self.strength),
                np.log(self.leaked),
                np.log(self.abrupt),
                np.log(self.unusual),
                seconds,
                seconds**2,
                min(self.head_speed, _FAST),
                *(self.shares.get(reason, 0.0) for reason in reasons),
            ]
        )


def _abrupt(one: Excursion, curves: NDArray[np.float64], outside: int) -> float:
    """How much faster a channel rises than it moves outside of the excursion: a sway has no corners."""
    speed = np.abs(np.diff(curves[:, one.channel] @ np.array(one.direction)))
    before, after = speed[max(0, one.onset - outside) : one.onset], speed[one.offset : one.offset + outside]
    around = [float(part.mean()) for part in (before, after) if len(part)]
    return float(speed[one.onset : one.peak].max()) / (max(around, default=0.0) + _CREEP)


def _unusual(one: Excursion, curves: NDArray[np.float64]) -> float:
    """Height over the median way of the channel between two frames as far apart as onset and peak."""
    rise = max(_LEAST_RISE, one.peak - one.onset)
    channel = curves[:, one.channel]
    ways = np.linalg.norm(channel[rise:] - channel[:-rise], axis=1)
    return one.height / (float(np.median(ways)) + _STILL) if len(ways) else one.height / _STILL


def _shares(span: Interval, excluded: Sequence[Excluded]) -> dict[str, float]:
    frames: dict[str, int] = {}
    for one in excluded:
        common = one.interval & span
        if common is not None:
            frames[one.reason] = frames.get(one.reason, 0) + common.n_frames
    return {reason: min(1.0, n / span.n_frames) for reason, n in frames.items()}


_WEIGHTS = np.array([-2.4, 0.33, 1.19, 0.53, 0.1, -0.74, -0.6, -1.46, -4.06, -4.02, -2.37, -2.0])
"""Of a logistic regression on simulated recordings; that of the hand and the constant were set by hand."""


def score(evidence: Evidence) -> float:
    """How sure it is that this is an expression, 0 to 1."""
    return float(1 / (1 + np.exp(-float(_WEIGHTS @ evidence.vector()))))
