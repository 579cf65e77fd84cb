"""Times at which nothing could have been seen: no face in the picture, or no picture at all."""

from __future__ import annotations

from countenance.core.contracts import Excluded
from countenance.core.intervals import Interval
from countenance.spotting.disturbances.stretches import Moment

__all__ = ["GAP", "NO_FACE", "PresenceWatch"]

GAP, NO_FACE = "gap in the recording", "no face"

_LONGEST_JUMP, _LONGEST_JUMP_IN_FRAMES = 0.25, 3


class PresenceWatch:
    """Notices gaps in time and observations without a face.

    A gap is a time between neighbouring frames of more than 0.25 s and more than three frames at the nominal
    rate; it reaches from the frame before to the frame after. A time without a face reaches from the first
    observation without one to the frame before the next with one.

    Parameters
    ----------
    fps : float
        Nominal frames per second.
    """

    def __init__(self, fps: float) -> None:
        self._longest = max(_LONGEST_JUMP, _LONGEST_JUMP_IN_FRAMES / fps)
        self._before: Moment | None = None
        self._lost: Moment | None = None

    def jumped(self, step: float) -> bool:
        """Whether so many seconds between two neighbouring frames are a gap."""
        return step > self._longest

    def update(self, now: Moment, face: bool, step: float) -> list[Excluded]:
        """Take an observation and the seconds since the frame before it; gives back what has become certain."""
        done: list[Excluded] = []
        if self.jumped(step):
            done.append(Excluded(Interval(now.index - 1, now.index), GAP))
        if not face:
            self._lost = self._lost or now
        elif self._lost is not None:
            done.append(Excluded(Interval(self._lost.index, now.index - 1), NO_FACE))
            self._lost = None
        self._before = now
        return done

    def finish(self, last_frame: int) -> list[Excluded]:
        """Close a time without a face at the recording's last frame."""
        lost, self._lost = self._lost, None
        return [] if lost is None else [Excluded(Interval(lost.index, max(lost.index, last_frame)), NO_FACE)]

    def going_on(self) -> list[Excluded]:
        """A time without a face, up to the last observation."""
        if self._lost is None or self._before is None:
            return []
        return [Excluded(Interval(self._lost.index, self._before.index), NO_FACE)]
