"""What was found, to everybody who watches; whoever comes later is told what was before."""

from __future__ import annotations

import asyncio
import json
import struct
import threading
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

__all__ = ["HISTORY", "MESSAGES", "PICTURE", "Hub"]

MESSAGES, PICTURE = 1, 2
"""Kinds of packets: a JSON list of messages; a time (float64) and a JPEG picture."""

HISTORY = 60.0
"""Seconds of curves that a newcomer is told."""

_HEADER = struct.Struct("!BI")
_TIME = struct.Struct("!d")
_MOST_PENDING = 4000
"""Messages after which a watcher that does not read is sent away; its browser comes back by itself."""

Message = Mapping[str, Any]
Row = tuple[float, tuple[float | None, ...]]


class Hub:
    """Passes messages and pictures from any thread on to watchers in an event loop.

    Nothing waits for a watcher: of pictures only the newest is kept for each, messages are kept in order.

    Parameters
    ----------
    about : mapping
        First message to everybody.
    """

    def __init__(self, about: Message) -> None:
        self._about = {"type": "about", **about}
        self._lasting: list[Message] = []
        self._rows: deque[Row] = deque()
        self._status: Message | None = None
        self._suspected: Message | None = None
        self._picture: bytes | None = None
        self._watchers: set[_Watcher] = set()
        self._lock = threading.Lock()
        self._closed = False

    @property
    def n_watchers(self) -> int:
        """Streams that are open."""
        return len(self._watchers)

    def keep(self, message: Message) -> None:
        """Tell everybody, also those who come later."""
        with self._lock:
            self._lasting.append(message)
            self._tell(message)

    def status(self, message: Message) -> None:
        """Tell everybody how things are; only the newest is told to those who come later."""
        with self._lock:
            self._status = {"type": "status", **message}
            self._tell(self._status)

    def suspect(self, spans: Sequence[Mapping[str, float]]) -> None:
        """Tell everybody what may be an expression, in place of what was told before."""
        with self._lock:
            message = {"type": "suspected", "spans": spans}
            self._suspected = message if spans else None
            self._tell(message)

    def row(self, time: float, values: tuple[float | None, ...]) -> None:
        """Tell everybody the curves at a time; the last minute is told to those who come later."""
        with self._lock:
            self._rows.append((time, values))
            while self._rows[0][0] < time - HISTORY:
                self._rows.popleft()
            self._tell({"type": "curves", "rows": [(time, *values)]})

    def picture(self, time: float, jpeg: bytes) -> None:
        """Show everybody a picture, unless a newer one comes before they are ready."""
        packet = _packet(PICTURE, _TIME.pack(time) + jpeg)
        with self._lock:
            self._picture = packet
            for watcher in self._watchers:
                watcher.show(packet)

    def close(self) -> None:
        """Send everybody away."""
        with self._lock:
            self._closed = True
            for watcher in self._watchers:
                watcher.leave()

    async def packets(self) -> AsyncIterator[bytes]:
        """What one watcher is sent, from now until the hub closes."""
        watcher = _Watcher(asyncio.get_running_loop())
        with self._lock:
            watcher.tell({**self._about, "rows": [(time, *values) for time, values in self._rows]})
            for message in (*self._lasting, *filter(None, (self._suspected, self._status))):
                watcher.tell(message)
            if self._picture is not None:
                watcher.show(self._picture)
            if self._closed:
                watcher.leave()
            self._watchers.add(watcher)
        try:
            async for packet in watcher.packets():
                yield packet
        finally:
            with self._lock:
                self._watchers.discard(watcher)

    def _tell(self, message: Message) -> None:
        for watcher in self._watchers:
            watcher.tell(message)


class _Watcher:
    """One stream's letter box."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._news = asyncio.Event()
        self._messages: deque[Message] = deque()
        self._picture: bytes | None = None
        self._leaves = False

    def tell(self, message: Message) -> None:
        """Add a message; a watcher that leaves too many unread is sent away."""
        self._messages.append(message)
        if len(self._messages) > _MOST_PENDING:
            self._leaves = True
        self._wake()

    def show(self, packet: bytes) -> None:
        """Put a picture in the place of one that was not sent yet."""
        self._picture = packet
        self._wake()

    def leave(self) -> None:
        """Send away, after what waits already."""
        self._leaves = True
        self._wake()

    async def packets(self) -> AsyncIterator[bytes]:
        """Messages and the newest picture as they come, until the watcher is to leave."""
        while True:
            self._news.clear()
            leaves = self._leaves
            if self._messages:
                told = [self._messages.popleft() for _ in range(len(self._messages))]
                yield _packet(MESSAGES, _json(_joined(told)))
            if self._picture is not None:
                packet, self._picture = self._picture, None
                yield packet
            if leaves:
                return
            await self._news.wait()

    def _wake(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._news.set)


def _joined(messages: list[Message]) -> list[Message]:
    """Messages in order, those with curves that follow one another as one."""
    joined: list[Message] = []
    for message in messages:
        if message["type"] == "curves" and joined and joined[-1]["type"] == "curves":
            joined[-1] = {"type": "curves", "rows": [*joined[-1]["rows"], *message["rows"]]}
        else:
            joined.append(message)
    return joined


def _json(messages: list[Message]) -> bytes:
    return json.dumps(messages, separators=(",", ":"), allow_nan=False).encode()


def _packet(kind: int, content: bytes) -> bytes:
    return _HEADER.pack(kind, len(content)) + content
