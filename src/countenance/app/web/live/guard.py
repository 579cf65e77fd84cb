"""Who may look at somebody's face: the browser that was given the address, and nobody else."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["TokenGuard"]


class TokenGuard:
    """Answers only who brings this session's secret.

    It comes with the address that is opened and goes into a cookie that scripts cannot read, so that other users of
    the computer see nothing.

    Parameters
    ----------
    app : ASGI application
    port : int
    token : str
        The secret.
    """

    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
        self._app, self._token = app, token
        self._cookie = f"countenance-{port}"  # browsers tell servers on one host apart by name only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        answer = self._refusal(Request(scope)) if scope["type"] == "http" else None
        await (answer or self._app)(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
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
