"""Label tables that cannot be read at all: one sentence with the file, and no clip."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from countenance.core import Database, DatabaseError
from countenance.databases.casme3 import CASME3PartA, CASME3PartC
from countenance.databases.fourdme import FourDME
from countenance.databases.generic import GenericDatabase
from countenance.databases.smic_e import SMICEHS

from . import test_casme3, test_fourdme, test_generic, test_smic_e

Lay = Callable[[Path], tuple[Callable[[Path], Database], str]]


def _smic_e(root: Path) -> tuple[Callable[[Path], Database], str]:
    test_smic_e.release(root, [test_smic_e.row()])
    return SMICEHS, test_smic_e.TABLE


def _casme3_a(root: Path) -> tuple[Callable[[Path], Database], str]:
    test_casme3.part_a(root, [test_casme3.row()])
    return CASME3PartA, test_casme3.MICRO


def _casme3_c(root: Path) -> tuple[Callable[[Path], Database], str]:
    test_casme3.part_c(root, [test_casme3.count()])
    return CASME3PartC, "CAS(ME)3_part_C_ME.xlsx"


def _fourdme(root: Path) -> tuple[Callable[[Path], Database], str]:
    test_fourdme.release(root, [test_fourdme.row()])
    return FourDME, test_fourdme.TABLE


def _generic(root: Path) -> tuple[Callable[[Path], Database], str]:
    test_generic.release(root, table="labels.xlsx")
    return GenericDatabase, "labels.xlsx"


every_reader = pytest.mark.parametrize("lay", [_smic_e, _casme3_a, _casme3_c, _fourdme, _generic])


def only_fault(database: Database) -> str:
    """The sentence that costs the whole release; asking for clips says the same."""
    [fault] = [p for p in database.validate() if p.fatal]
    assert fault.row is fault.clip is None
    with pytest.raises(DatabaseError) as caught:
        database.clips()
    assert str(caught.value) == str(fault)
    return str(fault)


@every_reader
@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0 cut off", b"Subject,Filename\n"]
)
def test_a_damaged_file(tmp_path: Path, lay: Lay, content: bytes):
    reader, table = lay(tmp_path)
    (tmp_path / table).write_bytes(content)
    assert only_fault(reader(tmp_path)).startswith(f"{table}: it cannot be read as an Excel workbook")


@every_reader
def test_a_workbook_cut_short(tmp_path: Path, lay: Lay):
    reader, table = lay(tmp_path)
    whole = (tmp_path / table).read_bytes()
    (tmp_path / table).write_bytes(whole[: len(whole) // 2])
    assert table in only_fault(reader(tmp_path))


@every_reader
def test_a_column_is_missing(tmp_path: Path, lay: Lay):
    reader, table = lay(tmp_path)
    book = openpyxl.load_workbook(tmp_path / table)
    titles = [str(cell.value).casefold() for cell in book.active[1]]
    column = next(place for place, title in enumerate(titles, 1) if title.startswith("offset"))
    book.active.cell(1, column).value = "end"
    book.save(tmp_path / table)
    assert "lacks Off" in only_fault(reader(tmp_path)).replace("lacks off", "lacks Off")


@every_reader
def test_a_table_without_rows(tmp_path: Path, lay: Lay):
    reader, table = lay(tmp_path)
    book = openpyxl.load_workbook(tmp_path / table)
    book.active.delete_rows(2, 99)
    book.save(tmp_path / table)
    assert "no row of labels follows" in only_fault(reader(tmp_path))


@every_reader
def test_merged_cells_cost_their_rows_only(tmp_path: Path, lay: Lay):
    reader, table = lay(tmp_path)
    book = openpyxl.load_workbook(tmp_path / table)
    book.active.append([cell.value for cell in book.active[2]])
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / table)
    database = reader(tmp_path)
    lost = [problem for problem in database.validate() if problem.fatal]
    assert {problem.row for problem in lost} == {3}
    assert "cells A2:A3 are merged" in lost[0].message
    assert len(database.clips()) == 1
