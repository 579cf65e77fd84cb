"""What coders marked, as whole passes: one's own at any time, that of others once it is submitted."""

from __future__ import annotations

from collections.abc import Iterator

from countenance.core import CodingPass
from countenance.store import Reader
from countenance.store.records import Account, Assignment, Film, Mark, Participant
from countenance.study.coding.assigning import assignment_of
from countenance.study.coding.marking import coding_of

__all__ = ["every_pass", "own_pass", "submitted_passes"]


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
    """What was submitted, of one recording or of all; by recording, then coder."""
    return [one for one, submitted in _passes(reader, film) if submitted]


def every_pass(reader: Reader) -> list[tuple[CodingPass, bool]]:
    """All passes, with whether they were submitted; for who may see everything."""
    return list(_passes(reader))


def _passes(reader: Reader, name: str = "") -> Iterator[tuple[CodingPass, bool]]:
    coders = {one.id: one.name for one in reader.find(Account)}
    people = {one.id: one.pseudonym for one in reader.find(Participant)}
    films = {one.id: one for one in reader.find(Film, order="name", **({"name": name} if name else {}))}
    marks: dict[str, list[Mark]] = {}
    for mark in reader.find(Mark):
        marks.setdefault(mark.assignment, []).append(mark)
    found = [one for one in reader.find(Assignment) if one.film in films]
    for one in sorted(found, key=lambda each: (films[each.film].name, coders[each.coder])):
        film = films[one.film]
        codings = tuple(map(coding_of, _by_onset(marks.get(one.id, []))))
        given = CodingPass(
            film.name, coders[one.coder], codings, film.n_frames, film.fps, people[film.participant]
        )
        yield given, one.submitted_at is not None


def _pass(reader: Reader, assignment: Assignment, film: Film, coder: str) -> CodingPass:
    marks = _by_onset(reader.find(Mark, assignment=assignment.id))
    person = reader.get(Participant, film.participant).pseudonym
    return CodingPass(film.name, coder, tuple(map(coding_of, marks)), film.n_frames, film.fps, person)


def _by_onset(marks: Iterator[Mark] | list[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: (mark.onset, mark.offset or mark.onset, mark.id))
