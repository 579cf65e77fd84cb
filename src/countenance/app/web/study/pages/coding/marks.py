"""Every edit of a coder, sent as it is made."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.coding.models import (
    CurveShown,
    MarkAdded,
    MarkChanged,
    MarkEarlier,
    MarkKept,
    Recording,
    RecordingOpened,
    Seen,
)
from countenance.app.web.study.pages.coding.tasks import Coder, FilmId, MarkId, own_mark, own_task
from countenance.study.coding.editing import (
    add_mark,
    change_mark,
    history_of,
    marks_of,
    note_curve,
    remove_mark,
    submit_task,
)

__all__ = ["router"]

router = APIRouter(prefix="/api/coding")


@router.get("/{film}")
def opened(film: FilmId, site: SiteOf, visitor: Coder) -> RecordingOpened:
    """A recording with what the coder has marked in it."""
    with site.study.reading() as reader:
        task = own_task(reader, visitor, film)
        marks = marks_of(reader, task)
    return RecordingOpened(recording=Recording.told(task, len(marks)), marks=list(map(MarkKept.of, marks)))


@router.post("/{film}/marks", status_code=201)
def add(film: FilmId, given: MarkAdded, site: SiteOf, visitor: Coder) -> MarkKept:
    """Mark a movement."""
    with site.study.writing(visitor.name) as writer:
        task = own_task(writer, visitor, film)
        return MarkKept.of(add_mark(writer, task, given.coding(given.id)))


@router.put("/{film}/marks/{mark}")
def change(film: FilmId, mark: MarkId, given: MarkChanged, site: SiteOf, visitor: Coder) -> MarkKept:
    """Change a movement; 409 if that was done elsewhere meanwhile."""
    with site.study.writing(visitor.name) as writer:
        task = own_task(writer, visitor, film)
        own_mark(writer, task, mark)
        return MarkKept.of(change_mark(writer, task, given.coding(mark), given.version))


@router.delete("/{film}/marks/{mark}", status_code=204)
def remove(
    film: FilmId,
    mark: MarkId,
    site: SiteOf,
    visitor: Coder,
    version: Annotated[int, Query(ge=1, le=1_000_000_000)],
) -> None:
    """Take back a movement."""
    with site.study.writing(visitor.name) as writer:
        task = own_task(writer, visitor, film)
        if own_mark(writer, task, mark) is not None:  # who takes back what is gone has what he wants
            remove_mark(writer, task, mark, version)


@router.get("/{film}/marks/{mark}/history")
def history(film: FilmId, mark: MarkId, site: SiteOf, visitor: Coder) -> list[MarkEarlier]:
    """What a movement was before, the latest first; nothing is left of one that was removed."""
    with site.study.reading() as reader:
        found = own_mark(reader, own_task(reader, visitor, film), mark)
        return [] if found is None else list(map(MarkEarlier.of, history_of(reader, found)))


@router.post("/{film}/submit")
def submit(film: FilmId, given: Seen, site: SiteOf, visitor: Coder) -> Recording:
    """Declare the recording coded, as the page shows it."""
    with site.study.writing(visitor.name) as writer:
        task = submit_task(writer, own_task(writer, visitor, film), given.marks)
    return Recording.told(task, len(given.marks))


@router.post("/{film}/curve", status_code=204)
def curve(film: FilmId, given: CurveShown, site: SiteOf, visitor: Coder) -> Response:
    """Enter into the log whether the motion curve is to be seen."""
    with site.study.writing(visitor.name) as writer:
        note_curve(writer, own_task(writer, visitor, film), shown=given.shown)
    return Response(status_code=204)
