"""A sound release, and releases that cannot be opened."""

from __future__ import annotations

import pickle
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from countenance import databases
from countenance.core import (
    Category,
    Database,
    DatabaseError,
    ExpressionKind,
    InputError,
    Interval,
    Recording,
    format_action_units,
)
from countenance.databases.casme2sq import CASME2Squared
from countenance.testing import check_database
from countenance.video import write_video

from .builders import WORKBOOK, Release, image, macro, micro, write_frames


@pytest.fixture
def root(tmp_path: Path) -> Path:
    rows = [
        macro("happy1_2", 2, units="R12", emotion="positive", report="happy"),
        micro(),
        micro("anger1_2", onset=20, apex=22, offset=25, units=None, emotion="others", report=None),
    ]
    return Release(tmp_path, rows, {"s16/16_0502smiles": 120, "s15/15_0401crash": 40}).write()


def test_release_without_faults_has_no_problems(root: Path):
    assert CASME2Squared(root).validate(deep=True) == []


def test_release_conforms_to_the_contract(root: Path):
    check_database(CASME2Squared(root))


def test_clips_come_in_the_order_of_the_label_file(root: Path):
    assert [clip.key for clip in CASME2Squared(root).clips()] == [
        "casme2sq/s16/16_0502smiles/happy1_2",
        "casme2sq/s15/15_0401crash/anger1_1",
        "casme2sq/s15/15_0401crash/anger1_2",
    ]


def test_labels_as_published(root: Path):
    smile, frown, other = (clip.expression for clip in CASME2Squared(root).clips())
    assert smile.interval == Interval(4, 34)
    assert smile.apex == 14
    assert smile.kind is ExpressionKind.MACRO
    assert format_action_units(smile.action_units) == "R12"
    assert smile.labels.category is Category.POSITIVE
    assert (smile.labels.from_stimulus, smile.labels.self_report) == ("happiness", "happy")
    assert frown.kind is ExpressionKind.MICRO
    assert (frown.labels.from_stimulus, frown.labels.category) == ("anger", Category.NEGATIVE)
    assert other.action_units == ()
    assert (other.labels.category, other.labels.self_report) == (Category.OTHER, None)


def test_recordings_are_ordered_by_participant(root: Path):
    assert CASME2Squared(root).recordings() == [
        Recording("casme2sq", "s15", "15_0401crash", Fraction(30), "anger1"),
        Recording("casme2sq", "s16", "16_0502smiles", Fraction(30), "happy1"),
    ]


def test_frames_are_those_whose_files_bear_the_labelled_numbers(root: Path):
    database = CASME2Squared(root)
    frown = database.clips()[1]
    grey, rgb = database.frames(frown), database.frames(frown, colour="rgb")
    assert grey.shape == (10, 32, 32)
    assert rgb.shape == (10, 32, 32, 3)
    assert grey[:, 16, 16].tolist() == [2 * number for number in range(5, 15)]


def test_files_are_ordered_by_number_beyond_three_digits(tmp_path: Path):
    Release(tmp_path, [micro(onset=98, apex=99, offset=101)], {}).write()
    write_frames(tmp_path / "rawpic/s15/15_0401crash", range(1, 103))
    database = CASME2Squared(tmp_path)
    assert database.frames(database.clips()[0])[:, 0, 0].tolist() == [196, 198, 200, 202]


@pytest.mark.parametrize("code", ["0401", 401, 401.0])
def test_clip_code_may_be_text_or_number(tmp_path: Path, code: object):
    assert len(CASME2Squared(Release(tmp_path, films=[(code, "anger1")]).write()).clips()) == 1


def test_numbers_may_be_text_or_float(tmp_path: Path):
    row = micro(subject="1", onset=5.0, apex="9", offset=" 14 ")
    (clip,) = CASME2Squared(Release(tmp_path, [row]).write()).clips()
    assert clip.expression.interval == Interval(4, 13)


