"""4DME: what the table says twice must agree, and files may be numbered in two ways."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core import Category, Interval, format_action_units
from countenance.databases.fourdme import FourDME
from countenance.databases.label_schemes import label_scheme
from countenance.testing import check_database

from .layouts import CELLS, levels, write_frames, write_table

TABLE = "4DME_Labelling_Micro_release v1.xlsx"
UNITS = (1, 2, 4, 7, 12, 45)
EMOTIONS = ("Positive", "Negative", "Surprise", "Repression", "Others")
HEADER = [
    *("sub_ID", "fold_name", "eye blink", *EMOTIONS, "Emotion", "Onset", "Apex", "Offset", "AUs"),
    *(f"AU{number}" for number in UNITS),
]


def row(
    units: str = "4+7", marked: tuple[int, ...] = (4, 7), emotion: str = "Negative", **changes: object
) -> dict[str, object]:
    """A sound row: frames 100 to 110."""
    sound: dict[str, object] = {"sub_ID": "S13", "fold_name": "S13_001_01"}
    sound |= {name: int(name in emotion.split("+")) for name in EMOTIONS}
    sound |= {"Emotion": emotion, "Onset": 100, "Apex": 104, "Offset": 110, "AUs": units}
    sound |= {f"AU{number}": int(number in marked) for number in UNITS}
    return sound | changes


def release(root: Path, rows: list[dict[str, object]], folds: dict[str, range] | None = None) -> Path:
    write_table(root / TABLE, rows, HEADER)
    for fold, numbers in ({"S13_001_01": range(100, 111)} if folds is None else folds).items():
        write_frames(root / "gray_micro/S13" / fold, numbers, "{:05d}.jpg")
    return root


def fatal(database: FourDME) -> list[str]:
    return [problem.message for problem in database.validate() if problem.fatal]


def test_a_sound_release(tmp_path: Path):
    database = FourDME(release(tmp_path, [row()]))
    assert database.validate(deep=True) == []
    check_database(database)
    [clip] = database.clips()
    assert clip.expression.interval == Interval(0, 10)
    assert clip.expression.apex == 4
    assert format_action_units(clip.expression.action_units) == "4+7"
    assert levels(database.frames(clip)) == list(range(100, 111))
    assert clip.expression.labels.category is Category.NEGATIVE


@pytest.mark.parametrize("start", [0, 1])
def test_files_that_count_from_0_or_1_show_the_same(tmp_path: Path, start: int):
    database = FourDME(release(tmp_path, [row()], {"S13_001_01": range(start, start + 11)}))
    [clip] = database.clips()
    assert (clip.expression.interval, clip.expression.apex) == (Interval(0, 10), 4)
    assert levels(database.frames(clip)) == list(range(start, start + 11))


def test_a_longer_stretch_with_the_tables_numbers(tmp_path: Path):
    database = FourDME(release(tmp_path, [row()], {"S13_001_01": range(95, 121)}))
    [clip] = database.clips()
    assert clip.expression.interval == Interval(5, 15)


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        (range(1, 31), "has 30 frames that count from 1 and the row 11"),
        (range(1, 9), "lies beyond frame 8"),
        (range(103, 111), "has number 103, expected 100"),
    ],
)
def test_other_numbers_cost_the_row(tmp_path: Path, numbers: range, sentence: str):
    database = FourDME(release(tmp_path, [row()], {"S13_001_01": numbers}))
    assert database.clips() == []
    assert any(sentence in message for message in fatal(database))


def test_text_and_columns_that_disagree_are_both_named(tmp_path: Path):
    """As where two rows have changed places: nothing is repaired, and nothing goes by the row's number."""
    swapped = [row("4+7", (1, 2)), row("1+2", (4, 7), fold_name="S13_001_02")]
    folds = {"S13_001_01": range(100, 111), "S13_001_02": range(100, 111)}
    database = FourDME(release(tmp_path, swapped, folds))
    assert database.clips() == []
    assert fatal(database) == [
        "the action units are '4+7', but the columns of single ones mark 1, 2, and nothing tells which is right",
        "the action units are '1+2', but the columns of single ones mark 4, 7, and nothing tells which is right",
    ]


@pytest.mark.parametrize("marked", [(4,), (4, 7, 12), (), (4, 12)])
def test_a_column_too_many_or_too_few_costs_the_row(tmp_path: Path, marked: tuple[int, ...]):
    database = FourDME(release(tmp_path, [row("4+7", marked)]))
    assert database.clips() == []
    assert len(fatal(database)) == 1


