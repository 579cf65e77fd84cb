"""Logs of sessions that were kept in files, taken into a study."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from countenance.core.errors import InputError
from countenance.store import Reader, Writer
from countenance.store.records import Participant, ProtocolVersion, SessionEvent, SessionRow
from countenance.study.elicitation import Event, Session, read_log
from countenance.study.people import participant
from countenance.study.recording.sessions import KeptSession, append_events, kept_session, start_session

__all__ = ["ImportedLog", "import_log"]


@dataclass(frozen=True, slots=True)
class ImportedLog:
    """What became of a log.

    Parameters
    ----------
    kept : KeptSession
    added : int
        Events that were not kept yet.
    problems : tuple of str
        A torn last line, and clocks that jumped.
    """

    kept: KeptSession
    added: int
    problems: tuple[str, ...]


def import_log(writer: Writer, path: Path, pseudonym: str = "") -> ImportedLog:
    """Take in the log of a session; taken in again after it has grown, what is new is added.

    Parameters
    ----------
    writer : Writer
    path : Path
        JSON lines, as :class:`~countenance.study.elicitation.EventLog` writes them.
    pseudonym : str
        Of the participant, to make sure; the log itself tells the number.

    Raises
    ------
    InputError
        If the log is damaged, events are missing in it, it belongs to nobody or to another participant, its
        protocol is not kept, or it contradicts what is kept already.
    """
    content = read_log(path)
    try:
        session = Session.replay(content.events)
        who = _participant(writer, session.participant, pseudonym)
        protocol = _protocol(writer, session.protocol)
        before = _there(writer, who, content.events[0])
        kept = before or start_session(writer, who, protocol, content.events[0])
        n_before = len(before.events) if before else 0
        after = append_events(writer, kept.row.id, content.events)
    except InputError as error:
        raise InputError(f"{path.name}: {error}") from error
    return ImportedLog(after, len(after.events) - n_before, content.problems)


def _participant(reader: Reader, number: int, pseudonym: str) -> Participant:
    found = reader.first(Participant, number=number)
    if pseudonym:
        named = participant(reader, pseudonym)
        if named != found:
            raise InputError(
                f"it is of participant number {number}, and {pseudonym} has number {named.number}"
            )
    if found is None:
        raise InputError(f"there is no participant number {number}: 'countenance study people' lists all")
    return found


def _protocol(reader: Reader, digest: str) -> ProtocolVersion:
    found = reader.first(ProtocolVersion, digest=digest)
    if found is None:
        raise InputError(
            f"the protocol {digest[:12]} is not kept in the study: 'countenance study add-protocol' adds it"
        )
    return found


def _there(reader: Reader, who: Participant, first: Event) -> KeptSession | None:
    """The session that began with this event."""
    for row in reader.find(SessionRow, participant=who.id):
        began = reader.first(SessionEvent, session=row.id, sequence=first.sequence)
        if began is not None and began.content == first.to_json():
            return kept_session(reader, row.id)
    return None
