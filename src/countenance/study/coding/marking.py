"""Marks of a coder: added, changed and removed by himself alone, and only until he submits."""

from __future__ import annotations

from typing import Any

from countenance.core import Coding, CodingPass, InputError, format_action_units, parse_action_units
from countenance.store import Reader, Writer
from countenance.store.records import Assignment, Film, Mark
from countenance.study.coding.assigning import assignment_of

__all__ = [
    "FIELDS",
    "add_coding",
    "change_coding",
    "coding_from",
    "coding_of",
    "fields_of",
    "import_pass",
    "remove_coding",
]

FIELDS = ("onset", "apex", "offset", "action_units", "upper", "lower", "excluded", "confidence", "note")
"""What a coder says of a movement."""


def add_coding(writer: Writer, coder: str, film: str, coding: Coding) -> Coding:
    """Mark a movement.

    Returns
    -------
    Coding
        With the ``id`` by which it is changed.

    Raises
    ------
    InputError
        If the recording is not assigned to the coder or submitted, or a frame is beyond its end.
    """
    assignment = _open(writer, coder, film)
    _check_within(writer, assignment, coder, coding)
    return coding_of(writer.add(Mark(assignment=assignment.id, **fields_of(coding))))


def change_coding(
    writer: Writer, coder: str, film: str, coding: Coding, version: int | None = None
) -> Coding:
    """Change a mark; what it was before is kept.

    Parameters
    ----------
    writer : Writer
    coder, film : str
    coding : Coding
        As it is to be, with its ``id``.
    version : int, optional
        Of the mark as the coder saw it: another one means that it was changed elsewhere meanwhile.

    Raises
    ------
    InputError
        As for :func:`add_coding`, or if there is no such mark.
    ConflictError
        If it was changed meanwhile.
    """
    assignment = _open(writer, coder, film)
    _check_within(writer, assignment, coder, coding)
    mark = _own(writer, assignment, coding.id)
    if version is not None and version != mark.version:
        raise writer.conflict(mark)
    return coding_of(writer.change(mark, **fields_of(coding)))


def remove_coding(writer: Writer, coder: str, film: str, coding_id: str) -> None:
    """Take back a mark.

    Raises
    ------
    InputError
        If the recording is not assigned to the coder or submitted, or there is no such mark.
    """
    writer.remove(_own(writer, _open(writer, coder, film), coding_id))


def import_pass(writer: Writer, given: CodingPass, *, replace: bool = False) -> list[Coding]:
    """Take in what a coder marked elsewhere: all of a recording, or nothing.

    Parameters
    ----------
    writer : Writer
    given : CodingPass
        Its coder and recording are those of the study.
    replace : bool
        Whether it takes the place of marks that are there.

    Raises
    ------
    InputError
        As for :func:`add_coding`; or if there are marks already, unless they are to be replaced.
    """
    assignment = _open(writer, given.coder, given.recording)
    for coding in given.codings:
        _check_within(writer, assignment, given.coder, coding)
    there = list(writer.find(Mark, assignment=assignment.id))
    if there and not replace:
        raise InputError(
            f"{given.coder} has coded {given.recording} already ({len(there)} codings): replace them on purpose "
            "with --replace, or leave them"
        )
    for mark in there:
        writer.remove(mark)
    return [coding_of(writer.add(Mark(assignment=assignment.id, **fields_of(one)))) for one in given.codings]


def coding_of(mark: Mark) -> Coding:
    """A kept mark as the rest of the program knows it."""
    return coding_from(mark, mark.id)


def coding_from(given: object, mark: str) -> Coding:
    """A coding from what has the fields of a mark.

    Parameters
    ----------
    given : object
        With an attribute for each of :data:`FIELDS`; action units as text.
    mark : str
        Id of the coding.
    """
    fields = {name: getattr(given, name) for name in FIELDS}
    return Coding(**fields | {"action_units": parse_action_units(fields["action_units"])}, id=mark)


def fields_of(coding: Coding) -> dict[str, Any]:
    """A coding as a mark keeps it."""
    fields = {name: getattr(coding, name) for name in FIELDS}
    return fields | {"action_units": format_action_units(coding.action_units)}


def _open(reader: Reader, coder: str, film: str) -> Assignment:
    assignment = assignment_of(reader, coder, film)
    if assignment.submitted_at is not None:
        raise InputError(f"{coder} has submitted {film}: what was submitted does not change")
    return assignment


def _own(reader: Reader, assignment: Assignment, coding_id: str) -> Mark:
    mark = reader.first(Mark, id=coding_id, assignment=assignment.id)
    if mark is None:
        raise InputError(f"there is no coding {coding_id!r} in this recording: it may have been removed")
    return mark


def _check_within(reader: Reader, assignment: Assignment, coder: str, coding: Coding) -> None:
    film = reader.get(Film, assignment.film)
    CodingPass(film.name, coder, (coding,), film.n_frames, film.fps)
