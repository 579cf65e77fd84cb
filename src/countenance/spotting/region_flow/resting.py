"""How far each channel is from where it has rested lately: the curves that people see.

Points on a cheek or along the outline may slide a little with every movement, so that a displacement since the
beginning tells nothing after minutes. What is shown is counted from where the channel has rested in the last
seconds, as the decisions count it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from countenance.spotting.region_flow.channels import CHANNEL_NAMES, channel_displacement
from countenance.spotting.region_flow.curves import rest_of
from countenance.spotting.region_flow.memory import Memory

__all__ = ["Resting"]

_EVERY_SECONDS = 0.5
_RATE = 15.0
"""Frames a second that are enough to see where a channel rests."""
_EASE_SECONDS = 0.5
"""In which the level that is shown follows the one that was found, so that no curve jumps."""


class Resting:
    """The level of each channel, looked for twice a second.

    Examples
    --------
    >>> resting, memory = Resting(), Memory(16, 25)
    >>> for frame in range(500):
    ...     drifting = np.full((36, 2), 0.001 * frame)
    ...     memory.add(frame, frame / 25, drifting, np.zeros(2), 0.0)
    ...     away = resting.away(memory)
    >>> bool((away < 0.2).all()), away.shape  # although the face has come 0.7
    (True, (24,))
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew: what comes next has nothing to do with what was before."""
        self._level: NDArray[np.float64] | None = None
        self._found = np.zeros((len(CHANNEL_NAMES), 2))
        self._looked = self._time = -np.inf

    def away(self, memory: Memory) -> NDArray[np.float64]:
        """Distance of each channel from its level in the last frame remembered, in inter-ocular distances.

        Returns
        -------
        ndarray of shape (C,)
        """
        time = memory.time
        if time - self._looked >= _EVERY_SECONDS:
            step = max(1, round(memory.fps / _RATE))
            self._found = rest_of(channel_displacement(memory.moved[::-step][::-1]), memory.fps / step)
            self._looked = time
        if self._level is None:
            self._level, self._time = self._found, time
        share = 1 - np.exp(-(time - self._time) / _EASE_SECONDS)
        self._level = self._level + share * (self._found - self._level)
        self._time = time
        away = channel_displacement(memory.moved[-1:])[0] - self._level
        return np.asarray(np.linalg.norm(away, axis=1), dtype=np.float64)
