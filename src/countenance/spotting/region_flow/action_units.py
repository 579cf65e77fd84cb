"""Action-unit candidates and moving regions from how the 36 regions moved between onset and apex.

The rules follow what the Facial Action Coding System (Ekman, Friesen & Hager 2002) says of where each action unit
moves the skin. They are candidates for a coder to look at, not FACS codes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from countenance.core.action_units import ActionUnit, Side
from countenance.spotting.region_flow.points import REGION_NAMES

__all__ = ["action_unit_candidates", "moved_regions"]

_LEAST_SHARE = 0.35
"""Of the furthest movement, for a region to count as moved."""
_MOST_REGIONS = 8
_PART = 0.02
_OTHER_SIDE = 0.4
"""Share of the limit at which the other side moves along."""
_OUTWARDS = {"left": 1.0, "right": -1.0}
_WIDE = 0.25
"""Way of the chin, in inter-ocular distances, from which on the jaw is stretched (AU 27), not dropped (AU 26)."""


def moved_regions(moved: NDArray[np.float64], least: float) -> tuple[str, ...]:
    """Names of the regions that moved, the furthest first; at most eight.

    Parameters
    ----------
    moved : ndarray of shape (36, 2)
        Displacement from onset to apex, in inter-ocular distances.
    least : float
        Shorter displacements are noise.
    """
    length = np.nan_to_num(np.linalg.norm(moved, axis=1))
    order = np.argsort(-length, kind="stable")[:_MOST_REGIONS]
    limit = max(least, _LEAST_SHARE * float(length.max()))
    return tuple(REGION_NAMES[i] for i in order if length[i] >= limit)


def action_unit_candidates(moved: NDArray[np.float64], least: float) -> tuple[ActionUnit, ...]:
    """Action units that such a displacement suggests, by number, with the side where they act on one only.

    Parameters
    ----------
    moved : ndarray of shape (36, 2)
        Displacement from onset to apex, in inter-ocular distances.
    least : float
        Shorter displacements are noise.

    Examples
    --------
    >>> moved = np.zeros((36, 2))
    >>> moved[REGION_NAMES.index("mouth_corner_right")] = (-0.05, -0.06)
    >>> moved[REGION_NAMES.index("mouth_corner_left")] = (0.05, -0.06)
    >>> [unit.number for unit in action_unit_candidates(moved, 0.01)]
    [12]
    """
    limit = max(least, 0.3 * float(np.nan_to_num(np.linalg.norm(moved, axis=1)).max()))
    sides = {side: _Ways(moved, (name,)) for side, name in ((Side.LEFT, "left"), (Side.RIGHT, "right"))}
    both = _Ways(moved, ("left", "right"))
    found = ((number, _side(shows, limit, both, sides)) for number, shows in _RULES.items())
    return tuple(ActionUnit(number, side) for number, side in found if side is not None)


def _side(shows: _Rule, limit: float, both: _Ways, sides: Mapping[Side, _Ways]) -> Side | None:
    """Where an action unit shows, if it does; on both sides also where one of them shows less of it."""
    clearly = [side for side, way in sides.items() if shows(way, limit)]
    hardly = [side for side, way in sides.items() if shows(way, _OTHER_SIDE * limit)]
    if len(clearly) == 1 and hardly == clearly:
        return clearly[0]
    return Side.BOTH if len(clearly) == 2 or shows(both, limit) else None


class _Ways:
    """How far an area moved up, and outwards from the midline, on one side or on the mean of both."""

    def __init__(self, moved: NDArray[np.float64], sides: Sequence[str]) -> None:
        self._by_name = dict(zip(REGION_NAMES, np.nan_to_num(moved), strict=True))
        self._sides = sides

    def up(self, area: str) -> float:
        if area in self._by_name:
            return -float(self._by_name[area][1])
        return -fmean(self._by_name[f"{area}_{side}"][1] for side in self._sides)

    def out(self, area: str) -> float:
        return fmean(_OUTWARDS[side] * self._by_name[f"{area}_{side}"][0] for side in self._sides)

    @property
    def parted(self) -> float:
        """How far the lower lip moved away from the upper one."""
        return self.up("upper_lip") - self.up("lower_lip")


_Rule = Callable[[_Ways, float], bool]

_RULES: Mapping[int, _Rule] = {
    1: lambda way, limit: way.up("brow_inner") > limit,
    2: lambda way, limit: way.up("brow_outer") > limit,
    4: lambda way, limit: -way.up("brow_inner") > limit or -way.out("brow_inner") > limit,
    5: lambda way, limit: way.up("upper_lid") > limit and way.up("upper_lid") > 0.5 * way.up("brow_middle"),
    9: lambda way, limit: way.up("nose_side") > limit and way.up("nose_side") > way.up("mouth_corner"),
    10: lambda way, limit: way.up("upper_lip") > limit and way.up("upper_lip") > way.up("mouth_corner"),
    12: lambda way, limit: (
        way.up("mouth_corner") > 0.4 * limit and way.up("mouth_corner") + way.out("mouth_corner") > limit
    ),
    14: lambda way, limit: abs(way.up("mouth_corner")) < 0.4 * limit and -way.out("mouth_corner") > limit,
    15: lambda way, limit: -way.up("mouth_corner") > limit and -way.up("mouth_corner") > way.parted,
    17: lambda way, limit: way.up("chin") > limit,
    20: lambda way, limit: way.up("mouth_corner") <= 0.4 * limit and way.out("mouth_corner") > limit,
    25: lambda way, limit: way.parted > max(limit, _PART),
    26: lambda way, limit: _WIDE >= -way.up("chin") > max(limit, _PART),
    27: lambda way, limit: -way.up("chin") > max(limit, _WIDE),
}
