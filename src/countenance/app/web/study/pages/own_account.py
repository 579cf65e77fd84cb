"""Somebody's own account: what it may do, and its password."""

from __future__ import annotations

from math import ceil
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.cookies import sign_in, sign_out_everywhere
from countenance.app.web.study.gates import AnyAccount, SiteOf
from countenance.app.web.study.visits import Pass
from countenance.core.errors import InputError
from countenance.store import Reader
from countenance.store.records import Account
from countenance.study.people import account_with_password, set_password, typed_twice

__all__ = ["router"]

router = APIRouter()

Text = Annotated[str, Form(max_length=1000)]


@router.get("/account")
def own_account(request: Request, site: SiteOf, visitor: AnyAccount, done: bool = False) -> Response:
    """Roles, and a form for another password."""
    with site.study.reading() as reader:
        own = reader.get(Account, visitor.account)
    return page(request, "account.html", own=own, problem="", done=done)


@router.post("/account")
def change_password(
    request: Request,
    site: SiteOf,
    visitor: AnyAccount,
    old: Text = "",
    password: Text = "",
    again: Text = "",
) -> Response:
    """Give oneself another password; other browsers are signed out."""
    tried = visitor.name.casefold(), request.client.host if request.client else ""
    wait = site.throttle.enter(*tried)
    try:
        _check_wait(wait)
        with site.hashing, site.study.reading() as reader:
            own = _checked(reader, visitor.account, old)
        site.throttle.passed(*tried)
        with site.study.writing(visitor.name, "own password") as writer:
            set_password(writer, own, typed_twice(password, again))
    except InputError as error:
        with site.study.reading() as reader:
            own = reader.get(Account, visitor.account)
        return page(request, "account.html", 400, own=own, problem=str(error), done=False)
    sign_out_everywhere(site, visitor.account)
    answer = RedirectResponse("/account?done=true", 303)
    sign_in(site, answer, Pass(account=visitor.account))
    return answer


def _check_wait(wait: float) -> None:
    if wait:
        raise InputError(f"too many tries: wait {ceil(wait)} s, then try again")


def _checked(reader: Reader, account: str, password: str) -> Account:
    """The account, if the password is its own; one that has none yet needs none."""
    own = reader.get(Account, account)
    if own.password and account_with_password(reader, own.name, password) is None:
        raise InputError("the password that you have now is another one")
    return own
