"""Pages from templates, and errors as pages or as JSON, whichever was asked for."""

from __future__ import annotations

import logging
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

import countenance
from countenance.app.web.study.bodies import TOO_MUCH
from countenance.app.web.study.gates import SignedOutError, site_of, visitor_of
from countenance.app.web.study.misreadings import misreading
from countenance.app.web.study.navigation import entries_for, entry_of
from countenance.app.web.study.visitors import Visitor
from countenance.core.errors import ConflictError, InputError
from countenance.core.words import counted

__all__ = ["answer_errors", "page"]

_TITLES = {
    400: "That cannot be done",
    401: "Sign in first",
    403: "Not open to you",
    404: "Nothing here",
    405: "Not done here",
    409: "Changed meanwhile",
    413: "Too large",
    422: "Not understood",
    429: "Too often",
}
"""What pages about a refusal are called."""

_LOG = logging.getLogger(__name__)


def page(request: Request, template: str, status: int = 200, **content: Any) -> HTMLResponse:
    """A page; its template knows the study and who asks.

    Parameters
    ----------
    request : Request
        One that has passed a gate, or asks for what is not there.
    template : str
        Below ``templates``.
    status : int
    **content
        What the template shows.
    """
    known: Visitor | None = getattr(request.state, "visitor", None)
    visitor = visitor_of(request) if known is None else known  # no gate stands before what is not there
    facts = site_of(request).study.facts()
    text = (
        _environment()
        .get_template(template)
        .render(
            study=facts,
            visitor=visitor,
            entries=entries_for(visitor),
            current=entry_of(request.url.path),
            here=request.url.path,
            **content,
        )
    )
    return HTMLResponse(text, status)


def answer_errors(app: FastAPI) -> None:
    """Let an application tell what was wrong in one sentence."""
    app.add_exception_handler(SignedOutError, _signed_out)
    app.add_exception_handler(InputError, _refused)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(StarletteHTTPException, _failed)
    app.add_exception_handler(Exception, _broken)


def _signed_out(request: Request, error: Exception) -> Response:
    if _wants_page(request) and request.method == "GET":
        return RedirectResponse(f"/sign-in?next={quote(_path(request), safe='')}", 303)
    return _told(request, 401, str(error))


def _path(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _refused(request: Request, error: Exception) -> Response:
    status = 409 if isinstance(error, ConflictError) else 400
    return _told(request, status, str(error))


def _misread(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _told(request, 422, misreading(error.errors()[0]))


def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)
    told = {404: "There is nothing here.", 405: "This cannot be done here.", 413: TOO_MUCH}
    plain = error.status_code == 413 or error.detail == HTTPStatus(error.status_code).phrase
    return _told(
        request,
        error.status_code,
        told.get(error.status_code, error.detail) if plain else error.detail,
        dict(error.headers or {}),
    )


def _broken(request: Request, error: Exception) -> Response:
    """A fault of the program: the terminal shows where, the browser does not."""
    _LOG.error("%s %s", request.method, request.url.path, exc_info=error)
    sentence = "Something went wrong in the server; the terminal in which it runs says what."
    if _wants_page(request):
        return HTMLResponse(f"<!doctype html><title>Fault</title><p>{sentence}</p>", 500)
    return JSONResponse({"error": sentence}, 500)


def _told(request: Request, status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    if not _wants_page(request):
        return JSONResponse({"error": sentence}, status, headers)
    answer = page(
        request,
        "error.html",
        status,
        sentence=sentence,
        title=_TITLES.get(status) or HTTPStatus(status).phrase,
    )
    answer.headers.update(headers or {})
    return answer


def _wants_page(request: Request) -> bool:
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("countenance.app.web.study"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["version"] = countenance.__version__
    environment.filters["counted"] = counted
    return environment
