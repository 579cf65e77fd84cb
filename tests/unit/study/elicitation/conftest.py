"""A small protocol, and events without much writing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from countenance.study.elicitation import Event, EventKind, Protocol, ProtocolClip, write_template

BEGINNING = datetime(2026, 7, 17, 9, 30, tzinfo=UTC)


def make_event(kind: EventKind, sequence: int, ms: float | None = None, **rest: Any) -> Event:
    """An event whose clocks agree: a second for each number, unless told otherwise."""
    monotonic_ms = 1000.0 * sequence if ms is None else ms
    wall_time = BEGINNING + timedelta(milliseconds=monotonic_ms)
    return Event(sequence, monotonic_ms, wall_time, wall_time, kind, **rest)


def make_start(order: tuple[str, ...] = ("teeth", "baby")) -> Event:
    given = {"participant": 1, "protocol": "ab12", "order": list(order)}
    return make_event(EventKind.STARTED, 0, data=given)


@pytest.fixture
def event() -> Callable[..., Event]:
    return make_event


@pytest.fixture
def start() -> Callable[..., Event]:
    return make_start


@pytest.fixture
def clips(tmp_path: Path) -> tuple[ProtocolClip, ...]:
    """Two files below ``clips``, which are no videos: nothing here looks into them."""
    folder = tmp_path / "clips"
    folder.mkdir()
    made = []
    for name, emotion, seconds in (("teeth", "disgust", 67.0), ("baby", "happiness", 78.5)):
        (folder / f"{name}.mp4").write_bytes(name.encode())
        digest = hashlib.sha256(name.encode()).hexdigest()
        made.append(ProtocolClip(name, f"{name}.mp4", digest, seconds, emotion))
    return tuple(made)


@pytest.fixture
def protocol_text(tmp_path: Path, clips: tuple[ProtocolClip, ...]) -> str:
    write_template(tmp_path / "protocol.toml", clips)
    return (tmp_path / "protocol.toml").read_text(encoding="utf-8")


@pytest.fixture
def protocol(protocol_text: str) -> Protocol:
    return Protocol.parse(protocol_text)
