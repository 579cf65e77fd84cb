"""What every page served here is protected by: this server's own names, and headers that forbid the rest."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HostGuard"]

_POLICY = "content-security-policy"
_HEADERS = {
    _POLICY: (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), fullscreen=(self), geolocation=(), microphone=(), usb=()",
    "referrer-policy": "same-origin",  # without any, forms come from the origin "null"
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_LOCAL = {"localhost", "127.0.0.1", "::1"}
_HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE)
"""Whatever else stands in a Host header is read in different ways by different programs."""
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")


class HostGuard:
    """Answers only to this server's own names, and only to its own pages.

    Another Host header means that a foreign page had its own name point here (DNS rebinding); another Origin, that
    it sends requests across. Addresses in which control characters are hidden are refused: databases and file
    systems end texts at them. Answers that do not say so themselves are not kept by the browser, which keeps faces
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
        self._names = _LOCAL | {host.casefold()} | {name.casefold() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._refusal(scope)
        await (answer or self._app)(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_mine(_name(host)):
            return _refused(scope, 421, "This server does not go by that name.")
        origin = headers.get("origin")
        foreign = origin is not None and origin.casefold() != f"{scope['scheme']}://{host}".casefold()
        across = headers.get("sec-fetch-site") in {"cross-site", "same-site"}
        if foreign or (across and not _is_visit(scope["method"], headers)):
            return _refused(scope, 403, "Requests from other pages are refused.")
        if not _is_plain(scope):
            return _refused(scope, 400, "No page has such an address.")
        return None

    def _is_mine(self, name: str) -> bool:
        if name in self._names:
            return True
        return (
            _is_address(self._host) and ipaddress.ip_address(self._host).is_unspecified and _is_address(name)
        )


def _refused(scope: Scope, status: int, sentence: str) -> Response:
    if scope["path"].startswith("/api/"):
        return JSONResponse({"error": sentence}, status)
    return PlainTextResponse(f"{sentence}\n", status)


def _is_visit(method: str, headers: Headers) -> bool:
    """Whether somebody follows a link or types an address, which changes nothing here."""
    return (
        method in {"GET", "HEAD"}
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest", "document") == "document"
        and headers.get("origin") is None
    )


def _is_plain(scope: Scope) -> bool:
    """Whether an address is UTF-8 without control characters, in its query, too, however they are written."""
    query = unquote_to_bytes(scope["query_string"].replace(b"+", b" "))
    path = unquote_to_bytes(scope.get("raw_path") or scope["path"].encode())
    try:
        path.decode()
        query.decode()
    except UnicodeDecodeError:
        return False
    # Line breaks and tabs are part of what people write into a field.
    odd = _CONTROL.search(path) or _CONTROL.search(re.sub(rb"[\t\r\n]", b"", query))
    return path.startswith(b"/") and not odd


def _name(host: str) -> str:
    """The name in a Host header, without port and brackets; empty where it is no such header."""
    if not _HOST.fullmatch(host):
        return ""
    try:
        return urlsplit(f"//{host}").hostname or ""
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
            own = headers.get(_POLICY)
            headers.update(_HEADERS if own is None else {**_HEADERS, _POLICY: own})
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return sending
