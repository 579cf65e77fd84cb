"""SMIC-E: FirstF, further expressions in a row, what follows the labels, and names that contradict."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core import Category, DatabaseError, Interval
from countenance.core.problems import lost_clips
from countenance.databases.smic import SMICHS
from countenance.databases.smic_e import SMICEHS, SMICENIR, SMICEVIS
from countenance.testing import check_database

from .layouts import CELLS, levels, write_frames, write_table

TABLE = "SMIC-E_raw image/HS_long/SMIC-HS-E_annotation.xlsx"
HOME = "SMIC-E_raw image/HS_long/SMIC-HS-E/HS"
JPG = "image{:06d}.jpg"
HEADER = [
    "Subject",
    "Filename",
    "No.",
    "OnsetF",
    "OffsetF",
    "OnsetF2",
    "OffsetF2",
    "FirstF",
    "LastF",
    "Emotion",
]


def row(**changes: object) -> dict[str, object]:
    """A sound row: frames 50 to 60 of a film that begins at 41."""
    sound = {
        "Subject": 1,
        "Filename": "s01_ne_01",
        "OnsetF": 50,
        "OffsetF": 60,
        "FirstF": 41,
        "LastF": 80,
        "Emotion": "negative",
    }
    return sound | changes


def release(root: Path, rows: list[dict[str, object]], films: dict[str, range] | None = None) -> Path:
    write_table(root / TABLE, rows, HEADER)
    for film, numbers in ({"s01/s01_ne_01": range(41, 81)} if films is None else films).items():
        write_frames(root / HOME / film, numbers, JPG)
    return root


def test_a_sound_release(tmp_path: Path):
    second = row(
        Subject=2, Filename="s02_sur_01", Emotion="surprise", OnsetF=3, OffsetF=9, FirstF=1, LastF=12
    )
    films = {"s01/s01_ne_01": range(41, 81), "s02/s02_sur_01": range(1, 13)}
    database = SMICEHS(release(tmp_path, [row(), second], films))
    assert database.validate(deep=True) == []
    check_database(database)
    assert [c.expression.labels.category for c in database.clips()] == [Category.NEGATIVE, Category.SURPRISE]


def test_frame_0_is_the_first_of_the_film(tmp_path: Path):
    database = SMICEHS(release(tmp_path, [row()]))
    [clip] = database.clips()
    assert clip.expression.interval == Interval(9, 19)
    assert clip.expression.apex is None
    assert levels(database.frames(clip)) == list(range(50, 61))
    assert database.n_frames(clip.recording) == 40


@pytest.mark.parametrize("start", [0, 1])
def test_files_that_count_from_0_or_1_show_the_same(tmp_path: Path, start: int):
    films = {"s01/s01_ne_01": range(start, start + 40)}
    database = SMICEHS(release(tmp_path, [row()], films))
    [clip] = database.clips()
    assert clip.expression.interval == Interval(9, 19)
    assert levels(database.frames(clip)) == list(range(start + 9, start + 20))
    assert database.validate() == []


def test_files_that_begin_elsewhere_cost_the_row(tmp_path: Path):
    database = SMICEHS(release(tmp_path, [row()], {"s01/s01_ne_01": range(43, 81)}))
    assert database.clips() == []
    [lost] = [problem for problem in database.validate() if problem.fatal]
    assert "has number 43, expected 41 as in the table, or 1" in lost.message
    assert (lost.row, lost.clip) == (2, "s01/s01_ne_01")


@pytest.mark.parametrize("first", ["lost", None, "41 or 42", -3, 41.5])
def test_a_first_frame_that_is_none_costs_the_row(tmp_path: Path, first: object):
    database = SMICEHS(release(tmp_path, [row(FirstF=first)]))
    assert database.clips() == []
    assert lost_clips(database.validate()) == 1


def test_an_onset_before_the_film_costs_the_row(tmp_path: Path):
    database = SMICEHS(release(tmp_path, [row(OnsetF=30)]))
    [lost] = database.validate()
    assert "onset 30 lies before frame 41" in lost.message


def test_a_second_expression_is_a_clip_of_its_own(tmp_path: Path):
    database = SMICEHS(release(tmp_path, [row(OnsetF2=70, OffsetF2=75)]))
    first, second = database.clips()
    assert (first.name, second.name) == ("s01_ne_01", "s01_ne_01_2")
    assert second.recording == first.recording
    assert second.expression.interval == Interval(29, 34)
    assert levels(database.frames(second)) == list(range(70, 76))
    assert database.source(second) == (f"{TABLE}, expression 2", 2)
    check_database(database)


def test_half_a_second_expression_costs_only_itself(tmp_path: Path):
    database = SMICEHS(release(tmp_path, [row(OnsetF2=70)]))
    assert [clip.name for clip in database.clips()] == ["s01_ne_01"]
    [lost] = database.validate()
    assert lost.clip == "s01/s01_ne_01_2"
    assert "offset is empty" in lost.message


def test_what_follows_the_labels_is_noted_and_not_read(tmp_path: Path):
    below = [{"No.": "mean", "OnsetF": 33.5, "OffsetF": 60}, {"OffsetF": 157}]
    database = SMICEHS(release(tmp_path, [row(), *below]))
    assert len(database.clips()) == 1
    notes = database.validate()
    assert [note.row for note in notes] == [3, 4]
    assert not any(note.fatal for note in notes)
    assert "it follows the labels" in notes[0].message
    check_database(database)


def test_a_nameless_row_between_labels_is_damaged(tmp_path: Path):
    films = {"s01/s01_ne_01": range(41, 81), "s01/s01_ne_02": range(41, 81)}
    rows = [row(), row(Subject=None, Filename=None), row(Filename="s01_ne_02")]
    database = SMICEHS(release(tmp_path, rows, films))
    assert [clip.name for clip in database.clips()] == ["s01_ne_01", "s01_ne_02"]
    assert {problem.row for problem in database.validate() if problem.fatal} == {3}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"Emotion": "positive"}, "says negative, but the label says positive"),
        ({"Emotion": "joy"}, "emotion is 'joy'"),
        ({"Subject": 2}, "says participant s01, but the label says s02"),
        ({"Filename": "s01_ne_09"}, "has no folder of frames for s01/s01_ne_09"),
        ({"OffsetF": 99}, "lies beyond frame 80"),
        ({"OffsetF": 45}, "onset 50 is after offset 45"),
    ],
)
def test_a_row_that_contradicts_itself_or_the_folders(
    tmp_path: Path, change: dict[str, object], sentence: str
):
    database = SMICEHS(release(tmp_path, [row(**change)]))
    assert database.clips() == []
    assert any(problem.fatal and sentence in problem.message for problem in database.validate())


def test_a_length_other_than_the_tables_is_noted(tmp_path: Path):
    database = SMICEHS(release(tmp_path, [row(LastF=90)]))
    [note] = database.validate()
    assert "has 40 frames, the table says 50" in note.message
    assert len(database.clips()) == 1


def test_people_are_those_of_smic(tmp_path: Path):
    write_frames(tmp_path / "short/HS/s1/micro/negative/s1_ne_01", range(5), JPG)
    long, short = SMICEHS(release(tmp_path / "long", [row()])), SMICHS(tmp_path / "short")
    assert long.clips()[0].group == short.clips()[0].group == "smic:s01"


@pytest.mark.parametrize(("reader", "camera"), [(SMICEVIS, "VIS"), (SMICENIR, "NIR")])
def test_other_cameras(tmp_path: Path, reader: type[SMICEHS], camera: str):
    write_table(tmp_path / f"{camera}_long/SMIC_{camera}_E_annotation.xlsx", [row()], HEADER)
    write_frames(tmp_path / f"{camera}_long/SMIC-{camera}-E/{camera}/s01/s01_ne_01", range(41, 81), JPG)
    [clip] = reader(tmp_path).clips()
    assert (clip.fps, clip.database) == (25, f"smic_e_{camera.lower()}")


def test_a_correction_names_the_film(tmp_path: Path):
    release(tmp_path, [row(OffsetF=99)])
    path = tmp_path / "corrections.csv"
    lines = [
        {"clip": "s01/s01_ne_01", "field": "offset", "published": 99, "corrected": 69, "reason": "a slip"}
    ]
    write_table(path, lines)
    database = SMICEHS(tmp_path, corrections=path)
    assert database.clips()[0].expression.interval == Interval(9, 28)
    assert [correction.clip for correction in database.corrections] == ["s01/s01_ne_01"]


def test_a_release_without_a_table(tmp_path: Path):
    write_frames(tmp_path / HOME / "s01/s01_ne_01", range(41, 43), JPG)
    with pytest.raises(DatabaseError, match="holds no label table"):
        SMICEHS(tmp_path)


TITLES = [title for title in HEADER if title not in {"No.", "LastF"}]


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(tmp_path_factory.mktemp("smic_e"), [row()])


@settings(deadline=None, max_examples=60)
@given(cells=st.fixed_dictionaries(dict.fromkeys(TITLES, CELLS)))
def test_any_row_is_read_rightly_or_lost_with_a_sentence(fuzzed: Path, cells: dict[str, object]):
    known = row() | {k: v for k, v in cells.items() if k in {"OnsetF", "OffsetF", "FirstF"}}
    write_table(fuzzed / TABLE, [row(Filename="s01_ne_02"), known, cells], HEADER)
    database = SMICEHS(fuzzed)
    problems = database.validate()
    for clip in database.clips():
        interval = clip.expression.interval
        assert clip.recording.name == "s01_ne_01"
        if clip.name == "s01_ne_01" and database.source(clip)[1] == 3:
            first = int(known["FirstF"])  # type: ignore[call-overload]
            assert interval.onset + first == int(known["OnsetF"])  # type: ignore[call-overload]
            assert interval.offset + first == int(known["OffsetF"])  # type: ignore[call-overload]
        assert len(database.frames(clip)) == interval.n_frames
    rows = {problem.row for problem in problems} | {database.source(clip)[1] for clip in database.clips()}
    assert {2, 3} <= rows
