"""The camera of this machine, or a recording played as one, watched by a spotter."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse

from countenance.app.web.live.server import MOMENTS, STATIC, live_page
from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import Gate, SiteOf
from countenance.app.web.study.live_room import Live, cameras
from countenance.app.web.study.site import Site
from countenance.app.web.study.visitors import Part, Visitor
from countenance.core.errors import InputError
from countenance.spotting import names, spotting_method
from countenance.store.records import Account
from countenance.study.suggestions import Seen, film_digest, seen_by

__all__ = ["router"]

router = APIRouter()

_PARTS = (Part.EXPERIMENTER, Part.ANALYST, Part.ADMIN)
Watcher = Annotated[Visitor, Depends(Gate(*_PARTS))]
Choice = Annotated[str, Form(max_length=200)]

_ASK = 2.0
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@router.get("/live")
def choose(request: Request, site: SiteOf, visitor: Watcher) -> Response:
    """What can be watched, and what is."""
    return _chooser(request, site, visitor)


@router.post("/live")
def begin(
    request: Request,
    site: SiteOf,
    visitor: Watcher,
    source: Choice = "",
    method: Choice = "region-flow",
    face: Choice = "",
) -> Response:
    """Begin to watch."""
    try:
        _begin(site, visitor, source, method, face)
    except InputError as error:
        return _chooser(request, site, visitor, 400, str(error))
    return RedirectResponse("/live/watch/", 303)


@router.post("/live/stop")
def stop(site: SiteOf, _: Watcher) -> Response:
    """End what is watched; what was found is gone."""
    site.room.stop()
    return RedirectResponse("/live", 303)


@router.get("/live/watch/")
def watch(site: SiteOf, visitor: Watcher) -> Response:
    """The page of the session, or where one is begun."""
    if site.room.current(site.study) is None:
        return RedirectResponse("/live", 303)
    return HTMLResponse(live_page(_live(site, visitor).about, "/live"))


@router.get("/live/watch/stream")
def stream(request: Request, site: SiteOf, visitor: Watcher) -> Response:
    """Packets as in :mod:`countenance.app.web.live.hub`, for as long as the visitor may see them."""
    live = _live(site, visitor)
    secret = request.cookies.get(site.account_cookie, "")
    return StreamingResponse(_packets(site, live, visitor, secret), media_type="application/octet-stream")


@router.get("/live/watch/marks/{mark}/{moment}.jpg")
def picture(site: SiteOf, visitor: Watcher, mark: int, moment: str) -> Response:
    """Onset, apex or offset of what was found."""
    live = _live(site, visitor)
    if moment not in MOMENTS or mark < 0:
        raise HTTPException(404)
    try:
        found = live.session.moments(mark)[MOMENTS.index(moment)]
    except IndexError:
        raise HTTPException(404) from None
    return Response(found, media_type="image/jpeg")


@router.post("/live/watch/pause")
def pause(site: SiteOf, visitor: Watcher) -> Response:
    """Neither show nor spot until it is to go on."""
    _live(site, visitor).session.pause()
    return Response(status_code=204)


@router.post("/live/watch/resume")
def resume(site: SiteOf, visitor: Watcher) -> Response:
    """Go on after a pause."""
    _live(site, visitor).session.resume()
    return Response(status_code=204)


@router.get("/live/watch/static/{name}")
def asset(name: str, _: Watcher) -> Response:
    """A script or style of the session's page."""
    there = {path.name: path for path in STATIC.iterdir() if path.suffix in _TYPES}
    if name not in there:
        raise HTTPException(404)
    return FileResponse(there[name], media_type=_TYPES[there[name].suffix])


def _chooser(
    request: Request, site: Site, visitor: Visitor, status: int = 200, problem: str = ""
) -> Response:
    with site.study.reading() as reader:
        known = seen_by(reader, visitor.name)
    live = site.room.current(site.study)
    is_hidden = live is not None and any(one.hidden for one in known if one.film.id == live.film)
    return page(
        request,
        "live/choose.html",
        status,
        problem=problem,
        live=live,
        is_hidden=is_hidden,
        is_over=live is not None and live.session.wait(0),
        cameras=cameras(),
        films=[one for one in known if not one.hidden and one.film.medium],
        methods=[spotting_method(name) for name in names()],
    )


def _begin(site: Site, visitor: Visitor, source: str, method: str, face: str) -> None:
    kind, _, what = source.partition("=")
    if kind == "recording":
        film = _film(site, visitor, what)
        with site.study.reading() as reader:
            path = site.study.media.path(film_digest(reader, film.film))
        site.room.begin(str(path), method, face, visitor.name, film=film.film.id, title=film.title)
    elif kind == "camera" and what in cameras():
        site.room.begin(what, method, face, visitor.name, title=cameras()[what])
    else:
        raise InputError("choose a camera of this machine, or a recording")


def _film(site: Site, visitor: Visitor, film: str) -> Seen:
    with site.study.reading() as reader:
        found = next((one for one in seen_by(reader, visitor.name) if one.film.id == film), None)
    if found is None:
        raise InputError("there is no such recording: choose one of the list")
    if found.hidden:
        raise HTTPException(403, found.hidden)
    return found


def _live(site: Site, visitor: Visitor) -> Live:
    """The session, if there is one that the visitor may see.

    Raises
    ------
    HTTPException
        404 without a session, 403 where he has still to code the recording that is played.
    """
    live = site.room.current(site.study)
    if live is None:
        raise HTTPException(404, "Nothing is watched at the moment.")
    if live.film:
        _film(site, visitor, live.film)
    return live


async def _packets(site: Site, live: Live, visitor: Visitor, secret: str) -> AsyncIterator[bytes]:
    """What is sent, until the visitor signs out or may no longer look, or the recording is gone."""
    asked = time.monotonic()
    async for packet in live.session.hub.packets():
        if time.monotonic() - asked > _ASK:
            asked = time.monotonic()
            if not await run_in_threadpool(_may_watch, site, live, visitor, secret):
                return
        yield packet


def _may_watch(site: Site, live: Live, visitor: Visitor, secret: str) -> bool:
    if site.room.current(site.study) is not live or not site.visits.holds(secret):
        return False
    with site.study.reading() as reader:
        account = reader.first(Account, id=visitor.account, active=True)
        if account is None or set(map(Part, account.roles)).isdisjoint(_PARTS):
            return False
        return not live.film or any(
            not one.hidden for one in seen_by(reader, visitor.name) if one.film.id == live.film
        )
