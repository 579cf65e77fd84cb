"""One session while it goes on, and what came of it."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.live_sessions import Order
from countenance.app.web.study.pages.sessions.review import ReviewedReport, reports_in
from countenance.app.web.study.pages.sessions.shapes import Experimenter, RowId
from countenance.app.web.study.site import Site
from countenance.core.errors import ConflictError
from countenance.store import Reader
from countenance.store.records import Film, Participant, ProtocolVersion, SessionRow
from countenance.study.elicitation import Event, EventKind
from countenance.study.recording import ENDINGS, KeptSession, clips_of, end_session, kept_session
from countenance.study.recording.filmed import discard_captures

__all__ = ["router"]

router = APIRouter()

_ODD = {EventKind.FOCUS_LOST, EventKind.FULL_SCREEN_LEFT, EventKind.STALL, EventKind.CAMERA_GAP}


class Happening(BaseModel):
    """An event as the monitor shows it."""

    sequence: int
    time: str
    kind: str
    clip: str | None
    take: int | None
    frame: int | None
    told: str
    odd: bool


class Recording(BaseModel):
    """A recording of the session."""

    id: str
    name: str
    frames: int
    fps: float
    clips: list[str]
    warnings: list[str]


class Watched(BaseModel):
    """A session as it is at this moment."""

    state: str
    ended: str
    clip: str | None
    take: int
    position: int
    clips: int
    segment: int
    events: list[Happening]
    n_events: int
    counts: dict[str, int]
    figures: dict[str, bool | float | str]
    is_there: bool
    seconds_ago: float | None
    recordings: list[Recording]
    reports: list[ReviewedReport]
    problems: list[str]


class Wish(BaseModel):
    """What the page is to do."""

    what: Literal["stopped", "withdrawn", "go on", "without camera"]


class Granted(BaseModel):
    """Whether the page was told; else it was done here."""

    told: bool


@router.get("/sessions/{session}")
def monitor(request: Request, site: SiteOf, _: Experimenter, session: RowId) -> Response:
    """A session beside its participant."""
    with site.study.reading() as reader:
        kept = _kept(reader, session)
        return page(
            request,
            "sessions/monitor.html",
            session=session,
            participant=reader.get(Participant, kept.row.participant),
            protocol=reader.get(ProtocolVersion, kept.row.protocol).title,
            started=kept.row.started_at,
            order=kept.row.order,
        )


@router.get("/api/sessions/{session}")
def watch(
    site: SiteOf, _: Experimenter, session: RowId, since: int = Query(0, ge=0, le=1_000_000)
) -> Watched:
    """A session as it is, with its events from a number on."""
    heard = site.sessions.look(session)
    with site.study.reading() as reader:
        kept = _kept(reader, session)
        now = kept.session
        return Watched(
            state=now.state,
            ended=now.ended,
            clip=now.clip,
            take=now.take,
            position=now.position,
            clips=len(now.order),
            segment=now.segment,
            events=[_happening(event) for event in kept.events if event.sequence >= since],
            n_events=len(kept.events),
            counts={kind.value: sum(one.kind is kind for one in kept.events) for kind in sorted(_ODD)},
            figures={} if heard is None else dict(heard.figures),
            is_there=heard is not None and heard.is_there,
            seconds_ago=None if heard is None else round(heard.seconds_ago, 1),
            recordings=[_recording(film) for film in reader.find(Film, session=session, order="name")],
            reports=reports_in(reader, session),
            problems=kept.problems,
        )


@router.post("/api/sessions/{session}/wishes")
def wish(site: SiteOf, visitor: Experimenter, session: RowId, given: Wish) -> Granted:
    """Tell the page what to do; a session whose page is gone is ended here.

    Raises
    ------
    ConflictError
        If the page is gone, and without it nothing can be done.
    """
    with site.study.reading() as reader:
        _kept(reader, session)
    if site.sessions.tell(session, Order(given.what, visitor.name)):
        return Granted(told=True)
    if given.what not in ENDINGS:
        raise ConflictError("the participant's page is closed: open it again first")
    _end(site, visitor.name, session, given.what)
    return Granted(told=False)


def _end(site: Site, name: str, session: str, how: str) -> None:
    with site.study.writing(name) as writer:
        end_session(writer, session, how, name)
    if how == "withdrawn":
        discard_captures(site.study, session)


def _kept(reader: Reader, session: str) -> KeptSession:
    if reader.first(SessionRow, id=session) is None:
        raise HTTPException(404, "There is no such session.")
    return kept_session(reader, session)


def _happening(event: Event) -> Happening:
    return Happening(
        sequence=event.sequence,
        time=f"{event.wall_time:%H:%M:%S}",
        kind=event.kind,
        clip=event.clip,
        take=event.take,
        frame=event.frame,
        told=_told(event.data),
        odd=event.kind in _ODD or event.kind in {EventKind.INTERRUPTED, EventKind.RESUMED},
    )


def _told(data: Any) -> str:
    """What else an event holds, in a line."""
    return ", ".join(
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list | tuple) else value}"
        for name, value in data.items()
        if value not in ("", None) and name != "protocol"
    )


def _recording(film: Film) -> Recording:
    clips = [
        f"{one.stimulus}, take {one.take}"
        + ("" if one.interval is None else f": frames {one.interval.onset} to {one.interval.offset}")
        for one in clips_of(film)
    ]
    return Recording(
        id=film.id,
        name=film.name,
        frames=film.n_frames,
        fps=round(float(film.fps), 2),
        clips=clips,
        warnings=[*film.report.get("warnings", ())],
    )
