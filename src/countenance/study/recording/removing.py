"""Recordings that were taken in by mistake: taken out again, as long as nobody has worked on them."""

from __future__ import annotations

from dataclasses import dataclass

from countenance.core.errors import InputError
from countenance.store import Reader
from countenance.store.records import Account, Assignment, Film, Mark, Medium, Participant, Report
from countenance.study.people import releases_of
from countenance.study.project import Study
from countenance.study.recording.access import COMMAND_LINE, experimenting
from countenance.study.recording.files import remove_unnamed

__all__ = ["RemovedFilm", "releases_with", "remove_film", "why_kept"]


@dataclass(frozen=True, slots=True)
class RemovedFilm:
    """A recording that is gone.

    Parameters
    ----------
    name : str
    releases : tuple of str
        Releases with the same participant, which may hold it.
    """

    name: str
    releases: tuple[str, ...]


def why_kept(reader: Reader, film: Film) -> str:
    """Why a recording may not be taken out, in a clause; empty where it may."""
    if film.report.get("captured"):
        return "it was filmed in a session, which nobody can film again"
    assignments = list(reader.find(Assignment, film=film.id))
    if any(one.submitted_at is not None for one in assignments):
        return "a coder has submitted it"
    if any(reader.count(Mark, assignment=one.id) for one in assignments):
        return "a coder has marked movements in it"
    return "the participant has said something of it" if reader.count(Report, film=film.id) else ""


def remove_film(study: Study, recording: str, *, actor: str = COMMAND_LINE) -> RemovedFilm:
    """Take out a recording that was taken in by mistake, with its file and its assignments.

    Backups that were made meanwhile hold it still.

    Parameters
    ----------
    study : Study
    recording : str
        Name or id.
    actor : str

    Raises
    ------
    InputError
        If there is no such recording, it was filmed in a session of the study, or somebody has marked or reported
        anything in it: what was done is never thrown away. Who withdraws takes everything along, see
        :func:`countenance.study.people.withdrawal.withdraw`.
    """
    with experimenting(study, actor) as writer:
        film = writer.first(Film, id=recording) or writer.first(Film, name=recording)
        if film is None:
            raise InputError(f"there is no recording {recording!r}")
        _check_blind(writer, film, actor)
        if reason := why_kept(writer, film):
            raise InputError(f"{film.name} stays: {reason}")
        releases = releases_with(writer, film)
        for assignment in list(writer.find(Assignment, film=film.id)):
            writer.remove(assignment)
        writer.remove(film)
        medium = None if film.medium is None else writer.get(Medium, film.medium)
        if medium is not None:
            writer.remove(medium)
    if medium is not None:
        remove_unnamed(study, medium.digest)
    return RemovedFilm(film.name, releases)


def _check_blind(reader: Reader, film: Film, actor: str) -> None:
    """Refuse whoever has still to code the recording, to whom the reason would tell what others have done."""
    account = reader.first(Account, name=actor)
    if account is not None and reader.count(Assignment, film=film.id, coder=account.id, submitted_at=None):
        raise InputError("you have still to code this recording: somebody else may take it out")


def releases_with(reader: Reader, film: Film) -> tuple[str, ...]:
    """Releases with the participant of a recording, which may hold it."""
    return releases_of(reader, reader.get(Participant, film.participant).pseudonym)