def test_naming_sheets_may_have_headers_and_blank_rows(tmp_path: Path):
    participants = [("folder", "participant", "number"), (), (15, "s15", 1)]
    films = [("code", "film"), (None, " "), ("0401", "anger1")]
    database = CASME2Squared(Release(tmp_path, participants=participants, films=films).write())
    assert len(database.clips()) == 1
    assert database.validate() == []


def test_unreadable_naming_row_is_noted(tmp_path: Path):
    database = CASME2Squared(Release(tmp_path, films=[("0401", "anger1"), ("?", "happy1")]).write())
    (problem,) = database.validate()
    assert str(problem).startswith(f"{WORKBOOK}, row 2: sheet naming rule2: no naming rule can be read")


def test_contradicting_naming_rule_names_nothing(tmp_path: Path):
    database = CASME2Squared(Release(tmp_path, films=[("0401", "anger1"), ("0402", "anger1")]).write())
    assert database.clips() == []
    messages = [problem.message for problem in database.validate()]
    assert set(messages) == {
        "clip name 'anger1_1' refers to 'anger1', which the sheet naming rule2 does not have",
        "sheet naming rule2: anger1 stands for 0401 above and for 0402 here, and neither is used",
    }


def test_header_of_the_label_sheet_is_noted_and_blank_rows_are_skipped(tmp_path: Path):
    header = ["Subject", "Clip", "Onset", "Apex", "Offset", "AUs", "Emotion", "Type", "Self-report"]
    database = CASME2Squared(
        Release(tmp_path, [header, (), micro(), [" "], micro("anger1_2", onset=0)]).write()
    )
    assert len(database.clips()) == 1
    note, broken = database.validate()
    assert (note.row, note.fatal) == (1, False)
    assert broken.row == 5


@pytest.mark.parametrize(
    "name", ["CAS(ME)^2code_final.xlsx", "CAS(ME)^2code_final(Updated).xlsx", "code_final.xlsx"]
)
@pytest.mark.parametrize("sheet", ["CASFEcode_final", "CASMEcode_final"])
def test_published_names_of_workbook_and_sheet(tmp_path: Path, name: str, sheet: str):
    release = Release(tmp_path, workbook=name, sheets=(sheet, "naming rule1", "naming rule2"))
    assert len(CASME2Squared(release.write()).clips()) == 1


def test_updated_workbook_is_preferred_and_the_other_noted(tmp_path: Path):
    Release(tmp_path, [micro(), macro("anger1_2", onset=20, apex=22)]).write()
    Release(tmp_path, workbook="CAS(ME)^2code_final(Updated).xlsx").write_workbook()
    database = CASME2Squared(tmp_path)
    assert len(database.clips()) == 1
    (problem,) = database.validate()
    assert (problem.file, problem.fatal) == (WORKBOOK, False)


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_missing_sheet(tmp_path: Path, missing: int):
    sheets = ["CASFEcode_final", "naming rule1", "naming rule2"]
    wanted, sheets[missing] = sheets[missing], "Sheet9"
    database = CASME2Squared(Release(tmp_path, sheets=tuple(sheets)).write())
    (problem,) = database.validate()
    assert f"has no sheet {wanted}" in problem.message
    with pytest.raises(DatabaseError, match="has no sheet"):
        database.clips()


def test_damaged_workbook(tmp_path: Path):
    Release(tmp_path).write()
    (tmp_path / WORKBOOK).write_bytes(b"PK not a workbook")
    database = CASME2Squared(tmp_path)
    (problem,) = database.validate()
    assert "cannot be read as an Excel workbook" in problem.message
    with pytest.raises(DatabaseError, match="cannot be read as an Excel workbook"):
        database.clips()


@pytest.mark.parametrize("folder", ["selectedpic", "cropped"])
def test_frames_of_single_expressions(tmp_path: Path, folder: str):
    Release(tmp_path, [micro(), macro("anger1_2", onset=20, apex=22)], {}).write()
    write_frames(tmp_path / folder / "s15" / "anger1_1", range(5, 15))
    database = CASME2Squared(tmp_path, folder)
    (clip,) = database.clips()
    assert clip.key == "casme2sq/s15/15_0401/anger1_1"
    assert database.frames(clip)[:, 0, 0].tolist() == [2 * number for number in range(5, 15)]
    (problem,) = database.validate()
    assert (problem.row, problem.fatal) == (2, True)


