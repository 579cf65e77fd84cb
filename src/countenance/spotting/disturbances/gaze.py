"""Saccades: both irises shift quickly between the corners of the eyes.

The irises' place over the last 0.1 s is compared with that of 0.1 s before, leaving 0.05 s between; a shift of
at least 3% of an eye's width, about 5 degrees of gaze to a side, that both eyes share is a saccade. Vertical
saccades are seen from about 20 degrees on only, because the lids go with them. Slower shifts, as the eyes make
while the head turns, are none; what the eyes do while lids are down or the head moves fast is not told, because
there the mesh bends. The limit was chosen on simulated faces.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from countenance.core.contracts import Excluded
from countenance.spotting.disturbances.measuring import FaceState
from countenance.spotting.disturbances.stretches import Joined, Moment

__all__ = ["GAZE", "GazeWatch"]

GAZE = "gaze"

_SHIFT = 0.03
_SIDE, _BETWEEN = 0.1, 0.05
_LEFT_BEHIND = 0.25


class GazeWatch:
    """Follows the irises of one person."""

    def __init__(self) -> None:
        self._saccades = Joined(GAZE, 0.1)
        self._recent: deque[tuple[Moment, NDArray[np.float64]]] = deque()

    def update(self, now: Moment, state: FaceState, *, hidden: bool) -> list[Excluded]:
        """Take an observation, one whose gaze cannot be told where it is hidden; gives back what is certain."""
        done = self._saccades.until(Moment(now.time - 2 * _SIDE - _BETWEEN, now.index))
        if hidden:
            self._recent.clear()
            return done
        self._recent.append((now, np.array([state.iris_right, state.iris_left])))
        while len(self._recent) > 2 and self._recent[1][0].time <= now.time - 2 * _SIDE - _BETWEEN:
            self._recent.popleft()
        return done + self._compare(now)

    def interrupt(self) -> list[Excluded]:
        """The face is gone or time has jumped: close what is open, forget what was before."""
        self._recent.clear()
        return self._saccades.close()

    def going_on(self) -> list[Excluded]:
        """What is held, up to the last observation."""
        return self._saccades.held()

    def _compare(self, now: Moment) -> list[Excluded]:
        # Most observations are spared the rest: nothing has moved since the oldest.
        if np.abs(self._recent[-1][1] - self._recent[0][1]).max() < _SHIFT / 2:
            return []
        moments = [moment for moment, _ in self._recent]
        places = np.array([place for _, place in self._recent])
        times = np.array([moment.time for moment in moments])
        after = times > now.time - _SIDE
        before = times <= max(now.time - _SIDE - _BETWEEN, times[0])
        if after.all() or not before.any() or (before & after).any():
            return []
        start, end = np.median(places[before], axis=0), np.median(places[after], axis=0)
        shift = (end - start).mean(0)
        size = float(np.hypot(*shift))
        along = (end - start) @ shift / max(size, 1e-9)
        if size < _SHIFT or along.min() < _SHIFT / 2:
            return []
        share = ((places - start).mean(1) @ shift) / size**2
        if share[-1] > 1 + _LEFT_BEHIND:  # the shift goes on
            return []
        left = np.flatnonzero(share < _LEFT_BEHIND)
        first = int(left[-1]) + 1 if len(left) else 0
        arrived = np.flatnonzero(share[first:] >= 1 - _LEFT_BEHIND)
        if first >= len(moments) or not len(arrived):
            return []
        last = first + int(arrived[0])
        while self._recent[0][0] < moments[last]:
            self._recent.popleft()
        return self._saccades.add(moments[first], moments[last])
