"""Sessions of a study: begun, kept event by event, and resumed at the boundary of a clip."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from countenance.core.errors import InputError
from countenance.store import Reader, Writer
from countenance.store.records import Participant, ProtocolVersion, SessionEvent, SessionRow
from countenance.study.elicitation import Event, EventKind, Session, State, log_problems
from countenance.study.people import agrees_to_nothing, participant, take_back_consent
from countenance.study.recording.protocols import clip_order_of, protocol_named

__all__ = [
    "SESSION_COLUMNS",
    "KeptSession",
    "append_events",
    "begin_session",
    "kept_session",
    "list_sessions",
    "resume_session",
    "session_named",
    "start_session",
    "withdrawn_in_sessions",
]

SESSION_COLUMNS = (
    "session", "participant", "protocol", "started", "state", "clips_seen", "clips", "problems",
)  # fmt: skip
"""Of :func:`list_sessions`."""

_OVER = {State.DONE, State.STOPPED, State.WITHDRAWN}
_WISH = "wish to withdraw"
"""What the log calls it."""
_MOST_WISHES = 100_000


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A session as its events left it.

    Parameters
    ----------
    row : SessionRow
    events : tuple of Event
        In order.
    session : Session
        What they add up to.
    """

    row: SessionRow
    events: tuple[Event, ...]
    session: Session

    @property
    def problems(self) -> list[str]:
        """Clocks that jumped, a sentence for each."""
        return log_problems(self.events)


def begin_session(
    writer: Writer, pseudonym: str, *, protocol: str = "", monotonic_ms: float, wall_time: datetime
) -> KeptSession:
    """Begin a session.

    Parameters
    ----------
    writer : Writer
    pseudonym : str
        Of the participant, whose number decides the order of clips.
    protocol : str
        Its title or the beginning of its digest; the only one unless given.
    monotonic_ms : float
        The showing machine's clock.
    wall_time : datetime
        With a time zone.

    Raises
    ------
    InputError
        If there is no such participant or protocol, a session of both has not come to its end, or the participant
        has withdrawn in one.
    """
    who, kept = participant(writer, pseudonym), protocol_named(writer, protocol)
    if pseudonym in withdrawn_in_sessions(writer):
        raise InputError(f"{pseudonym} has withdrawn: no session begins any more")
    for other in writer.find(SessionRow, participant=who.id, protocol=kept.id):
        if State(other.state) not in _OVER:
            raise InputError(f"{pseudonym} is in the session {other.id}, at {other.state}: resume that one")
    given = {"participant": who.number, "protocol": kept.digest, "order": list(clip_order_of(who, kept))}
    event = Event(0, monotonic_ms, wall_time, datetime.now(UTC), EventKind.STARTED, data=given)
    return start_session(writer, who, kept, event)


def start_session(writer: Writer, who: Participant, protocol: ProtocolVersion, event: Event) -> KeptSession:
    """Begin a session with the event that says so.

    Raises
    ------
    InputError
        If the event belongs to another participant or protocol, or to none.
    """
    session = Session.replay([event])
    if (session.participant, session.protocol) != (who.number, protocol.digest):
        raise InputError(
            f"the session was begun by participant number {session.participant} with the protocol "
            f"{session.protocol[:12]}, not by {who.pseudonym}, number {who.number}, with {protocol.digest[:12]}"
        )
    if set(session.order) != set(clip_order_of(who, protocol)):
        raise InputError(f"the session shows other clips than the protocol {protocol.title} has")
    row = writer.add(
        SessionRow(
            participant=who.id,
            protocol=protocol.id,
            started_at=event.wall_time,
            order=session.order,
            state=str(session.state),
        )
    )
    writer.add(SessionEvent(session=row.id, sequence=event.sequence, content=_content(event)))
    return KeptSession(row, (event,), session)


