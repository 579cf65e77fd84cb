"""Who may look at somebody's face: the browser that was given the address, and nobody else."""

from __future__ import annotations

import ipaddress
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Guard"]

_HEADERS = {
    # Also keeps faces out of the browser's disk cache.
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_LOCAL = {"localhost", "127.0.0.1", "::1"}


class Guard:
    """Answers only to this server's own names, and only who brings its secret.

    Another Host header means that a foreign page had its own name point here (DNS rebinding); another Origin, that
    it sends requests across. The secret comes with the address that is opened and goes into a cookie that scripts
    cannot read, so that other users of the computer see nothing.

    Parameters
    ----------
    app : ASGI application
    host : str
        Address that the server listens on.
    port : int
    token : str
        The secret.
    """

    def __init__(self, app: ASGIApp, host: str, port: int, token: str) -> None:
        self._app, self._host, self._token = app, host, token
        self._cookie = f"countenance-{port}"  # browsers tell servers on one host apart by name only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._refusal(Headers(scope=scope), Request(scope))
        await (answer or self._app)(scope, receive, _with_headers(send))

    def _refusal(self, headers: Headers, request: Request) -> PlainTextResponse | RedirectResponse | None:
        host = headers.get("host", "")
        if not self._is_mine(_name(host)):
            return PlainTextResponse("This server does not go by that name.\n", 421)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse("Requests from other pages are refused.\n", 403)
        if self._knows(request.query_params.get("token", "")):
            answer = RedirectResponse(request.url.path, 303)
            answer.set_cookie(self._cookie, self._token, httponly=True, samesite="strict")
            return answer
        if not self._knows(request.cookies.get(self._cookie, "")):
            return PlainTextResponse(
                "Open the address that 'countenance live' printed, with everything after the question mark.\n",
                403,
            )
        return None

    def _knows(self, secret: str) -> bool:
        return secrets.compare_digest(secret.encode(), self._token.encode())

    def _is_mine(self, name: str) -> bool:
        if name == self._host or name in _LOCAL:
            return True
        return (
            _is_address(self._host) and ipaddress.ip_address(self._host).is_unspecified and _is_address(name)
        )


def _name(host: str) -> str:
    return urlsplit(f"//{host}").hostname or ""


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
            MutableHeaders(scope=message).update(_HEADERS)
        await send(message)

    return sending
