"""Which recordings are a coder's, for pages and requests alike."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, HTTPException, Path

from countenance.app.web.study.gates import Gate
from countenance.app.web.study.viewing_rights import check_shown
from countenance.app.web.study.visitors import Part, Visitor
from countenance.store import Reader
from countenance.store.records import Film, Mark
from countenance.study.coding.editing import Task, task_of

__all__ = ["Coder", "FilmId", "MarkId", "own_mark", "own_task"]

Coder = Annotated[Visitor, Depends(Gate(Part.CODER))]
FilmId = Annotated[str, Path(max_length=64)]
MarkId = Annotated[str, Path(max_length=64)]

_ID = re.compile(r"[0-9a-f]{16}")


def own_task(reader: Reader, visitor: Visitor, film: str) -> Task:
    """A coder's work on a recording.

    Raises
    ------
    HTTPException
        404 if there is no such recording, 403 if it is not the coder's, 410 if it is withheld from everybody.
    """
    found = reader.first(Film, id=film) if _ID.fullmatch(film) else None
    if found is None:
        raise HTTPException(404, "There is no such recording.")
    task = task_of(reader, visitor.name, film)
    if task is None:
        check_shown(reader, found)
        raise HTTPException(403, "This recording is not yours to code.")
    return task


def own_mark(reader: Reader, task: Task, mark: str) -> Mark | None:
    """A mark of the coder in the recording; None where it was removed.

    Raises
    ------
    HTTPException
        404 if there never was one of that id, 403 if it is somebody else's or of another recording.
    """
    if not _ID.fullmatch(mark) or not reader.was_there(Mark, mark):
        raise HTTPException(404, "There is no such movement.")
    found = reader.first(Mark, id=mark)
    if found is not None and found.assignment != task.assignment.id:
        raise HTTPException(403, "This movement is not one of yours in this recording.")
    return found
