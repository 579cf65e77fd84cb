"""The reference page says what the program does: its example is read, its tables are whole, its function runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from countenance.study.elicitation import Event, EventKind, EventLog, OrderScheme, Protocol, State
from countenance.study.elicitation.states import LIFELONG, NOTES, TRANSITIONS
from countenance.video import write_video

PAGE = (Path(__file__).parents[4] / "docs/reference/protocol.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    [text] = re.findall(rf"^```{language}\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)
    return text


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    lines = [line for line in section(title).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_example_is_a_protocol():
    protocol = Protocol.parse(block("toml"))
    assert [clip.name for clip in protocol.clips] == ["teeth", "baby"]
    assert protocol.deceptive
    without_options = re.sub(r"\[self_report\]\n.*\n.*\n", "", block("toml"))
    assert Protocol.parse(without_options) == protocol


def test_every_field_of_the_example_is_explained():
    explained = " ".join(" ".join(row) for row in rows("The protocol file"))
    for name in re.findall(r"^(\w+) = ", block("toml"), flags=re.MULTILINE):
        assert re.search(rf"`(\w+\.)?{name}`", explained), name


def test_every_scheme_is_explained():
    assert [row[0].strip("`") for row in rows("Order schemes")] == list(OrderScheme)


def test_the_states_are_those_of_the_program():
    told = {}
    for left, event, reached in rows("States of a session"):
        kind = EventKind(re.findall(r"`([^`]+)`", event)[0])
        for state in re.findall(r"`([^`]+)`", left):
            told[State(state), kind] = State(re.findall(r"`([^`]+)`", reached)[0])
    moving = {
        key: target
        for key, target in TRANSITIONS.items()
        if key[0] is not target and key[1] is not EventKind.RESUMED
    }
    assert told == moving
    named = set(re.findall(r"`([^`]+)`", section("States of a session")))
    assert set(map(str, EventKind)) <= named
    assert LIFELONG[EventKind.STOPPED][1] > {State.DONE}
    notes = section("States of a session").split("- `sync`")[1].split("may come")[0]
    assert {"sync", *re.findall(r"`([^`]+)`", notes.replace("\n", " "))} == NOTES


def test_the_fields_of_a_line_are_those_of_an_event():
    told = [name for row in rows("The event log") for name in re.findall(r"`(\w+)`", row[0])]
    assert told == [*(one.name for one in fields(Event)), "crc32"]


def test_the_function_finds_clips(tmp_path: Path, event: Callable[..., Event], start: Callable[..., Event]):
    kinds: list[tuple[EventKind, dict[str, Any]]] = [
        (EventKind.CONSENT_GIVEN, {}),
        (EventKind.CAMERA_OK, {}),
        (EventKind.INSTRUCTIONS_READ, {}),
        (EventKind.COMPREHENSION_PASSED, {}),
        (EventKind.BASELINE_ONSET, {}),
        (EventKind.BASELINE_OFFSET, {}),
        (EventKind.SYNC, {"frame": 5}),
        (EventKind.CLIP_ONSET, {"clip": "teeth", "take": 1}),
        (EventKind.CLIP_OFFSET, {"clip": "teeth", "take": 1}),
    ]
    with EventLog(tmp_path / "log.jsonl") as log:
        log.append([start(), *(event(kind, number, **rest) for number, (kind, rest) in enumerate(kinds, 1))])
    write_video(tmp_path / "film.mp4", np.zeros((90, 32, 32, 3), np.uint8), 25)
    names: dict[str, Any] = {}
    exec(block("python"), names)
    assert names["clips_in_recording"](tmp_path / "log.jsonl", tmp_path / "film.mp4") == {"teeth": (30, 55)}
