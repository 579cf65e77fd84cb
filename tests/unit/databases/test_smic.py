"""SMIC: labels in the names of folders, three cameras, the same people."""

from __future__ import annotations

import pickle
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance import databases
from countenance.core import Category, DatabaseError, ExpressionKind, Interval, VideoError
from countenance.core.problems import lost_clips
from countenance.databases.smic import SMICHS, SMICNIR, SMICVIS, smic_name_fault
from countenance.testing import check_database

from .layouts import levels, write_frames

BMP = "reg_image{:06d}.bmp"
HOME = "SMIC_all_cropped/HS"


def sample(root: Path, path: str, numbers: range | list[int] = range(11, 16), home: str = HOME) -> None:
    write_frames(root / home / path, numbers, BMP)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    sample(tmp_path, "s1/micro/negative/s1_ne_01")
    sample(tmp_path, "s1/micro/surprise/s1_sur_02", range(30, 33))
    sample(tmp_path, "s12/micro/positive/s12_po_10", range(1, 21))
    sample(tmp_path, "s1/non_micro/s1_non_micro_01")
    return tmp_path


def test_a_sound_release(root: Path):
    database = SMICHS(root)
    assert database.validate(deep=True) == []
    check_database(database)


def test_labels_come_from_the_folders(root: Path):
    clips = SMICHS(root).clips()
    assert [clip.key for clip in clips] == [
        "smic_hs/s01/s1_ne_01/s1_ne_01",
        "smic_hs/s01/s1_sur_02/s1_sur_02",
        "smic_hs/s12/s12_po_10/s12_po_10",
    ]
    assert [clip.expression.labels.category for clip in clips] == [
        Category.NEGATIVE,
        Category.SURPRISE,
        Category.POSITIVE,
    ]
    assert [clip.expression.labels.published for clip in clips] == ["negative", "surprise", "positive"]


def test_no_apex_and_no_action_unit_is_made_up(root: Path):
    for clip in SMICHS(root).clips():
        assert clip.expression.apex is None
        assert clip.expression.action_units == ()
        assert clip.expression.kind is ExpressionKind.MICRO


def test_frames_are_all_files_of_the_folder(root: Path):
    database = SMICHS(root)
    first = database.clips()[0]
    assert first.expression.interval == Interval(0, 4)
    assert levels(database.frames(first)) == [11, 12, 13, 14, 15]
    assert database.frames(first, colour="rgb").shape == (5, 16, 16, 3)
    assert database.source(first) == (f"{HOME}/s1/micro/negative/s1_ne_01", None)


@pytest.mark.parametrize(
    ("reader", "camera", "fps"), [(SMICHS, "HS", 100), (SMICVIS, "VIS", 25), (SMICNIR, "NIR", 25)]
)
def test_each_camera(tmp_path: Path, reader: type[SMICHS], camera: str, fps: int):
    sample(tmp_path, "s3/micro/positive/s3_po_01", home=f"SMIC_all_cropped/{camera}")
    [clip] = reader(tmp_path).clips()
    assert clip.fps == Fraction(fps)
    assert clip.group == "smic:s03"
    assert clip.database == f"smic_{camera.lower()}" == reader.info.name
    assert databases.open(reader.info.name, tmp_path).clips() == [clip]


@pytest.mark.parametrize("home", ["HS", "SMIC_all_raw/HS"])
def test_other_places(tmp_path: Path, home: str):
    sample(tmp_path, "s3/micro/positive/s3_po_01", home=home)
    assert len(SMICHS(tmp_path).clips()) == 1


def test_cropped_frames_come_before_raw_ones(tmp_path: Path):
    sample(tmp_path, "s3/micro/positive/s3_po_01", home="SMIC_all_raw/HS")
    sample(tmp_path, "s3/micro/positive/s3_po_01", range(1, 4))
    assert SMICHS(tmp_path).folder == "SMIC_all_cropped/HS"
    assert SMICHS(tmp_path, folder="SMIC_all_raw/HS").clips()[0].expression.interval == Interval(0, 4)


def test_participants_are_named_alike_however_many_zeros(tmp_path: Path):
    sample(tmp_path, "s01/micro/negative/s01_ne_01")
    assert SMICHS(tmp_path).clips()[0].participant == "s01"


