"""How much a request may bring, and how slowly."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["MOST", "MOST_STREAMED", "TOO_MUCH", "PatientBodies"]

MOST = 2**20
"""Bytes that a request may bring; routes that take more say so by ``max_body_size``."""
MOST_STREAMED = 2**36
"""Bytes that a request may bring where they go to the disk as they come; such routes have limits of their own."""
TOO_MUCH = "That is more than can be sent here."
_PATIENCE = 30.0


class PatientBodies:
    """Ends requests whose content stops coming, and tells in a sentence when there was too much of it.

    Parameters
    ----------
    app : ASGI application
    patience : float
        Seconds that may pass between two parts of a request.
    """

    def __init__(self, app: ASGIApp, patience: float = _PATIENCE) -> None:
        self._app, self._patience = app, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _Request(receive, send, self._patience)
        await self._app(scope, request.receive, request.send)


class _Request:
    """One request: its content as it comes, and the beginning of its answer."""

    def __init__(self, receive: Receive, send: Send, patience: float) -> None:
        self._receive, self._send, self._patience = receive, send, patience
        self._waits = True
        self._is_replaced = False

    async def receive(self) -> Message:
        """The next part; the answer is not waited for, only the content before it."""
        if not self._waits:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._patience)
        except TimeoutError:
            raise HTTPException(408, "What was to be sent did not come.") from None
        self._waits = message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer, or a sentence in place of Starlette's two words."""
        if message["type"] == "http.response.start":
            self._waits = False
            headers = Headers(raw=message["headers"])
            if message["status"] == 413 and headers.get("content-type", "").startswith("text/plain"):
                self._is_replaced = True
                await JSONResponse({"error": TOO_MUCH}, 413)({"type": "http"}, self._receive, self._send)
                return
        if not self._is_replaced:
            await self._send(message)
