"""A session as the participant's page goes through it: opened, told event by event, and agreed to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from countenance.core.errors import ConflictError, InputError
from countenance.store import Reader, Writer
from countenance.store.records import Participant, ProtocolVersion, SessionRow
from countenance.study.elicitation import Event, EventKind, Protocol, Session, State
from countenance.study.people import add_consent, consent_text
from countenance.study.recording.protocols import protocol_of
from countenance.study.recording.sessions import KeptSession, append_events, kept_session

__all__ = [
    "ENDINGS",
    "end_session",
    "give_consent",
    "keep_events",
    "language_of",
    "open_session",
    "protocol_of_session",
    "uses_camera",
    "wrong_answers",
]

ENDINGS = {"stopped": EventKind.STOPPED, "withdrawn": EventKind.WITHDRAWN}
"""How somebody who is not in front of the page ends a session."""

_OWN_TO_SERVER = {EventKind.STARTED, EventKind.RESUMED}
_FILMED = {EventKind.BASELINE_OFFSET, EventKind.CLIP_OFFSET}
_FRAME_MS = 100
"""For which a camera's last frame may have been taken at most."""
_LATE = 50


def open_session(
    writer: Writer,
    session: str,
    *,
    monotonic_ms: float,
    wall_time: datetime,
    segment: int = 0,
    unsent: Sequence[Event] = (),
    filmed_ms: float | None = None,
) -> KeptSession:
    """Let a page that was opened, or opened again, go on with a session.

    Parameters
    ----------
    writer : Writer
    session : str
        Its id.
    monotonic_ms : float
        The clock of the page, which began with it.
    wall_time : datetime
        With a time zone.
    segment : int
        Segment of the session in which the page before was.
    unsent : sequence of Event
        What that page could no longer send. Events that do not fit any longer are kept as a note.
    filmed_ms : float, optional
        Up to which moment of that segment frames of its camera are here; None where nobody can know. What came to
        its end later, and was not told before, was seen and not filmed: it is shown again.

    Returns
    -------
    KeptSession
        A clip that was on is an interrupted take now. A session that is over is left as it is.

    Raises
    ------
    InputError
        If there is no such session.
    """
    kept = kept_session(writer, session)
    fitting, late = _parted(kept, segment, unsent, filmed_ms)
    if fitting:
        kept = append_events(writer, session, fitting)
    if kept.session.state is State.DONE:
        return kept
    now = datetime.now(UTC)
    number = kept.session.next_sequence
    events = [Event(number, monotonic_ms, wall_time, now, EventKind.RESUMED)]
    if late:
        told: dict[str, Any] = {"late": [f"{one.kind} at {one.monotonic_ms:.0f} ms" for one in late]}
        events.append(Event(number + 1, monotonic_ms, wall_time, now, EventKind.NOTE, data=told))
    return append_events(writer, session, events)


def _parted(
    kept: KeptSession, segment: int, unsent: Sequence[Event], filmed_ms: float | None
) -> tuple[list[Event], list[Event]]:
    """Events that still follow on what is kept, and those that do not."""
    known = {(one.sequence, one.kind, one.monotonic_ms) for one in kept.events}
    ordered = sorted(unsent, key=lambda one: one.sequence)
    new = [one for one in ordered if (one.sequence, one.kind, one.monotonic_ms) not in known]
    if segment != kept.session.segment:
        return [], new[:_LATE]
    state, fitting = kept.session, list[Event]()
    for event in new:
        after = _after(state, event)
        if after is None or not _is_filmed(event, filmed_ms):
            break
        state = after
        fitting.append(event)
    return fitting, new[len(fitting) :][:_LATE]


def _is_filmed(event: Event, filmed_ms: float | None) -> bool:
    return event.kind not in _FILMED or filmed_ms is None or event.monotonic_ms <= filmed_ms + _FRAME_MS


def _after(state: Session, event: Event) -> Session | None:
    if event.kind in _OWN_TO_SERVER or event.sequence != state.next_sequence:
        return None
    if event.kind is EventKind.CONSENT_GIVEN:
        return None  # the answers did not come with it, so it is asked for again
    try:
        return state.apply(event)
    except InputError:
        return None


def keep_events(writer: Writer, session: str, segment: int, events: Iterable[Event]) -> KeptSession:
    """Keep what the participant's page tells.

    Parameters
    ----------
    writer : Writer
    session : str
        Its id.
    segment : int
        Segment of the session in which the page is.
    events : iterable of Event

    Raises
    ------
    ConflictError
        If the session goes on in another page, or was ended elsewhere.
    InputError
        As :func:`append_events` does, or if an event is not the page's to tell.
    """
    told = list(events)
    kept = kept_session(writer, session)
    _check_segment(kept, segment)
    for event in told:
        if event.kind in _OWN_TO_SERVER or (
            event.kind is EventKind.CONSENT_GIVEN and event.sequence >= kept.session.next_sequence
        ):
            raise InputError(f"event {event.sequence}: {event.kind} is not told by a page")
    return append_events(writer, session, told)


