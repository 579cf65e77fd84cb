"""A participant withdraws: everything of him goes, and what cannot be called back is named."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from countenance.store import Reader
from countenance.store.records import (
    Assignment,
    Consent,
    Decision,
    Film,
    Identity,
    Label,
    Mark,
    Medium,
    Record,
    Release,
    Report,
    SessionEvent,
    SessionRow,
    Tombstone,
)
from countenance.study.backups import remove_backups, remove_backups_until
from countenance.study.leftovers import UPLOADS, remove_abandoned, remove_strays
from countenance.study.people.participants import participant
from countenance.study.project import Study

__all__ = [
    "RELEASE_NAME",
    "Withdrawal",
    "finish_interrupted",
    "finish_withdrawals",
    "plan_withdrawal",
    "releases_of",
    "withdraw",
]

RELEASE_NAME = "name"
"""In the manifest of a release that was made in the study's folder: what it was called there."""
_TRIES = 25
_PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What is or would be removed.

    Parameters
    ----------
    pseudonym : str
    rows : dict of str to int
        Number of rows by what sentences call them.
    files : tuple of str
        SHA-256 of files that nobody else needs.
    releases : tuple of str
        Releases that hold the participant, which those who have them must be asked to delete.
    """

    pseudonym: str
    rows: dict[str, int]
    files: tuple[str, ...]
    releases: tuple[str, ...]


def plan_withdrawal(reader: Reader, pseudonym: str) -> Withdrawal:
    """What a withdrawal would remove; nothing is changed.

    Raises
    ------
    InputError
        If there is no such participant.
    """
    return _planned(reader, pseudonym, list(_rows(reader, pseudonym)))


def withdraw(study: Study, pseudonym: str, actor: str) -> Withdrawal:
    """Remove a participant with all recordings, reports, codings, decisions and labels.

    A tombstone stays: pseudonym, number, day, and the releases that held him. Rows go in one step. Files and bytes
    follow; what a kill or a busy database has left of them goes with the next :func:`finish_withdrawals`.

    Parameters
    ----------
    study : Study
    pseudonym : str
    actor : str
        Who does it, for the log.

    Raises
    ------
    InputError
        If there is no such participant.
    StoreError
        If others have the database open for too long: rows and files are gone, and bytes of them are left.
    """
    with study.writing(actor) as writer:
        rows = list(_rows(writer, pseudonym))
        plan = _planned(writer, pseudonym, rows)
        number = participant(writer, pseudonym).number
        for row in rows:
            writer.remove(row)
        writer.add(
            Tombstone(
                pseudonym=pseudonym,
                number=number,
                withdrawn_at=datetime.now(UTC),
                releases=plan.releases,
                removed={**plan.rows, "files": len(plan.files)},
                pending=plan.files,
            )
        )
    # All of them, whatever clock their names are by: none of these was begun after the rows had gone.
    remove_backups(study)
    finish_withdrawals(study, actor)
    return plan


def finish_withdrawals(study: Study, actor: str) -> tuple[Tombstone, ...]:
    """Remove files of those who withdrew, and the bytes that deleted rows left in the database.

    Backups in the study's own folder that were begun before hold them, and go, too.

    Returns
    -------
    tuple of Tombstone
        Of withdrawals that had something left.

    Raises
    ------
    StoreError
        If others have the database open for too long: files are gone, and bytes are left.
    """
    # Writers take turns, so that nobody takes in one of the files between the look and the removal.
    with study.writing(actor, "files of the withdrawn are removed") as writer:
        unfinished = [one for one in writer.find(Tombstone) if not one.is_finished]
        needed = {medium.digest for medium in writer.find(Medium)}
        for digest in {digest for one in unfinished for digest in one.pending} - needed:
            study.media.remove(digest)
        for one in unfinished:
            if one.pending:
                writer.change(one, pending=())
        remove_strays(study, writer)
    _clear_traces(study)
    remove_abandoned(study.folder / UPLOADS)
    if not unfinished:
        return ()
    remove_backups_until(study, max(one.withdrawn_at for one in unfinished))
    study.store.scrub()
    with study.writing(actor, "no byte of the withdrawn is left") as writer:
        now = [writer.get(Tombstone, one.id) for one in unfinished]
        return tuple(one if one.is_finished else writer.change(one, scrubbed=True) for one in now)


def finish_interrupted(study: Study, actor: str) -> None:
    """Bring to an end what a kill has left of withdrawals, if anything; caches that are in use stay otherwise.

    Raises
    ------
    StoreError
        As :func:`finish_withdrawals`.
    """
    with study.reading() as reader:
        unfinished = any(not one.is_finished for one in reader.find(Tombstone))
    if unfinished:
        finish_withdrawals(study, actor)


def _clear_traces(study: Study) -> None:
    """Remove captures and caches, again where a job that is being stopped has written into them meanwhile."""
    for left in reversed(range(_TRIES)):
        try:
            study.clear_traces()
        except OSError:
            if not left:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _rows(reader: Reader, pseudonym: str) -> Iterator[Record]:
    """Everything of a participant, those first that refer to others."""
    who = participant(reader, pseudonym)
    films = list(reader.find(Film, participant=who.id))
    sessions = list(reader.find(SessionRow, participant=who.id))
    decisions = _of(reader, Decision, "film", films)
    assignments = _of(reader, Assignment, "film", films)
    yield from _of(reader, Label, "decision", decisions)
    yield from decisions
    yield from _of(reader, Mark, "assignment", assignments)
    yield from assignments
    yield from _of(reader, Report, "film", films)
    yield from films
    yield from _of(reader, SessionEvent, "session", sessions)
    yield from sessions
    yield from reader.find(Consent, participant=who.id)
    yield from reader.find(Identity, participant=who.id)
    yield who
    yield from _own_media(reader, films)


def _of(reader: Reader, record: type[Record], field: str, owners: Sequence[Record]) -> list[Record]:
    wanted: dict[str, Any] = {field: [one.id for one in owners]}
    return list(reader.find(record, **wanted)) if owners else []


def _own_media(reader: Reader, films: Sequence[Film]) -> Iterator[Medium]:
    """Files that no other recording has, too."""
    own = {film.id for film in films}
    for medium in dict.fromkeys(film.medium for film in films if film.medium is not None):
        if all(other.id in own for other in reader.find(Film, medium=medium)):
            yield reader.get(Medium, medium)


def _planned(reader: Reader, pseudonym: str, rows: Sequence[Record]) -> Withdrawal:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.noun] = counts.get(row.noun, 0) + 1
    files = tuple(row.digest for row in rows if isinstance(row, Medium))
    return Withdrawal(pseudonym, counts, files, releases_of(reader, pseudonym))


def releases_of(reader: Reader, pseudonym: str) -> tuple[str, ...]:
    """Releases that hold a participant, in words, those that have a name with that first."""
    return tuple(_in_words(one) for one in reader.find(Release) if pseudonym in one.participants)


def _in_words(release: Release) -> str:
    told = f"{release.profile} of {release.made_at:%Y-%m-%d} ({release.id})"
    name = release.manifest.get(RELEASE_NAME, "")
    return f"{name}, {told}" if name else told
