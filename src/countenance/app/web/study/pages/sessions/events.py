"""What the page of a session tells while it goes on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.sessions.courses import Course, course_of
from countenance.app.web.study.pages.sessions.participant import ACTOR
from countenance.app.web.study.pages.sessions.shapes import Line, Participant, SentEvent, event_of
from countenance.study.elicitation import EventKind
from countenance.study.recording import keep_events
from countenance.study.recording.filmed import discard_captures

__all__ = ["router"]

router = APIRouter()

_Sentences = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")]
_Figure = bool | Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)] | _Sentences


class Happened(BaseModel):
    """Events of a segment, in order."""

    segment: int = Field(ge=0, le=100_000)
    events: Annotated[list[SentEvent], Field(max_length=500)]


class Pulse(BaseModel):
    """What a page measures."""

    figures: Annotated[dict[Line, _Figure], Field(max_length=30)]


class Ordered(BaseModel):
    """What a page is to do, and whose wish it is."""

    what: str
    by: str


class Orders(BaseModel):
    """All that a page is to do."""

    orders: list[Ordered]


@router.post("/api/session/events")
def keep(site: SiteOf, visitor: Participant, given: Happened) -> Course:
    """Keep what happened; events that are kept already may come again."""
    with site.study.writing(ACTOR) as writer:
        kept = keep_events(writer, visitor.session, given.segment, map(event_of, given.events))
        course = course_of(writer, kept)
    if any(one.kind is EventKind.WITHDRAWN for one in given.events):
        discard_captures(site.study, visitor.session)
    return course


@router.post("/api/session/pulse")
def pulse(site: SiteOf, visitor: Participant, given: Pulse) -> Orders:
    """Hear that the page is there, and what it measures."""
    told = site.sessions.hear(visitor.session, given.figures)
    return Orders(orders=[Ordered(what=one.what, by=one.by) for one in told])
