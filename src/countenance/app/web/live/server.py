"""The page of a live session and the stream that feeds it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import countenance
from countenance.app.web.guard import HostGuard
from countenance.app.web.live.guard import TokenGuard
from countenance.app.web.live.session import Session

__all__ = ["MOMENTS", "STATIC", "live_app", "live_page"]

MOMENTS = ("onset", "apex", "offset")
STATIC = Path(__file__).parent / "static"
"""Scripts and styles of the page."""


def live_app(session: Session, about: Mapping[str, Any], *, host: str, port: int, token: str) -> Starlette:
    """The web application of a session.

    Parameters
    ----------
    session : Session
    about : mapping
        What the page says about the source and the method: source, method, citation, curves, fps, size, record, and
        played, whether the source is a film.
    host : str
        See :class:`countenance.app.web.guard.HostGuard`.
    port, token
        See :class:`countenance.app.web.live.guard.TokenGuard`.

    Returns
    -------
    Starlette
        With the page at ``/``, its scripts below ``/static``, the stream of packets at ``/stream``, small pictures
        at ``/marks/3/apex.jpg``, and ``/pause`` and ``/resume`` to post to.
    """
    views = _Views(session, about)
    return Starlette(
        routes=[
            Route("/", views.page),
            Route("/stream", views.stream),
            Route("/marks/{mark:int}/{moment}.jpg", views.picture),
            Route("/pause", views.pause, methods=["POST"]),
            Route("/resume", views.resume, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(HostGuard, host=host), Middleware(TokenGuard, port=port, token=token)],
    )


class _Views:
    """What each address answers."""

    def __init__(self, session: Session, about: Mapping[str, Any]) -> None:
        self._session, self._about = session, about

    async def page(self, _: Request) -> Response:
        """The page itself."""
        return HTMLResponse(live_page(self._about))

    async def stream(self, _: Request) -> Response:
        """Packets as in :mod:`countenance.app.web.live.hub`, for as long as the session lasts."""
        return StreamingResponse(self._session.hub.packets(), media_type="application/octet-stream")

    async def picture(self, request: Request) -> Response:
        """Onset, apex or offset of a mark as JPEG; 404 where there is none."""
        try:
            pictures = self._session.moments(request.path_params["mark"])
            picture = pictures[MOMENTS.index(request.path_params["moment"])]
        except (IndexError, ValueError):
            return Response(status_code=404)
        return Response(picture, media_type="image/jpeg")

    async def pause(self, _: Request) -> Response:
        """Neither show nor spot nor record until it is to go on."""
        self._session.pause()
        return Response(status_code=204)

    async def resume(self, _: Request) -> Response:
        """Go on after a pause."""
        self._session.resume()
        return Response(status_code=204)


def live_page(about: Mapping[str, Any], study: str = "") -> str:
    """The text of the page; its scripts, stream and pictures are looked for below its own address.

    Parameters
    ----------
    about : mapping
        As for :func:`live_app`.
    study : str
        Address of the page on which the session was begun, below which ``/stop`` ends it when it is posted to;
        empty where a command began it.
    """
    return _environment().get_template("live.html").render(about, study=study)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("countenance.app.web.live"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["version"] = countenance.__version__
    return environment
