"""The last seconds of a stream, as numbers.

Times are those at which frames were shown. How many frames a second holds is counted, not believed: cameras slow
down in the dark, and phones record at a rate that is not the nominal one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from countenance.spotting.region_flow.points import REGION_NAMES

__all__ = ["Memory"]


_LEAST = 16
_ABOUT = 0.05
"""Share by which frames may come faster or slower than the nominal rate says without being another rate."""


class Memory:
    """Displacements, times and head poses of the last frames.

    Parameters
    ----------
    seconds : float
        How far back frames are kept, and never more of them than that is at the nominal rate.
    fps : float
        Nominal frames per second.
    """

    def __init__(self, seconds: float, fps: float) -> None:
        self._seconds, self._nominal = seconds, fps
        self._size = size = max(_LEAST, round(seconds * fps))
        self._moved = np.empty((2 * size, len(REGION_NAMES), 2))
        self._times, self._speeds = np.empty(2 * size), np.empty(2 * size)
        self._turns = np.empty((2 * size, 2))
        self._apertures: list[tuple[int, float]] = []
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._begin = self._end = 0
        self._apertures.clear()
        self.last = -1

    def add(
        self, index: int, time: float, moved: NDArray[np.float64], turn: NDArray[np.float64], speed: float
    ) -> None:
        """Remember a frame, whose number follows that of the last one."""
        if self._end == len(self._times):
            for kept in (self._moved, self._times, self._speeds, self._turns):
                kept[: self._size] = kept[self._size :]
            self._begin, self._end = 0, self._size
        self._moved[self._end], self._times[self._end] = moved, time
        self._turns[self._end], self._speeds[self._end] = turn, speed
        self._end += 1
        oldest = int(np.searchsorted(self._times[self._begin : self._end], time - self._seconds))
        self._begin = max(self._begin + oldest, self._end - self._size)
        self.last = index

    def look(self, index: int, aperture: float) -> None:
        """Remember how far the mouth is open in a frame; not every frame is looked at."""
        older = sum(seen < self.first for seen, _ in self._apertures)
        del self._apertures[: max(0, older - 1)]
        self._apertures.append((index, aperture))

    def __len__(self) -> int:
        return self._end - self._begin

    @property
    def first(self) -> int:
        """Number of the first frame that is remembered."""
        return self.last - len(self) + 1

    @property
    def time(self) -> float:
        """When the last frame was shown, in seconds."""
        return float(self._times[self._end - 1])

    @property
    def moved(self) -> NDArray[np.float64]:
        """Displacements, shape (T, 36, 2)."""
        return self._moved[self._begin : self._end]

    @property
    def aperture(self) -> NDArray[np.float64]:
        """How far the mouth is open, shape (T,); 0 while nobody has looked."""
        if not self._apertures:
            return np.zeros(len(self))
        looked, aperture = np.array(self._apertures).T
        return np.asarray(np.interp(np.arange(self.first, self.last + 1), looked, aperture))

    @property
    def turns(self) -> NDArray[np.float64]:
        """Turns of the head, in degrees, shape (T, 2)."""
        return self._turns[self._begin : self._end]

    @property
    def fps(self) -> float:
        """Frames per second as they came; the nominal rate while they come at about that."""
        if len(self) < _LEAST:
            return self._nominal
        seen = (len(self) - 1) / self.seconds(0, len(self) - 1)
        return seen if abs(seen / self._nominal - 1) > _ABOUT else self._nominal

    def ago(self, seconds: float) -> int:
        """Position of the frame that was shown so long before the last one, to half a frame."""
        times = self._times[self._begin : self._end]
        return int(np.searchsorted(times, times[-1] - seconds + 0.5 / self.fps)) - 1

    def seconds(self, start: int, stop: int) -> float:
        """Time between two of the remembered frames, by position."""
        return float(self._times[self._begin + stop] - self._times[self._begin + start])

    def head(self, start: int, stop: int) -> tuple[float, float]:
        """How far the head turned between two positions, in degrees, and its mean speed (1 is that of a motion)."""
        span = slice(self._begin + start, self._begin + stop + 1)
        turned = float(np.ptp(self._turns[span], axis=0).sum())
        return turned, float(self._speeds[span].mean())
