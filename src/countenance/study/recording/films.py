"""Recordings of participants: looked at, copied into the study, and never cut.

A recording of one clip names its stimulus. One of a whole session stays whole, because every cut encodes pictures
anew and moves frames; where each clip was on the screen is kept in its report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from countenance.core.cache import digest_path
from countenance.core.errors import InputError
from countenance.core.executors import Progress, ignore_progress
from countenance.store import Reader
from countenance.store.records import Film, Medium, Participant, Stimulus
from countenance.study.elicitation import EventKind, SyncPoint
from countenance.study.people import ReleaseLevel, consent_of, film_level, participant
from countenance.study.project import Study
from countenance.study.recording.access import COMMAND_LINE, check_actor, experimenting, new_name
from countenance.study.recording.clips import clips_of, located_clips
from countenance.study.recording.files import keeping
from countenance.study.recording.footage import Footage, look_at
from countenance.study.recording.participating import protocol_of_session
from countenance.study.recording.sessions import KeptSession, session_named
from countenance.study.recording.stimuli import stimulus_named
from countenance.video import VideoFile

__all__ = ["FILM_COLUMNS", "AddedFilm", "NewFilm", "add_film", "list_films"]


FILM_COLUMNS = (
    "recording", "participant", "session", "stimulus", "take", "frames", "fps", "constant", "missing",
    "may_go_to", "warnings",
)  # fmt: skip
"""Of :func:`list_films`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFilm:
    """What is known of a recording beside its file.

    Parameters
    ----------
    participant : str
        Pseudonym; that of the session unless given.
    session : str
        Id of the session, or pseudonym of a participant who had one; empty where there was none.
    name : str
        By which the recording is known; that of the file without its suffix unless given.
    stimulus : str
        What was on the screen; empty for the recording of a whole session.
    take : int
        Which showing of the stimulus, from 1.
    level : str
        Release level below the one that the participant consents to; empty for that one.
    sync : sequence of SyncPoint
        Frames and the moments that they show on the clock of the session; those that it logged unless given.
    segment : int
        How often the session had been resumed before the recording began.
    captured : bool
        Whether the session's own page filmed it, so that there is no other copy.
    by_participant : bool
        Whether it is called by its participant and a number unless named: the name of its file may be the
        participant's.
    """

    participant: str = ""
    session: str = ""
    name: str = ""
    stimulus: str = ""
    take: int = 1
    level: str = ""
    sync: Sequence[SyncPoint] = ()
    segment: int = 0
    captured: bool = False
    by_participant: bool = False


@dataclass(frozen=True, slots=True)
class AddedFilm:
    """A recording that was added, and why it may not serve."""

    film: Film
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Links:
    """What a recording belongs to."""

    name: str
    who: Participant
    session: KeptSession | None
    stimulus: Stimulus | None
    lengths: Mapping[str, float]


def add_film(
    study: Study,
    path: Path,
    given: NewFilm,
    *,
    decode: bool = True,
    allow_damaged: bool = False,
    actor: str = COMMAND_LINE,
    progress: Progress = ignore_progress,
) -> AddedFilm:
    """Add a recording.

    Parameters
    ----------
    study : Study
    path : Path
        A video file; it is copied into the study.
    given : NewFilm
    decode : bool
        Whether every frame is decoded once, which takes a minute for half an hour of recording. Damage inside of
        pictures is not seen otherwise.
    allow_damaged : bool
        Whether the frames before a damage are better than none.
    actor : str
    progress : callable
        Told how many frames were decoded.

    Raises
    ------
    InputError
        If the file is no sound video, is in the study already, or the participant, session or stimulus is not.
    """
    VideoFile(path)  # whatever is none is told before anything else
    digest = digest_path(path)
    with study.reading() as reader:
        check_actor(reader, actor)
        _linked(reader, path, given)
        _check_content(reader, digest, path)
    footage = look_at(path, decode=decode, allow_damaged=allow_damaged, progress=progress)
    with keeping(study, path, digest) as kept, experimenting(study, actor) as writer:
        links = _linked(writer, path, given)
        _check_content(writer, digest, path)
        # Where the file lay, and what it was called there, says nothing later, and may say who it is.
        named = replace(footage, damage=footage.damage.replace(str(path), links.name))
        report = _report(named, links, given)
        film = Film(
            name=links.name,
            participant=links.who.id,
            medium=kept.called(links.name).row(writer),
            fps=footage.fps,
            n_frames=footage.n_frames,
            times=footage.times,
            session=None if links.session is None else links.session.row.id,
            stimulus=None if links.stimulus is None else links.stimulus.id,
            take=given.take,
            level=given.level,
            report=report,
        )
        return AddedFilm(writer.add(film), tuple(_warnings(writer, film)))