def _check_segment(kept: KeptSession, segment: int) -> None:
    if segment != kept.session.segment:
        raise ConflictError("this session goes on in another window: go on there, or open it here again")


def give_consent(
    writer: Writer, session: str, segment: int, *, text: str, items: Mapping[str, bool], event: Event
) -> KeptSession:
    """Keep what the participant of a session agrees to, together with the event that says so.

    Parameters
    ----------
    writer : Writer
    session : str
        Its id.
    segment : int
        Segment of the session in which the page is.
    text : str
        Digest of the text that was shown.
    items : mapping of str to bool
        Answer to each item of it.
    event : Event
        Consent was given, or the session is stopped because recording was not agreed to.

    Raises
    ------
    InputError
        If an answer is missing, another text counts by now, or the event does not belong to the answers.
    ConflictError
        If the session goes on in another page.
    """
    kept = kept_session(writer, session)
    _check_segment(kept, segment)
    if event.sequence < kept.session.next_sequence:
        return append_events(writer, session, [event])
    wanted = EventKind.CONSENT_GIVEN if items.get("record", False) else EventKind.STOPPED
    if kept.session.state is not State.CONSENT or event.kind is not wanted:
        raise InputError(
            f"{event.kind} does not follow from the answers: a session goes on if recording is agreed to, and is "
            "stopped otherwise"
        )
    shown = consent_text(writer)
    if shown.digest != text:
        raise InputError("the text of consent has changed meanwhile: read the new one")
    add_consent(writer, writer.get(Participant, kept.row.participant), shown, items)
    return append_events(writer, session, [event])


def end_session(writer: Writer, session: str, how: str, by: str) -> KeptSession:
    """End a session whose page is gone.

    Parameters
    ----------
    writer : Writer
    session : str
        Its id.
    how : str
        A key of :data:`ENDINGS`.
    by : str
        Name of the account.

    Raises
    ------
    InputError
        If there is no such session, it is over, or the ending is none.
    """
    if how not in ENDINGS:
        raise InputError(f"{how!r} ends no session: give one of {', '.join(ENDINGS)}")
    kept = kept_session(writer, session)
    # The clock of the page is gone with the page.
    last = kept.events[-1]
    now = datetime.now(UTC)
    at = last.monotonic_ms + max(0.0, (now - last.wall_time).total_seconds() * 1000)
    event = Event(kept.session.next_sequence, at, now, now, ENDINGS[how], data={"by": by})
    return append_events(writer, session, [event])


def protocol_of_session(reader: Reader, row: SessionRow) -> Protocol:
    """The protocol that a session follows."""
    return protocol_of(reader.get(ProtocolVersion, row.protocol))


def language_of(reader: Reader, kept: KeptSession, protocol: Protocol) -> str:
    """Language in which the participant reads: the one chosen last, that of the consent text, or the first."""
    chosen = [
        str(event.data["language"])
        for event in kept.events
        if event.kind is EventKind.NOTE and event.data.get("language") in protocol.texts
    ]
    if chosen:
        return chosen[-1]
    own = _language_of_consent(reader)
    return own if own in protocol.texts else next(iter(protocol.texts))


def _language_of_consent(reader: Reader) -> str:
    try:
        return consent_text(reader).language
    except InputError:
        return ""


def uses_camera(kept: KeptSession) -> bool:
    """Whether the page itself records; it does not where the experimenter let it go on with a camera of its own."""
    passed = [event for event in kept.events if event.kind is EventKind.CAMERA_OK]
    return not passed or passed[-1].data.get("camera") != "none"


def wrong_answers(
    protocol: Protocol, language: str, participant: int, answers: Mapping[str, str]
) -> list[str]:
    """Names of the questions that were not answered rightly.

    Parameters
    ----------
    protocol : Protocol
    language : str
        In which they were asked.
    participant : int
        Number of the participant.
    answers : mapping of str to str
        Answer by the name of the question.

    Raises
    ------
    InputError
        If an answer is none of those that were offered.
    """
    wrong = []
    for question in protocol.questions:
        given = answers.get(question.name, "")
        if given and given not in protocol.answers(question, language, participant):
            raise InputError(f"{given!r} is no answer to the question {question.name}")
        if given != question.texts[language].right:
            wrong.append(question.name)
    return wrong
