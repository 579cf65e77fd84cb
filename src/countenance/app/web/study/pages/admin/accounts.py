"""Accounts: who works on the study, what each may do, and how each gets in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.cookies import sign_in, sign_out_everywhere
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.admin.desk import Admin, Done, Id, Version
from countenance.app.web.study.visits import Pass
from countenance.store import Reader
from countenance.store.records import Account
from countenance.study.people import Role, account_to_change, add_account, change_account, set_password

__all__ = ["router"]

router = APIRouter()

_ROLES = {
    Role.ADMIN: "accounts, consent, withdrawal, backup",
    Role.RATER: "rates clips, and sees nothing else",
    Role.EXPERIMENTER: "participants, stimuli, sessions",
    Role.CODER: "marks what is assigned, blind to all else",
    Role.ARBITER: "settles what coders differ in, and labels",
    Role.ANALYST: "agreement, figures, publishing",
}

Name = Annotated[str, Form(max_length=200)]
Roles = Annotated[list[Annotated[str, Form(max_length=40)]], Form(max_length=10)]
Password = Annotated[str, Form(max_length=2000)]


class Address(BaseModel):
    """An address that signs somebody in, once."""

    address: str


@router.get("/admin")
def admin(_: Admin) -> Response:
    """The first page of administration."""
    return RedirectResponse("/admin/accounts", 303)


@router.get("/admin/accounts")
def accounts(request: Request, site: SiteOf, _: Admin) -> Response:
    """Everybody who works on the study."""
    with site.study.reading() as reader:
        found = sorted(reader.find(Account), key=lambda one: (not one.active, one.name.casefold()))
    return page(request, "admin/accounts.html", accounts=found, roles=_ROLES)


@router.post("/api/admin/accounts")
def add(site: SiteOf, visitor: Admin, name: Name = "", roles: Roles = [], password: Password = "") -> Done:  # noqa: B006 - FastAPI copies it
    """Add an account, with a password or without."""
    with site.study.writing(visitor.name, f"roles: {', '.join(roles)}") as writer:
        added = add_account(writer, name, roles)
        if password:
            set_password(writer, added, password)
    return Done()


@router.post("/api/admin/accounts/{account}/roles")
def change_roles(site: SiteOf, visitor: Admin, account: Id, version: Version = 0, roles: Roles = []) -> Done:  # noqa: B006 - FastAPI copies it
    """Give an account other roles, which count from the next request on."""
    with site.study.writing(visitor.name, f"roles: {', '.join(roles)}") as writer:
        change_account(writer, _known(writer, account).name, roles=roles, version=version)
    return Done()


@router.post("/api/admin/accounts/{account}/active")
def change_active(
    site: SiteOf, visitor: Admin, account: Id, version: Version = 0, active: Annotated[bool, Form()] = False
) -> Done:
    """Let somebody in again, or out at once."""
    with site.study.writing(visitor.name, "let in again" if active else "shut out") as writer:
        change_account(writer, _known(writer, account).name, active=active, version=version)
    if not active:
        sign_out_everywhere(site, account)
    return Done()


@router.post("/api/admin/accounts/{account}/password")
def change_password(
    site: SiteOf,
    visitor: Admin,
    answer: Response,
    account: Id,
    version: Version = 0,
    password: Password = "",
) -> Done:
    """Give an account a new password; whoever came in with the old one is signed out, but not the admin himself."""
    with site.study.writing(visitor.name, "another password") as writer:
        found = account_to_change(writer, _known(writer, account).name, version=version)
        set_password(writer, found, password)
    sign_out_everywhere(site, account)
    if account == visitor.account:
        sign_in(site, answer, Pass(account=account))
    return Done()


@router.post("/api/admin/accounts/{account}/address")
def invite(request: Request, site: SiteOf, visitor: Admin, account: Id) -> Address:
    """An address that signs an account in, once and within an hour; that it was made is in the log."""
    with site.study.writing(visitor.name) as writer:
        found = _known(writer, account)
        if not found.active:
            raise HTTPException(409, f"{found.name} is not active: let the account in again first.")
        writer.note("invite", f"one-time address for the account {found.name}")
    secret = site.invitations.issue(Pass(account=found.id))
    return Address(address=f"{request.url.scheme}://{request.headers['host']}/enter?token={secret}")


def _known(reader: Reader, account: str) -> Account:
    found = reader.first(Account, id=account)
    if found is None:
        raise HTTPException(404, "There is no such account.")
    return found