def test_videos_serve_where_there_are_no_images(tmp_path: Path):
    Release(tmp_path, [micro()], {}).write()
    video = tmp_path / "rawvideo" / "s15" / "15_0401crash.avi"
    video.parent.mkdir(parents=True)
    write_video(video, (image(number) for number in range(1, 41)), 30, codec="ffv1")
    database = CASME2Squared(tmp_path)
    (clip,) = database.clips()
    assert database.folder == "rawvideo"
    assert database.n_frames(clip.recording) == 40
    grey = database.frames(clip)[:, 16, 16].astype(int)
    assert np.abs(grey - 2 * np.arange(5, 15)).max() <= 1
    check_database(database)


def test_opening_reads_nothing(tmp_path: Path):
    Release(tmp_path).write()
    (tmp_path / WORKBOOK).write_bytes(b"not opened yet")
    assert CASME2Squared(tmp_path).root == tmp_path


def test_missing_root(tmp_path: Path):
    with pytest.raises(
        DatabaseError, match=r"nowhere does not exist; give the folder of an unpacked CAS\(ME\)2"
    ):
        databases.open("casme2sq", tmp_path / "nowhere")


def test_root_that_is_a_file(tmp_path: Path):
    file = tmp_path / "release.zip"
    file.touch()
    with pytest.raises(DatabaseError, match="is a file, but the folder of an unpacked"):
        databases.open("casme2sq", file)


def test_missing_workbook(root: Path):
    (root / WORKBOOK).unlink()
    with pytest.raises(DatabaseError, match=r"holds no workbook of labels; expected CAS\(ME\)"):
        databases.open("casme2sq", root)


def test_missing_frames_folder(tmp_path: Path):
    Release(tmp_path, recordings={}).write()
    with pytest.raises(DatabaseError, match=r"has no folder rawpic or rawvideo; copy it there$"):
        databases.open("casme2sq", tmp_path)
    with pytest.raises(DatabaseError, match="has no folder cropped"):
        databases.open("casme2sq", tmp_path, folder="cropped")


def test_folders_that_could_be_named_are_listed(tmp_path: Path):
    Release(tmp_path, recordings={}).write()
    for name in ("selectedpic", "cropped"):
        (tmp_path / name).mkdir()
    sentence = r"copy it there or name one that it has \(selectedpic, cropped\), as in --folder selectedpic, "
    with pytest.raises(DatabaseError, match=sentence):
        databases.open("casme2sq", tmp_path)


def test_unknown_frames_folder(root: Path):
    with pytest.raises(InputError, match="folder 'pictures' is unknown; known folders: rawpic,"):
        databases.open("casme2sq", root, folder="pictures")


def test_foreign_clips_and_recordings_are_refused(root: Path, tmp_path_factory: pytest.TempPathFactory):
    other = CASME2Squared(Release(tmp_path_factory.mktemp("other"), recordings={"s15/15_0401y": 20}).write())
    database = CASME2Squared(root)
    with pytest.raises(DatabaseError, match="has no usable clip casme2sq/s15/15_0401y/anger1_1"):
        database.frames(other.clips()[0])
    with pytest.raises(DatabaseError, match="has no recording casme2sq/s15/15_0401y"):
        database.n_frames(other.recordings()[0])
    with pytest.raises(DatabaseError, match="has no usable clip casme2sq/s15/15_0401y/anger1_1"):
        database.source(other.clips()[0])


def test_opened_database_can_be_sent_to_another_process(root: Path):
    database = CASME2Squared(root)
    clips = database.clips()
    received = pickle.loads(pickle.dumps(database))
    assert received.clips() == clips
    np.testing.assert_array_equal(received.frames(clips[0]), database.frames(clips[0]))


def test_it_is_a_database(root: Path):
    database = databases.open("casme2sq", str(root))
    assert isinstance(database, Database)
    assert isinstance(database, CASME2Squared)
