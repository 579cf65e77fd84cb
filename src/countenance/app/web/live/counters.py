"""What is known of a session at the moment: rates, and whether there is anything to be seen."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

__all__ = ["LastSecond", "Sight"]

_BLIND_SECONDS = 0.5


class LastSecond:
    """Counts what happened in the last second, written by one thread and read by another."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()

    def count(self, now: float) -> None:
        """Count one more, and forget what is older than a second."""
        self._times.append(now)
        while self._times[0] < now - 1:
            self._times.popleft()

    def n(self, now: float) -> int:
        """How many there were in the second before."""
        return sum(time > now - 1 for time in self._times.copy())


class Sight:
    """Whether the spotter has had something to measure lately.

    A spotter reports that it has lost the face only when it is back; its curves end at once. Half a second without
    any value counts as lost, so that a single frame does not.

    Examples
    --------
    >>> sight = Sight()
    >>> for time, values in [(0.0, [0.3]), (0.2, [None]), (0.6, [None])]:
    ...     sight.take(time, values)
    >>> sight.lost
    False
    >>> sight.take(0.8, [None])
    >>> sight.lost
    True
    """

    def __init__(self) -> None:
        self._since: float | None = None
        self._now = 0.0

    @property
    def lost(self) -> bool:
        """Whether nothing was measured in the last half second."""
        return self._since is not None and self._now - self._since >= _BLIND_SECONDS

    def take(self, time: float, values: Sequence[float | None]) -> None:
        """Take the curves of a frame; those of a spotter without curves say nothing.

        Parameters
        ----------
        time : float
            Seconds.
        values : sequence of float or None
            None where there is no value.
        """
        self._now = time
        if not values or any(value is not None for value in values):
            self._since = None
        elif self._since is None:
            self._since = time
