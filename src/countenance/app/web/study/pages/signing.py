"""In and out: by a one-time address, by name and password, and the first account of a new study."""

from __future__ import annotations

from math import ceil
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.cookies import sign_in as keep_signed_in
from countenance.app.web.study.gates import Anybody, Gate, SiteOf
from countenance.app.web.study.site import Site
from countenance.app.web.study.visitors import EVERY_ROLE, Part, Visitor
from countenance.app.web.study.visits import Pass
from countenance.core.errors import InputError
from countenance.study.people import Role, account_with_password, add_account, set_password, typed_twice

__all__ = ["router"]

router = APIRouter()

Owner = Annotated[Visitor, Depends(Gate(Part.OWNER))]
Arriving = Annotated[Visitor, Depends(Gate(Part.OWNER, *EVERY_ROLE))]
Text = Annotated[str, Form(max_length=1000)]


@router.get("/enter")
def enter(request: Request, site: SiteOf, _: Anybody, token: Annotated[str, Query()] = "") -> Response:
    """Sign in by an address that works once."""
    given = site.invitations.take(token)
    if given is None:
        sentence = (
            "This address was used already, or is too old. Sign in with your password, or ask for a new one."
        )
        return page(request, "error.html", 403, sentence=sentence, title="No longer good")
    if given.session:
        return _signed_in(request, site, given, "/session")
    return _signed_in(request, site, given, "/" if given.account else "/welcome")


@router.get("/sign-in")
def sign_in_page(request: Request, _: Anybody, next: str = "/") -> Response:  # noqa: A002 - the field's name
    """Ask for name and password."""
    return page(request, "sign-in.html", next=next, name="", problem="")


@router.post("/sign-in")
def sign_in(
    request: Request,
    site: SiteOf,
    _: Anybody,
    name: Text = "",
    password: Text = "",
    next: Text = "/",  # noqa: A002 - the field's name
) -> Response:
    """Sign in by name and password."""
    tried = name.strip().casefold(), request.client.host if request.client else ""
    wait = site.throttle.enter(*tried)
    if wait:
        return _not_signed_in(
            request, 429, name, next, f"Too many tries: wait {ceil(wait)} s, then try again."
        )
    with site.hashing, site.study.reading() as reader:
        account = account_with_password(reader, name, password)
    if account is None:
        return _not_signed_in(request, 403, name, next, "Name and password do not belong together.")
    site.throttle.passed(*tried)
    return _signed_in(request, site, Pass(account=account.id), _own(next))


@router.post("/sign-out")
def sign_out(request: Request, site: SiteOf, _: Anybody) -> Response:
    """Forget who is signed in."""
    site.visits.take(request.cookies.get(site.account_cookie, ""))
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(site.account_cookie, httponly=True, samesite="strict", secure=site.secure)
    return answer


@router.get("/welcome")
def welcome(request: Request, visitor: Arriving) -> Response:
    """Ask for the first account; who has one is here by the browser's way back."""
    if not visitor.is_any(Part.OWNER):
        return RedirectResponse("/", 303)
    return page(request, "welcome.html", name="", problem="")


@router.post("/welcome")
def begin(
    request: Request, site: SiteOf, _: Owner, name: Text = "", password: Text = "", again: Text = ""
) -> Response:
    """Make the first account, and sign in with it."""
    try:
        with site.study.writing("countenance", "the first account") as writer:
            account = add_account(writer, name, [Role.ADMIN])
            set_password(writer, account, typed_twice(password, again))
    except InputError as error:
        return page(request, "welcome.html", 400, name=name, problem=str(error))
    return _signed_in(request, site, Pass(account=account.id), "/")


def _signed_in(request: Request, site: Site, given: Pass, where: str) -> Response:
    """A new secret each time; the one that the browser showed before is worth nothing any more."""
    name = site.session_cookie if given.session else site.account_cookie
    site.visits.take(request.cookies.get(name, ""))
    by_others = request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}
    answer = _onward(where) if by_others else RedirectResponse(where, 303)
    keep_signed_in(site, answer, given)
    return answer


def _onward(where: str) -> Response:
    """A page that goes on by itself: on a way that began on a page of others, browsers do not show a new cookie."""
    page = f'<!doctype html><title>Signed in</title><p><a href="{where}">You are signed in: go on</a></p>'
    return HTMLResponse(page, headers={"refresh": f"0; url={where}"})


def _not_signed_in(request: Request, status: int, name: str, next_page: str, problem: str) -> Response:
    return page(request, "sign-in.html", status, name=name, next=next_page, problem=problem)


def _own(path: str) -> str:
    r"""A path on this server; the beginning of it for any other address.

    >>> _own("/coding/1?at=3"), _own("//evil.example"), _own("/\\evil.example"), _own("https://evil.example")
    ('/coding/1?at=3', '/', '/', '/')
    """
    is_own = path.startswith("/") and path[1:2] not in {"/", "\\"} and path.isprintable()
    return path if is_own else "/"
