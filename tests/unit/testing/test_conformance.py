"""The conformance checks pass a sound database and fail one that breaks a rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from countenance.core import (
    Clip,
    DatabaseInfo,
    Expression,
    ExpressionKind,
    Interval,
    Problem,
    Recording,
    parse_action_units,
)
from countenance.testing import check_database

RECORDING = Recording("plain", "p1", "r1", Fraction(30))
EXPRESSION = Expression(Interval(3, 7), 5, ExpressionKind.MICRO, parse_action_units("4+R12"))
INFO = DatabaseInfo("plain", "Plain", "Nobody, 2020", "", "free", "ask", 30.0)


@dataclass
class PlainDatabase:
    """Nothing but the contract, in memory."""

    info: ClassVar[DatabaseInfo] = INFO

    root: Path = Path("plain")
    held: list[Clip] = field(default_factory=lambda: [Clip(RECORDING, "c1", EXPRESSION)])
    known: list[Recording] = field(default_factory=lambda: [RECORDING])
    problems: list[Problem] = field(default_factory=list)
    length: int = 20

    def clips(self) -> list[Clip]:
        return self.held

    def recordings(self) -> list[Recording]:
        return self.known

    def n_frames(self, recording: Recording) -> int:  # noqa: ARG002
        return self.length

    def frames(self, clip: Clip, *, colour: str = "grey") -> np.ndarray:
        shape = (clip.expression.interval.n_frames, 8, 6)
        return np.zeros(shape if colour == "grey" else (*shape, 3), dtype=np.uint8)

    def source(self, clip: Clip) -> tuple[str, int | None]:
        return "labels.csv", self.held.index(clip) + 1

    def validate(self, *, deep: bool = False) -> list[Problem]:  # noqa: ARG002
        return self.problems


class Titleless(PlainDatabase):
    info = replace(INFO, title="")


class TooFewFrames(PlainDatabase):
    def frames(self, clip: Clip, *, colour: str = "grey") -> np.ndarray:
        return super().frames(clip, colour=colour)[1:]


class FloatFrames(PlainDatabase):
    def frames(self, clip: Clip, *, colour: str = "grey") -> np.ndarray:
        return super().frames(clip, colour=colour).astype(float)


class OneColour(PlainDatabase):
    def frames(self, clip: Clip, *, colour: str = "grey") -> np.ndarray:  # noqa: ARG002
        return super().frames(clip)


class Sourceless(PlainDatabase):
    def source(self, clip: Clip) -> tuple[str, int | None]:  # noqa: ARG002
        return "", None


class CountingFromZero(PlainDatabase):
    def source(self, clip: Clip) -> tuple[str, int | None]:
        return "labels.csv", self.held.index(clip)


class OneRowForAll(PlainDatabase):
    def source(self, clip: Clip) -> tuple[str, int | None]:  # noqa: ARG002
        return "labels.csv", 1


class Folders(PlainDatabase):
    """A database without a table: the class of a clip is the name of its folder."""

    def source(self, clip: Clip) -> tuple[str, int | None]:  # noqa: ARG002
        return "micro/negative", None


class Forgetful:
    info = INFO


LOST = Problem("labels.csv", 2, "p1/c1", "the offset is missing", "enter it")
TWO_CLIPS = [Clip(RECORDING, name, EXPRESSION) for name in ("c1", "c2")]
STRANGER = Recording("plain", "p2", "r1", Fraction(30))

BROKEN: dict[str, tuple[Callable[[], object], str]] = {
    "incomplete contract": (Forgetful, "lacks a member of the contract"),
    "empty fact": (Titleless, r"info\.title is empty"),
    "no clips": (lambda: PlainDatabase(held=[]), "no usable clip"),
    "repeated clip": (
        lambda: PlainDatabase(held=[Clip(RECORDING, "c1", EXPRESSION)] * 2),
        "clip keys must be unique, these are not: plain/p1/r1/c1",
    ),
    "repeated recording": (lambda: PlainDatabase(known=[RECORDING] * 2), "recording keys must be unique"),
    "unknown recording": (lambda: PlainDatabase(known=[STRANGER]), r"not among recordings\(\)"),
    "short recording": (lambda: PlainDatabase(length=7), "offset 7 lies beyond the recording's 7 frames"),
    "frame missing": (TooFewFrames, "4 grey frames for 5 labelled ones"),
    "wrong type": (FloatFrames, "float64, not uint8"),
    "colour ignored": (OneColour, "rgb frames have 3 axes, not 4"),
    "lost clip used": (lambda: PlainDatabase(problems=[LOST]), r"p1/c1 is lost, but clips\(\) has it"),
    "no source": (Sourceless, r"source\(\) names no file"),
    "rows from 0": (CountingFromZero, r"names row 0 of labels\.csv, rows count from 1"),
    "one row twice": (lambda: OneRowForAll(held=TWO_CLIPS), r"gives row 1 of labels\.csv to 2 clips"),
    "lost row used": (
        lambda: PlainDatabase(problems=[replace(LOST, row=1, clip=None)]),
        "row 1 is lost, but plain/p1/r1/c1 comes from it",
    ),
    "empty remedy": (lambda: PlainDatabase(problems=[replace(LOST, remedy="")]), "incomplete problem"),
}


def test_sound_database_passes():
    check_database(PlainDatabase())


def test_clips_of_a_database_without_a_table_come_from_files_alone():
    lost_elsewhere = Problem("micro/negative", None, None, "it holds a text file", "remove it")
    check_database(
        Folders(held=TWO_CLIPS, problems=[lost_elsewhere]),
        reopen=lambda: Folders(held=TWO_CLIPS, problems=[lost_elsewhere]),
    )


@pytest.mark.parametrize(("broken", "message"), BROKEN.values(), ids=BROKEN)
def test_broken_rule_is_named(broken: Callable[[], object], message: str):
    with pytest.raises(AssertionError, match=message):
        check_database(broken())


def test_note_about_a_used_clip_is_no_contradiction():
    check_database(
        PlainDatabase(problems=[replace(LOST, fatal=False)]),
        reopen=lambda: PlainDatabase(problems=[replace(LOST, fatal=False)]),
    )


@pytest.mark.parametrize(
    ("again", "message"),
    [
        (PlainDatabase(held=[]), "has other clips"),
        (PlainDatabase(known=[RECORDING, STRANGER]), "has other recordings"),
        (PlainDatabase(problems=[LOST]), "finds other problems"),
    ],
)
def test_second_opening_must_equal_the_first(again: PlainDatabase, message: str):
    with pytest.raises(AssertionError, match=message):
        check_database(PlainDatabase(), reopen=lambda: again)
