"""Releases with something wrong in them: each costs what it must cost, and is said in one sentence."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from countenance.core import Interval, Problem, VideoError
from countenance.databases.releases import TabularDatabase, films

from .trees import (
    CASME2_TREE,
    CASME_TREE,
    MMEW_TREE,
    SAMM_LONG_TREE,
    SAMM_TREE,
    TREES,
    Tree,
    write_pictures,
    write_table,
)

every_tree = pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)


def fatal(database: TabularDatabase) -> list[Problem]:
    return [problem for problem in database.validate() if problem.fatal]


def names(database: TabularDatabase) -> list[str]:
    return [f"{clip.participant}/{clip.name}" for clip in database.clips()]


def assert_one_sentence(problem: Problem) -> None:
    text = str(problem)
    assert text.endswith(".")
    assert not re.search(r"[.!?] [A-Z]", text)
    assert "\n" not in text


BROKEN_CELLS = {
    "onset empty": ("onset", None, "onset is empty, a frame number was expected"),
    "onset is text": ("onset", "early", "onset is 'early', a frame number was expected"),
    "onset is no whole number": ("onset", 5.5, "onset is 5.5, a frame number was expected"),
    "onset negative": ("onset", -5, "onset is -5, a frame number was expected"),
    "onset zero": ("onset", 0, "onset is 0, but frames count from 1"),
    "offset empty": ("offset", "", "offset is empty, a frame number was expected"),
    "offset zero": ("offset", 0, "offset is 0, which means that it was not coded"),
    "offset huge": ("offset", 999_999_999, "offset 999999999 lies beyond frame"),
    "offset beyond numbers": ("offset", "9" * 400, "a frame number was expected"),
    "onset after offset": ("onset", 20_000, "onset 20000 is after offset"),
    "apex outside": ("apex", 20_000, "apex 20000 lies outside of onset"),
    "apex is text": ("apex", "?", "apex is '?', a frame number was expected"),
    "action units unreadable": ("action_units", "4+smile", "action units: 'smile' in '4+smile' names no"),
    "action unit unknown": ("action_units", "4+99", "action units: there is no action unit 99"),
    "participant is text": ("participant", "who", "the participant is 'who', a number or a name such as"),
    "participant empty": ("participant", None, "the participant is empty, a number or a name such as"),
    "participant unknown": ("participant", 999, "has no folder of frames for"),
    "clip empty": ("clip", None, "the clip name is empty, a name was expected"),
    "clip unknown": ("clip", "009_9_9", "has no folder of frames for"),
}


@pytest.mark.parametrize(("field", "value", "message"), BROKEN_CELLS.values(), ids=BROKEN_CELLS)
@every_tree
def test_broken_cell_costs_its_row_with_a_sentence(
    tree: Tree, tmp_path: Path, field: str, value: object, message: str
):
    sound = [f"{clip.participant}/{clip.name}" for clip in tree.write(tmp_path).clips()]
    (tmp_path / tree.table).unlink()
    tree.write_table(tmp_path / tree.table, tree.edited(1, **{field: value}))
    database = tree.database(tmp_path)
    assert names(database) == [name for place, name in enumerate(sound) if place != 1]
    (problem,) = fatal(database)
    assert str(problem).startswith(f"{tree.table}, row {tree.row_number(1)}")
    assert problem.clip is None or str(problem).count(problem.clip) == 1
    assert message in problem.message
    column = "clip" if "no folder" in message else field
    assert f"({tree.title(column)})" in problem.remedy
    assert_one_sentence(problem)


@pytest.mark.parametrize("value", ["joy", None, 7, "x" * 9999], ids=["joy", "empty", "number", "long"])
@pytest.mark.parametrize("tree", [CASME_TREE, CASME2_TREE, SAMM_TREE, MMEW_TREE], ids=lambda tree: tree.name)
def test_unknown_emotion(tree: Tree, value: object, tmp_path: Path):
    database = tree.write(tmp_path, tree.edited(0, emotion=value))
    (problem,) = fatal(database)
    assert re.match(r"emotion is .{1,70}, expected one of happiness, positive, anger", problem.message)
    assert f"({tree.title('emotion')})" in problem.remedy


@pytest.mark.parametrize("value", [None, "medium", 1])
def test_unknown_type(value: object, tmp_path: Path):
    database = SAMM_LONG_TREE.write(tmp_path, SAMM_LONG_TREE.edited(0, kind=value))
    (problem,) = fatal(database)
    assert "expected one that begins with macro or micro" in problem.message


def test_clip_name_that_names_no_film(tmp_path: Path):
    database = SAMM_LONG_TREE.write(tmp_path, SAMM_LONG_TREE.edited(0, clip="006_1"))
    (problem,) = fatal(database)
    assert "the clip name is '006_1', one such as 006_1_2 was expected" in problem.message


@pytest.mark.parametrize("apex", [None, "/", 0, "0", -1, "-", "N/A", " null "])
@every_tree
def test_uncoded_apex_is_noted_and_the_clip_used_without(tree: Tree, apex: object, tmp_path: Path):
    database = tree.write(tmp_path, tree.edited(0, apex=apex))
    (problem,) = database.validate()
    assert (problem.row, problem.fatal) == (tree.row_number(0), False)
    assert "apex was not coded, and the clip is used without" in problem.message
    assert database.clips()[0].expression.apex is None
    assert len(database.clips()) == len(tree.rows)


@pytest.mark.parametrize("subject", [1, 1.0, "1", "01", "sub1", "SUB01", " 001 "])
def test_participants_however_they_are_written(subject: object, tmp_path: Path):
    database = CASME2_TREE.write(tmp_path, CASME2_TREE.edited(0, participant=subject))
    assert database.validate() == []
    assert database.clips()[0].participant == "sub01"


@pytest.mark.parametrize("subject", ["sub", "01a", "1,5", "sub-1", "1" * 9, True, "１"])
def test_participants_that_are_none(subject: object, tmp_path: Path):
    (problem,) = fatal(CASME2_TREE.write(tmp_path, CASME2_TREE.edited(0, participant=subject)))
    assert "a number or a name such as sub01 was expected" in problem.message


def test_each_wrong_cell_of_a_row_is_named(tmp_path: Path):
    rows = CASME2_TREE.edited(0, participant="who", onset="x", emotion="joy")
    problems = CASME2_TREE.write(tmp_path, rows).validate()
    assert [problem.row for problem in problems] == [2, 2, 2]
    assert [problem.remedy for problem in problems] == [
        "correct column A (Subject)",
        "correct column D (OnsetFrame)",
        "correct column I (Estimated Emotion)",
    ]


def test_missing_frames_cost_only_the_clip_that_needs_them(tmp_path: Path):
    films = {"CASME2_RAW_selected/sub01/EP02_01f": [n for n in range(46, 87) if n not in {50, 51, 53}]}
    films |= {"CASME2_RAW_selected/sub01/EP03_02": [n for n in range(5, 20) if n != 16]}
    database = CASME2_TREE.write(tmp_path, CASME2_TREE.rows[:2], films)
    assert names(database) == ["sub01/EP03_02"]
    first, second, on_row = database.validate()
    folder = "CASME2_RAW_selected/sub01/EP02_01f"
    assert str(first).startswith(f"{folder}: frames 50, 51 and 53 are missing of 46 to 86, and labels")
    assert str(second).startswith("CASME2_RAW_selected/sub01/EP03_02: frame 16 is missing of 5 to 19")
    assert on_row.message == f"frames 50, 51 and 53 are missing in {folder}"
    assert (first.fatal, second.fatal, on_row.fatal) == (False, False, True)


def test_cut_clip_without_its_first_file_is_not_shifted(tmp_path: Path):
    films = dict(CASME2_TREE.films) | {"CASME2_RAW_selected/sub01/EP02_01f": range(47, 87)}
    database = CASME2_TREE.write(tmp_path, films=films)
    (problem,) = fatal(database)
    assert problem.message == "frame 46 is missing in CASME2_RAW_selected/sub01/EP02_01f"
    assert "sub01/EP02_01f" not in names(database)


def test_gap_does_not_shift_the_frames_after_it(tmp_path: Path):
    films = {"SAMM_longvideos/006_1": [*range(1, 50), *range(100, 127)]}
    database = SAMM_LONG_TREE.write(tmp_path, SAMM_LONG_TREE.rows[1:2], films)
    (clip,) = database.clips()
    assert clip.expression.interval == Interval(114, 123)
    # grey levels repeat from frame 120 on
    assert database.frames(clip)[:, 6, 8].tolist() == [2 * (number % 120) for number in range(115, 125)]
    assert database.n_frames(clip.recording) == 126


def test_long_film_whose_first_frames_are_missing_keeps_its_time(tmp_path: Path):
    films = {"SAMM_longvideos/006_1": range(110, 127)}
    database = SAMM_LONG_TREE.write(tmp_path, SAMM_LONG_TREE.rows[1:2], films)
    assert database.clips()[0].expression.interval == Interval(114, 123)
    (problem,) = database.validate()
    assert "frames 1, 2, 3 and 106 more are missing of 1 to 126" in problem.message


def test_film_that_counts_from_zero_is_not_shifted_in_silence(tmp_path: Path):
    database = SAMM_LONG_TREE.write(tmp_path, films={"SAMM_longvideos/006_1": range(127)})
    assert database.recordings() == []
    assert "it has a frame 0, but frames count from 1, and it is not used" in database.validate()[0].message


def test_film_that_is_changed_while_it_is_read_is_never_shifted(tmp_path: Path):
    database = CASME2_TREE.write(tmp_path)
    clip = database.clips()[1]
    write_pictures(tmp_path / "new", [4], "img{number}.jpg")
    (tmp_path / "new/img4.jpg").rename(tmp_path / "CASME2_RAW_selected/sub01/EP03_02/img4.jpg")
    with pytest.raises(VideoError, match="EP03_02 was changed while it was read"):
        database.frames(clip)


def test_empty_folder_and_folder_of_other_files(tmp_path: Path):
    films = dict(CASME2_TREE.films) | {"CASME2_RAW_selected/sub01/EP02_01f": []}
    database = CASME2_TREE.write(tmp_path, films=films)
    folder = tmp_path / "CASME2_RAW_selected/sub01/EP03_02"
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "notes.txt").write_text("nothing to see")
    first, second, *on_rows = database.validate()
    assert "no frame can be found" in first.message
    assert "no frame can be found" in second.message
    assert [(problem.row, problem.fatal) for problem in on_rows] == [(2, True), (3, True)]
    assert names(database) == ["sub17/EP01_15"]


def test_folder_that_may_not_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    database = CASME2_TREE.write(tmp_path)
    listing = Path.iterdir

    def locked(path: Path) -> Iterator[Path]:
        if path.name == "sub01":
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr(Path, "iterdir", locked)
    on_folder, *on_rows = database.validate()
    assert str(on_folder).startswith("CASME2_RAW_selected/sub01: it cannot be listed (Permission denied)")
    assert [problem.row for problem in on_rows] == [2, 3]
    assert names(database) == ["sub17/EP01_15"]


def test_recording_that_may_not_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    database = CASME2_TREE.write(tmp_path)
    opened = films.ImageFolder

    def locked(path: Path) -> films.ImageFolder:
        if path.name == "EP02_01f":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path)

    monkeypatch.setattr(films, "ImageFolder", locked)
    on_folder, on_row = database.validate()
    assert str(on_folder) == (
        "CASME2_RAW_selected/sub01/EP02_01f: it cannot be listed (Permission denied); check its permissions."
    )
    assert (on_row.row, on_row.fatal) == (2, True)


def test_folder_with_a_name_that_the_release_does_not_have_is_noted(tmp_path: Path):
    database = CASME2_TREE.write(tmp_path)
    write_pictures(tmp_path / "CASME2_RAW_selected/backup/EP02_01f", range(3), "img{number}.jpg")
    write_pictures(tmp_path / "CASME2_RAW_selected/sub01/старый", range(3), "img{number}.jpg")
    (tmp_path / "CASME2_RAW_selected/Thumbs.db").write_text("")
    problems = database.validate()
    assert [problem.file for problem in problems] == [
        "CASME2_RAW_selected/backup",
        "CASME2_RAW_selected/sub01/старый",
    ]
    assert not any(problem.fatal for problem in problems)
    assert "its name is not one that the release has here" in problems[0].message


def test_two_versions_of_a_film_are_not_chosen_between(tmp_path: Path):
    database = CASME2_TREE.write(tmp_path)
    write_pictures(tmp_path / "CASME2_RAW_selected/sub1/EP02_01f", range(46, 87), "img{number}.jpg")
    double, on_row = database.validate()
    assert "both claim to be sub01/EP02_01f, and neither is used" in double.message
    assert (on_row.row, on_row.fatal) == (2, True)


def test_folder_unpacked_one_too_deep(tmp_path: Path):
    CASME2_TREE.write(tmp_path)
    inner = tmp_path / "CASME2_RAW_selected/CASME2_RAW_selected"
    inner.mkdir()
    for sub in ("sub01", "sub17"):
        (tmp_path / "CASME2_RAW_selected" / sub).rename(inner / sub)
    database = CASME2_TREE.database(tmp_path)
    assert database.clips() == []
    messages = [problem.message for problem in database.validate()]
    assert "it holds no folder of frames named as in the release" in messages


def test_repeated_row_is_used_once(tmp_path: Path):
    database = SAMM_TREE.write(tmp_path, [*SAMM_TREE.rows, SAMM_TREE.rows[0]])
    (problem,) = database.validate()
    assert (problem.row, problem.fatal) == (18, False)
    assert "it repeats row 15, and the clip is used once" in problem.message
    assert len(database.clips()) == 3


@pytest.mark.parametrize("offset", [5587, 0], ids=["sound", "broken"])
def test_contradicting_rows_of_one_clip_are_all_left_out(offset: int, tmp_path: Path):
    again = SAMM_TREE.edited(0, offset=offset)[0]
    database = SAMM_TREE.write(tmp_path, [*SAMM_TREE.rows, again])
    assert names(database) == ["006/006_1_3", "013/013_7_1"]
    assert [problem.row for problem in fatal(database)] == [15, 18]
    assert "rows 15 and 18 name the same clip with different contents" in fatal(database)[0].message


def test_overlapping_expressions_are_noted_and_both_used(tmp_path: Path):
    database = SAMM_LONG_TREE.write(tmp_path, SAMM_LONG_TREE.edited(1, onset=113))
    (problem,) = database.validate()
    assert (problem.row, problem.fatal) == (12, False)
    assert problem.message == "it overlaps with 006_1_1 in row 11, and both are used"
    assert len(database.clips()) == 3


@pytest.mark.parametrize(
    ("merge", "lost"), [("A2:A3", [3]), ("D2:E2", [2]), ("A2:B4", [2, 3, 4]), ("C2:C4", []), ("J2:K9", [])]
)
def test_merged_cells_cost_the_rows_whose_values_they_hide(merge: str, lost: list[int], tmp_path: Path):
    CASME2_TREE.write(tmp_path)
    CASME2_TREE.write_table(tmp_path / CASME2_TREE.table, merge=merge)
    database = CASME2_TREE.database(tmp_path)
    assert [problem.row for problem in fatal(database)] == lost
    assert all(f"cells {merge} are merged" in problem.message for problem in fatal(database))
    assert len(database.clips()) == 3 - len(lost)


def test_row_that_says_nothing_is_noted_and_blank_rows_are_passed_over(tmp_path: Path):
    rows: Sequence[dict[str, object]] = [{}, {"Action Units": "sum: 3"}, {"Notes": "end of table"}]
    database = SAMM_TREE.write(tmp_path, [*SAMM_TREE.rows, *rows])
    (problem,) = database.validate()
    assert (problem.row, problem.fatal) == (19, False)
    assert "the row names no participant, no clip and no frames, and is skipped" in problem.message


def test_damaged_image_is_found_by_deep_validation_only(tmp_path: Path):
    database = MMEW_TREE.write(tmp_path)
    damaged = tmp_path / "Micro_Expression/anger/S01-07-001/3.jpg"
    damaged.write_bytes(damaged.read_bytes()[:100])
    assert database.validate() == []
    (problem,) = database.validate(deep=True)
    assert (problem.row, problem.clip, problem.fatal) == (2, "S01/S01-07-001", True)
    assert "3.jpg" in problem.message


def test_table_in_another_sheet_below_remarks_with_other_titles(tmp_path: Path):
    CASME2_TREE.write(tmp_path)
    cells = CASME2_TREE.cells()
    cells[0] = [
        "﻿SUBJECT",
        "file\nname",
        "",
        " Onset Frame ",
        "apex_frame",
        "OFFSETFRAME",
        "",
        "Action  Units",
        "estimated emotion",
    ]
    write_table(tmp_path / CASME2_TREE.table, [["remark"], [], *cells], "Second", ["First"])
    database = CASME2_TREE.database(tmp_path)
    assert len(database.clips()) == 3
    assert database.source(database.clips()[0]) == (CASME2_TREE.table, 4)


@pytest.mark.parametrize("units", ["L12 or R12", "12 or R15", "R12 or 15 or 16"])
def test_alternatives_that_are_more_than_another_number_are_not_cut_short(units: str, tmp_path: Path):
    database = SAMM_TREE.write(tmp_path, SAMM_TREE.edited(0, action_units=units))
    (problem,) = fatal(database)
    assert f"action units: {units!r} in {units!r} names no action unit" in problem.message
