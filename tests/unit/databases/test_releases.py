"""What holds for every database of a label table and folders, on sound trees."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from countenance import databases
from countenance.core import (
    Category,
    DatabaseError,
    ExpressionKind,
    InputError,
    Interval,
    format_action_units,
)
from countenance.databases.releases import TabularDatabase
from countenance.testing import check_database

from .trees import (
    CASME2_TREE,
    CASME_TREE,
    MMEW_TREE,
    SAMM_LONG_TREE,
    SAMM_TREE,
    TREES,
    Tree,
    picture,
    write_pictures,
    write_table,
)

every_tree = pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)


@every_tree
def test_sound_release_conforms_to_the_contract(tree: Tree, tmp_path: Path):
    check_database(tree.write(tmp_path))


@every_tree
def test_entry_point_opens_it(tree: Tree, tmp_path: Path):
    tree.write(tmp_path)
    assert type(databases.open(tree.name, tmp_path)) is tree.database


@every_tree
def test_nothing_is_wrong_with_a_sound_release(tree: Tree, tmp_path: Path):
    assert tree.write(tmp_path).validate(deep=True) == []


@every_tree
def test_frames_are_those_whose_files_bear_the_labelled_numbers(tree: Tree, tmp_path: Path):
    database = tree.write(tmp_path)
    for row, clip in zip(tree.rows, database.clips(), strict=True):
        onset, offset = (int(str(row[tree.title(name)])) for name in ("onset", "offset"))
        expected = [picture(number)[0, 0] for number in range(onset, offset + 1)]
        assert np.abs(database.frames(clip)[:, 6, 8].astype(int) - expected).max() <= 1
        assert database.frames(clip, colour="rgb").shape == (offset - onset + 1, 12, 16, 3)


@every_tree
def test_source_names_the_row_of_the_spreadsheet(tree: Tree, tmp_path: Path):
    database = tree.write(tmp_path)
    sources = [database.source(clip) for clip in database.clips()]
    assert sources == [(tree.table, tree.row_number(row)) for row in range(len(tree.rows))]


@every_tree
def test_a_task_sent_to_a_worker_weighs_a_few_hundred_bytes(tree: Tree, tmp_path: Path):
    database = tree.write(tmp_path)
    sent = pickle.dumps(database)
    received: TabularDatabase = pickle.loads(sent)
    assert len(sent) - len(str(tmp_path)) < 400
    assert pickle.loads(sent) is received
    assert received.clips() == database.clips()
    assert (received.frames(received.clips()[0]) == database.frames(database.clips()[0])).all()


HAND_COMPUTED: Mapping[str, list[tuple[str, Interval, int, str, Category | None, str | None]]] = {
    "casme": [
        ("casme/sub01/EP01_12/EP01_12", Interval(8, 26), 16, "4", Category.OTHER, "tense"),
        ("casme/sub02/EP01_12/EP01_12", Interval(0, 13), 8, "1+2", Category.SURPRISE, "surprise"),
        ("casme/sub02/EP03_1/EP03_1", Interval(2, 5), 4, "L12", Category.POSITIVE, "happiness"),
    ],
    "casme2": [
        ("casme2/sub01/EP02_01f/EP02_01f", Interval(0, 40), 13, "4+L10", Category.NEGATIVE, "disgust"),
        ("casme2/sub01/EP03_02/EP03_02", Interval(4, 9), 7, "12", Category.POSITIVE, "happiness"),
        ("casme2/sub17/EP01_15/EP01_15", Interval(0, 10), 5, "15+17", Category.OTHER, "repression"),
    ],
    "samm": [
        ("samm/006/006_1_2/006_1_2", Interval(0, 26), 13, "4+7", Category.NEGATIVE, "Anger"),
        ("samm/006/006_1_3/006_1_3", Interval(8, 27), 20, "R12or15", Category.OTHER, "Other"),
        ("samm/013/013_7_1/013_7_1", Interval(0, 5), 3, "14or23", Category.NEGATIVE, "Contempt"),
    ],
    "samm_long_videos": [
        ("samm_long_videos/006/006_1/006_1_1", Interval(1, 112), 59, "12C", None, None),
        ("samm_long_videos/006/006_1/006_1_2", Interval(114, 123), 117, "4", None, None),
        ("samm_long_videos/007/007_3/007_3_1", Interval(0, 8), 3, "L14", None, None),
    ],
    "mmew": [
        ("mmew/S01/S01-07-001/S01-07-001", Interval(0, 14), 7, "4+7", Category.NEGATIVE, "anger"),
        ("mmew/S13/S13-03-002/S13-03-002", Interval(2, 10), 4, "9", Category.OTHER, "others"),
    ],
}


@every_tree
def test_labels_as_published(tree: Tree, tmp_path: Path):
    clips = [(clip, clip.expression) for clip in tree.write(tmp_path).clips()]
    read = [
        (
            clip.key,
            shown.interval,
            shown.apex,
            format_action_units(shown.action_units),
            shown.labels.category,
            shown.labels.published,
        )
        for clip, shown in clips
    ]
    assert read == HAND_COMPUTED[tree.name]


def test_kind_is_that_of_the_database_or_of_the_type_column(tmp_path: Path):
    micro = {clip.expression.kind for tree in TREES[:3] for clip in tree.write(tmp_path / tree.name).clips()}
    assert micro == {ExpressionKind.MICRO}
    kinds = [clip.expression.kind for clip in SAMM_LONG_TREE.write(tmp_path / "long").clips()]
    assert kinds == [ExpressionKind.MACRO, ExpressionKind.MICRO, ExpressionKind.MICRO]


def test_both_samm_databases_name_the_same_people(tmp_path: Path):
    short = SAMM_TREE.write(tmp_path / "short").clips()[0]
    long = SAMM_LONG_TREE.write(tmp_path / "long").clips()[1]
    assert short.group == long.group == "samm:006"
    assert short.name == long.name == "006_1_2"


def test_objective_class_as_published(tmp_path: Path):
    classes = [clip.expression.labels.objective_class for clip in SAMM_TREE.write(tmp_path).clips()]
    assert classes == ["3", "VII", "VII"]


def test_recordings_are_all_that_have_frames(tmp_path: Path):
    database = SAMM_LONG_TREE.write(tmp_path)
    assert [recording.name for recording in database.recordings()] == ["006_1", "007_3", "007_4"]
    assert [database.n_frames(recording) for recording in database.recordings()] == [126, 12, 3]


def test_long_films_may_have_numbers_of_five_digits(tmp_path: Path):
    tree = replace(SAMM_LONG_TREE, picture="{name}_{number:05d}.jpg")
    database = tree.write(tmp_path, films={"SAMM_longvideos/006_1": range(1, 127)})
    assert [clip.name for clip in database.clips()] == ["006_1_1", "006_1_2"]
    assert database.clips()[1].expression.interval == Interval(114, 123)


@pytest.mark.parametrize("name", ["CASME2-coding-20140508.xlsx", "casme2-CODING-20190701.xlsx"])
def test_table_under_another_name(name: str, tmp_path: Path):
    CASME2_TREE.write(tmp_path)
    (tmp_path / CASME2_TREE.table).rename(tmp_path / name)
    assert len(databases.open("casme2", tmp_path).clips()) == 3


def test_last_version_of_a_table_is_read_and_the_others_are_noted(tmp_path: Path):
    database = SAMM_LONG_TREE.write(tmp_path)
    for version in (1, 2):
        SAMM_LONG_TREE.write_table(
            tmp_path / f"SAMM_LongVideos_V{version}_Release.xlsx", SAMM_LONG_TREE.rows[:1]
        )
    database = databases.open("samm_long_videos", tmp_path)
    assert len(database.clips()) == 3
    assert [(problem.file, problem.fatal) for problem in database.validate()] == [
        ("SAMM_LongVideos_V2_Release.xlsx", False),
        ("SAMM_LongVideos_V1_Release.xlsx", False),
    ]


def test_other_folder_of_frames_by_option(tmp_path: Path):
    CASME2_TREE.write(tmp_path)
    write_pictures(tmp_path / "Cropped/sub01/EP02_01f", range(46, 87), "reg_img{number}.jpg")
    database = databases.open("casme2", tmp_path, folder="Cropped")
    assert database.folder == "Cropped"
    (clip,) = database.clips()
    assert clip.expression.interval == Interval(0, 40)
    assert len([problem for problem in database.validate() if problem.fatal]) == 2


def test_cropped_folder_serves_where_it_is_all_there_is(tmp_path: Path):
    CASME_TREE.write_table(tmp_path / CASME_TREE.table)
    write_pictures(tmp_path / "Cropped/sub02/EP01_12", range(12, 26), "reg_EP01_12-{number:03d}.jpg")
    database = databases.open("casme", tmp_path)
    assert [clip.key for clip in database.clips()] == ["casme/sub02/EP01_12/EP01_12"]


def test_unknown_and_missing_folders(tmp_path: Path):
    CASME2_TREE.write(tmp_path)
    with pytest.raises(InputError, match=r"'raw' is unknown; known folders: CASME2_RAW_selected, Cropped"):
        databases.open("casme2", tmp_path, folder="raw")
    with pytest.raises(DatabaseError, match=r"no folder Cropped.*--folder CASME2_RAW_selected"):
        databases.open("casme2", tmp_path, folder="Cropped")


def test_release_whose_root_holds_the_participants_themselves(tmp_path: Path):
    SAMM_TREE.write(tmp_path / "x")
    (tmp_path / "x" / SAMM_TREE.table).rename(tmp_path / "x/SAMM" / SAMM_TREE.table)
    assert len(databases.open("samm", tmp_path / "x/SAMM").clips()) == 3


def test_folders_without_a_table(tmp_path: Path):
    SAMM_TREE.write(tmp_path)
    (tmp_path / SAMM_TREE.table).unlink()
    with pytest.raises(
        DatabaseError, match=r"holds no label table; expected SAMM_Micro_FACS_Codes_v2\.xlsx or"
    ):
        databases.open("samm", tmp_path)


def test_table_without_folders(tmp_path: Path):
    SAMM_TREE.write_table(tmp_path / SAMM_TREE.table)
    with pytest.raises(DatabaseError, match=r"has no folder SAMM or SAMM_CROP; copy it there"):
        databases.open("samm", tmp_path)


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "csv", "tsv"])
@every_tree
def test_every_format_of_table_says_the_same(tree: Tree, suffix: str, tmp_path: Path):
    expected = tree.write(tmp_path).clips()
    (tmp_path / tree.table).unlink()
    write_table(tmp_path / f"labels.{suffix}", tree.cells(), tree.sheet)
    other = type("Other", (tree.database,), {"tables": (f"labels.{suffix}",)})(tmp_path)
    assert other.clips() == expected
    assert other.validate() == []


def test_folder_below_another_emotion_is_noted_and_the_table_trusted(tmp_path: Path):
    rows = MMEW_TREE.edited(0, emotion="fear")
    database = MMEW_TREE.write(tmp_path, rows)
    (problem,) = database.validate()
    assert (problem.row, problem.fatal) == (2, False)
    assert "the emotion is fear although its folder lies in anger" in problem.message
    assert database.clips()[0].expression.labels.published == "fear"


def test_second_apex_is_noted_and_the_first_used(tmp_path: Path):
    database = CASME_TREE.write(tmp_path, CASME_TREE.edited(0, second_apex=88))
    (problem,) = database.validate()
    assert "column F (ApexF2) names a second apex, 88, which is not used" in problem.message
    assert database.clips()[0].expression.apex == 16


def test_type_that_the_duration_contradicts_is_noted_and_trusted(tmp_path: Path):
    database = SAMM_LONG_TREE.write(tmp_path, SAMM_LONG_TREE.edited(0, kind="Micro - 1/2"))
    (problem,) = database.validate()
    assert "the type is micro although it lasts 555 ms, and the type is trusted" in problem.message
    assert database.clips()[0].expression.kind is ExpressionKind.MICRO
