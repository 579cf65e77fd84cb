"""Participants who are still to be told what a session was about, and to be paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from countenance.core.errors import InputError
from countenance.store import Reader, Writer
from countenance.store.records import SessionEvent, SessionRow
from countenance.study.elicitation import Event, EventKind, State
from countenance.study.recording.sessions import KeptSession, append_events, kept_session

__all__ = ["is_owed", "owed_sessions", "settle_session"]

_STILL_TO_COME = {
    State.STOPPED: (EventKind.DEBRIEF_BEGUN, EventKind.DEBRIEF_READ, EventKind.PAID),
    State.WITHDRAWN: (EventKind.DEBRIEF_BEGUN, EventKind.DEBRIEF_READ, EventKind.PAID),
    State.DEBRIEF: (EventKind.DEBRIEF_READ, EventKind.PAID),
    State.PAYMENT: (EventKind.PAID,),
}


def is_owed(kept: KeptSession) -> bool:
    """Whether a session is over, and its participant, who agreed to it, is not debriefed or not paid."""
    return _is_owed(kept.session.state, (event.kind for event in kept.events))


def owed_sessions(reader: Reader) -> frozenset[str]:
    """Ids of the sessions of which :func:`is_owed` is true."""
    rows = [row for row in reader.find(SessionRow) if State(row.state) in _STILL_TO_COME]
    return frozenset(row.id for row in rows if _is_owed(State(row.state), _kinds(reader, row.id)))


def _kinds(reader: Reader, session: str) -> Iterable[str]:
    return (one.content["kind"] for one in reader.find(SessionEvent, session=session))


def _is_owed(state: State, kinds: Iterable[str]) -> bool:
    happened = set(kinds)
    return state in _STILL_TO_COME and EventKind.CONSENT_GIVEN in happened and EventKind.PAID not in happened


def settle_session(writer: Writer, session: str, by: str) -> KeptSession:
    """Note that the participant of a session that is over was debriefed and paid without the page.

    Parameters
    ----------
    writer : Writer
    session : str
        Its id.
    by : str
        Name of the account that did it.

    Raises
    ------
    InputError
        If there is no such session, or nothing is owed.
    """
    kept = kept_session(writer, session)
    if not is_owed(kept):
        raise InputError("in this session nobody is still to be debriefed or paid")
    # The clock of the page is gone with the page.
    last, now = kept.events[-1], datetime.now(UTC)
    at = last.monotonic_ms + max(0.0, (now - last.wall_time).total_seconds() * 1000)
    number = kept.session.next_sequence
    events = [
        Event(number + index, at, now, now, kind, data={"by": by})
        for index, kind in enumerate(_STILL_TO_COME[kept.session.state])
    ]
    return append_events(writer, session, events)
