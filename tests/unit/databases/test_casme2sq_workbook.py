"""Workbooks that are damaged, empty or begin with a broken row."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from countenance.core import DatabaseError
from countenance.databases.casme2sq import CASME2Squared
from countenance.databases.tables import whole_number

from .builders import WORKBOOK, Release, micro

HEADER = ["Subject", "Clip", "Onset", "Apex", "Offset", "AUs", "Emotion", "Type", "Self-report"]


def damaged(sound: bytes, rng: np.random.Generator) -> bytes:
    """Cut off somewhere, or with some bytes changed."""
    if rng.random() < 0.3:
        return sound[: rng.integers(len(sound))]
    data = np.frombuffer(sound, dtype=np.uint8).copy()
    places = rng.integers(len(data), size=rng.integers(1, 40))
    data[places] = rng.integers(256, size=len(places))
    return data.tobytes()


def test_every_damage_to_the_workbook_is_one_sentence(tmp_path: Path):
    sound = (Release(tmp_path).write() / WORKBOOK).read_bytes()
    rng = np.random.default_rng(0)
    reasons = []
    for _ in range(60):
        (tmp_path / WORKBOOK).write_bytes(damaged(sound, rng))
        database = CASME2Squared(tmp_path)
        for problem in database.validate():
            if problem.fatal and problem.row is None:
                reasons.append(problem.message)
                assert "\n" not in str(problem)
                with pytest.raises(DatabaseError, match=re.escape(str(problem))):
                    database.clips()
    assert len(reasons) > 40
    unreadable = [r for r in reasons if r.startswith("it cannot be read as an Excel workbook (")]
    assert len({re.sub(r"\W.*|\d", "", r.partition("(")[2]) for r in unreadable}) > 5


@pytest.mark.parametrize("rows", [[], [HEADER], [[], [" "]]], ids=["nothing", "header", "blank"])
def test_label_sheet_without_labels(tmp_path: Path, rows: list[list[object]]):
    database = CASME2Squared(Release(tmp_path, rows).write())
    (problem,) = [problem for problem in database.validate() if problem.fatal]
    assert problem.message == "the sheet CASFEcode_final holds no row of labels"
    with pytest.raises(DatabaseError, match="holds no row of labels; copy the workbook"):
        database.clips()


def test_broken_first_row_that_names_a_clip_is_no_header(tmp_path: Path):
    first = micro("anger1_2", subject="x", onset="18?", offset="30?")
    database = CASME2Squared(Release(tmp_path, [first, micro()]).write())
    problems = database.validate()
    assert [(problem.row, problem.fatal) for problem in problems] == [(1, True)] * 3
    assert [problem.remedy for problem in problems] == [f"correct column {column}" for column in "ACE"]


@pytest.mark.parametrize("number", [1e12, 1e30, "9" * 5000, float("inf")])
def test_numbers_beyond_all_sense_are_no_frame_numbers(tmp_path: Path, number: object):
    database = CASME2Squared(Release(tmp_path, [micro(offset=number)]).write())
    (problem,) = database.validate()
    assert "a frame number was expected" in problem.message


@pytest.mark.parametrize("offset", [1e9, 999_999_999_999])
def test_offset_far_beyond_the_end_costs_no_memory(tmp_path: Path, offset: float):
    database = CASME2Squared(Release(tmp_path, [micro(offset=offset)]).write())
    (problem,) = database.validate()
    assert problem.message.startswith(
        f"offset {int(offset)} lies beyond frame 40, the last one in rawpic/s15"
    )


def test_twelve_digits_are_a_number():
    assert [whole_number(value) for value in ("9" * 12, 1e12 - 1, 10**12 - 1)] == [10**12 - 1] * 3
    assert [whole_number(value) for value in ("9" * 13, 1e12, 10**12, -1e12)] == [None] * 4
