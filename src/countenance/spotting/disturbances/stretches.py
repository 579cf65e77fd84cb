"""Stretches of a disturbance, joined where only a moment lies between them."""

from __future__ import annotations

from dataclasses import dataclass

from countenance.core.contracts import Excluded
from countenance.core.intervals import Interval

__all__ = ["Joined", "Moment"]


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """An observation's time in seconds and its frame."""

    time: float
    index: int


class Joined:
    """Joins stretches of one reason that lie close together; what it has let go never overlaps what follows.

    Parameters
    ----------
    reason : str
        As in :class:`Excluded`.
    gap : float
        Seconds; stretches that lie less apart become one.

    Examples
    --------
    >>> turns = Joined("head motion", gap=0.2)
    >>> turns.add(Moment(1.0, 30), Moment(1.5, 45)), turns.add(Moment(1.6, 48), Moment(2.0, 60))
    ([], [])
    >>> turns.until(Moment(2.5, 75))
    [Excluded(interval=Interval(onset=30, offset=60), reason='head motion')]
    """

    def __init__(self, reason: str, gap: float) -> None:
        self.reason, self.gap = reason, gap
        self._held: tuple[Moment, Moment] | None = None
        self._told = -1

    def add(self, first: Moment, last: Moment) -> list[Excluded]:
        """Take a stretch that begins after all earlier ones; gives back what cannot be joined any more."""
        if self._held is not None and first.time - self._held[1].time <= self.gap:
            self._held = self._held[0], max(last, self._held[1])
            return []
        done = self.close()
        self._held = first, last
        return done

    def until(self, now: Moment) -> list[Excluded]:
        """Give back what has become certain, as no stretch begins before now."""
        if self._held is None or now.time - self._held[1].time <= self.gap:
            return []
        return self.close()

    def close(self) -> list[Excluded]:
        """Give back what is held."""
        done = self.held()
        self._held = None
        if done:
            self._told = done[-1].interval.offset
        return done

    def held(self, first: Moment | None = None, last: Moment | None = None) -> list[Excluded]:
        """What is held, joined with a stretch that goes on, where one is given."""
        stretches = [] if self._held is None else [self._held]
        if first is not None and last is not None:
            if stretches and first.time - stretches[-1][1].time <= self.gap:
                stretches = [(stretches[-1][0], last)]
            else:
                stretches.append((first, last))
        return [
            Excluded(Interval(max(a.index, self._told + 1), b.index), self.reason)
            for a, b in stretches
            if b.index > self._told
        ]