def append_events(writer: Writer, session: str, events: Iterable[Event]) -> KeptSession:
    """Keep what happened, in the order of its numbers: all of it, or nothing.

    An event that is kept already may be sent again, as a browser does that got no answer. When it was received
    does not count then.

    Parameters
    ----------
    writer : Writer
    session : str
        Its id.
    events : iterable of Event

    Raises
    ------
    InputError
        If there is no such session, a number is left out, an event is sent again with another content, or is not
        possible where the session stands.
    """
    before = kept_session(writer, session)
    known = {event.sequence: event for event in before.events}
    state = before.session
    for event in events:
        if (there := known.get(event.sequence)) is not None:
            _check_same(there, event)
            continue
        if event.sequence != state.next_sequence:
            raise InputError(
                f"event {event.sequence} cannot follow: event {state.next_sequence} was expected"
            )
        state = state.apply(event)
        writer.add(SessionEvent(session=session, sequence=event.sequence, content=_content(event)))
        known[event.sequence] = event
        if event.kind is EventKind.WITHDRAWN:
            _take_down_wish(writer, writer.get(Participant, before.row.participant))
    row = before.row
    if str(state.state) != row.state:
        row = writer.change(row, state=str(state.state))
    return KeptSession(row, tuple(known.values()), state)


def _take_down_wish(writer: Writer, who: Participant) -> None:
    """From now on nothing of this participant goes anywhere; what is there waits for an admin to remove it."""
    writer.note(_WISH, who.pseudonym)
    take_back_consent(writer, who)


def _content(event: Event) -> dict[str, Any]:
    """The event as it comes back from the database."""
    try:
        content: dict[str, Any] = json.loads(json.dumps(event.to_json(), allow_nan=False))
    except (TypeError, ValueError) as error:
        raise InputError(f"the data of event {event.sequence} have no form in JSON ({error})") from None
    return content


def _check_same(there: Event, again: Event) -> None:
    ours, theirs = _content(there), _content(again)
    if other := [name for name in ours if name != "received" and ours[name] != theirs[name]]:
        raise InputError(
            f"event {again.sequence} is kept already with another content ({', '.join(other)}), and an event does "
            "not change"
        )


def resume_session(writer: Writer, session: str, *, monotonic_ms: float, wall_time: datetime) -> KeptSession:
    """Go on with a session whose program ended; a clip that was on is kept as an interrupted take.

    Raises
    ------
    InputError
        If there is no such session, or it is done.
    """
    before = kept_session(writer, session)
    event = Event(before.session.next_sequence, monotonic_ms, wall_time, datetime.now(UTC), EventKind.RESUMED)
    return append_events(writer, session, [event])


def kept_session(reader: Reader, session: str) -> KeptSession:
    """A session with its events, by its id.

    Raises
    ------
    InputError
        If there is none.
    """
    row = reader.first(SessionRow, id=session)
    if row is None:
        raise InputError(f"there is no session {session!r}: 'countenance study sessions' lists all")
    events = tuple(
        Event.from_json(one.content) for one in reader.find(SessionEvent, order="sequence", session=row.id)
    )
    return KeptSession(row, events, Session.replay(events))


def withdrawn_in_sessions(reader: Reader) -> list[str]:
    """Pseudonyms of participants who withdrew during a session and of whom something is still there.

    Who has agreed to something since has thought better of it.
    """
    wishes = {entry["note"] for entry in reader.last_entries(_MOST_WISHES, action=_WISH)}
    there = reader.find(Participant, pseudonym=list(wishes)) if wishes else ()
    return sorted(one.pseudonym for one in there if agrees_to_nothing(reader, one.id))


def session_named(reader: Reader, name: str) -> KeptSession:
    """A session by its id, or by the pseudonym of a participant who had one session.

    Raises
    ------
    InputError
        If there is none, or the participant had several.
    """
    who = reader.first(Participant, pseudonym=name)
    if who is None:
        return kept_session(reader, name)
    rows = list(reader.find(SessionRow, order="started_at", participant=who.id))
    if len(rows) != 1:
        told = f"the sessions {', '.join(row.id for row in rows)}: name one of them" if rows else "no session"
        raise InputError(f"participant {name} had {told}")
    return kept_session(reader, rows[0].id)


def list_sessions(reader: Reader) -> list[dict[str, Any]]:
    """Every session as a row with the keys :data:`SESSION_COLUMNS`, by its beginning."""
    people = {one.id: one.pseudonym for one in reader.find(Participant)}
    protocols = {one.id: one.title for one in reader.find(ProtocolVersion)}
    rows = []
    for row in reader.find(SessionRow, order="started_at"):
        kept = kept_session(reader, row.id)
        rows.append(
            {
                "session": row.id,
                "participant": people[row.participant],
                "protocol": protocols[row.protocol],
                "started": f"{row.started_at:%Y-%m-%d %H:%M} UTC",
                "state": row.state,
                "clips_seen": len(kept.session.completed),
                "clips": len(row.order),
                "problems": "; ".join(kept.problems),
            }
        )
    return rows
