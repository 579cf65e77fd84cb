"""Fatal problems count rows: each row that is lost, and no row twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from countenance.core import Problem
from countenance.databases.casme2sq import CASME2Squared

from .builders import Release, micro, write_frames

TWO_ROWS = (micro(), micro("happy1_1"))


def empty_folder(root: Path) -> None:
    (root / "rawpic/s15/15_0401crash").mkdir(parents=True)
    write_frames(root / "rawpic/s15/15_0502funny", range(1, 21))


def empty_folder_without_labels(root: Path) -> None:
    for name in ("15_0401crash", "15_0502funny"):
        write_frames(root / "rawpic/s15" / name, range(1, 21))
    (root / "rawpic/s15/15_0101teeth").mkdir()


def two_versions(root: Path) -> None:
    for name in ("s15/15_0401crash", "s16/15_0401crash", "s15/15_0502funny"):
        write_frames(root / "rawpic" / name, range(1, 21))


def no_participants(root: Path) -> None:
    (root / "rawpic").mkdir(parents=True)


def damaged_frame(root: Path) -> None:
    for name in ("15_0401crash", "15_0502funny"):
        write_frames(root / "rawpic/s15" / name, range(1, 21))
    (root / "rawpic/s15/15_0502funny/img007.jpg").write_bytes(b"not an image")


@pytest.mark.parametrize(
    ("lay_out", "rows", "lost"),
    [
        (empty_folder, TWO_ROWS, [(1, "s15/anger1_1")]),
        (empty_folder_without_labels, TWO_ROWS, []),
        (two_versions, TWO_ROWS, [(1, "s15/anger1_1")]),
        (no_participants, TWO_ROWS, [(1, "s15/anger1_1"), (2, "s15/happy1_1")]),
        (damaged_frame, TWO_ROWS, [(2, "s15/happy1_1")]),
        (damaged_frame, [micro(units="smile", offset=0, kind=None), TWO_ROWS[1]], [
            (1, "s15/anger1_1"),
            (2, "s15/happy1_1"),
        ]),
        (damaged_frame, [micro(), micro(offset=15)], [(1, "s15/anger1_1"), (2, "s15/anger1_1")]),
        (damaged_frame, [micro("?", subject=99), micro()], [(1, None)]),
    ],
)  # fmt: skip
def test_every_lost_row_is_named_by_one_pair(
    tmp_path: Path,
    lay_out: Callable[[Path], None],
    rows: list[list[object]],
    lost: list[tuple[int, str | None]],
):
    Release(tmp_path, rows, {}).write()
    lay_out(tmp_path)
    database = CASME2Squared(tmp_path)
    problems = database.validate(deep=True)
    assert pairs(problems) == set(lost)
    used = {f"{clip.participant}/{clip.name}" for clip in database.clips()}
    found_by_decoding = used & {clip for _, clip in lost}
    assert len(used - found_by_decoding) + len(lost) == len(rows)


def pairs(problems: list[Problem]) -> set[tuple[int | None, str | None]]:
    return {(problem.row, problem.clip) for problem in problems if problem.fatal}


def test_only_decoding_takes_a_usable_clip(tmp_path: Path):
    Release(tmp_path, TWO_ROWS, {}).write()
    damaged_frame(tmp_path)
    database = CASME2Squared(tmp_path)
    assert len(database.clips()) == 2
    assert pairs(database.validate()) == set()
    assert pairs(database.validate(deep=True)) == {(2, "s15/happy1_1")}


def test_contradicting_naming_rule_that_no_label_needs_costs_nothing(tmp_path: Path):
    films = [("0401", "anger1"), ("0502", "happy1"), ("0503", "happy1")]
    database = CASME2Squared(Release(tmp_path, films=films).write())
    assert pairs(database.validate()) == set()
    assert len(database.clips()) == 1
