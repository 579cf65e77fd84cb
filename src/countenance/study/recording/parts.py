"""Parts of a session: each opening of its page is one, with a clock and a camera file of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from countenance.study.elicitation import Event, EventKind
from countenance.study.recording.sessions import KeptSession

__all__ = ["SessionPart", "part_number", "parts_of"]

_SEEN = frozenset(
    {EventKind.BASELINE_ONSET, EventKind.BASELINE_OFFSET, EventKind.CLIP_ONSET, EventKind.CLIP_OFFSET}
)


@dataclass(frozen=True, slots=True)
class SessionPart:
    """A part of a session.

    Parameters
    ----------
    number : int
        From 1, as everybody is told.
    segment : int
        How often the session had been resumed before.
    events : tuple of Event
        That happened in it.
    """

    number: int
    segment: int
    events: tuple[Event, ...]

    @property
    def began(self) -> datetime:
        """When its first event happened, by the clock of the page."""
        return self.events[0].wall_time

    @property
    def ended(self) -> datetime:
        """When its last event happened."""
        return self.events[-1].wall_time

    @property
    def n_clips(self) -> int:
        """Showings that began in it."""
        return sum(event.kind is EventKind.CLIP_ONSET for event in self.events)

    @property
    def moments(self) -> tuple[Event, ...]:
        """Events that a camera may have seen: the cross or a clip appears on the screen, or goes."""
        return tuple(event for event in self.events if event.kind in _SEEN)


def parts_of(kept: KeptSession) -> tuple[SessionPart, ...]:
    """Parts of a session, the first one first; none as long as nobody has opened it.

    A session that a server began has done nothing before its page was opened, which is no part.
    """
    return tuple(
        SessionPart(_number(kept, segment), segment, events)
        for segment, events in enumerate(_segments(kept))
        if segment or not _is_opened_later(kept)
    )


def part_number(kept: KeptSession, segment: int) -> int:
    """The number by which everybody is told of a segment."""
    return _number(kept, segment)


def _number(kept: KeptSession, segment: int) -> int:
    return max(segment, 1) if _is_opened_later(kept) else segment + 1


def _is_opened_later(kept: KeptSession) -> bool:
    """Whether nothing but the beginning came before the page was opened."""
    return len(kept.events) < 2 or kept.events[1].kind is EventKind.RESUMED


def _segments(kept: KeptSession) -> list[tuple[Event, ...]]:
    count = 0

    def segment(event: Event) -> int:
        nonlocal count
        count += event.kind is EventKind.RESUMED
        return count

    return [tuple(events) for _, events in groupby(kept.events, segment)]
