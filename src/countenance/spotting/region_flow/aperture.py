"""How far the mouth is open: the one movement of a face whose rest is known, because lips that touch are closed.

What moves while the mouth is open is one movement, from the lips' parting to their meeting, however often the jaw
rises and sinks in between. Landmarks tell it only to a few hundredths, so that it decides what belongs together and
not whether something moved.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from countenance.face import FaceMesh
from countenance.spotting.region_flow.curves import Curves
from countenance.spotting.region_flow.fusion import Candidate, between

__all__ = ["mouth_aperture", "openings", "while_open"]

_INNER_LIPS, _OUTER_CORNERS = (13, 14), (33, 263)
_CLOSED = 0.2
"""Share of the time in which a mouth is supposed to be closed."""
_OPEN, _CLEARLY = 0.03, 0.06
"""How much further it is open than when it is closed, at least, and at its furthest."""
_INSIDE = 0.5
"""Share of a movement in an opening that it belongs to."""
_SAME = 0.25
"""Share of a movement by which the feet of an opening may differ without being taken instead."""
_LEAST_HEIGHT = 0.5


def mouth_aperture(mesh: FaceMesh) -> float:
    """Distance of the inner lips, over that of the eyes' outer corners.

    Parameters
    ----------
    mesh : FaceMesh
    """
    lips, eyes = (
        float(np.linalg.norm(np.subtract(*mesh.points[list(pair), :2])))
        for pair in (_INNER_LIPS, _OUTER_CORNERS)
    )
    return lips / max(eyes, 1e-9)


def openings(aperture: NDArray[np.float64]) -> list[tuple[int, int]]:
    """First and last frame of each time that the mouth is open.

    Parameters
    ----------
    aperture : ndarray of shape (T,)

    Examples
    --------
    >>> openings(np.repeat([0.01, 0.2, 0.02, 0.05, 0.01], [20, 10, 20, 10, 20]))
    [(20, 29)]
    """
    if not len(aperture):
        return []
    further = aperture - np.quantile(aperture, _CLOSED)
    ends = np.flatnonzero(np.diff(np.concatenate([[0], further > _OPEN, [0]])))
    spans = zip(ends[::2].tolist(), (ends[1::2] - 1).tolist(), strict=True)
    return [(first, last) for first, last in spans if further[first : last + 1].max() > _CLEARLY]


def while_open(
    candidates: list[Candidate], aperture: NDArray[np.float64], curves: Curves
) -> list[tuple[Candidate, bool]]:
    """Candidates, with a single one for all of the mouth while it is open, and whether it is still open.

    Parameters
    ----------
    candidates : list of Candidate
    aperture : ndarray of shape (T,)
        Of the frames of the curves.
    curves : Curves
    """
    found: list[tuple[Candidate, bool]] = []
    others = list(candidates)
    for first, last in openings(aperture):
        inside = [one for one in others if _belongs(one, first, last)]
        whole = _whole(inside, first, last, curves) if inside else None
        if whole is not None:
            others = [one for one in others if all(one is not part for part in inside)]
            found.append((whole, last == len(aperture) - 1))
    return found + [(one, False) for one in others]


def _belongs(one: Candidate, first: int, last: int) -> bool:
    common = min(one.offset, last) - max(one.onset, first)
    return one.lower > 0.5 and common >= _INSIDE * (one.offset - one.onset)


def _whole(inside: list[Candidate], first: int, last: int, curves: Curves) -> Candidate | None:
    """All that belongs to an opening as one, unless that would be too long for an expression."""
    onset, offset = min(first, *(one.onset for one in inside)), max(last, *(one.offset for one in inside))
    if offset - onset >= curves.longest:
        return None
    furthest = max(inside, key=lambda one: one.height * one.length)
    further = furthest.onset - onset + offset - furthest.offset
    if len(inside) == 1 and further <= _SAME * (furthest.offset - furthest.onset):
        return furthest
    whole = between(onset, furthest.peak, offset, curves)
    return whole if whole.height > _LEAST_HEIGHT else None
