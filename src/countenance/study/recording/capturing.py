"""Recordings of a session by the browser's camera: taken in while they are made, and made into films of the study.

Nothing is encoded anew. Whatever a killed browser had sent is a film up to the last whole frame.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from countenance.core.cache import digest_path
from countenance.core.errors import ConflictError, InputError
from countenance.core.executors import Progress, ignore_progress
from countenance.store import Reader
from countenance.store.records import Film, Medium, Participant, SessionRow
from countenance.study.elicitation import EventKind, SyncPoint, sync_points
from countenance.study.leftovers import remove_abandoned, scratch_folder
from countenance.study.people import consent_of
from countenance.study.project import Study
from countenance.study.recording.access import COMMAND_LINE
from countenance.study.recording.films import NewFilm, add_film
from countenance.study.recording.parts import part_number
from countenance.study.recording.sessions import KeptSession, kept_session
from countenance.study.recording.spooling import CaptureNote, Spool, read_chunks
from countenance.video import VideoFile
from countenance.video.muxing import Chunk, mux_chunks, remux

__all__ = ["Unfinished", "begin_capture", "finish_capture", "recording_name", "unfinished_captures"]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A capture that is no recording of the study yet.

    Parameters
    ----------
    session : str
        Id.
    segment : int
        How often the session had been resumed before.
    n_bytes : int
    problem : str
        Why the last try to finish it failed; empty where nobody tried.
    """

    session: str
    segment: int
    n_bytes: int
    problem: str


def begin_capture(study: Study, session: str, segment: int, note: CaptureNote) -> Spool:
    """Begin to keep what was recorded in a segment of a session, the present one or one before it.

    A page whose server was away begins late, when the session may go on elsewhere.

    Raises
    ------
    InputError
        If there is no such session, or the participant did not agree to be recorded.
    ConflictError
        If the session has not come to this segment, or another recorder has begun it.
    """
    with study.reading() as reader:
        kept = kept_session(reader, session)
        _check_stays(kept)
        if segment > kept.session.segment:
            raise ConflictError("this session has not come so far: open it here again")
        consent = consent_of(reader, kept.row.participant)
        if consent is not None and not consent.items.get("record", False):
            raise InputError("the participant did not agree to be recorded")
    spool = Spool(study, session, segment)
    spool.begin(note)
    return spool


def finish_capture(
    study: Study,
    session: str,
    segment: int,
    *,
    actor: str = COMMAND_LINE,
    progress: Progress = ignore_progress,
) -> Film:
    """Make a recording of the study of what was captured; done twice, it stays the same recording.

    Parameters
    ----------
    study : Study
    session : str
        Its id.
    segment : int
    actor : str
    progress : callable
        Told how many frames were looked at.

    Raises
    ------
    InputError
        If nothing was captured, it is no sound video, or :func:`add_film` refuses it. What was captured stays.
    """
    spool = Spool(study, session, segment)
    with spool.lock:
        note = spool.note()
        if note is None:
            raise InputError("nothing was recorded in this part of the session")
        if not note.film:
            _check_wanted(spool)
            try:
                note = spool.mark(film=_made(spool, note, actor, progress).id, problem="")
            except InputError as error:
                spool.mark(problem=str(error))
                raise
        spool.remove()
        with study.reading() as reader:
            film = reader.first(Film, id=note.film)
    if film is None:
        raise InputError("the recording of this part of the session is not in the study any more")
    return film


def _check_stays(kept: KeptSession) -> None:
    if kept.session.ended == EventKind.WITHDRAWN:
        raise ConflictError("the participant has withdrawn: nothing is recorded any more")


def _check_wanted(spool: Spool) -> None:
    """Let what was captured of somebody who withdrew go, instead of making a recording of it."""
    with spool.study.reading() as reader:
        row = reader.first(SessionRow, id=spool.session)
        kept = None if row is None else kept_session(reader, row.id)
    if kept is not None and kept.session.ended == EventKind.WITHDRAWN:
        spool.remove()
        raise InputError("the participant has withdrawn: what was recorded is removed")


def unfinished_captures(study: Study) -> list[Unfinished]:
    """Captures that are no recordings yet, those too that are being made at this moment, by session and segment."""
    with study.reading() as reader:
        sessions = [row.id for row in reader.find(SessionRow, order="started_at")]
    return [one for session in sessions for one in _unfinished(study, session)]


def _unfinished(study: Study, session: str) -> Iterator[Unfinished]:
    segments = (path.stem for path in study.captures(session).glob("*.capture"))
    for segment in sorted(int(name) for name in segments if name.isdecimal()):
        spool = Spool(study, session, segment)
        note = spool.note()
        if note is not None and spool.n_bytes:
            yield Unfinished(session, segment, spool.n_bytes, note.problem)


def _made(spool: Spool, note: CaptureNote, actor: str, progress: Progress) -> Film:
    remove_abandoned(spool.path.parent)
    with scratch_folder(spool.path.parent) as folder:
        try:
            return _added(spool, note, folder, actor, progress)
        except InputError as error:
            # Where it lies meanwhile says nothing to whoever sent it.
            raise type(error)(str(error).replace(f"{folder}{os.sep}", "")) from error


def _added(spool: Spool, note: CaptureNote, folder: Path, actor: str, progress: Progress) -> Film:
    with spool.study.reading() as reader:
        kept = kept_session(reader, spool.session)
        name = recording_name(reader, kept, spool.segment)
    path = folder / f"{name}.mp4"
    is_container = note.format != "chunks"
    n_frames = remux(spool.path, path) if is_container else mux_chunks(path, _chunks(spool, progress))
    if (there := _there(spool, path)) is not None:
        return there
    given = NewFilm(
        session=spool.session,
        name=name,
        segment=spool.segment,
        sync=_sync(kept, spool, note, path, n_frames),
        captured=True,
    )
    return add_film(spool.study, path, given, actor=actor, progress=progress).film


def _chunks(spool: Spool, progress: Progress) -> Iterator[Chunk]:
    """What was sent; how many frames there are is told when all are read."""
    for n, chunk in enumerate(read_chunks(spool.path)):
        progress("joining frames", n, 0)
        yield chunk


def _there(spool: Spool, path: Path) -> Film | None:
    """The recording, where a kill came between adding it and noting that."""
    with spool.study.reading() as reader:
        medium = reader.first(Medium, digest=digest_path(path))
        return None if medium is None else reader.first(Film, medium=medium.id, session=spool.session)


def _sync(kept: KeptSession, spool: Spool, note: CaptureNote, path: Path, n_frames: int) -> list[SyncPoint]:
    """Sync points that the session logged for frames that arrived; else the moment of the first frame."""
    n = min(n_frames, VideoFile(path).n_frames)
    logged = [one for one in sync_points(kept.events, spool.segment) if one.frame < n]
    return logged or [SyncPoint(0, note.clock_ms)]


def recording_name(reader: Reader, kept: KeptSession, segment: int, what: str = "") -> str:
    """A name that no other recording has: participant, which of his sessions, which part of it, and what else."""
    who = reader.get(Participant, kept.row.participant)
    own = [row.id for row in reader.find(SessionRow, order="started_at", participant=who.id)]
    name = f"{who.pseudonym} session {own.index(kept.row.id) + 1} part {part_number(kept, segment)} {what}".rstrip()
    taken = {film.name.casefold() for film in reader.find(Film)}
    tries = (name if n == 1 else f"{name} ({n})" for n in range(1, len(taken) + 2))
    return next(one for one in tries if one.casefold() not in taken)