def _linked(reader: Reader, path: Path, given: NewFilm) -> _Links:
    session = session_named(reader, given.session) if given.session else None
    who = _owner(reader, session, given)
    unnamed = _numbered(reader, who) if given.by_participant else path.stem
    name = new_name(reader, Film, given.name or unnamed)
    if session is not None and session.row.participant != who.id:
        raise InputError(f"session {session.row.id} is not one of participant {who.pseudonym}")
    if session is not None and session.session.ended == EventKind.WITHDRAWN:
        raise InputError(
            f"participant {who.pseudonym} has withdrawn: nothing is kept of what was recorded in this session"
        )
    consent = consent_of(reader, who.id)
    if consent is not None and not consent.items.get("record", False):
        raise InputError(
            f"participant {who.pseudonym} did not agree to be recorded: {path.name} may not be kept"
        )
    if given.level and given.level not in set(ReleaseLevel):
        raise InputError(f"{given.level!r} is no release level: give one of {', '.join(ReleaseLevel)}")
    protocol = None if session is None else protocol_of_session(reader, session.row)
    lengths = {} if protocol is None else {one.name: one.duration_s for one in protocol.clips}
    return _Links(name, who, session, _shown(reader, session, given), lengths)


def _numbered(reader: Reader, who: Participant) -> str:
    """A name that no other recording has: the participant and a number."""
    taken = {film.name.casefold() for film in reader.find(Film)}
    tries = (f"{who.pseudonym} recording {n}" for n in range(1, len(taken) + 2))
    return next(one for one in tries if one.casefold() not in taken)


def _owner(reader: Reader, session: KeptSession | None, given: NewFilm) -> Participant:
    if given.participant:
        return participant(reader, given.participant)
    if session is None:
        raise InputError("a recording belongs to somebody: name a participant or a session")
    return reader.get(Participant, session.row.participant)


def _shown(reader: Reader, session: KeptSession | None, given: NewFilm) -> Stimulus | None:
    if given.take < 1:
        raise InputError(f"take {given.take} is none: takes count from 1")
    if not given.stimulus:
        if given.take > 1:
            raise InputError("a take is one of a stimulus: name the stimulus")
        return None
    if given.sync:
        raise InputError("sync points belong to the recording of a whole session: leave out the stimulus")
    found = stimulus_named(reader, given.stimulus)
    takes = [] if session is None else [(one.clip, one.number) for one in session.session.takes]
    if session is not None and (found.name, given.take) not in takes:
        raise InputError(f"{found.name}, take {given.take}, was not shown in session {session.row.id}")
    return found


def _check_content(reader: Reader, digest: str, path: Path) -> None:
    medium = reader.first(Medium, digest=digest)
    film = None if medium is None else reader.first(Film, medium=medium.id)
    if film is not None:
        raise InputError(f"{path} is in the study already, as the recording {film.name!r}")
    if (stimulus := reader.first(Stimulus, digest=digest)) is not None:
        raise InputError(f"{path} is the stimulus {stimulus.name!r}, not a recording")


def _report(footage: Footage, links: _Links, given: NewFilm) -> dict[str, Any]:
    report = footage.report() | ({"captured": True} if given.captured else {})
    if links.session is None or links.stimulus is not None:
        if given.sync:
            raise InputError("sync points tie a recording to a session: name the session")
        return report
    located = located_clips(footage.ingest, links.session, given.sync, given.segment, links.lengths)
    return report | located | {"warnings": report["warnings"] + located["warnings"]}


def _warnings(reader: Reader, film: Film) -> Iterator[str]:
    if film.report["damage"]:
        yield f"{film.report['damage']}; the first {film.n_frames} frames are kept"
    yield from film.report["warnings"]
    if consent_of(reader, film.participant) is None:
        yield "the participant has given no consent yet, so the recording may go nowhere"


def list_films(reader: Reader) -> list[dict[str, Any]]:
    """Every recording as a row with the keys :data:`FILM_COLUMNS`, by name."""
    people = {one.id: one.pseudonym for one in reader.find(Participant)}
    stimuli = {one.id: one.name for one in reader.find(Stimulus)}
    return [
        {
            "recording": film.name,
            "participant": people[film.participant],
            "session": film.session,
            "stimulus": stimuli.get(film.stimulus or "", _listed(film)),
            "take": film.take,
            "frames": film.n_frames,
            "fps": round(float(film.fps), 3),
            "constant": not film.times,
            "missing": film.report.get("missing"),
            "may_go_to": str(film_level(reader, film)),
            "warnings": "; ".join(
                [
                    *([film.report["damage"]] if film.report.get("damage") else []),
                    *film.report.get("warnings", ()),
                ]
            ),
        }
        for film in reader.find(Film, order="name")
    ]


def _listed(film: Film) -> str | None:
    return ", ".join(one.stimulus for one in clips_of(film)) or None