def test_a_gap_is_noted_and_the_sample_used_frame_by_frame(tmp_path: Path):
    sample(tmp_path, "s1/micro/negative/s1_ne_01", [11, 12, 15, 16])
    database = SMICHS(tmp_path)
    [clip] = database.clips()
    assert clip.expression.interval == Interval(0, 3)
    assert levels(database.frames(clip)) == [11, 12, 15, 16]
    [note] = database.validate()
    assert not note.fatal
    assert "frames 13 and 14 are missing of 11 to 16, and the sample is used as it is" in note.message
    check_database(database)


def test_a_folder_that_changes_while_it_is_read_is_noticed(tmp_path: Path):
    sample(tmp_path, "s1/micro/negative/s1_ne_01", [11, 12, 15, 16])
    database = SMICHS(tmp_path)
    [clip] = database.clips()
    sample(tmp_path, "s1/micro/negative/s1_ne_01", [13])
    with pytest.raises(VideoError, match="was changed while it was read"):
        database.frames(clip)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("s1/micro/negative/s1_po_01", "says positive, but the label says negative"),
        ("s1/micro/negative/s2_ne_01", "says participant s02, but the label says s01"),
        ("s1/micro/negative/s1_xx_01", "is not one such as s1_ne_01"),
    ],
)
def test_a_name_that_contradicts_its_folder_is_lost(root: Path, path: str, sentence: str):
    sample(root, path)
    database = SMICHS(root)
    [lost] = database.validate()
    assert lost.fatal
    assert lost.clip == f"s01/{Path(path).name}"
    assert sentence in lost.message
    assert len(database.clips()) == 3


def test_an_empty_folder_costs_its_sample(root: Path):
    (root / HOME / "s1/micro/negative/s1_ne_07").mkdir()
    [lost] = SMICHS(root).validate()
    assert (lost.fatal, lost.clip) == (True, "s01/s1_ne_07")
    assert "no frame can be found" in lost.message
    assert lost_clips(SMICHS(root).validate()) == 1


def test_a_sample_of_a_strange_name_is_lost(root: Path):
    sample(root, "s1/micro/negative/smile")
    [lost] = SMICHS(root).validate()
    assert lost.fatal
    assert "its name is not one that the release has here" in lost.message


def test_two_folders_for_one_sample_cost_it(root: Path):
    sample(root, "s01/micro/negative/s1_ne_01", range(5))
    problems = SMICHS(root).validate()
    assert any(p.fatal and "both claim to be s01/s1_ne_01" in p.message for p in problems)
    assert len(SMICHS(root).clips()) == 2


def test_a_strange_folder_above_is_a_note(root: Path):
    sample(root, "s1/micro/happy/s1_po_01")
    [note] = SMICHS(root).validate()
    assert not note.fatal
    assert note.file == f"{HOME}/s1/micro/happy"


def test_a_damaged_frame_is_found_by_decoding(root: Path):
    (root / HOME / "s1/micro/negative/s1_ne_01/reg_image000013.bmp").write_bytes(b"BM no picture")
    database = SMICHS(root)
    assert database.validate() == []
    [lost] = database.validate(deep=True)
    assert (lost.fatal, lost.clip) == (True, "s01/s1_ne_01")


def test_a_folder_that_is_no_release(tmp_path: Path):
    with pytest.raises(DatabaseError, match="has no folder SMIC_all_cropped/HS or SMIC_all_raw/HS"):
        SMICHS(tmp_path)
    with pytest.raises(DatabaseError, match="does not exist"):
        SMICHS(tmp_path / "none")


def test_it_reaches_workers(root: Path):
    database = SMICHS(root)
    copied = pickle.loads(pickle.dumps(database))
    assert copied.clips() == database.clips()
    assert copied.validate() == database.validate()


@given(
    st.text(alphabet="s_0123neposurS x", max_size=14),
    st.sampled_from(["s01", "s12"]),
    st.sampled_from(Category),
)
def test_a_name_is_accepted_only_if_it_says_the_label(name: str, participant: str, category: Category):
    if smic_name_fault(name, participant, category) is None:
        head, code, number = name.casefold().split("_")
        assert f"s{int(head[1:]):02d}" == participant
        assert {"ne": "negative", "po": "positive", "sur": "surprise"}[code] == category
        assert number.isdecimal()
