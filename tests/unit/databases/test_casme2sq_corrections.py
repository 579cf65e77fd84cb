"""Corrections of CAS(ME)2's workbook: applied to the cell before it is read, and named."""

from __future__ import annotations

import csv
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from countenance.core import Category, DatabaseError, ExpressionKind, InputError, Interval
from countenance.databases import open_database, profile
from countenance.databases.casme2sq import CASME2Squared
from countenance.testing import check_database

from .builders import Release, macro, micro

Opener = Callable[..., CASME2Squared]


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    """A release of three rows, opened with corrections given as rows of the file."""

    def opener(*rows: tuple[str, ...]) -> CASME2Squared:
        labels = [
            micro(),
            micro("anger1_2", onset=20, apex=0, offset=0, units="4+smile"),
            macro("happy1_1", 2),
        ]
        recordings = {"s15/15_0401crash": 40, "s16/16_0502smiles": 60}
        root = tmp_path / "release"
        if not root.exists():
            Release(root, labels, recordings).write()
        path = tmp_path / "corrections.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("clip", "field", "published", "corrected", "reason"), *rows])
        return CASME2Squared(root, corrections=path)

    return opener


def test_a_cell_is_read_as_corrected_and_the_change_is_named(opened: Opener):
    database = opened(("s15/anger1_1", "offset", "14", "16", "the frown lasts on"))
    first = database.clips()[0]
    assert first.expression.interval == Interval(4, 15)  # frames count from 1 in the file, from 0 here
    [applied] = database.corrections
    assert applied.to_dict() == {
        "clip": "s15/anger1_1",
        "field": "offset",
        "published": "14",
        "corrected": "16",
        "reason": "the frown lasts on",
    }
    note = next(p for p in database.validate() if "offset was published as '14'" in p.message)
    assert (note.row, note.clip, note.fatal) == (1, "s15/anger1_1", False)
    assert note.remedy == "see corrections.csv, row 2"


def test_what_was_unusable_can_be_used(opened: Opener):
    fixed = opened(
        ("s15/anger1_2", "offset", "0", "35", "coded again"),
        ("s15/anger1_2", "apex", "0", "25", "coded again"),
        ("s15/anger1_2", "action_units", "4+smile", "4+12", "misprint"),
    )
    assert [clip.name for clip in fixed.clips()] == ["anger1_1", "anger1_2", "happy1_1"]
    assert fixed.clips()[1].expression.apex == 24
    assert len(fixed.corrections) == 3
    check_database(
        fixed, reopen=lambda: CASME2Squared(fixed.root, corrections=fixed.root.parent / "corrections.csv")
    )


@pytest.mark.parametrize(
    ("field", "published", "corrected", "got"),
    [
        (
            "emotion",
            "negative",
            "surprise",
            lambda clip: clip.expression.labels.category is Category.SURPRISE,
        ),
        ("kind", "micro-expression", "macro", lambda clip: clip.expression.kind is ExpressionKind.MACRO),
        ("action_units", "4+7", "", lambda clip: clip.expression.action_units == ()),
        ("onset", "5", "3", lambda clip: clip.expression.interval.onset == 2),
        ("clip", "anger1_1", "anger1_7", lambda clip: clip.name == "anger1_7"),
    ],
)
def test_every_column_can_be_corrected(opened: Opener, field, published, corrected, got):
    database = opened(("s15/anger1_1", field, published, corrected, "looked again"))
    assert got(database.clips()[0])


def test_a_subject_is_corrected_under_the_name_that_the_sheet_writes(opened: Opener):
    database = opened(("2/happy1_1", "participant", "2", "1", "mixed up"))
    # s15 has no recording of that film: the row is now lost, under its new name.
    assert any(problem.clip == "s15/happy1_1" and problem.fatal for problem in database.validate())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            ("s15/anger1_1", "offset", "99", "16", "why not"),
            "offset of s15/anger1_1 is 14 in the table and not '99'",
        ),
        (("s15/anger9_9", "offset", "14", "16", "why not"), "no row names the clip s15/anger9_9"),
        (("s15/anger1_1", "objective_class", "", "I", "why not"), "the table has no objective_class"),
        (("s15/anger1_1", "mood", "", "I", "why not"), "field is 'mood'"),
        (("s15/anger1_1", "offset", "14", "16", ""), "it gives no reason"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_as_a_whole(opened: Opener, row, reason: str):
    database = opened(("2/happy1_1", "offset", "35", "36", "sound"), row)
    with pytest.raises(DatabaseError) as refusal:
        database.clips()
    assert reason in str(refusal.value)
    assert str(refusal.value).startswith("corrections.csv: row ")
    assert database.corrections == ()
    faults = [p for p in database.validate() if p.fatal and p.row is None and p.clip is None]
    assert reason in str(faults[0])


def test_a_corrections_file_that_does_not_exist(opened: Opener, tmp_path: Path):
    opened()
    with pytest.raises(InputError, match=r"nowhere\.csv is no file; give a corrections file or leave it out"):
        open_database("casme2sq", tmp_path / "release", corrections=tmp_path / "nowhere.csv")


def test_without_corrections_nothing_is_named(tmp_path: Path):
    assert CASME2Squared(Release(tmp_path).write()).corrections == ()


def test_a_worker_sees_the_corrected_labels(opened: Opener):
    database = opened(("s15/anger1_1", "offset", "14", "16", "the frown lasts on"))
    copy = pickle.loads(pickle.dumps(database))
    assert copy.clips() == database.clips()
    assert copy.corrections == database.corrections


def test_a_profile_names_them(opened: Opener):
    database = opened(("s15/anger1_1", "offset", "14", "16", "the frown lasts on"))
    [named] = profile(database).to_dict()["corrections"]
    assert named["reason"] == "the frown lasts on"
