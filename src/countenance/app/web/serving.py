"""Port, browser and Ctrl-C of a server on this machine."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Self

import uvicorn
from starlette.types import ASGIApp

from countenance.core.errors import InputError

__all__ = ["Address", "serve"]


class Address:
    """A port that is taken before anything else begins.

    Parameters
    ----------
    host : str
        Name or address of this machine to listen on.
    port : int
        0 for any that is free.
    secure : bool
        Whether pages are served by TLS.

    Raises
    ------
    InputError
        If the port is in use or may not be used, or the host is none of this machine's.
    """

    def __init__(self, host: str, port: int, *, secure: bool = False) -> None:
        self.host, self.secure = host, secure
        self.socket = _bound(host, port)
        self.port = int(self.socket.getsockname()[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    @property
    def is_local(self) -> bool:
        """Whether nobody but this machine can reach it."""
        place = ipaddress.ip_address(str(self.socket.getsockname()[0]).partition("%")[0])
        return place.is_loopback

    def url(self, token: str, path: str = "/") -> str:
        """What to open in a browser, with the secret."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)
        host = f"[{host}]" if ":" in host and not host.startswith("[") else host
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}{path}?token={token}"


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # Where the protocol is named, asyncio sends small answers at once (TCP_NODELAY); others wait up to 40 ms.
        bound = socket.socket(family, kind, socket.IPPROTO_TCP)
    except OSError as error:
        raise InputError(f"{host} is no address of this machine: give --host 127.0.0.1") from error
    try:
        # A port of a server that just ended may be taken again; Windows means something else by it.
        if hasattr(socket, "SO_REUSEPORT"):
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(place)
        bound.listen()
    except (OSError, OverflowError) as error:
        bound.close()
        raise InputError(_why_not(host, port, getattr(error, "errno", None))) from error
    return bound


def _why_not(host: str, port: int, code: int | None) -> str:
    if code == errno.EADDRINUSE:
        return f"port {port} of {host} is in use: give another --port, or 0 for any that is free"
    if code in {errno.EACCES, errno.EPERM}:
        return f"port {port} of {host} may not be used: give a --port from 1024 to 65535, or 0"
    return f"{host} is no address of this machine: give --host 127.0.0.1"


class _Server(uvicorn.Server):
    """Ends streams, which never end by themselves, before it waits for them."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], leave: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready, self._leave = ready, leave

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, and say so."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams first: the server waits for every answer to be complete."""
        self._leave()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End at a signal, without raising it again."""
        super().handle_exit(sig, frame)
        # They would be raised again afterwards; to end by a signal is what this server is meant to do.
        self._captured_signals.clear()


def serve(
    app: ASGIApp,
    *,
    ready: Callable[[], None],
    leave: Callable[[], None],
    certificate: tuple[Path, Path] | None = None,
) -> uvicorn.Server:
    """Make a server; its ``run(sockets=...)`` lasts until Ctrl-C, or until ``should_exit`` is set.

    Parameters
    ----------
    app : ASGI application
    ready : callable
        Called when the first request can be answered.
    leave : callable
        Called when the server is to end; must end all streams.
    certificate : tuple of Path, optional
        Files with the certificate and its key, for TLS.
    """
    public, private = (None, None) if certificate is None else map(str, certificate)
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_level="critical",
        access_log=False,
        timeout_graceful_shutdown=3,
        server_header=False,
        ws="none",
        proxy_headers=False,  # whoever connects would say whose tries of passwords are counted
        ssl_certfile=public,
        ssl_keyfile=private,
    )
    return _Server(config, ready, leave)
