"""The page of the participant: opened, agreed to, asked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.sessions.courses import Course, Script, course_of, script_of
from countenance.app.web.study.pages.sessions.shapes import (
    Clock,
    Line,
    Participant,
    SentEvent,
    Text,
    event_of,
)
from countenance.study.recording import (
    give_consent,
    kept_session,
    language_of,
    open_session,
    protocol_of_session,
    wrong_answers,
)
from countenance.study.recording.capturing import unfinished_captures
from countenance.study.recording.filmed import filmed_until

__all__ = ["router"]

router = APIRouter()

ACTOR = "participant"
"""In the log, which is not to name who it was."""


class Opening(Clock):
    """A page that begins, with what the one before could not send."""

    segment: int = Field(default=0, ge=0, le=100_000)
    unsent: list[SentEvent] = Field(default_factory=list, max_length=1000)


class Opened(BaseModel):
    """All that a page needs."""

    course: Course
    script: Script
    unfinished: list[int]
    """Earlier segments that were recorded, and of which no film was made yet."""


class Consenting(BaseModel):
    """Answers to the items of a consent text."""

    segment: int = Field(ge=0, le=100_000)
    digest: Line
    items: Annotated[dict[Line, bool], Field(max_length=40)]
    event: SentEvent


class Answers(BaseModel):
    """Answers to the check of comprehension, by the name of the question."""

    answers: Annotated[dict[Line, Text], Field(max_length=100)]


class Checked(BaseModel):
    """Which questions were not answered rightly."""

    wrong: list[str]


@router.get("/session")
def session_page(request: Request, visitor: Participant) -> Response:
    """The whole session; it never loads anew."""
    return page(request, "sessions/session.html", session=visitor.session)


@router.post("/api/session/open")
def open_page(site: SiteOf, visitor: Participant, given: Opening) -> Opened:
    """Begin, or go on at the boundary of a clip."""
    filmed_ms = filmed_until(site.study, visitor.session, given.segment)
    with site.study.writing(ACTOR) as writer:
        kept = open_session(
            writer,
            visitor.session,
            monotonic_ms=given.monotonic_ms,
            wall_time=given.wall_time,
            segment=given.segment,
            unsent=list(map(event_of, given.unsent)),
            filmed_ms=filmed_ms,
        )
        course = course_of(writer, kept)
        script = script_of(writer, kept)
    unfinished = [one.segment for one in unfinished_captures(site.study) if one.session == visitor.session]
    return Opened(course=course, script=script, unfinished=unfinished)


@router.post("/api/session/consent")
def consent(site: SiteOf, visitor: Participant, given: Consenting) -> Course:
    """Keep what the participant agrees to."""
    with site.study.writing(ACTOR) as writer:
        kept = give_consent(
            writer,
            visitor.session,
            given.segment,
            text=given.digest,
            items=given.items,
            event=event_of(given.event),
        )
        return course_of(writer, kept)


@router.post("/api/session/answers")
def answers(site: SiteOf, visitor: Participant, given: Answers) -> Checked:
    """Look at the answers to the check of comprehension."""
    with site.study.reading() as reader:
        kept = kept_session(reader, visitor.session)
        protocol = protocol_of_session(reader, kept.row)
        language = language_of(reader, kept, protocol)
        return Checked(wrong=wrong_answers(protocol, language, kept.session.participant, given.answers))
