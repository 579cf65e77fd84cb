"""The web application of a study: every page, behind its gate."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator
from pathlib import Path

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

import countenance
from countenance.app.web.guard import HostGuard
from countenance.app.web.study.answers import answer_errors
from countenance.app.web.study.bodies import MOST, MOST_STREAMED, PatientBodies
from countenance.app.web.study.gates import Gate, handed_site
from countenance.app.web.study.pages import ROUTERS
from countenance.app.web.study.site import Site

__all__ = ["gates_of", "is_streamed", "routes", "study_app"]


def study_app(site: Site, *, host: str = "127.0.0.1", names: Collection[str] = ()) -> FastAPI:
    """The application.

    Parameters
    ----------
    site : Site
    host : str
        Address that the server listens on.
    names : collection of str
        Further names by which it is reached.

    Raises
    ------
    RuntimeError
        If a route has not exactly one gate: nothing is open by mistake.

    Notes
    -----
    A request may bring 1 MiB. A route that takes more says how much: ``@router.post(..., max_body_size=2**30)``.
    Only what is ``async``, a route or what it depends on, reads a request as it comes, and itself limits it; all
    but :func:`handed_site`, which reads nothing.
    """
    app = _Application(
        title="countenance",
        version=countenance.__version__,
        # The built-in pages about the interface load scripts from elsewhere.
        openapi_url=None,
        max_body_size=MOST,
    )
    app.guarded_as = host, names
    app.state.site = site
    for router in ROUTERS:
        app.include_router(router)
    for route in routes():
        if len(set(gates_of(route))) != 1:
            raise RuntimeError(f"{route.path} has {len(set(gates_of(route)))} gates, and every route has one")
        if route.max_body_size is None and is_streamed(route):
            route.max_body_size = MOST_STREAMED
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    answer_errors(app)
    return app


class _Application(FastAPI):
    """Guarded around everything, so that the answers of FastAPI's own outermost parts are guarded, too."""

    guarded_as: tuple[str, Collection[str]]

    def build_middleware_stack(self) -> ASGIApp:
        """Every part that answers."""
        host, names = self.guarded_as
        return HostGuard(PatientBodies(super().build_middleware_stack()), host, names)


def routes() -> Iterator[APIRoute]:
    """Every route of the application.

    Raises
    ------
    TypeError
        If one is not a plain route: whatever else a router may hold has no gate.
    """
    for router in ROUTERS:
        for route in router.routes:
            if not isinstance(route, APIRoute):
                raise TypeError(f"{route} is no plain route: list routers of routers one by one")
            yield route


def gates_of(route: APIRoute) -> list[Gate]:
    """Gates of a route: those that its function asks for, directly or through others."""
    return [one.call for one in _all(route.dependant) if isinstance(one.call, Gate)]


def is_streamed(route: APIRoute) -> bool:
    """Whether a route reads what it is sent as it comes."""
    calls = [one.call for one in _all(route.dependant) if one.call is not handed_site]
    return any(inspect.iscoroutinefunction(call) or inspect.isasyncgenfunction(call) for call in calls)


def _all(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for one in dependant.dependencies:
        yield from _all(one)
