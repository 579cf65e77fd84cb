"""Blinks and closed eyes: lids that fall quickly, and lids that stay down.

A blink is a narrow valley of both eyes' openings: a fall by 30% of the person's usual opening within 0.2 s that
is half undone within 0.6 s after it began. Its depth counts from the opening just before, so that a blink
during a squint or a smile is one, and the squint or smile itself, slower and lasting, is none. The usual opening
is the 80th percentile over the last 10 s. Eyes that are open by less than 35% of it for longer than a blink
are closed. Reimplementation in the manner of eye-aspect-ratio detectors (Soukupova & Cech 2016); limits
were chosen on simulated faces and on what is known about blinks (VanderWerf et al. 2003,
doi:10.1152/jn.00557.2002), where squints (action units 6 and 7) at full intensity lower the opening by a quarter.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from countenance.core.contracts import Excluded
from countenance.spotting.disturbances.measuring import FaceState
from countenance.spotting.disturbances.stretches import Joined, Moment

__all__ = ["BLINK", "EYES_CLOSED", "LidWatch"]

BLINK, EYES_CLOSED = "blink", "eyes closed"

_LONGEST, _SHORTEST = 0.6, 0.05
_FALL_TIME, _FALL, _FALL_OF_EACH = 0.2, 0.3, 0.15
_EDGE = 0.1
_REST = 0.1
_STEP = 0.03
_CLOSED, _OPEN_AGAIN = 0.35, 0.5
_MEMORY, _EVERY, _USUAL, _LEAST_USUAL = 10.0, 0.25, 80, 0.15


@dataclass(slots=True)
class _Valley:
    """A fall of the lids that may become a blink; openings in usual openings."""

    onset: Moment
    before: Moment
    shoulder: float
    low: float
    high: float
    rising_since: Moment


class LidWatch:
    """Follows the lids of one person.

    Attributes
    ----------
    down : bool
        Whether the lids hide too much of the eyes for a gaze.
    """

    _recent: deque[tuple[Moment, float, float]]
    _valley: _Valley | None
    _closed_since: Moment | None

    def __init__(self) -> None:
        self.down = False
        self._blinks = Joined(BLINK, 0.0)
        self._closures = Joined(EYES_CLOSED, 0.2)
        self._usual: deque[tuple[float, float]] = deque()
        self._level = _LEAST_USUAL
        self._forget()

    def update(self, now: Moment, state: FaceState) -> list[Excluded]:
        """Take an observation; gives back what has become certain."""
        usual = self._usual_opening(now, state.eye_opening)
        right, left = (opening / usual for opening in state.eye_openings)
        done = self._blinks.until(now) + self._closures.until(now)
        done += self._close_eyes(now, max(right, left))
        if self._closed_since is None or not self._is_closed(now):
            done += self._blink(now, right, left)
        self._recent.append((now, right, left))
        while self._recent[0][0].time < now.time - _FALL_TIME and len(self._recent) > 1:
            self._recent.popleft()
        self.down = self._valley is not None or self._closed_since is not None
        return done

    def interrupt(self) -> list[Excluded]:
        """The face is gone or time has jumped: close what is open, forget what was before."""
        done = self.going_on()
        self._blinks.close()
        self._closures.close()
        self._forget()
        self.down = False
        return done

    def going_on(self) -> list[Excluded]:
        """What is held or under way, up to the last observation."""
        if not self._recent:
            return []
        now, since = self._recent[-1][0], self._closed_since
        if since is not None and self._is_closed(now):
            return self._blinks.held() + self._closures.held(since, now)
        if self._valley is not None:
            return self._blinks.held(self._valley.onset, now) + self._closures.held()
        return self._blinks.held() + self._closures.held()

    def _forget(self) -> None:
        self._recent = deque()
        self._valley = self._closed_since = None

    def _usual_opening(self, now: Moment, opening: float) -> float:
        if not self._usual or now.time - self._usual[-1][0] >= _EVERY:
            self._usual.append((now.time, opening))
            while self._usual[0][0] < now.time - _MEMORY:
                self._usual.popleft()
            openings = [value for _, value in self._usual]
            self._level = max(_LEAST_USUAL, float(np.percentile(openings, _USUAL)))
        return self._level

    def _is_closed(self, now: Moment) -> bool:
        return self._closed_since is not None and now.time - self._closed_since.time > _LONGEST

    def _close_eyes(self, now: Moment, opening: float) -> list[Excluded]:
        """Follow the eyes' being closed; the wider eye counts."""
        if opening < _CLOSED and self._closed_since is None:
            self._closed_since = now if self._valley is None else self._valley.onset
        if self._closed_since is None or opening < _OPEN_AGAIN:
            return []
        since, was_closed = self._closed_since, self._is_closed(self._recent[-1][0])
        self._closed_since = None
        if not was_closed:
            return []
        self._valley = None
        last = self._recent[-1][0]
        self._recent.clear()
        return self._closures.add(since, last)

    def _blink(self, now: Moment, right: float, left: float) -> list[Excluded]:
        opening = (right + left) / 2
        if self._valley is None:
            self._valley = self._fall(now, right, left)
            return []
        valley = self._valley
        if opening < valley.low:
            valley.low = valley.high = opening
        elif opening >= valley.high + _STEP:
            valley.high, valley.rising_since = opening, now
        recovered = valley.high >= valley.low + (valley.shoulder - valley.low) / 2
        settled = opening >= valley.shoulder - _EDGE or now.time - valley.rising_since.time >= _REST
        if recovered and settled:
            return self._end(now, valley, opening)
        if now.time - valley.onset.time > _LONGEST:
            self._valley = None
            self._recent.clear()
        return []

    def _fall(self, now: Moment, right: float, left: float) -> _Valley | None:
        if not self._recent:
            return None
        shoulder = max((r + le) / 2 for _, r, le in self._recent)
        fell = shoulder - (right + left) / 2 >= _FALL
        each = max(r for _, r, _ in self._recent) - right, max(le for _, _, le in self._recent) - left
        if not fell or min(each) < _FALL_OF_EACH:
            return None
        onset = now
        for moment, r, le in reversed(self._recent):
            if (r + le) / 2 >= shoulder - _EDGE:
                return _Valley(onset, moment, shoulder, (right + left) / 2, (right + left) / 2, now)
            onset = moment
        return None

    def _end(self, now: Moment, valley: _Valley, opening: float) -> list[Excluded]:
        """The blink ends before the observation at which the lids were up again."""
        settled = valley.rising_since if opening < valley.shoulder - _EDGE else now
        last = max((m for m, _, _ in self._recent if m < settled), default=valley.onset)
        last = max(last, valley.onset)
        self._valley = None
        self._recent.clear()
        if settled.time - valley.before.time < _SHORTEST:
            return []
        return self._blinks.add(valley.onset, last)
