"""What watchers are sent, and what those who come later are told."""

from __future__ import annotations

import asyncio
import json
import struct

from countenance.app.web.live import hub as module
from countenance.app.web.live.hub import HISTORY, MESSAGES, PICTURE, Hub


def unpacked(data: bytes) -> tuple[list[dict], list[tuple[float, bytes]]]:
    """Messages and pictures in packets, read as the page reads them."""
    messages, pictures = [], []
    while data:
        kind, length = struct.unpack_from("!BI", data)
        content, data = data[5 : 5 + length], data[5 + length :]
        assert len(content) == length
        if kind == MESSAGES:
            messages += json.loads(content)
        else:
            assert kind == PICTURE
            pictures.append((*struct.unpack_from("!d", content), content[8:]))
    return messages, pictures


async def sent(hub: Hub, during=lambda: None) -> bytes:
    """Everything that a watcher gets from a hub that closes."""
    packets = hub.packets()
    data = await anext(packets)
    during()
    hub.close()
    return data + b"".join([packet async for packet in packets])


def test_who_comes_later_is_told_what_was_before():
    hub = Hub({"source": "a camera"})
    hub.keep({"type": "mark", "id": 0})
    hub.status({"state": "running"})
    hub.status({"state": "paused"})
    hub.row(0.0, (1.5, None))
    hub.picture(0.0, b"old")
    hub.picture(0.04, b"new")
    messages, pictures = unpacked(asyncio.run(sent(hub)))
    assert messages == [
        {"type": "about", "source": "a camera", "rows": [[0.0, 1.5, None]]},
        {"type": "mark", "id": 0},
        {"type": "status", "state": "paused"},
    ]
    assert pictures == [(0.04, b"new")]


def test_only_what_is_suspected_now_is_told_to_who_comes_later():
    hub = Hub({})
    suspected = {"type": "suspected", "spans": [{"onset": 0.5, "offset": 0.75}]}
    hub.suspect(suspected["spans"])
    assert unpacked(asyncio.run(sent(hub)))[0][1:] == [suspected]
    hub.suspect([])
    assert unpacked(asyncio.run(sent(hub)))[0][1:] == []


def test_curves_are_sent_together_and_in_order_of_everything_else():
    hub = Hub({})

    def during():
        hub.row(0.0, (1.0,))
        hub.row(0.04, (2.0,))
        hub.keep({"type": "excluded"})
        hub.row(0.08, (3.0,))

    messages, _ = unpacked(asyncio.run(sent(hub, during)))
    assert messages[1:] == [
        {"type": "curves", "rows": [[0.0, 1.0], [0.04, 2.0]]},
        {"type": "excluded"},
        {"type": "curves", "rows": [[0.08, 3.0]]},
    ]


def test_only_the_newest_picture_waits_for_a_slow_watcher():
    hub = Hub({})

    def during():
        for number in range(100):
            hub.picture(float(number), b"x" * 10_000)

    data = asyncio.run(sent(hub, during))
    assert [time for time, _ in unpacked(data)[1]] == [99.0]


def test_curves_of_the_last_minute_are_kept():
    hub = Hub({})
    for second in range(200):
        hub.row(float(second), (0.0,))
    [about], _ = unpacked(asyncio.run(sent(hub)))
    assert [row[0] for row in about["rows"]] == [float(second) for second in range(139, 200)]
    assert HISTORY == 60


def test_who_never_reads_is_sent_away(monkeypatch):
    monkeypatch.setattr(module, "_MOST_PENDING", 10)
    hub = Hub({})

    async def watch():
        packets = hub.packets()
        await anext(packets)
        for number in range(12):
            hub.keep({"type": "mark", "id": number})
        rest = [packet async for packet in packets]  # ends although the hub stays open
        return b"".join(rest), hub.n_watchers

    data, left = asyncio.run(watch())
    assert len(unpacked(data)[0]) == 12
    assert left == 0


def test_several_watch_and_each_gets_everything():
    hub = Hub({})

    async def watch():
        streams = [hub.packets() for _ in range(5)]
        for stream in streams:
            await anext(stream)
        assert hub.n_watchers == 5
        hub.keep({"type": "mark", "id": 3})
        got = [unpacked(await anext(stream))[0] for stream in streams]
        for stream in streams:
            await stream.aclose()
        return got

    assert asyncio.run(watch()) == [[{"type": "mark", "id": 3}]] * 5
    assert hub.n_watchers == 0
