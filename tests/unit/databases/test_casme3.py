"""CAS(ME)3: two tables and two modalities in part A, counts and commas in part C."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core import (
    Category,
    DatabaseError,
    ExpressionKind,
    InputError,
    Interval,
    format_action_units,
)
from countenance.databases.casme3 import CASME3PartA, CASME3PartC
from countenance.databases.label_schemes import label_scheme
from countenance.testing import check_database

from .layouts import CELLS, levels, write_frames, write_table

MICRO = "part_A/annotation/cas(me)3_part_A_ME_label_JpgIndex_v2.xlsx"
ALL = "part_A/annotation/CAS(ME)3_part_A_v2.xls"
HEADER = ["Subject", "Filename", "Onset", "Apex", "Offset", "AU", "Objective class", "emotion"]
ALL_HEADER = ["Subject", "Filename", "Onset", "Apex", "Offset", "AU", "Expression type", "Objective class"]


def row(**changes: object) -> dict[str, object]:
    sound = {
        "Subject": "spNO.1",
        "Filename": "a",
        "Onset": 20,
        "Apex": 25,
        "Offset": 30,
        "AU": "4+7",
        "Objective class": 3,
        "emotion": "disgust",
    }
    return sound | changes


def typed(kind: str, **changes: object) -> dict[str, object]:
    """The same row in the table of all expressions, which has a type and no emotion."""
    cells = row(**{"Expression type": kind}, **changes)
    del cells["emotion"]
    return cells


def part_a(root: Path, rows: list[dict[str, object]], films: dict[str, range] | None = None) -> Path:
    write_table(root / MICRO, rows, HEADER)
    for film, numbers in ({"spNO.1/a": range(1, 41)} if films is None else films).items():
        write_frames(root / "part_A" / film / "color", numbers, "{}.jpg")
        write_frames(root / "part_A" / film / "depth", [number + 50 for number in numbers], "{}.png")
    return root


def test_a_sound_part_a(tmp_path: Path):
    database = CASME3PartA(
        part_a(tmp_path, [row(), row(Onset=5, Apex=6, Offset=8, emotion="happy", AU="R12")])
    )
    assert database.validate(deep=True) == []
    check_database(database)
    first, second = database.clips()
    assert (first.key, second.key) == ("casme3_a/spNO.1/a/a_20", "casme3_a/spNO.1/a/a_5")
    assert first.recording == second.recording
    assert first.expression.interval == Interval(19, 29)
    assert first.expression.apex == 24
    assert levels(database.frames(first)) == list(range(20, 31))
    assert [c.expression.labels.published for c in (first, second)] == ["disgust", "happy"]
    assert [c.expression.labels.category for c in (first, second)] == [Category.NEGATIVE, Category.POSITIVE]
    assert label_scheme("objective-published").label(first) == "III" == label_scheme("objective").label(first)


def test_depth_frames(tmp_path: Path):
    part_a(tmp_path, [row()])
    for path in (tmp_path / "part_A/spNO.1/a/depth").iterdir():
        path.rename(path.with_name(f"{int(path.stem) - 50}.png"))
    database = CASME3PartA(tmp_path, folder="depth")
    [clip] = database.clips()
    assert levels(database.frames(clip)) == list(range(70, 81))
    assert database.validate() == []
    with pytest.raises(InputError, match="known folders: color, depth"):
        CASME3PartA(tmp_path, folder="infrared")


def test_missing_frames_cost_the_expressions_that_need_them(tmp_path: Path):
    numbers = [n for n in range(1, 41) if n not in {22, 23}]
    database = CASME3PartA(
        part_a(tmp_path, [row(), row(Onset=30, Apex=31, Offset=35)], {"spNO.1/a": numbers})
    )
    assert [clip.name for clip in database.clips()] == ["a_30"]
    [lost] = [problem for problem in database.validate() if problem.fatal]
    assert (lost.row, lost.clip) == (2, "spNO.1/a_20")
    assert "frames 22 and 23 are missing in part_A/spNO.1/a/color" in lost.message


def test_the_table_of_all_expressions_has_types(tmp_path: Path):
    part_a(tmp_path, [row()])
    rows = [typed("Micro-expression"), typed("Macro-expression", Onset=2, Apex=5, Offset=19)]
    write_table(tmp_path / ALL, rows, ALL_HEADER)
    assert len(CASME3PartA(tmp_path).clips()) == 1
    database = CASME3PartA(tmp_path, table="all")
    micro, macro = database.clips()
    assert (micro.expression.kind, macro.expression.kind) == (ExpressionKind.MICRO, ExpressionKind.MACRO)
    assert micro.expression.labels.published == "disgust"
    assert macro.expression.labels.published is None
    assert database.source(macro) == (ALL, 3)
    messages = [problem.message for problem in database.validate()]
    assert any(message.startswith("only its emotions are read") for message in messages)
    check_database(database, reopen=lambda: CASME3PartA(tmp_path, table="all"))
    assert len(pickle.loads(pickle.dumps(database)).clips()) == 2


def test_an_emotion_is_borrowed_only_from_a_row_with_the_same_frames(tmp_path: Path):
    part_a(tmp_path, [row(Offset=31)])
    write_table(tmp_path / ALL, [typed("Micro-expression")], ALL_HEADER)
    [clip] = CASME3PartA(tmp_path, table="all").clips()
    assert clip.expression.labels.published is None


def test_only_the_table_of_all_expressions(tmp_path: Path):
    part_a(tmp_path, [row()])
    (tmp_path / MICRO).unlink()
    write_table(tmp_path / ALL, [typed("Macro-expression")], ALL_HEADER)
    assert CASME3PartA(tmp_path).clips()[0].expression.kind is ExpressionKind.MACRO
    with pytest.raises(DatabaseError, match="which table='micro' needs"):
        CASME3PartA(tmp_path, table="micro")
    with pytest.raises(InputError, match="known tables: micro, all"):
        CASME3PartA(tmp_path, table="none")


def test_an_unread_table_is_named(tmp_path: Path):
    part_a(tmp_path, [row()])
    write_table(tmp_path / ALL, [typed("Micro-expression")], ALL_HEADER)
    [note] = CASME3PartA(tmp_path).validate()
    assert (note.file, note.fatal) == (ALL, False)


def test_two_expressions_of_one_film_and_onset_are_not_told_apart(tmp_path: Path):
    database = CASME3PartA(part_a(tmp_path, [row(), row(Offset=33)]))
    assert database.clips() == []
    assert "rows 2 and 3 name the same clip" in database.validate()[0].message


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"Filename": None}, "the film is empty"),
        ({"Subject": "s1"}, "the participant is 's1'"),
        ({"Onset": "x"}, "onset is 'x'"),
        ({"emotion": "joyful"}, "emotion is 'joyful'"),
        ({"AU": "4+smile"}, "'smile' in '4+smile' names no action unit"),
        ({"Apex": 35}, "apex 35 lies outside"),
        ({"Filename": "b"}, "no folder of frames for spNO.1/b"),
    ],
)
def test_a_broken_row_is_lost(tmp_path: Path, change: dict[str, object], sentence: str):
    database = CASME3PartA(part_a(tmp_path, [row(**change)]))
    assert database.clips() == []
    assert any(sentence in problem.message for problem in database.validate() if problem.fatal)


def test_a_sentence_names_the_column_of_the_film(tmp_path: Path):
    [lost] = [p for p in CASME3PartA(part_a(tmp_path, [row(Filename="b")])).validate() if p.fatal]
    assert lost.remedy == "copy it from the release, or correct column B (Filename)"


def test_a_capital_film_and_the_other_place(tmp_path: Path):
    write_table(tmp_path / "annotation" / Path(MICRO).name, [row(Filename="A")], HEADER)
    write_frames(tmp_path / "part_A/data/part_A/spNO.1/a/color", range(1, 41), "{}.jpg")
    [clip] = CASME3PartA(tmp_path).clips()
    assert clip.key == "casme3_a/spNO.1/a/a_20"


# Part C


def part_c(root: Path, rows: list[dict[str, object]], numbers: range = range(100, 121)) -> Path:
    write_table(root / "CAS(ME)3_part_C_ME.xlsx", rows, ["sub", "count", "onset", "offset", "au"])
    write_frames(root / "ME_C/01/1/color", numbers, "{}.jpg")
    return root


def count(**changes: object) -> dict[str, object]:
    return {"sub": 1, "count": 1, "onset": 104, "offset": 110, "au": "4,7"} | changes


def test_a_sound_part_c(tmp_path: Path):
    database = CASME3PartC(part_c(tmp_path, [count()]))
    assert database.validate(deep=True) == []
    check_database(database)
    [clip] = database.clips()
    assert clip.key == "casme3_c/01/1/1"
    assert clip.expression.apex is None
    assert clip.expression.interval == Interval(4, 10)
    assert levels(database.frames(clip)) == list(range(104, 111))
    assert clip.expression.labels.published is None


@pytest.mark.parametrize(
    ("cell", "units"), [("4,7", "4+7"), ("4，7", "4+7"), (12, "12"), (12.0, "12"), (None, "")]
)
def test_commas_of_every_width(tmp_path: Path, cell: object, units: str):
    [clip] = CASME3PartC(part_c(tmp_path, [count(au=cell)])).clips()
    assert format_action_units(clip.expression.action_units) == units


def test_a_broken_row_of_part_c_is_lost(tmp_path: Path):
    database = CASME3PartC(part_c(tmp_path, [count(offset=125)]))
    [lost] = database.validate()
    assert "offset 125 lies beyond frame 120" in lost.message
    assert database.clips() == []


# Any content


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = part_a(tmp_path_factory.mktemp("casme3"), [row()])
    return part_c(root, [count()])


@settings(deadline=None, max_examples=50)
@given(cells=st.fixed_dictionaries(dict.fromkeys(HEADER, CELLS)))
def test_any_row_of_part_a_is_read_rightly_or_lost(fuzzed: Path, cells: dict[str, object]):
    frames = row() | {k: v for k, v in cells.items() if k in {"Onset", "Apex", "Offset", "AU"}}
    write_table(fuzzed / MICRO, [row(Subject="spNO.9"), frames, cells], HEADER)
    database = CASME3PartA(fuzzed)
    used = {database.source(clip)[1]: clip for clip in database.clips()}
    assert {2, 3} <= set(used) | {problem.row for problem in database.validate()}
    if 3 in used:
        interval = used[3].expression.interval
        assert [interval.onset + 1, interval.offset + 1] == [int(frames["Onset"]), int(frames["Offset"])]  # type: ignore[call-overload]
        assert len(database.frames(used[3])) == interval.n_frames


@settings(deadline=None, max_examples=40)
@given(cells=st.fixed_dictionaries(dict.fromkeys(["sub", "count", "onset", "offset", "au"], CELLS)))
def test_any_row_of_part_c_is_read_rightly_or_lost(fuzzed: Path, cells: dict[str, object]):
    frames = count() | {k: v for k, v in cells.items() if k in {"onset", "offset", "au"}}
    write_table(fuzzed / "CAS(ME)3_part_C_ME.xlsx", [count(sub=9), frames, cells])
    database = CASME3PartC(fuzzed)
    used = {database.source(clip)[1]: clip for clip in database.clips()}
    assert {2, 3} <= set(used) | {problem.row for problem in database.validate()}
    if 3 in used:
        interval = used[3].expression.interval
        assert [interval.onset + 100, interval.offset + 100] == [int(frames["onset"]), int(frames["offset"])]  # type: ignore[call-overload]


def test_tables_are_told_apart_whatever_the_case_of_their_names(tmp_path: Path):
    part_a(tmp_path, [row()])
    (tmp_path / MICRO).rename((tmp_path / MICRO).with_name("CAS(ME)3_part_A_ME_label_JPGindex_v2.xlsx"))
    write_table(tmp_path / ALL, [typed("Micro-expression")], ALL_HEADER)
    (tmp_path / ALL).rename((tmp_path / ALL).with_name("cas(me)3_part_a_v2.xls"))
    [micro] = CASME3PartA(tmp_path, table="micro").clips()
    assert micro.expression.labels.published == "disgust"
    everything = CASME3PartA(tmp_path, table="all")
    [borrowed] = everything.clips()
    assert everything.source(borrowed)[0].endswith("cas(me)3_part_a_v2.xls")
    assert borrowed.expression.labels.published == "disgust"
    assert "only its emotions are read" in everything.validate()[0].message
