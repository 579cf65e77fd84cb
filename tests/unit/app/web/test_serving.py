"""Ports and addresses."""

from __future__ import annotations

import asyncio
import socket

import pytest

from countenance.app.web.serving import Address
from countenance.core.errors import InputError


def test_small_answers_are_sent_at_once():
    """Else each waits for 40 ms until the browser has acknowledged its first part."""
    accepted: list[int] = []

    async def answer(_, writer) -> None:
        taken = writer.get_extra_info("socket")
        accepted.append(taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async def serve_once(address: Address) -> None:
        async with await asyncio.start_server(answer, sock=address.socket):
            reader, writer = await asyncio.open_connection("127.0.0.1", address.port)
            await reader.read()
            writer.close()

    with Address("127.0.0.1", 0) as address:
        asyncio.run(serve_once(address))
    assert accepted == [1]


def test_a_free_port_is_taken_at_once():
    address = Address("127.0.0.1", 0)
    assert address.port > 0
    assert address.socket.getsockname() == ("127.0.0.1", address.port)
    assert address.url("x-y") == f"http://127.0.0.1:{address.port}/?token=x-y"
    address.socket.close()


def test_a_port_in_use():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError) as caught:
            Address("127.0.0.1", port)
    assert str(caught.value) == (
        f"port {port} of 127.0.0.1 is in use: give another --port, or 0 for any that is free"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid", "999.1.1.1"])
def test_an_address_of_another_machine(host):
    with pytest.raises(InputError, match="is no address of this machine"):
        Address(host, 0)


def test_who_listens_everywhere_opens_this_machine():
    address = Address("0.0.0.0", 0)
    assert address.url("t").startswith("http://127.0.0.1:")
    address.socket.close()
