"""What coders marked, as whole passes, and who may see which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from countenance.core import CodingPass
from countenance.store import Reader
from countenance.store.records import Account, Assignment, Film, Mark, Participant
from countenance.study.coding.assigning import assignment_of
from countenance.study.coding.marking import coding_of
from countenance.study.people import account, withheld_films

__all__ = ["first_two", "own_pass", "submitted_passes", "visible_passes"]


def own_pass(reader: Reader, coder: str, film: str) -> CodingPass:
    """What a coder has marked in a recording so far.

    Raises
    ------
    InputError
        If it is not assigned to him.
    """
    assignment = assignment_of(reader, coder, film)
    return _pass(reader, assignment, reader.get(Film, assignment.film), coder)


def submitted_passes(reader: Reader, film: str = "") -> list[CodingPass]:
    """What was submitted, of one recording or of all that are not withheld; by recording, then coder.

    Not for coders, who may see what others marked only in recordings that they have submitted themselves: see
    :func:`visible_passes`.
    """
    return [one.given for one in _passes(reader, film) if one.submitted_at is not None]


def first_two(reader: Reader, film: str = "") -> list[tuple[CodingPass, CodingPass]]:
    """The two passes over a recording that were submitted first, by the coders' names; of one recording or of all.

    These are the ones that an arbiter settles, however many follow.
    """
    by_film: dict[str, list[_Kept]] = {}
    for one in _passes(reader, film):
        if one.submitted_at is not None:
            by_film.setdefault(one.given.recording, []).append(one)
    found = []
    for passes in by_film.values():
        earliest = sorted(passes, key=lambda one: (one.submitted_at, one.given.coder))[:2]
        if len(earliest) > 1:
            first, second = sorted((one.given for one in earliest), key=lambda given: given.coder)
            found.append((first, second))
    return found


def visible_passes(reader: Reader, name: str, film: str = "") -> list[CodingPass]:
    """What an account may see: its own; what others submitted, unless it still has to code the recording itself.

    Raises
    ------
    InputError
        If there is no such account.
    """
    account(reader, name)
    kept = list(_passes(reader, film))
    coding = {one.given.recording for one in kept if one.given.coder == name and one.submitted_at is None}
    return [
        one.given
        for one in kept
        if one.given.coder == name or (one.submitted_at is not None and one.given.recording not in coding)
    ]


@dataclass(frozen=True, slots=True)
class _Kept:
    given: CodingPass
    submitted_at: datetime | None


def _passes(reader: Reader, name: str = "") -> Iterator[_Kept]:
    coders = {one.id: one.name for one in reader.find(Account)}
    people = {one.id: one.pseudonym for one in reader.find(Participant)}
    wanted = reader.find(Film, order="name", **({"name": name} if name else {}))
    withheld = withheld_films(reader)
    films = {one.id: one for one in wanted if one.id not in withheld}
    found = [one for one in reader.find(Assignment) if one.film in films]
    marks = _marks(reader, [one.id for one in found] if name else None)
    for one in sorted(found, key=lambda each: (films[each.film].name, coders[each.coder])):
        film = films[one.film]
        codings = tuple(map(coding_of, _by_onset(marks.get(one.id, []))))
        person = people[film.participant]
        given = CodingPass(film.name, coders[one.coder], codings, film.n_frames, film.fps, person)
        yield _Kept(given, one.submitted_at)


def _marks(reader: Reader, assignments: list[str] | None) -> dict[str, list[Mark]]:
    """Marks of some assignments, or of all."""
    wanted: dict[str, Any] = {} if assignments is None else {"assignment": assignments}
    marks: dict[str, list[Mark]] = {}
    for mark in reader.find(Mark, **wanted):
        marks.setdefault(mark.assignment, []).append(mark)
    return marks


def _pass(reader: Reader, assignment: Assignment, film: Film, coder: str) -> CodingPass:
    marks = _by_onset(reader.find(Mark, assignment=assignment.id))
    person = reader.get(Participant, film.participant).pseudonym
    return CodingPass(film.name, coder, tuple(map(coding_of, marks)), film.n_frames, film.fps, person)


def _by_onset(marks: Iterable[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: (mark.onset, mark.offset or mark.onset, mark.id))
