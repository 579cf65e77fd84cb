"""One session while it goes on, and what came of it."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.live_sessions import Order
from countenance.app.web.study.pages.sessions.shapes import Experimenter, RowId
from countenance.app.web.study.pages.sessions.watched import Watched, watched
from countenance.app.web.study.site import Site
from countenance.core.errors import ConflictError
from countenance.store import Reader
from countenance.store.records import Participant, ProtocolVersion, SessionRow
from countenance.study.recording import ENDINGS, KeptSession, end_session, kept_session
from countenance.study.recording.filmed import discard_captures
from countenance.study.recording.owing import settle_session

__all__ = ["router"]

router = APIRouter()


class Wish(BaseModel):
    """What the page is to do; ``settled`` says that the participant was debriefed and paid without it."""

    what: Literal["stopped", "withdrawn", "go on", "without camera", "settled"]


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
        return watched(reader, _kept(reader, session), heard, since)


@router.post("/api/sessions/{session}/wishes")
def wish(site: SiteOf, visitor: Experimenter, session: RowId, given: Wish) -> Granted:
    """Tell the page what to do; a session whose page is gone is ended here.

    Raises
    ------
    ConflictError
        If the page is gone, and without it nothing can be done; or it is there, and does it itself.
    """
    with site.study.reading() as reader:
        _kept(reader, session)
    if given.what == "settled":
        _settle(site, visitor.name, session)
        return Granted(told=False)
    if site.sessions.tell(session, Order(given.what, visitor.name)):
        return Granted(told=True)
    if given.what not in ENDINGS:
        raise ConflictError("the participant's page is closed: open it again first")
    _end(site, visitor.name, session, given.what)
    return Granted(told=False)


def _settle(site: Site, name: str, session: str) -> None:
    heard = site.sessions.look(session)
    if heard is not None and heard.is_there:
        raise ConflictError("the participant's page is open: let the participant go on there")
    with site.study.writing(name) as writer:
        settle_session(writer, session, name)


def _end(site: Site, name: str, session: str, how: str) -> None:
    with site.study.writing(name) as writer:
        end_session(writer, session, how, name)
    if how == "withdrawn":
        discard_captures(site.study, session)


def _kept(reader: Reader, session: str) -> KeptSession:
    if reader.first(SessionRow, id=session) is None:
        raise HTTPException(404, "There is no such session.")
    return kept_session(reader, session)
