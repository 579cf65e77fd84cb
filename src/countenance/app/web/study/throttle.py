"""How often somebody may try a password."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

__all__ = ["Throttle"]

_FREE = 5
_LONGEST = 900.0
_MOST = 10_000
"""Names that are remembered; those that failed longest ago go first."""


class Throttle:
    """After a few failures each further one doubles the time that must pass, up to a quarter of an hour.

    Parameters
    ----------
    clock : callable
        Seconds.

    Examples
    --------
    >>> throttle = Throttle(lambda: 100.0)
    >>> for _ in range(7):
    ...     throttle.failed("anna")
    >>> throttle.wait("anna"), throttle.wait("ben")
    (4.0, 0.0)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def wait(self, *names: str) -> float:
        """Seconds until another try is heard from all of these."""
        with self._lock:
            return max((self._until(name) for name in names), default=0.0)

    def failed(self, *names: str) -> None:
        """Take note of a failure."""
        with self._lock:
            for name in names:
                n, _ = self._failed.pop(name, (0, 0.0))
                self._failed[name] = (n + 1, self._clock())
            while len(self._failed) > _MOST:
                del self._failed[next(iter(self._failed))]

    def passed(self, *names: str) -> None:
        """Forget failures after a success."""
        with self._lock:
            for name in names:
                self._failed.pop(name, None)

    def _until(self, name: str) -> float:
        n, last = self._failed.get(name, (0, 0.0))
        if n < _FREE:
            return 0.0
        pause = min(float(2 ** min(n - _FREE, 20)), _LONGEST)
        return max(0.0, last + pause - self._clock())
