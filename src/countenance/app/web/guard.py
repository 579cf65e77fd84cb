"""What every page served here is protected by: this server's own names, and headers that forbid the rest."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HostGuard"]

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), fullscreen=(self), geolocation=(), microphone=(), usb=()",
    "referrer-policy": "same-origin",  # without any, forms come from the origin "null"
    "x-content-type-options": "nosniff",
}
_LOCAL = {"localhost", "127.0.0.1", "::1"}


class HostGuard:
    """Answers only to this server's own names, and only to its own pages.

    Another Host header means that a foreign page had its own name point here (DNS rebinding); another Origin, that
    it sends requests across. Answers that do not say so themselves are not kept by the browser, which keeps faces
    out of its disk cache.

    Parameters
    ----------
    app : ASGI application
    host : str
        Address that the server listens on.
    names : collection of str
        Further names by which it is reached, for example in a laboratory's network.
    """

    def __init__(self, app: ASGIApp, host: str, names: Collection[str] = ()) -> None:
        self._app, self._host = app, host
        self._names = _LOCAL | {host} | {name.casefold() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._refusal(Headers(scope=scope))
        await (answer or self._app)(scope, receive, _with_headers(send))

    def _refusal(self, headers: Headers) -> Response | None:
        host = headers.get("host", "")
        if not self._is_mine(_name(host)):
            return PlainTextResponse("This server does not go by that name.\n", 421)
        origin = headers.get("origin")
        foreign = origin is not None and _place(origin) != host
        if foreign or (
            headers.get("sec-fetch-site") in {"cross-site", "same-site"} and not _is_visit(headers)
        ):
            return PlainTextResponse("Requests from other pages are refused.\n", 403)
        return None

    def _is_mine(self, name: str) -> bool:
        if name in self._names:
            return True
        return (
            _is_address(self._host) and ipaddress.ip_address(self._host).is_unspecified and _is_address(name)
        )


def _is_visit(headers: Headers) -> bool:
    """Whether somebody follows a link or types an address, which brings no cookie from elsewhere along."""
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("origin") is None


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _place(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        """Send a part of an answer, with the headers at its beginning."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(_HEADERS)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sending
