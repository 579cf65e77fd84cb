"""A running session keeps what happens before it counts, and goes on after its program ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from countenance.core import InputError
from countenance.study.elicitation import Event, EventKind, Protocol, RunningSession, Session, State, read_log

WALL = datetime(2026, 7, 17, 9, 30, tzinfo=UTC)
BEFORE_THE_CLIPS = (
    EventKind.CONSENT_GIVEN,
    EventKind.CAMERA_OK,
    EventKind.INSTRUCTIONS_READ,
    EventKind.COMPREHENSION_PASSED,
    EventKind.BASELINE_ONSET,
    EventKind.BASELINE_OFFSET,
)


@pytest.fixture
def start_session(tmp_path: Path, protocol: Protocol) -> Callable[[], RunningSession]:
    return lambda: RunningSession.start(tmp_path / "s01.jsonl", protocol, 2, monotonic_ms=5.0, wall_time=WALL)


def record(running: RunningSession, kind: EventKind, **rest: Any) -> Event:
    return running.record(kind, monotonic_ms=6.0, wall_time=WALL, **rest)


def test_what_was_recorded_is_on_the_disk(start_session: Callable[[], RunningSession], protocol: Protocol):
    with start_session() as running:
        for kind in BEFORE_THE_CLIPS:
            record(running, kind)
        event = record(running, EventKind.CLIP_ONSET, frame=12, data={"stalls": 0})
        content = read_log(running.log.path)
    assert content.events[-1] == event
    assert (event.sequence, event.clip, event.take, event.frame) == (7, protocol.order(2)[0], 1, 12)
    assert content.events[0].data["order"] == list(protocol.order(2))
    assert Session.replay(content.events) == running.session
    assert running.session.state is State.PLAY


def test_what_is_refused_is_not_kept(start_session: Callable[[], RunningSession]):
    with start_session() as running:
        for fields in ({"kind": EventKind.PAID}, {"kind": EventKind.NOTE, "data": {"x": object()}}):
            with pytest.raises(InputError):
                record(running, **fields)  # type: ignore[arg-type]
        assert running.session.next_sequence == 1
        assert len(read_log(running.log.path).events) == 1


def test_a_late_message_about_an_earlier_take_is_refused(start_session: Callable[[], RunningSession]):
    with start_session() as running:
        for kind in (*BEFORE_THE_CLIPS, EventKind.CLIP_ONSET, EventKind.INTERRUPTED, EventKind.CLIP_ONSET):
            record(running, kind)
        clip = running.session.clip
        with pytest.raises(
            InputError, match=f"is of clip {clip}, take 1, and clip {clip}, take 2 was expected"
        ):
            record(running, EventKind.CLIP_OFFSET, clip=clip, take=1)
        record(running, EventKind.CLIP_OFFSET, clip=clip, take=2)


def test_a_session_goes_on_after_its_program_ended(
    start_session: Callable[[], RunningSession], protocol: Protocol
):
    running = start_session()
    for kind in (*BEFORE_THE_CLIPS, EventKind.CLIP_ONSET):
        record(running, kind)
    path = running.log.path
    running.close()
    path.write_bytes(path.read_bytes() + b'{"sequence": 8, "mono')
    with RunningSession.resume(path, protocol, monotonic_ms=1.0, wall_time=WALL) as again:
        assert again.session.state is State.READY
        assert [(take.number, take.interrupted) for take in again.session.takes] == [(1, "resumed")]
        assert "line 9: the last line was cut off after 21 bytes" in again.log.problems[0]
        record(again, EventKind.CLIP_ONSET)
    assert [event.sequence for event in read_log(path).events] == list(range(10))
    assert read_log(path).problems == ()


def test_a_session_is_not_begun_twice(start_session: Callable[[], RunningSession]):
    start_session().close()
    with pytest.raises(
        InputError, match=r"s01\.jsonl holds a session already: resume it, or name another file"
    ):
        start_session()


def test_a_log_that_a_crash_left_empty_is_begun(tmp_path: Path, start_session: Callable[[], RunningSession]):
    (tmp_path / "s01.jsonl").write_bytes(b'{"sequ')
    with start_session() as running:
        assert len(read_log(running.log.path).events) == 1


def test_a_session_is_resumed_with_its_own_protocol(
    start_session: Callable[[], RunningSession], protocol: Protocol, tmp_path: Path
):
    start_session().close()
    other = replace(protocol, version="1.1")
    with pytest.raises(
        InputError, match=r"began with another protocol than Suppressed expressions, version 1\.1"
    ):
        RunningSession.resume(tmp_path / "s01.jsonl", other, monotonic_ms=1.0, wall_time=WALL)
    RunningSession.resume(tmp_path / "s01.jsonl", protocol, monotonic_ms=1.0, wall_time=WALL).close()


def test_what_is_over_or_never_was_is_not_resumed(
    start_session: Callable[[], RunningSession], protocol: Protocol, tmp_path: Path
):
    with pytest.raises(InputError, match=r"none\.jsonl does not exist: there is no session to resume"):
        RunningSession.resume(tmp_path / "none.jsonl", protocol, monotonic_ms=1.0, wall_time=WALL)
    with start_session() as running:
        for kind in (EventKind.STOPPED, EventKind.DEBRIEF_BEGUN, EventKind.DEBRIEF_READ, EventKind.PAID):
            record(running, kind)
    with pytest.raises(InputError, match="resumed, is not possible in the state done"):
        RunningSession.resume(tmp_path / "s01.jsonl", protocol, monotonic_ms=1.0, wall_time=WALL)
