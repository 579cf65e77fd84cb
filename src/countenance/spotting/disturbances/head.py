"""Head motion: turns, nods, tilts and shifts that are faster than sway.

Speeds are slopes of straight lines through 0.2 s. A motion begins where a speed passes its limit and reaches as
far as any speed stays above 40% of it; motions less than 0.25 s apart are one. Pitch has the highest limit,
because a smile or a raised brow bends the mesh as if the head nodded, by up to 10 degrees a second on simulated
faces; a nod also shows in the shift of the face, as heads turn on the neck. The limits were chosen on simulated
faces, whose sway stays below 4 degrees a second.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from countenance.core.contracts import Excluded
from countenance.spotting.disturbances.measuring import FaceState
from countenance.spotting.disturbances.stretches import Joined, Moment

__all__ = ["HEAD_MOTION", "HeadWatch"]

HEAD_MOTION = "head motion"

_WINDOW = 0.2
_GAP = 0.25
_STAYS = 0.4
_LIMITS = np.array([12.0, 25.0, 12.0, 0.2, 0.2, 0.2])
"""Yaw, pitch, roll in degrees a second; shifts right, down, towards the camera in distances of the eyes' outer
corners (the last in natural logarithms of the size) a second."""
_LEAST_PATH = 0.2
"""Seconds for which a motion at its limit would have to last to come as far as the smallest one that counts."""


class HeadWatch:
    """Follows the head of one person.

    Attributes
    ----------
    speed : float
        At the middle of the last 0.2 s; 1 is the limit.
    """

    _recent: deque[tuple[Moment, NDArray[np.float64], float]]
    _first: Moment | None
    _last: Moment | None
    _low: NDArray[np.float64]
    _high: NDArray[np.float64]
    _fast: bool

    def __init__(self) -> None:
        self.speed = 0.0
        self._motions = Joined(HEAD_MOTION, _GAP)
        self._forget()

    def update(self, now: Moment, state: FaceState) -> list[Excluded]:
        """Take an observation; gives back what has become certain."""
        place = np.array([state.yaw, state.pitch, state.roll, state.x, state.y, np.log(state.size)])
        self._recent.append((now, place, state.size))
        while len(self._recent) > 2 and self._recent[0][0].time < now.time - _WINDOW - 1e-6:
            self._recent.popleft()
        if len(self._recent) < 2:
            return []
        self.speed = float((np.abs(self._slopes()) / _LIMITS).max())
        middle, here, size = self._recent[len(self._recent) // 2]
        here = here / np.array([1, 1, 1, size, size, 1])
        done = [] if self._first is not None else self._motions.until(middle)
        if self.speed < _STAYS:
            return done + self._stop()
        if self._first is None:
            self._first, self._low, self._high = middle, here, here
        self._last = middle
        self._low, self._high = np.minimum(self._low, here), np.maximum(self._high, here)
        self._fast = self._fast or self.speed >= 1
        return done

    def interrupt(self) -> list[Excluded]:
        """The face is gone or time has jumped: close what is open, forget what was before."""
        done = self._stop() + self._motions.close()
        self._forget()
        return done

    def going_on(self) -> list[Excluded]:
        """What is held or under way, up to the last observation."""
        if self._moves():
            return self._motions.held(self._first, self._last)
        return self._motions.held()

    def _forget(self) -> None:
        self._recent = deque()
        self._first = self._last = None
        self._fast = False
        self._low = self._high = np.zeros(len(_LIMITS))
        self.speed = 0.0

    def _slopes(self) -> NDArray[np.float64]:
        times = np.array([moment.time for moment, _, _ in self._recent])
        places = np.array([place for _, place, _ in self._recent])
        size = self._recent[-1][2]
        times = times - times.mean()
        slopes = times @ (places - places[0]) / (times @ times)
        slopes[3:5] /= size
        return np.asarray(slopes)

    def _moves(self) -> bool:
        path = float(((self._high - self._low) / _LIMITS).max())
        return self._first is not None and self._fast and path >= _LEAST_PATH

    def _stop(self) -> list[Excluded]:
        done: list[Excluded] = []
        if self._moves() and self._first is not None and self._last is not None:
            done = self._motions.add(self._first, self._last)
        self._first = self._last = None
        self._fast = False
        return done
