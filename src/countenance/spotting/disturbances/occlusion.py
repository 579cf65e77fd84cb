"""A hand over the face: much of the face suddenly looks like something else.

Ten times a second the appearance of the face (:mod:`.appearance`) is compared with that of 0.6 s before. Where
15% of its area have changed, and 1.2% more for each degree that the head has turned, something has come before the
face; it stays as long as 10% (and as much for turning) differ from the face as it was before, 30 s at most. On
simulated faces expressions at full intensity change at most 4%, head turns by 20 degrees at most 20%.

A hand at the chin covers less, and one may come slowly. But wherever skin looks otherwise than in four of five
looks of the last 30 s, in about the same pose, something lies over it: expressions, blinks and speech look like
themselves again and again. On simulated faces no part is ever new in that sense; 3% of the face are enough, and it
stays as long as 1.5% are new. A hand that goes makes the face more symmetric, and as it was in the 30 s before, so
that its going is not taken for a coming. One that is there from the start is known for none, and its going is taken
for a coming, unless it is small.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countenance.core.contracts import Excluded
from countenance.face import FaceMesh
from countenance.spotting.disturbances.appearance import (
    asymmetry,
    changed_cells,
    changed_share,
    face_appearance,
    share_of,
)
from countenance.spotting.disturbances.measuring import FaceState
from countenance.spotting.disturbances.stretches import Joined, Moment

__all__ = ["HAND", "OcclusionWatch"]

HAND = "hand over the face"

_EVERY, _BACK = 0.1, 0.6
_ARRIVES, _STAYS, _BY_DEGREE = 0.15, 0.1, 0.012
_REMEMBERED, _REMEMBERED_EVERY = 30, 1.0
_NEW, _STAYS_NEW = 0.03, 0.015
_MOSTLY = 0.8
"""Share of earlier looks from which a cell must differ to be new."""
_SAME_POSE, _LEAST_LOOKS, _LEAST_AGE = 4.0, 5, 2.0
"""Degrees, number and seconds: the earlier looks with which one is compared."""
_CLEARER = 0.03
"""Share of the face by which it becomes more symmetric when what covered it goes away."""
_LONGEST, _SHORTEST = 30.0, 0.25


@dataclass(frozen=True, slots=True)
class _Look:
    moment: Moment
    appearance: NDArray[np.float32]
    yaw: float
    pitch: float


class OcclusionWatch:
    """Follows the appearance of one face.

    Attributes
    ----------
    share : float
        Of the face that has changed, against 0.6 s before or against the face before a hand came; nan until known.
    """

    _looks: deque[_Look]
    _earlier: deque[_Look]
    _own: _Look | None
    _first: Moment | None
    _last: Moment | None

    def __init__(self) -> None:
        self._hands = Joined(HAND, 0.5)
        self._forget()

    def update(
        self, now: Moment, state: FaceState, mesh: FaceMesh, grey: NDArray[np.uint8]
    ) -> list[Excluded]:
        """Take an observation; gives back what has become certain."""
        if self._looks and now.time - self._looks[-1].moment.time < _EVERY - 1e-6:
            return []
        appearance = face_appearance(mesh, grey)
        if appearance is None:
            return []
        look = _Look(now, appearance, state.yaw, state.pitch)
        done = self._compare(look)
        self._looks.append(look)
        pause = now.time - self._earlier[-1].moment.time if self._earlier else _REMEMBERED_EVERY
        if (
            self._own is None and pause >= _REMEMBERED_EVERY
        ):  # what covers the face is nothing to remember it by
            self._earlier.append(look)
        while len(self._looks) > 1 and self._looks[1].moment.time <= now.time - _BACK:
            self._looks.popleft()
        return done

    def interrupt(self) -> list[Excluded]:
        """The face is gone or time has jumped: close what is open, forget what was before."""
        done = self._leave() + self._hands.close()
        self._forget()
        return done

    def going_on(self) -> list[Excluded]:
        """What is held or under way, up to the last comparison."""
        if self._stays_long_enough():
            return self._hands.held(self._first, self._last)
        return self._hands.held()

    def _forget(self) -> None:
        self.share = float("nan")
        self._looks = deque()
        self._earlier = deque(maxlen=_REMEMBERED)
        self._own = self._first = self._last = None

    def _compare(self, look: _Look) -> list[Excluded]:
        if self._own is None:
            return self._await(look)
        self.share = changed_share(look.appearance, self._own.appearance)
        since = look.moment.time - self._own.moment.time
        covered = self.share >= _STAYS + _BY_DEGREE * _turned(look, self._own)
        if (covered or self._new_share(look) >= _STAYS_NEW) and since <= _LONGEST:
            self._last = look.moment
            return []
        done = self._leave()
        self._looks.clear()
        return done

    def _await(self, look: _Look) -> list[Excluded]:
        """Whether something has come before the face since the oldest look that is kept."""
        done = self._hands.until(Moment(look.moment.time - _BACK, look.moment.index))
        if not self._looks or look.moment.time - self._looks[0].moment.time < _BACK - _EVERY:
            return done
        old = self._looks[0]
        self.share = changed_share(look.appearance, old.appearance)
        changed = self.share >= _ARRIVES + _BY_DEGREE * _turned(look, old)
        if changed and not self._goes(look, old):
            self._own, self._last = old, look.moment
            self._first = next(
                (
                    later.moment
                    for later in self._looks
                    if changed_share(later.appearance, old.appearance) >= _STAYS / 2
                ),
                look.moment,
            )
        elif self._new_share(look) >= _NEW:
            self._own, self._first, self._last = old, look.moment, look.moment
        return done

    def _new_share(self, look: _Look) -> float:
        """Share of the face that looks otherwise than it mostly did in about this pose."""
        alike = [
            one
            for one in self._earlier
            if look.moment.time - one.moment.time >= _LEAST_AGE and _turned(look, one) < _SAME_POSE
        ]
        if len(alike) < _LEAST_LOOKS:
            return 0.0
        differs = np.mean([changed_cells(look.appearance, one.appearance) for one in alike], axis=0)
        return share_of(differs >= _MOSTLY)

    def _goes(self, look: _Look, old: _Look) -> bool:
        """Whether something goes away that had come unseen: the face looks as it once did, and both sides alike."""
        if asymmetry(look.appearance) > asymmetry(old.appearance) - _CLEARER:
            return False
        return any(
            changed_share(look.appearance, one.appearance) < _ARRIVES + _BY_DEGREE * _turned(look, one)
            for one in self._earlier
            if old.moment.time - one.moment.time > _BACK
        )

    def _stays_long_enough(self) -> bool:
        if self._first is None or self._last is None:
            return False
        return self._last.time - self._first.time >= _SHORTEST

    def _leave(self) -> list[Excluded]:
        done: list[Excluded] = []
        if self._stays_long_enough() and self._first is not None and self._last is not None:
            done = self._hands.add(self._first, self._last)
        self._own = self._first = self._last = None
        return done


def _turned(look: _Look, other: _Look) -> float:
    return float(np.hypot(look.yaw - other.yaw, look.pitch - other.pitch))
