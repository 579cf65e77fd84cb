"""Speech: lips that part and close again and again.

Turning points of the lips' distance that lie at least 2.5% of the eyes' distance apart are counted. Speech
opens the mouth 2 to 7 times a second (Chandrasekaran et al. 2009, doi:10.1371/journal.pcbi.1000436), so that
turning points follow each other within 0.4 s, a weak one missed; six or more that span at least a second, three a
second on average, are speech. One opening, a smile or a yawn has too few. Below 15 observations a second quick
speech is missed, below 8 all of it. The limits were chosen on simulated faces.
"""

from __future__ import annotations

from countenance.core.contracts import Excluded
from countenance.spotting.disturbances.measuring import FaceState
from countenance.spotting.disturbances.stretches import Joined, Moment

__all__ = ["SPEECH", "SpeechWatch"]

SPEECH = "speech"

_SWING = 0.025
_LONGEST_HALF = 0.4
_TURNS, _SHORTEST, _TURNS_A_SECOND = 6, 1.0, 3.0
_GAP = 0.75


class SpeechWatch:
    """Follows the lips of one person."""

    _extreme: tuple[Moment, float] | None
    _first: Moment | None
    _last: Moment | None
    _direction: int

    def __init__(self) -> None:
        self._talks = Joined(SPEECH, _GAP)
        self._forget()

    def update(self, now: Moment, state: FaceState) -> list[Excluded]:
        """Take an observation; gives back what has become certain."""
        value = state.mouth_opening
        self._swing(now, value)
        done: list[Excluded] = []
        if self._last is not None and now.time - self._last.time > 2 * _LONGEST_HALF:
            done = self._stop()
            self._extreme, self._direction = (now, value), 0
        return done + self._talks.until(self._first or Moment(now.time - 2 * _LONGEST_HALF, now.index))

    def interrupt(self) -> list[Excluded]:
        """The face is gone or time has jumped: close what is open, forget what was before."""
        done = self._stop() + self._talks.close()
        self._forget()
        return done

    def going_on(self) -> list[Excluded]:
        """What is held or under way, up to the last turning point."""
        if self._talking():
            return self._talks.held(self._first, self._last)
        return self._talks.held()

    def _forget(self) -> None:
        self._extreme = self._first = self._last = None
        self._direction = 0
        self._turns = 0

    def _swing(self, now: Moment, value: float) -> None:
        """Carry the last extreme along, and note it as a turning point once the lips have come back from it."""
        moment, extreme = self._extreme or (now, value)
        swung = abs(value - extreme) >= _SWING
        if not self._direction:
            if swung:
                self._direction = 1 if value > extreme else -1
            if swung or self._extreme is None or now.time - moment.time > _LONGEST_HALF:
                self._extreme = now, value
        elif (value - extreme) * self._direction >= 0:
            self._extreme = now, value
        elif swung:
            self._turn(moment)
            self._extreme, self._direction = (now, value), -self._direction

    def _turn(self, moment: Moment) -> None:
        if self._last is not None and moment.time - self._last.time <= _LONGEST_HALF:
            self._turns += 1
        elif self._last is None or not self._talking():
            self._first, self._turns = moment, 1
        self._last = moment

    def _talking(self) -> bool:
        if self._first is None or self._last is None:
            return False
        span = self._last.time - self._first.time
        return self._turns >= _TURNS and span >= _SHORTEST and self._turns - 1 >= _TURNS_A_SECOND * span

    def _stop(self) -> list[Excluded]:
        done: list[Excluded] = []
        if self._talking() and self._first is not None and self._last is not None:
            done = self._talks.add(self._first, self._last)
        self._first = self._last = None
        self._turns = 0
        return done
