"""A coder's recordings, and the page on which he codes one."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.coding.models import Recording
from countenance.app.web.study.pages.coding.tasks import Coder, FilmId, own_task
from countenance.app.web.study.pages.coding.words import WORDS
from countenance.store.records import Mark
from countenance.study.coding.editing import tasks_of

__all__ = ["router"]

router = APIRouter(prefix="/coding")


@router.get("")
def recordings(request: Request, site: SiteOf, visitor: Coder) -> Response:
    """What is to be coded, in the coder's order, and what he has submitted."""
    with site.study.reading() as reader:
        told = [
            Recording.told(task, reader.count(Mark, assignment=task.assignment.id))
            for task in tasks_of(reader, visitor.name)
        ]
    following = next((one for one in told if one.submitted_at is None), None)
    return page(request, "coding/recordings.html", recordings=told, following=following)


@router.get("/{film}")
def coder(request: Request, film: FilmId, site: SiteOf, visitor: Coder) -> Response:
    """The coder."""
    with site.study.reading() as reader:
        task = own_task(reader, visitor, film)
        others = [
            one for one in tasks_of(reader, visitor.name) if not one.is_submitted and one.film.id != film
        ]
    following = next((one for one in others if one.number > task.number), next(iter(others), None))
    return page(request, "coding/coder.html", task=task, words=WORDS, following=following)
