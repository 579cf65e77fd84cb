"""Who may ask for what. Every route has one gate; :func:`countenance.app.web.study.app.study_app` makes sure.

A gate reads the account anew each time: who is no longer active, has lost a role, or has a new password since he
signed in, is out at once.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from countenance.app.web.study.site import Site
from countenance.app.web.study.visitors import EVERY_ROLE, INSIDERS, Part, Visitor
from countenance.app.web.study.visits import Pass
from countenance.store import Reader
from countenance.store.records import Account, SessionRow

__all__ = [
    "PAGE_OF",
    "AnyAccount",
    "Anybody",
    "Gate",
    "Insider",
    "SignedOutError",
    "SiteOf",
    "handed_site",
    "site_of",
    "visitor_of",
]


PAGE_OF = "countenance-visitor"
"""Header by which a page says whose it is."""


class SignedOutError(Exception):
    """Somebody asks for what is only for those who are signed in."""

    def __init__(self, sentence: str = "Nobody is signed in: sign in, then repeat this.") -> None:
        super().__init__(sentence)


def site_of(request: Request) -> Site:
    """The study that is served."""
    site: Site = request.app.state.site
    return site


async def handed_site(request: Request) -> Site:
    """As :func:`site_of`, for routes: what is ``async`` is asked on the spot, other functions in a thread."""
    return site_of(request)


SiteOf = Annotated[Site, Depends(handed_site)]


class Gate:
    """Lets in visitors of some parts.

    Parameters
    ----------
    *parts : Part
        Nobody need be signed in where there are none.
    """

    def __init__(self, *parts: Part) -> None:
        self.parts = frozenset(parts)

    def __call__(self, request: Request) -> Visitor:
        """The visitor.

        Raises
        ------
        SignedOutError
            If nobody is signed in, or by now somebody else than whom the page was made for.
        HTTPException
            403, if the visitor has none of the parts.
        """
        visitor = visitor_of(request, self.parts)
        request.state.visitor = visitor
        if self.parts and not visitor.parts:
            raise SignedOutError
        if request.headers.get(PAGE_OF, visitor.id) != visitor.id:
            raise SignedOutError("Somebody else signed in here meanwhile: load the page again.")
        if self.parts and not visitor.is_any(*self.parts):
            raise HTTPException(
                403, f"This is for {_them(self.parts)}. You are signed in as {_him(visitor.parts)}."
            )
        return visitor


def visitor_of(request: Request, parts: frozenset[Part] = frozenset()) -> Visitor:
    """Whoever is signed in with one of some parts, first whose page it is; else whoever is."""
    site = site_of(request)
    shown = [
        site.visits.look(request.cookies.get(name, "")) for name in (site.account_cookie, site.session_cookie)
    ]
    passes = [given for given in shown if given is not None]
    if not passes:
        return Visitor("", frozenset())
    with site.study.reading() as reader:
        found = [_known(reader, given) for given in passes]
    known = [visitor for visitor in found if visitor.parts]
    fitting = [visitor for visitor in known if visitor.is_any(*parts)]
    own = [visitor for visitor in fitting if visitor.id == request.headers.get(PAGE_OF)]
    return next(iter(own or fitting or known), Visitor("", frozenset()))


def _known(reader: Reader, given: Pass) -> Visitor:
    nobody = Visitor("", frozenset())
    if given.session:
        row = reader.first(SessionRow, id=given.session)
        return nobody if row is None else Visitor("", frozenset({Part.PARTICIPANT}), session=row.id)
    if not given.account:
        has_admin = any(Part.ADMIN in one.roles for one in reader.find(Account, active=True))
        return nobody if has_admin else Visitor("", frozenset({Part.OWNER}))
    account = reader.first(Account, id=given.account, active=True)
    if account is None or (given.password and given.password != account.password):
        return nobody
    return Visitor(account.name, frozenset(map(Part, account.roles)), account.id)


def _them(parts: frozenset[Part]) -> str:
    *before, last = [f"{part}s" for part in Part if part in parts]
    return f"{', '.join(before)} and {last}" if before else last


def _him(parts: frozenset[Part]) -> str:
    return " and ".join(f"{'an' if part[0] in 'aeo' else 'a'} {part}" for part in Part if part in parts)


Anybody = Annotated[Visitor, Depends(Gate())]
"""Nobody need be signed in."""
AnyAccount = Annotated[Visitor, Depends(Gate(*EVERY_ROLE))]
"""Whoever has an account, raters among them."""
Insider = Annotated[Visitor, Depends(Gate(*INSIDERS))]
"""Whoever has to do with recordings."""
