"""Who is signed in, as browsers keep it."""

from __future__ import annotations

from starlette.responses import Response

from countenance.app.web.study.site import Site
from countenance.app.web.study.visits import Pass

__all__ = ["sign_in", "sign_out_everywhere"]


def sign_in(site: Site, answer: Response, given: Pass) -> None:
    """Let an answer sign somebody in, by a secret that is new each time and that no script can read."""
    name = site.session_cookie if given.session else site.account_cookie
    answer.set_cookie(name, site.let_in(given), httponly=True, samesite="strict", secure=site.secure)


def sign_out_everywhere(site: Site, account: str) -> None:
    """End what an account is signed in by in all browsers, and addresses that would still sign it in."""
    site.visits.revoke(Pass(account=account))
    site.invitations.revoke(Pass(account=account))
