"""What a spotter found in a recording, as suggestions: where they are kept, who may see them, what they agree with.

Whoever codes a recording sees nothing of it before he has submitted, unless the study says otherwise: marks that
follow a program say nothing about how far people agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countenance.core import Coding, CodingPass, InputError, Interval
from countenance.core.cache import digest
from countenance.core.matching import match_intervals
from countenance.spotting.files import Document, read_document
from countenance.store import Reader, Writer
from countenance.store.records import Account, Assignment, Film, Medium
from countenance.study.coding import own_pass, visible_passes
from countenance.study.people import Role, account, withheld_films
from countenance.study.project import Study
from countenance.study.settings import suggestions_before_submission

__all__ = [
    "IOU",
    "Beside",
    "Kept",
    "Seen",
    "beside",
    "film_digest",
    "kept_suggestions",
    "manner_key",
    "passes_beside",
    "seen_by",
    "suggestions_folder",
]

IOU = 0.5
"""Smallest intersection over union of a suggestion and a mark that are taken for the same movement."""

_DOCUMENT = "spotting.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """What one run has found.

    Parameters
    ----------
    key : str
        Of the method and its parameters.
    document : dict
        As :func:`countenance.spotting.files.to_document` makes it.
    folder : Path
        With the document and what belongs to it.
    """

    key: str
    document: Document
    folder: Path


@dataclass(frozen=True, slots=True)
class Seen:
    """A recording as an account may see it.

    Parameters
    ----------
    film : Film
    title : str
        For coders a number, because names may tell what was on the screen.
    hidden : str
        Why suggestions may not be seen; empty where they may.
    is_before : bool
        Whether whoever sees suggestions now has still to code the recording.
    """

    film: Film
    title: str
    hidden: str
    is_before: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """One coder's marks beside suggestions.

    Parameters
    ----------
    coder : str
    marks : tuple of Coding
        Expressions with an offset, by onset.
    matches : mapping of int to tuple of int and float
        Place of a suggestion to that of its mark and their intersection over union.
    """

    coder: str
    marks: tuple[Coding, ...]
    matches: Mapping[int, tuple[int, float]]


def film_digest(reader: Reader, film: Film) -> str:
    """SHA-256 of a recording's file.

    Raises
    ------
    InputError
        If it has none.
    """
    medium = None if film.medium is None else reader.first(Medium, id=film.medium)
    if medium is None:
        raise InputError("this recording has no file that could be searched")
    return medium.digest


def manner_key(method: str, settings: Mapping[str, Any]) -> str:
    """Name of the folder for what a method finds with some parameters.

    >>> manner_key("mdmd", {"k": 12}) == manner_key("mdmd", {"k": 12.0})
    False
    """
    return digest(method, [[name, repr(value)] for name, value in sorted(settings.items())])[:16]


def suggestions_folder(study: Study, sha256: str) -> Path:
    """Folder for what is found in a file: it can be found again, and goes when its participant withdraws."""
    return study.cache(sha256) / "spotting"


def kept_suggestions(study: Study, sha256: str) -> list[Kept]:
    """What was found in a file, by method and then key; what a kill left unfinished is none."""
    found = []
    for path in sorted(suggestions_folder(study, sha256).glob(f"*/{_DOCUMENT}")):
        try:
            found.append(Kept(path.parent.name, read_document(path), path.parent))
        except InputError:
            continue  # of an earlier program or damaged: it is made again on demand
    return sorted(found, key=lambda one: (str(one.document.get("method", {}).get("name", "")), one.key))


def seen_by(reader: Reader, name: str) -> list[Seen]:
    """Recordings that an account may know of; by name, for coders in their own order.

    Nobody knows of those that are withheld. Coders know of those that they are to code. Others know of all; where
    one of them codes too, what he has still to code is hidden as from any coder.

    Raises
    ------
    InputError
        If there is no such account.
    """
    who = account(reader, name)
    own = {one.film: one for one in reader.find(Assignment, order="place", coder=who.id)}
    early = suggestions_before_submission(reader)
    withheld = withheld_films(reader)
    films = {one.id: one for one in reader.find(Film, order="name") if one.id not in withheld}
    if set(who.roles) == {Role.CODER}:
        films = {one: films[one] for one in own if one in films}
    return [_seen(film, own.get(film.id), who, early=early) for film in films.values()]


def _seen(film: Film, own: Assignment | None, who: Account, *, early: bool) -> Seen:
    is_before = own is not None and own.submitted_at is None
    is_blind = own is not None and (is_before or set(who.roles) == {Role.CODER})
    title = f"Recording {own.place}" if own is not None and is_blind else film.name
    why = "" if early or not is_before else "You see suggestions once you have submitted this recording."
    return Seen(film, title, why, is_before)


def note_seen(writer: Writer, film: Film) -> None:
    """Enter into the log that somebody sees suggestions for a recording that he has still to code."""
    writer.note("suggestions", f"seen before submission: recording {film.id}")


def passes_beside(reader: Reader, name: str, film: Film) -> list[CodingPass]:
    """What coders submitted, for whoever may see it: of coders, to themselves alone.

    Raises
    ------
    InputError
        If there is no such account.
    """
    who = account(reader, name)
    own = reader.first(Assignment, film=film.id, coder=who.id)
    if own is not None and own.submitted_at is None:
        return []
    if set(who.roles) == {Role.CODER}:
        return [own_pass(reader, name, film.name)] if own is not None else []
    return visible_passes(reader, name, film.name)


def beside(document: Document, passes: Iterable[CodingPass]) -> list[Beside]:
    """Marks of coders beside suggestions, with those that are taken for the same movement."""
    found = [Interval(one["onset"], one["offset"]) for one in document["expressions"]]
    return [_beside(found, one) for one in passes]


def _beside(found: Sequence[Interval], given: CodingPass) -> Beside:
    marks = sorted(
        (one for one in given.expressions if one.offset is not None), key=lambda one: (one.onset, one.id)
    )
    spans = [Interval(one.onset, one.offset) for one in marks if one.offset is not None]
    matches = match_intervals(found, spans, IOU)
    return Beside(given.coder, tuple(marks), {one.first: (one.second, one.iou) for one in matches})
