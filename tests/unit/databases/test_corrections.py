"""Corrections of published labels: applied to the cell that they mean, or refused."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from countenance import databases
from countenance.core import Category, DatabaseError, InputError, Interval
from countenance.databases.corrections import CorrectionBook, read_corrections
from countenance.databases.releases import TabularDatabase
from countenance.testing import check_database

from .trees import CASME2_TREE, SAMM_LONG_TREE, SAMM_TREE, Tree, write_table

HEADER = ["clip", "field", "published", "corrected", "reason"]


def corrected(tree: Tree, root: Path, *corrections: list[object]) -> TabularDatabase:
    tree.write(root)
    write_table(root / "corrections.csv", [HEADER, *corrections])
    database = databases.open(tree.name, root, corrections=root / "corrections.csv")
    assert isinstance(database, TabularDatabase)
    return database


def test_correction_replaces_the_cell_and_is_named(tmp_path: Path):
    database = corrected(
        CASME2_TREE,
        tmp_path,
        ["sub01/EP02_01f", "offset", 86, 80, "neutral from frame 80 on"],
        ["sub17/EP01_15", "emotion", "repression", "sadness", "two coders agree"],
    )
    first, _, last = database.clips()
    assert first.expression.interval == Interval(0, 34)
    assert (last.expression.labels.published, last.expression.labels.category) == (
        "sadness",
        Category.NEGATIVE,
    )
    assert [correction.to_dict() for correction in database.corrections] == [
        {
            "clip": "sub01/EP02_01f",
            "field": "offset",
            "published": "86",
            "corrected": "80",
            "reason": "neutral from frame 80 on",
        },
        {
            "clip": "sub17/EP01_15",
            "field": "emotion",
            "published": "repression",
            "corrected": "sadness",
            "reason": "two coders agree",
        },
    ]
    assert json.dumps([correction.to_dict() for correction in database.corrections])
    notes = database.validate()
    assert [(note.row, note.clip, note.fatal) for note in notes] == [
        (2, "sub01/EP02_01f", False),
        (4, "sub17/EP01_15", False),
    ]
    assert notes[0].message == ("offset was published as '86' and is read as '80' (neutral from frame 80 on)")
    assert notes[0].remedy == "see corrections.csv, row 2"


def test_without_a_file_nothing_is_corrected(tmp_path: Path):
    database = CASME2_TREE.write(tmp_path)
    assert database.corrections == ()
    assert read_corrections(None) == CorrectionBook()


def test_corrected_database_conforms_and_is_sent_with_its_corrections(tmp_path: Path):
    database = corrected(CASME2_TREE, tmp_path, ["sub01/EP02_01f", "offset", 86, 80, "neutral from there"])
    check_database(
        database, reopen=lambda: databases.open("casme2", tmp_path, corrections=tmp_path / "corrections.csv")
    )
    received: TabularDatabase = pickle.loads(pickle.dumps(database))
    assert received.clips() == database.clips()
    assert received.corrections == database.corrections


@pytest.mark.parametrize(
    ("field", "published", "value"),
    [
        ("participant", "999", "1"),
        ("clip", "EP99", "EP02_01f"),
        ("onset", "x", "46"),
        ("apex", "?", ""),
        ("apex", "/", "59"),
        ("offset", "", "86"),
        ("action_units", "4+smile", "4"),
        ("emotion", "joy", "happiness"),
    ],
)
def test_every_field_can_be_corrected_also_where_it_makes_the_row_unusable(
    field: str, published: str, value: str, tmp_path: Path
):
    tree = CASME2_TREE
    rows = tree.edited(0, **{field: published})
    tree.write(tmp_path, rows)
    named = {"participant": "999/EP02_01f", "clip": "sub01/EP99"}.get(field, "sub01/EP02_01f")
    write_table(tmp_path / "corrections.csv", [HEADER, [named, field, published, value, "seen in the film"]])
    database = tree.database(tmp_path, corrections=tmp_path / "corrections.csv")
    assert database.clips()[0].key == "casme2/sub01/EP02_01f/EP02_01f"
    assert len(database.clips()) == 3
    assert len(database.corrections) == 1


def test_kind_and_objective_class_can_be_corrected(tmp_path: Path):
    long = corrected(SAMM_LONG_TREE, tmp_path / "a", ["006/006_1_1", "kind", "Macro", "Micro - 1/2", "short"])
    assert long.clips()[0].expression.kind == "micro"
    short = corrected(SAMM_TREE, tmp_path / "b", ["006/006_1_2", "objective_class", "3", "I", "AU 12"])
    assert short.clips()[0].expression.labels.objective_class == "I"


def test_clip_may_be_named_as_the_table_writes_it(tmp_path: Path):
    database = corrected(CASME2_TREE, tmp_path, ["1/EP02_01f", "offset", "86", "80", "neutral from there"])
    assert database.clips()[0].expression.interval == Interval(0, 34)


REFUSED = {
    "table holds something else": (
        ["sub01/EP02_01f", "offset", 87, 80, "why"],
        "row 2 cannot be applied, because offset of sub01/EP02_01f is 86 in the table and not '87'",
    ),
    "table holds something where nothing was published": (
        ["sub01/EP02_01f", "apex", "", 60, "why"],
        "row 2 cannot be applied, because apex of sub01/EP02_01f is 59 in the table and not empty",
    ),
    "unknown clip": (
        ["sub09/EP02_01f", "offset", 86, 80, "why"],
        "row 2 cannot be applied, because no row names the clip sub09/EP02_01f",
    ),
    "field that this table lacks": (
        ["sub01/EP02_01f", "kind", "", "macro", "why"],
        "row 2 cannot be applied, because the table has no kind",
    ),
    "unknown field": (
        ["sub01/EP02_01f", "colour", "a", "b", "why"],
        "row 2: field is 'colour', expected one of",
    ),
    "no clip": (["", "offset", 86, 80, "why"], "row 2: it names no clip"),
    "no reason": (["sub01/EP02_01f", "offset", 86, 80, ""], "row 2: it gives no reason"),
    "no change": (["sub01/EP02_01f", "offset", 86, 86, "why"], "published and corrected are both '86'"),
}


@pytest.mark.parametrize(("correction", "message"), REFUSED.values(), ids=REFUSED)
def test_correction_that_does_not_fit_is_refused_as_a_whole(
    correction: list[object], message: str, tmp_path: Path
):
    database = corrected(CASME2_TREE, tmp_path, correction)
    (problem,) = [problem for problem in database.validate() if problem.fatal]
    assert (problem.file, problem.row, problem.clip) == ("corrections.csv", None, None)
    assert message in problem.message
    with pytest.raises(DatabaseError, match=r"^corrections\.csv: row 2.*; correct the corrections file"):
        database.clips()


def test_two_corrections_of_one_cell(tmp_path: Path):
    row = ["sub01/EP02_01f", "offset", 86]
    database = corrected(CASME2_TREE, tmp_path, [*row, 80, "why"], [*row, 81, "why"])
    with pytest.raises(DatabaseError, match="row 3: row 2 corrects the same cell"):
        database.clips()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "",
            "none of its first 60 rows is a header with the columns clip, field, published, corrected, reason",
        ),
        ("clip,field,published,corrected\na,b,c,d\n", "comes closest and lacks reason"),
        ("clip,field,published,corrected,reason\n", "no row of labels follows it"),
    ],
)
def test_file_that_is_no_corrections_file(text: str, message: str, tmp_path: Path):
    CASME2_TREE.write(tmp_path)
    (tmp_path / "corrections.csv").write_text(text)
    database = CASME2_TREE.database(tmp_path, corrections=tmp_path / "corrections.csv")
    with pytest.raises(DatabaseError, match=message):
        database.clips()
    assert [problem.file for problem in database.validate() if problem.fatal] == ["corrections.csv"]


def test_missing_file(tmp_path: Path):
    CASME2_TREE.write(tmp_path)
    with pytest.raises(InputError, match=r"nowhere\.csv is no file; give a corrections file or leave it out"):
        CASME2_TREE.database(tmp_path, corrections=tmp_path / "nowhere.csv")
