"""What a coder does in one recording, edit by edit.

Names of recordings may tell the stimulus: he knows numbers alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from countenance.core import Coding, CodingPass, InputError
from countenance.core.errors import ConflictError
from countenance.store import Reader, Writer
from countenance.store.records import Assignment, Film, Mark
from countenance.study.coding.marking import coding_of, fields_of
from countenance.study.people import Role, is_withheld, require, withheld_films

__all__ = [
    "EarlierMark",
    "Task",
    "add_mark",
    "change_mark",
    "history_of",
    "marks_of",
    "note_curve",
    "remove_mark",
    "submit_task",
    "task_of",
    "tasks_of",
]


@dataclass(frozen=True, slots=True)
class Task:
    """A recording that a coder codes or has coded.

    Parameters
    ----------
    film : Film
    assignment : Assignment
    coder : str
        Name of the account.
    number, of : int
        Its place among the coder's recordings, from 1, and how many they are.
    """

    film: Film
    assignment: Assignment
    coder: str
    number: int
    of: int

    @property
    def title(self) -> str:
        """What the coder calls the recording."""
        return f"Recording {self.number}"

    @property
    def is_submitted(self) -> bool:
        """Whether nothing changes any longer."""
        return self.assignment.submitted_at is not None


@dataclass(frozen=True, slots=True)
class EarlierMark:
    """A content that a mark has had.

    Parameters
    ----------
    at : str
        When it was written, in UTC.
    who : str
    mark : Mark
    """

    at: str
    who: str
    mark: Mark


def tasks_of(reader: Reader, coder: str) -> list[Task]:
    """All recordings of a coder in his order, those that he has submitted, too; without those that are withheld.

    Raises
    ------
    InputError
        If there is no such coder.
    """
    withheld = withheld_films(reader)
    return [one for one in _all_tasks(reader, coder) if one.film.id not in withheld]


def _all_tasks(reader: Reader, coder: str) -> list[Task]:
    account = require(reader, coder, Role.CODER)
    found = list(reader.find(Assignment, order="place", coder=account.id))
    films = {one.id: one for one in reader.find(Film, id=[one.film for one in found])}
    return [
        Task(films[one.film], one, coder, number, len(found))
        for number, one in enumerate(sorted(found, key=lambda one: one.place), 1)
    ]


def task_of(reader: Reader, coder: str, film: str) -> Task | None:
    """A coder's work on the recording of this id; None where it is not his, or is withheld."""
    found = next((one for one in _all_tasks(reader, coder) if one.film.id == film), None)
    return None if found is None or is_withheld(reader, found.film) else found


def marks_of(reader: Reader, task: Task) -> list[Mark]:
    """What is marked, by onset."""
    marks = reader.find(Mark, assignment=task.assignment.id)
    return sorted(marks, key=lambda mark: (mark.onset, mark.offset or mark.onset, mark.id))


def add_mark(writer: Writer, task: Task, coding: Coding) -> Mark:
    """Mark a movement, once, however often this is asked for with the same ``id``.

    Parameters
    ----------
    writer : Writer
    task : Task
    coding : Coding
        With an ``id`` that nothing has had: 16 hexadecimal digits, drawn at random.

    Raises
    ------
    InputError
        If the recording is submitted, or a frame is beyond its end.
    ConflictError
        If the mark was removed meanwhile, or the id is that of another one.
    """
    _check(task, coding)
    there = writer.first(Mark, id=coding.id)
    if there is not None and there.assignment == task.assignment.id:
        return there
    if writer.was_there(Mark, coding.id):
        raise ConflictError("this movement was removed meanwhile, or its id is taken: mark it anew")
    return writer.add(Mark(id=coding.id, assignment=task.assignment.id, **fields_of(coding)))


def change_mark(writer: Writer, task: Task, coding: Coding, version: int) -> Mark:
    """Change a mark; what it was before is kept.

    Parameters
    ----------
    writer : Writer
    task : Task
    coding : Coding
        As it is to be, with its ``id``.
    version : int
        Of the mark as the coder saw it. Asking again for a change that was made is no conflict.

    Raises
    ------
    InputError
        If the recording is submitted, or a frame is beyond its end.
    ConflictError
        If the mark was changed or removed meanwhile.
    """
    _check(task, coding)
    mark = _own(writer, task, coding.id)
    if mark.version == version + 1 and coding_of(mark) == coding:
        return mark
    if mark.version != version:
        raise writer.conflict(mark)
    return writer.change(mark, **fields_of(coding))


def remove_mark(writer: Writer, task: Task, mark_id: str, version: int) -> None:
    """Take back a mark as the coder saw it.

    Raises
    ------
    InputError
        If the recording is submitted.
    ConflictError
        If the mark was changed or removed meanwhile.
    """
    _check_open(task)
    mark = _own(writer, task, mark_id)
    if mark.version != version:
        raise writer.conflict(mark)
    writer.remove(mark)


def history_of(reader: Reader, mark: Mark) -> list[EarlierMark]:
    """Every content that a mark has had, the latest first."""
    return [EarlierMark(at, who, earlier) for at, who, earlier in reversed(reader.history(mark))]


def submit_task(writer: Writer, task: Task, seen: Mapping[str, int]) -> Task:
    """Declare a recording coded: from now on nothing of it changes, and others may see it.

    Parameters
    ----------
    writer : Writer
    task : Task
    seen : mapping
        Version of each mark that the coder has before him: nothing is submitted unseen.

    Raises
    ------
    InputError
        If it is submitted already.
    ConflictError
        If there are other marks.
    """
    _check_open(task)
    if {mark.id: mark.version for mark in marks_of(writer, task)} != dict(seen):
        raise ConflictError(
            f"{task.title} holds other movements than this page shows: load it anew, look, then submit"
        )
    return replace(task, assignment=writer.change(task.assignment, submitted_at=datetime.now(UTC)))


def note_curve(writer: Writer, task: Task, *, shown: bool) -> None:
    """Enter into the log that the motion curve is before a coder from now on, or no longer.

    Whatever he marks until the next such entry was marked with it, or without.

    Raises
    ------
    InputError
        If the recording is submitted.
    """
    _check_open(task)
    said = "shown" if shown else "hidden"
    writer.note("motion curve", f"{said} while coding, assignment {task.assignment.id}")


def _own(reader: Reader, task: Task, mark_id: str) -> Mark:
    mark = reader.first(Mark, id=mark_id, assignment=task.assignment.id)
    if mark is None:
        raise ConflictError("this movement was removed meanwhile")
    return mark


def _check(task: Task, coding: Coding) -> None:
    _check_open(task)
    CodingPass(task.title, task.coder, (coding,), task.film.n_frames, task.film.fps)


def _check_open(task: Task) -> None:
    if task.is_submitted:
        raise InputError(f"{task.title} is submitted: what was submitted does not change")
