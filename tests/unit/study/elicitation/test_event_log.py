"""What was acknowledged is there whatever happens to the writer, and damage is never read as if it were none."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from countenance.core import InputError
from countenance.study.elicitation import Event, EventKind, EventLog, log_problems, read_log
from countenance.study.elicitation import event_log as module

WRITER = Path(__file__).with_name("writer.py")
Make = Callable[..., Event]


@pytest.fixture
def events(event: Make, start: Make) -> list[Event]:
    return [
        start(),
        event(EventKind.SYNC, 1, frame=30),
        event(
            EventKind.CLIP_ONSET,
            2,
            2000.125,
            clip="teeth",
            take=1,
            data={"text": "Überraschung\n", "x": [1, None]},
        ),
    ]


@pytest.fixture
def log_file(tmp_path: Path, events: list[Event]) -> Path:
    with EventLog(tmp_path / "s01.jsonl") as log:
        log.append(events)
    return tmp_path / "s01.jsonl"


def test_what_was_written_is_read(log_file: Path, events: list[Event]):
    content = read_log(log_file)
    assert content.events == tuple(events)
    assert content.problems == ()
    assert content.n_bytes == log_file.stat().st_size


def test_a_line_is_json_with_a_checksum(log_file: Path):
    lines = log_file.read_text(encoding="ascii").splitlines()
    assert len(lines) == 3
    assert (
        json.loads(lines[1]).items()
        >= {
            "sequence": 1,
            "monotonic_ms": 1000.0,
            "wall_time": "2026-07-17T09:30:01+00:00",
            "kind": "sync",
            "frame": 30,
        }.items()
    )


def test_a_log_is_only_for_the_laboratory(log_file: Path):
    assert log_file.stat().st_mode & 0o077 == 0


def test_writing_goes_on_where_it_ended(log_file: Path, event: Make, events: list[Event]):
    with EventLog(log_file) as log:
        assert log.events == events
        log.append([event(EventKind.NOTE, 3), event(EventKind.NOTE, 4)])
        log.append([])
    assert [one.sequence for one in read_log(log_file).events] == [0, 1, 2, 3, 4]


def test_a_log_cut_anywhere_gives_every_whole_line(log_file: Path, events: list[Event], event: Make):
    whole = log_file.read_bytes()
    ends = [i + 1 for i, byte in enumerate(whole) if byte == ord("\n")]
    for length in range(len(whole)):
        log_file.write_bytes(whole[:length])
        kept = sum(end <= length for end in ends)
        content = read_log(log_file)
        assert content.events == tuple(events[:kept])
        assert len(content.problems) == (length not in {0, *ends})
    log_file.write_bytes(whole[:-1])
    with EventLog(log_file) as log:
        assert log.problems[0].startswith("s01.jsonl, line 3: the last line was cut off after ")
        assert log.problems[0].endswith(", when its writer was killed; it is left out")
        log.append([event(EventKind.NOTE, 2)])
    assert read_log(log_file).problems == ()
    assert read_log(log_file).events[2].kind is EventKind.NOTE


def test_every_flipped_bit_is_noticed(log_file: Path):
    whole = bytearray(log_file.read_bytes())
    random_places = random.Random(7).sample(range(len(whole) - 1), 300)
    for place in random_places:
        damaged = whole.copy()
        damaged[place] ^= 1 << (place % 7)
        log_file.write_bytes(damaged)
        with pytest.raises(
            InputError, match=r"s01\.jsonl, line [1-4] is damaged \(.*\): its checksum does not fit"
        ):
            read_log(log_file)


def test_damage_names_its_line_and_leaves_the_log_alone(log_file: Path):
    lines = log_file.read_bytes().splitlines(keepends=True)
    log_file.write_bytes(lines[0] + b"\n" + lines[2])
    with pytest.raises(InputError, match=r"^s01\.jsonl, line 2 is damaged \(''\)"):
        EventLog(log_file)
    assert log_file.read_bytes() == lines[0] + b"\n" + lines[2]


def test_zeros_that_a_power_cut_leaves_are_a_torn_line(log_file: Path, events: list[Event]):
    log_file.write_bytes(log_file.read_bytes() + b"\0" * 512)
    content = read_log(log_file)
    assert content.events == tuple(events)
    assert "line 4: the last line was cut off after 512 bytes" in content.problems[0]


def line_of(values: object) -> bytes:
    import zlib

    body = json.dumps(values).encode()
    return body[:-1] + b', "crc32": "%08x"}\n' % zlib.crc32(body)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "dance"}, "event 1 cannot be read .*'dance' is not a valid EventKind"),
        ({"wall_time": "noon"}, "event 1 cannot be read"),
        ({"wall_time": "2026-07-17T09:30:00"}, "event 1: a time has no time zone, UTC was expected"),
        ({"sequence": -1}, "an event's sequence is -1, a whole number from 0 was expected"),
        ({"take": 0}, "an event's take is 0, a whole number from 1 was expected"),
        ({"frame": 1.5}, "an event's frame is 1.5, a whole number from 0 was expected"),
        ({"clip": 3}, "event 1 has a clip that is no text"),
        ({"data": []}, "data that are no table"),
        ({"monotonic_ms": float("inf")}, "event 1: inf is no time in ms"),
        (
            {"extra": 1},
            "an event has the fields sequence, monotonic_ms, wall_time, received, kind, clip, take, frame",
        ),
    ],
)
def test_a_sound_line_that_is_no_event_is_refused(
    log_file: Path, events: list[Event], change: dict[str, object], sentence: str
):
    lines = log_file.read_bytes().splitlines(keepends=True)
    log_file.write_bytes(lines[0] + line_of(events[1].to_json() | change))
    with pytest.raises(
        InputError, match=rf"^s01\.jsonl, line 2: {'.*' if 'data' in change else ''}{sentence}"
    ):
        read_log(log_file)


def test_numbers_go_on_or_nothing_is_written(log_file: Path, event: Make):
    before = log_file.read_bytes()
    with EventLog(log_file) as log:
        with pytest.raises(InputError, match="event 4 cannot follow: event 3 was expected"):
            log.append([event(EventKind.NOTE, 4)])
        with pytest.raises(InputError, match="event 3 cannot follow: event 4 was expected"):
            log.append([event(EventKind.NOTE, 3), event(EventKind.NOTE, 3)])
        for data in ({"x": float("nan")}, {"x": {1, 2}}):
            with pytest.raises(InputError, match="the data of an event have no form in JSON"):
                log.append([event(EventKind.NOTE, 3, data=data)])
        assert len(log.events) == 3
    assert log_file.read_bytes() == before


def test_a_full_disk_takes_back_what_it_began(log_file: Path, event: Make, monkeypatch: pytest.MonkeyPatch):
    before = log_file.read_bytes()
    real = os.write

    def half_then_full(handle: int, content: bytes) -> int:
        if len(content) > 40:
            return real(handle, content[:40])
        raise OSError(28, "No space left on device")

    with EventLog(log_file) as log:
        monkeypatch.setattr(module.os, "write", half_then_full)
        with pytest.raises(OSError, match=r"No space left on device: .*s01\.jsonl"):
            log.append([event(EventKind.NOTE, 3)])
        assert log_file.read_bytes() == before
        monkeypatch.setattr(module.os, "write", real)
        log.append([event(EventKind.NOTE, 3)])
    assert len(read_log(log_file).events) == 4


def test_events_are_on_the_disk_when_they_are_acknowledged(
    log_file: Path, event: Make, monkeypatch: pytest.MonkeyPatch
):
    kept, real = [], os.fsync

    def noting(handle: int) -> None:
        kept.append(os.fstat(handle).st_size)
        real(handle)

    with EventLog(log_file) as log:
        monkeypatch.setattr(module.os, "fsync", noting)
        sizes = []
        for number in (3, 4):
            log.append([event(EventKind.NOTE, number)])
            sizes.append(log_file.stat().st_size)
    assert kept == sizes


def test_two_cannot_write_one_log(log_file: Path, event: Make):
    with EventLog(log_file) as log:
        with pytest.raises(
            InputError, match=r"s01\.jsonl is being written by another program: a session runs once"
        ):
            EventLog(log_file)
        log.append([event(EventKind.NOTE, 3)])
        assert len(read_log(log_file).events) == 4
    with EventLog(log_file) as log:
        log.close()
        log.close()


def test_where_there_are_no_locks_the_log_says_so(log_file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "HAS_LOCKS", False)
    with EventLog(log_file) as log:
        assert log.problems == ["s01.jsonl: this system has no file locks; let no two programs write to it"]


def test_a_disk_without_locks_is_refused(log_file: Path, monkeypatch: pytest.MonkeyPatch):
    import fcntl

    def without(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", without)
    with pytest.raises(
        InputError, match=r"cannot be locked \(No locks available\): keep sessions on a disk of this"
    ):
        EventLog(log_file)


def test_places_that_hold_no_log_are_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"none\.jsonl cannot be read \(No such file"):
        read_log(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match=r"cannot be opened \(No such file"):
        EventLog(tmp_path / "none" / "s01.jsonl")


def test_gaps_and_jumps_are_told(event: Make):
    shifted = {"wall_time": event(EventKind.NOTE, 0).wall_time + timedelta(seconds=9.5)}
    log = [
        event(EventKind.NOTE, 1, 1000),
        event(EventKind.NOTE, 3, 2000),
        event(EventKind.NOTE, 7, 1500),
        Event(8, 2500, shifted["wall_time"], shifted["wall_time"], EventKind.NOTE),
        event(EventKind.NOTE, 9, 3500),
        event(EventKind.NOTE, 9, 3500),
    ]
    assert log_problems(log) == [
        "the log begins with event 1, the events before it are missing",
        "event 2 is missing",
        "events 4 to 6 are missing",
        "event 7: the monotonic clock went back by 0.500 s",
        "event 8: the wall clock jumped forward by 7.000 s",
        "event 9: the wall clock jumped back by 7.000 s",
        "event 9 comes after event 9",
    ]


@pytest.mark.parametrize(("seconds", "n"), [(2.0, 0), (2.001, 1), (-2.0, 0), (-2.001, 1)])
def test_two_seconds_are_no_jump_yet(event: Make, seconds: float, n: int):
    first, second = event(EventKind.NOTE, 0, 0), event(EventKind.NOTE, 1, 10_000)
    wall = second.wall_time + timedelta(seconds=seconds)
    assert len(log_problems([first, Event(1, 10_000, wall, wall, EventKind.NOTE)])) == n


def test_a_clock_may_begin_anew_where_the_session_is_resumed(event: Make):
    log = [event(EventKind.NOTE, 0, 90_000), event(EventKind.RESUMED, 1, 5), event(EventKind.NOTE, 2, 10)]
    assert log_problems(log) == []
    assert log_problems([]) == []


def test_problems_of_a_log_are_told_when_it_is_opened(tmp_path: Path, event: Make):
    with EventLog(tmp_path / "s.jsonl") as log:
        log.append([event(EventKind.NOTE, 0, 500), event(EventKind.NOTE, 1, 100)])
    with EventLog(tmp_path / "s.jsonl") as log:
        assert log.problems == ["s.jsonl: event 1: the monotonic clock went back by 0.400 s"]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of POSIX")
def test_what_was_acknowledged_survives_the_writer(tmp_path: Path):
    """Killed again and again at random moments, the writer finds its log whole and goes on."""
    log, chance, acknowledged = tmp_path / "s01.jsonl", random.Random(20), -1
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, str(WRITER), str(log)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            with pytest.raises(InputError, match="is being written by another program"):
                EventLog(log)
            first = [writer.stdout.readline() for _ in range(3)]
            time.sleep(chance.uniform(0.001, 0.12))
            writer.send_signal(signal.SIGKILL)
            said = [*first, *writer.stdout.read().splitlines(keepends=True)]
        acknowledged = max([acknowledged, *(int(line) for line in said if line.endswith("\n"))])
        content = read_log(log)
        assert [event.sequence for event in content.events] == list(range(len(content.events)))
        # The last event may be on the disk without having been acknowledged, and none may be the other way round.
        assert len(content.events) >= acknowledged + 1
        assert all(len(event.data["text"]) == event.sequence % 5000 for event in content.events)
    assert acknowledged >= 3 * 6 - 1
