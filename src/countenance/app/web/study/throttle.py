"""How often somebody may try a password."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Throttle"]

_MOST = 10_000
"""Things that are remembered; those that failed longest ago go first."""
_FORGOTTEN = 3600.0
"""Seconds after which a failure no longer counts."""


@dataclass(frozen=True, slots=True)
class _Rule:
    free: int
    longest: float


_PAIR = _Rule(5, 900.0)
_ADDRESS = _Rule(30, 900.0)
_NAME = _Rule(30, 30.0)


class Throttle:
    """After a few failures each further one doubles the time that must pass until the next try is heard.

    Three things are counted. A name from one address: 5 failures are free, then up to a quarter of an hour must
    pass. An address, whatever the names: 30 are free, so that nobody tries one password with every name. A name,
    whatever the addresses: 30 are free, then never more than half a minute must pass. The first alone counts for a
    name at an address from which it has signed in before: who guesses elsewhere, or about others, keeps nobody out.

    Parameters
    ----------
    clock : callable
        Seconds.

    Examples
    --------
    >>> throttle = Throttle(lambda: 100.0)
    >>> [throttle.enter("anna", "10.0.0.7") for _ in range(7)]
    [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0]
    >>> throttle.enter("anna", "10.0.0.8"), throttle.enter("ben", "10.0.0.7")
    (0.0, 0.0)
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: dict[tuple[str, str], tuple[int, float]] = {}
        self._trusted: dict[tuple[str, str], None] = {}
        self._lock = threading.Lock()

    def enter(self, name: str, address: str) -> float:
        """Begin a try, which is a failure until :meth:`passed` says otherwise: many at once are counted, too.

        Returns
        -------
        float
            Seconds until a try is heard; 0 where this one is.
        """
        with self._lock:
            rules = self._rules(name, address)
            wait = max(self._until(key, rule) for key, rule in rules.items())
            if wait == 0.0:
                for key in rules:
                    n, _ = self._known(key)
                    self._failed.pop(key, None)
                    self._failed[key] = (n + 1, self._clock())
                _shorten(self._failed)
        return wait

    def passed(self, name: str, address: str) -> None:
        """Take a try back after a success, and forget the failures of the name from the address."""
        with self._lock:
            for key in self._rules(name, address):
                n, last = self._known(key)
                if key == (name, address) or n <= 1:
                    self._failed.pop(key, None)
                else:  # one's own successes make no room for guesses about others
                    self._failed[key] = (n - 1, last)
            self._trusted.pop((name, address), None)
            self._trusted[name, address] = None
            _shorten(self._trusted)

    def _rules(self, name: str, address: str) -> dict[tuple[str, str], _Rule]:
        if (name, address) in self._trusted:
            return {(name, address): _PAIR}
        return {(name, address): _PAIR, ("", address): _ADDRESS, (name, ""): _NAME}

    def _until(self, key: tuple[str, str], rule: _Rule) -> float:
        n, last = self._known(key)
        if n < rule.free:
            return 0.0
        pause = min(float(2 ** min(n - rule.free, 20)), rule.longest)
        return max(0.0, last + pause - self._clock())

    def _known(self, key: tuple[str, str]) -> tuple[int, float]:
        n, last = self._failed.get(key, (0, 0.0))
        return (n, last) if self._clock() - last < _FORGOTTEN else (0, last)


def _shorten(kept: dict[tuple[str, str], Any]) -> None:
    while len(kept) > _MOST:
        del kept[next(iter(kept))]
