"""The course of one participant's session, which is nothing but the sum of its events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from countenance.core import InputError
from countenance.study.elicitation.events import Event, EventKind
from countenance.study.elicitation.states import LIFELONG, NOTES, TRANSITIONS, State

__all__ = ["Session", "Take"]

_OF_A_CLIP = {EventKind.CLIP_ONSET, EventKind.CLIP_OFFSET}


@dataclass(frozen=True, slots=True)
class Take:
    """One showing of a clip.

    Parameters
    ----------
    clip : str
        What was shown.
    number : int
        Which showing of it, from 1.
    segment : int
        How often the session had been resumed before; clocks and recordings begin anew with each segment.
    onset_ms : float
        When it began, on the clock of the segment.
    offset_ms : float or None
        When it ended; None where it did not.
    onset_frame, offset_frame : int or None
        Frames of the recording, where the events tell.
    interrupted : str
        Why it was not seen to its end; empty where it was. An interrupted take is kept.
    interrupted_ms : float or None
        When that was at the latest, on the clock of the segment: a page that was closed tells nothing.
    onset_at : datetime or None
        When it began, by the wall clock of the page.
    """

    clip: str
    number: int
    segment: int
    onset_ms: float
    offset_ms: float | None = None
    onset_frame: int | None = None
    offset_frame: int | None = None
    interrupted: str = ""
    interrupted_ms: float | None = None
    onset_at: datetime | None = field(default=None, compare=False)

    @property
    def is_complete(self) -> bool:
        """Whether the clip was seen from its beginning to its end."""
        return self.offset_ms is not None and not self.interrupted


@dataclass(frozen=True)
class Session:
    """A session as its events left it. It is never changed: `apply` gives the session after one more event.

    Parameters
    ----------
    participant : int
        Number of the participant, from 1.
    protocol : str
        Digest of the protocol.
    order : tuple of str
        Clips as this participant is shown them.
    state : State
        Where the session is.
    next_sequence : int
        Number of the next event.
    position : int
        How many clips are over.
    take : int
        Which showing of the clip at `position` is on or comes next, from 1.
    takes : tuple of Take
        Every showing, interrupted ones too.
    segment : int
        How often the session was resumed.
    baseline_ms : tuple of (float or None)
        Onset and offset of the neutral baseline on the clock of its segment.
    ended : str
        ``"stopped"`` or ``"withdrawn"`` where the participant ended it; stays after debriefing and payment.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 7, 17, 9, 30, tzinfo=UTC)
    >>> given = {"participant": 1, "protocol": "ab12", "order": ["teeth", "baby"]}
    >>> session = Session.replay([Event(0, 0.0, now, now, EventKind.STARTED, data=given)])
    >>> session.state, [kind.value for kind in sorted(session.allowed - NOTES)]
    (<State.CONSENT: 'consent'>, ['consent given', 'resumed', 'stopped', 'withdrawn'])
    >>> session.apply(Event(1, 9.0, now, now, EventKind.CONSENT_GIVEN)).state
    <State.CAMERA_CHECK: 'camera check'>
    """

    participant: int
    protocol: str
    order: tuple[str, ...]
    state: State = State.CONSENT
    next_sequence: int = 1
    position: int = 0
    take: int = 1
    takes: tuple[Take, ...] = ()
    segment: int = 0
    baseline_ms: tuple[float | None, float | None] = (None, None)
    ended: str = ""

    @classmethod
    def replay(cls, events: Iterable[Event]) -> Self:
        """The session that events add up to, for example those of a log after a crash.

        Raises
        ------
        InputError
            If the first one does not start a session, or one is not possible where it stands.
        """
        session = None
        for event in events:
            session = cls._start(event) if session is None else session.apply(event)
        if session is None:
            raise InputError("without an event there is no session")
        return session

    @classmethod
    def _start(cls, event: Event) -> Self:
        if event.kind is not EventKind.STARTED:
            raise InputError(
                f"event {event.sequence} is {event.kind!s}, and a session begins with {EventKind.STARTED}"
            )
        participant, protocol, order = (event.data.get(name) for name in ("participant", "protocol", "order"))
        if type(participant) is not int or participant < 1:
            raise InputError(
                f"event {event.sequence}: participant is {participant!r}, a number from 1 was expected"
            )
        if not isinstance(protocol, str) or not protocol:
            raise InputError(f"event {event.sequence}: protocol is {protocol!r}, its digest was expected")
        names = order if isinstance(order, list | tuple) else []
        if (
            not names
            or len(set(map(str, names))) < len(names)
            or not all(isinstance(name, str) for name in names)
        ):
            raise InputError(
                f"event {event.sequence}: order is {order!r}, the names of different clips were expected"
            )
        return cls(participant, protocol, tuple(names), next_sequence=event.sequence + 1)

    @property
    def clip(self) -> str | None:
        """The clip that is on or comes next; None when all are over."""
        return self.order[self.position] if self.position < len(self.order) else None

    @property
    def allowed(self) -> frozenset[EventKind]:
        """Kinds of events that are possible now."""
        return frozenset(kind for kind in EventKind if self._next_state(kind) is not None)

    @property
    def completed(self) -> tuple[Take, ...]:
        """Takes that were seen to their end, in the order of showing."""
        return tuple(take for take in self.takes if take.is_complete)

    def apply(self, event: Event) -> Self:
        """The session after one more event.

        Raises
        ------
        InputError
            If the event is not possible now, belongs to another clip or take, or is numbered like one before.
        """
        if event.sequence < self.next_sequence:
            raise InputError(
                f"event {event.sequence} comes after event {self.next_sequence - 1}: events are mixed up"
            )
        state = self._next_state(event.kind)
        if state is None:
            expected = ", ".join(sorted(self.allowed - NOTES))
            raise InputError(
                f"event {event.sequence}, {event.kind!s}, is not possible in the state {self.state!s}, where these "
                f"are: {expected}"
            )
        if event.kind in _OF_A_CLIP and (event.clip, event.take) != (self.clip, self.take):
            raise InputError(
                f"event {event.sequence}, {event.kind!s}, is of clip {event.clip}, take {event.take}, and clip "
                f"{self.clip}, take {self.take} was expected"
            )
        moved = replace(self, state=state, next_sequence=event.sequence + 1)
        return replace(moved, **self._changes(event))

    def _next_state(self, kind: EventKind) -> State | None:
        """Where an event would lead; None where it is not possible."""
        if kind in NOTES:
            return self.state
        if kind in LIFELONG:
            target, barred = LIFELONG[kind]
            return None if self.state in barred else target
        if kind is EventKind.REST_OVER and self.state is State.REST and self.clip is None:
            return State.REVIEW
        # A baseline ends only after it began, and begins once.
        begun = self.baseline_ms[0] is not None
        if (kind is EventKind.BASELINE_OFFSET and not begun) or (kind is EventKind.BASELINE_ONSET and begun):
            return None
        return TRANSITIONS.get((self.state, kind))

    def _changes(self, event: Event) -> dict[str, Any]:
        """What an event changes beside the state."""
        match event.kind:
            case EventKind.BASELINE_ONSET | EventKind.BASELINE_OFFSET:
                onset_ms = self.baseline_ms[0]
                ms = event.monotonic_ms
                return {"baseline_ms": (ms, None) if onset_ms is None else (onset_ms, ms)}
            case EventKind.CLIP_ONSET | EventKind.CLIP_OFFSET:
                return self._shown(event)
            case EventKind.INTERRUPTED:
                return self._broken_off(event)
            case EventKind.RESUMED:
                return self._broken_off(event) | {"segment": self.segment + 1}
            case EventKind.STOPPED | EventKind.WITHDRAWN:
                return self._broken_off(event) | {"ended": self._ending(event.kind)}
        return {}

    def _shown(self, event: Event) -> dict[str, Any]:
        if event.kind is EventKind.CLIP_ONSET:
            take = Take(
                self.order[self.position],
                self.take,
                self.segment,
                event.monotonic_ms,
                onset_frame=event.frame,
                onset_at=event.wall_time,
            )
            return {"takes": (*self.takes, take)}
        takes = self._last_take(offset_ms=event.monotonic_ms, offset_frame=event.frame)
        return {"takes": takes, "position": self.position + 1, "take": 1}

    def _ending(self, kind: EventKind) -> str:
        """Who withdrew has withdrawn, even if the debriefing was stopped too."""
        return self.ended if self.ended == EventKind.WITHDRAWN else str(kind)

    def _broken_off(self, event: Event) -> dict[str, Any]:
        """What is left of a clip or a baseline that was going on: a take with a flag, and another one to come."""
        if self.state is State.PLAY:
            reason = str(event.data.get("reason") or event.kind)
            at = self._on_the_clock_of_the_take(event)
            return {
                "takes": self._last_take(interrupted=reason, interrupted_ms=at),
                "take": self.take + 1,
            }
        return {"baseline_ms": (None, None)} if self.state is State.BASELINE else {}

    def _on_the_clock_of_the_take(self, event: Event) -> float | None:
        """When something happened; None where the wall clock was put back. A resumed session has another clock."""
        if event.kind is not EventKind.RESUMED:
            return event.monotonic_ms
        take = self.takes[-1]
        passed = 0.0 if take.onset_at is None else (event.wall_time - take.onset_at).total_seconds()
        return take.onset_ms + 1000 * passed if passed > 0 else None

    def _last_take(self, **changes: Any) -> tuple[Take, ...]:
        return (*self.takes[:-1], replace(self.takes[-1], **changes))
