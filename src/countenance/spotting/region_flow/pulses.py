"""Pulses of one movement: the face goes the same way again before it has come back."""

from __future__ import annotations

import numpy as np

from countenance.spotting.region_flow.curves import Curves
from countenance.spotting.region_flow.fusion import Candidate, between

__all__ = ["goes_out_again", "joined"]

_BACK = 0.25
"""Share of a movement's height within which a face has come back."""
_ALIKE = 0.8
"""Least cosine between the ways of pulses of one movement."""


def goes_out_again(one: Candidate) -> bool:
    """Whether a face that has not come back has gone the same way again since."""
    over = one.curve - one.curve[one.onset]
    back = _BACK * over[one.peak]
    return bool(over[one.offset] >= back and over[one.offset :].max() - over[one.offset] > back)


def joined(candidates: list[Candidate], curves: Curves) -> list[Candidate]:
    """Candidates in the order of time, with a single one for the pulses of one movement."""
    found: list[Candidate] = []
    for one in sorted(candidates, key=lambda c: (c.onset, c.offset)):
        whole = _whole(found[-1], one, curves) if found else None
        if whole is not None:
            found.pop()
        found.append(whole or one)
    return found


def _whole(first: Candidate, second: Candidate, curves: Curves) -> Candidate | None:
    """Both as one movement, if they are."""
    onset, offset = first.onset, second.offset
    if second.peak <= first.offset or offset - onset > curves.longest:
        return None
    if _cosine(first, second, curves) < _ALIKE:
        return None
    further = max(first, second, key=lambda c: c.length)
    whole = between(onset, further.peak, offset, curves)
    foot = max(whole.curve[onset], whole.curve[offset])
    lowest = whole.curve[first.peak : second.peak + 1].min()
    peak = min(whole.curve[first.peak], whole.curve[second.peak])
    return whole if lowest - foot > _BACK * (peak - foot) else None


def _cosine(first: Candidate, second: Candidate, curves: Curves) -> float:
    root = np.sqrt(curves.certainty(first.onset, second.offset))[:, None]
    a, b = (root * first.way).ravel(), (root * second.way).ravel()
    return float(a @ b) / max(1e-12, float(np.linalg.norm(a) * np.linalg.norm(b)))