@pytest.mark.parametrize("right", ["1+2", "1+2+4"])
def test_a_correction_decides_for_the_text(tmp_path: Path, right: str):
    release(tmp_path, [row("4+7", (1, 2)), row("1+2", (4,), fold_name="S13_001_02")])
    path = tmp_path / "corrections.csv"
    line = {"clip": "S13/S13_001_01", "field": "action_units", "published": "4+7", "corrected": right}
    write_table(path, [line | {"reason": "swapped"}])
    database = FourDME(tmp_path, corrections=path)
    [clip] = database.clips()
    assert format_action_units(clip.expression.action_units) == right
    assert len(database.corrections) == 1


@pytest.mark.parametrize("column", [0, 1])
def test_a_held_unit_may_have_its_column_or_not(tmp_path: Path, column: int):
    database = FourDME(release(tmp_path, [row("AU4(k)+L7", (7,), AU4=column)]))
    [clip] = database.clips()
    assert format_action_units(clip.expression.action_units) == "4+L7"
    [note] = database.validate()
    assert "action unit 4 is marked (k), held without moving, and is kept" in note.message


def test_a_unit_without_a_column_is_not_compared(tmp_path: Path):
    [clip] = FourDME(release(tmp_path, [row("4+7+17")])).clips()
    assert format_action_units(clip.expression.action_units) == "4+7+17"


def test_several_emotions(tmp_path: Path):
    database = FourDME(release(tmp_path, [row(emotion="Surprise+Positive")]))
    [clip] = database.clips()
    assert clip.expression.labels.published == "Surprise+Positive"
    assert clip.expression.labels.category is None
    assert label_scheme("original").label(clip) == "surprise+positive"
    assert label_scheme("four").label(clip) is None


def test_emotions_of_one_category_share_it(tmp_path: Path):
    [clip] = FourDME(release(tmp_path, [row(emotion="Repression+Others")])).clips()
    assert clip.expression.labels.category is Category.OTHER


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"Emotion": "Positive"}, "the columns of single emotions mark negative"),
        ({"Emotion": "joy"}, "emotion is 'joy'"),
        ({"Emotion": None}, "emotion is empty"),
        ({"Emotion": "Negative+"}, "emotion is empty"),
        ({"AU4": "x"}, "holds 'x', 0 or 1 was expected"),
        ({"AU12": 2}, "holds 2, 0 or 1 was expected"),
        ({"AUs": "4+7("}, "names no action unit"),
        ({"Onset": None}, "onset is empty"),
        ({"fold_name": "S13_009"}, "no folder of frames for S13/S13_009"),
    ],
)
def test_a_broken_row_is_lost(tmp_path: Path, change: dict[str, object], sentence: str):
    database = FourDME(release(tmp_path, [row(**change)]))
    assert database.clips() == []
    assert any(sentence in message for message in fatal(database))


def test_a_table_without_columns_of_single_units(tmp_path: Path):
    write_table(
        tmp_path / TABLE, [row()], ["sub_ID", "fold_name", "Emotion", "Onset", "Apex", "Offset", "AUs"]
    )
    write_frames(tmp_path / "gray_micro/S13/S13_001_01", range(100, 111))
    assert len(FourDME(tmp_path).clips()) == 1


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(tmp_path_factory.mktemp("fourdme"), [row()])


@settings(deadline=None, max_examples=60)
@given(
    cells=st.fixed_dictionaries(
        dict.fromkeys(["Emotion", "Onset", "Apex", "Offset", "AUs", "AU4", "Negative"], CELLS)
    )
)
def test_any_row_is_read_rightly_or_lost(fuzzed: Path, cells: dict[str, object]):
    frames = row() | {k: v for k, v in cells.items() if k in {"Onset", "Apex", "Offset"}}
    write_table(fuzzed / TABLE, [row(fold_name="gone"), frames, row() | cells | {"fold_name": "x"}], HEADER)
    database = FourDME(fuzzed)
    used = {database.source(clip)[1]: clip for clip in database.clips()}
    assert {2, 3, 4} == set(used) | {problem.row for problem in database.validate() if problem.fatal}
    if 3 in used:
        interval = used[3].expression.interval
        assert [interval.onset + 100, interval.offset + 100] == [int(frames["Onset"]), int(frames["Offset"])]  # type: ignore[call-overload]
