"""Sessions that go on at this moment: what their pages measure, and what they are told by the experimenter."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Heard", "LiveSessions", "Order"]

_PRESENT_S = 5.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What a page said last.

    Parameters
    ----------
    figures : mapping of str to (float, str or bool)
        As the page measured them.
    seconds_ago : float
    is_there : bool
        Whether the page can be told something.
    """

    figures: Mapping[str, float | str | bool]
    seconds_ago: float
    is_there: bool


class Order(NamedTuple):
    """What a page is to do, and whose wish it is."""

    what: str
    by: str


@dataclass(slots=True)
class _Line:
    at: float
    figures: Mapping[str, float | str | bool]
    orders: list[Order] = field(default_factory=list)


class LiveSessions:
    """Where the pages of sessions and their monitors meet; in memory, because it is of this moment only.

    Parameters
    ----------
    clock : callable
        Seconds.

    Examples
    --------
    >>> live = LiveSessions()
    >>> stop = Order("stopped", "dora")
    >>> live.tell("s1", stop), live.hear("s1", {"fps": 30.0}), live.tell("s1", stop)
    (False, [], True)
    >>> live.hear("s1", {"fps": 30.0}), live.hear("s1", {"fps": 30.0})
    ([Order(what='stopped', by='dora')], [])
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lines: dict[str, _Line] = {}
        self._lock = threading.Lock()

    def hear(self, session: str, figures: Mapping[str, float | str | bool]) -> list[Order]:
        """Note what a page measured; what it is to do, once."""
        with self._lock:
            before = self._lines.get(session)
            self._lines[session] = _Line(self._clock(), dict(figures))
            return [] if before is None else before.orders

    def tell(self, session: str, order: Order) -> bool:
        """Tell a page what to do; False where there is none that would hear it."""
        with self._lock:
            line = self._lines.get(session)
            if line is None or not self._is_there(line):
                return False
            if order not in line.orders:
                line.orders.append(order)
            return True

    def look(self, session: str) -> Heard | None:
        """What a page said last; None where nothing was heard since the server began."""
        with self._lock:
            line = self._lines.get(session)
            if line is None:
                return None
            return Heard(line.figures, self._clock() - line.at, self._is_there(line))

    def _is_there(self, line: _Line) -> bool:
        return self._clock() - line.at < _PRESENT_S
