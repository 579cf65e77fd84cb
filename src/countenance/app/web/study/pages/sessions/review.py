"""The participant looks at his recording again, and says what he felt."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel, Field

from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.sessions.participant import ACTOR
from countenance.app.web.study.pages.sessions.shapes import Line, Participant, RowId, Text
from countenance.store import Reader
from countenance.store.records import Film, Report
from countenance.study.elicitation import SelfReport, State
from countenance.study.recording import (
    add_report,
    change_report,
    kept_session,
    remove_report,
    reviewed_clips,
)
from countenance.study.recording.reports import kept_report

__all__ = ["ReviewedReport", "reports_in", "router"]

router = APIRouter()

_Frame = Annotated[int, Field(ge=0, le=100_000_000)]


class Clip(BaseModel):
    """A clip in the recording; frame `onset` + i was seen at the clip's `moments_ms[i]`."""

    stimulus: str
    take: int
    film: str
    onset: int
    offset: int
    moments_ms: list[int]


class Said(BaseModel):
    """What a participant says of a movement."""

    onset: _Frame
    offset: _Frame
    emotion: Line | None = None
    intensity: Annotated[int, Field(ge=1, le=9)] | None = None
    text: Text = ""
    not_emotional: Line = ""


class NewReport(Said):
    """The same, of a recording by its id."""

    film: Line


class ChangedReport(NewReport):
    """As it is to be, and the version that was seen."""

    version: int = Field(ge=1, le=1_000_000)


class ReviewedReport(Said):
    """A report that is kept."""

    id: str
    version: int
    film: str


class Review(BaseModel):
    """Everything there is to review."""

    clips: list[Clip]
    reports: list[ReviewedReport]


@router.get("/api/session/review")
def review(site: SiteOf, visitor: Participant) -> Review:
    """Clips that were found in the recording, and what was said of movements already."""
    with site.study.reading() as reader:
        kept = kept_session(reader, visitor.session)
        if kept.session.state is State.DONE:
            raise HTTPException(403, "This session is done.")
        clips = [
            Clip(
                stimulus=one.stimulus,
                take=one.take,
                film=one.film.id,
                onset=one.interval.onset,
                offset=one.interval.offset,
                moments_ms=list(one.moments_ms),
            )
            for one in reviewed_clips(reader, kept)
        ]
        return Review(clips=clips, reports=reports_in(reader, visitor.session))


@router.post("/api/session/reports", status_code=201)
def add(site: SiteOf, visitor: Participant, given: NewReport) -> ReviewedReport:
    """Keep what the participant says of a movement; what he sends again is kept once."""
    with site.study.writing(ACTOR) as writer:
        report = _report(_own(writer, visitor.session, given.film), given)
        return _told(kept_report(writer, report) or add_report(writer, report))


@router.put("/api/session/reports/{report}")
def change(site: SiteOf, visitor: Participant, report: RowId, given: ChangedReport) -> ReviewedReport:
    """Keep what he says now; what he said before stays in the history."""
    with site.study.writing(ACTOR) as writer:
        film = _own(writer, visitor.session, given.film)
        _check_report(writer, film, report)
        return _told(change_report(writer, report, _report(film, given), given.version))


@router.delete("/api/session/reports/{report}", status_code=204)
def remove(site: SiteOf, visitor: Participant, report: RowId) -> Response:
    """Take back what was said."""
    with site.study.writing(ACTOR) as writer:
        kept = writer.first(Report, id=report)
        if kept is None:
            raise HTTPException(404, "There is no such report.")
        film = _own(writer, visitor.session, kept.film)
        remove_report(writer, film.name, report)
    return Response(status_code=204)


def reports_in(reader: Reader, session: str) -> list[ReviewedReport]:
    """What a participant said in a session, in the order of the recordings and their frames."""
    films = reader.find(Film, session=session, order="name")
    return [
        _told(one)
        for film in films
        for one in sorted(reader.find(Report, film=film.id), key=lambda said: (said.onset, said.id))
    ]


def _own(reader: Reader, session: str, film: str) -> Film:
    """A recording of the participant's own session, which he reviews at this time.

    Raises
    ------
    HTTPException
        404 if there is none, 403 if it is another's, 409 if the review is over or has not begun.
    """
    found = reader.first(Film, id=film)
    if found is None:
        raise HTTPException(404, "There is no such recording.")
    if found.session != session:
        raise HTTPException(403, "This recording is not of your session.")
    if kept_session(reader, session).session.state is not State.REVIEW:
        raise HTTPException(409, "Movements are described during the review.")
    return found


def _check_report(reader: Reader, film: Film, report: str) -> None:
    if reader.first(Report, id=report, film=film.id) is None:
        raise HTTPException(404, "There is no such report.")


def _report(film: Film, given: NewReport) -> SelfReport:
    return SelfReport(
        film.name,
        given.onset,
        given.offset,
        given.emotion,
        given.intensity,
        given.text,
        given.not_emotional,
    )


def _told(kept: Report) -> ReviewedReport:
    return ReviewedReport(
        id=kept.id,
        version=kept.version,
        film=kept.film,
        onset=kept.onset,
        offset=kept.offset,
        emotion=kept.emotion,
        intensity=kept.intensity,
        text=kept.text,
        not_emotional=kept.not_emotional,
    )
