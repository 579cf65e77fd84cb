"""Files of labels: formats, headers, damage and size."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xlwt

from countenance.core import DatabaseError
from countenance.databases.tables import Column, find_table, read_sheets, sheets, shown, text_of, whole_number

from .trees import CASME2_TREE, write_table

COLUMNS = (
    Column("clip", ("Clip", "Name")),
    Column("onset", ("Onset",)),
    Column("note", ("Note",), required=False),
)
CELLS = [["Clip", "Onset"], ["a", 1], ["b", 2]]


def read(path: Path) -> list[tuple[int | None, object, object]]:
    return [(row.number, row["clip"], row["onset"]) for row in find_table(path, COLUMNS).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_in_every_encoding_and_with_every_separator(encoding: str, separator: str, tmp_path: Path):
    lines = ["remark; with, all\tseparators", "", "Clip,Onset,Note", 'ä,1,"two, three"', "", "日本,2,"]
    text = "\r\n".join(line.replace(",", separator) for line in lines)
    (tmp_path / "labels.csv").write_bytes(text.replace('"two' + separator, '"two,').encode(encoding))
    assert read(tmp_path / "labels.csv") == [(4, "ä", "1"), (6, "日本", "2")]


def test_text_that_is_not_utf8_is_refused_and_not_guessed(tmp_path: Path):
    (tmp_path / "labels.csv").write_bytes("Clip,Onset\nmüde,1\n".encode("latin-1"))
    with pytest.raises(
        DatabaseError, match=r"byte 13 is not valid UTF-8 text, and the file must be saved as UTF-8"
    ):
        read(tmp_path / "labels.csv")


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_workbook_is_known_by_its_bytes_and_not_by_its_name(suffix: str, tmp_path: Path):
    write_table(tmp_path / f"labels{suffix}", CELLS)
    (tmp_path / f"labels{suffix}").rename(tmp_path / "labels.data")
    assert read(tmp_path / "labels.data") == [(2, "a", 1), (3, "b", 2)]


def test_old_workbook_keeps_dates_errors_truth_and_merges(tmp_path: Path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    dated = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for column, value in enumerate(["Clip", "Onset"]):
        sheet.write(0, column, value)
    sheet.write(1, 0, 40_000, dated)
    sheet.write(1, 1, True)
    sheet.write_merge(2, 3, 0, 0, "c")
    sheet.write(2, 1, 5)
    sheet.write(3, 1, 6)
    book.save(str(tmp_path / "labels.xls"))
    rows = find_table(tmp_path / "labels.xls", COLUMNS).rows
    assert [(row["clip"], row["onset"], row.merged) for row in rows] == [
        ("2009-07-06 00:00:00", True, None),
        ("c", 5.0, None),
        (None, 6.0, "A3:A4"),
    ]


def test_header_is_the_first_row_with_every_required_column(tmp_path: Path):
    cells = [["Clip", "no onset here"], ["x"], ["Onset", None, "NAME "], [7, None, "b"]]
    write_table(tmp_path / "labels.xlsx", cells)
    table = find_table(tmp_path / "labels.xlsx", COLUMNS)
    assert (table.header, read(tmp_path / "labels.xlsx")) == (3, [(4, "b", 7)])
    assert table.columns["clip"] == "column C (NAME)"
    assert "note" not in table.rows[0]


def test_preferred_sheet_is_read_and_the_other_noted(tmp_path: Path):
    book = openpyxl.Workbook()
    for title in ("All", "Chosen"):
        for row in CELLS:
            book.create_sheet(title).append(row) if title not in book.sheetnames else book[title].append(row)
    book.save(tmp_path / "labels.xlsx")
    assert find_table(tmp_path / "labels.xlsx", COLUMNS).title == "All"
    table = find_table(tmp_path / "labels.xlsx", COLUMNS, sheets=("chosen",))
    assert table.title == "Chosen"
    assert [note.message for note in table.notes] == ["the sheet Chosen is read and the sheet All is not"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            [["Clip", "Begin"], ["a", 1]],
            r"columns Clip, Onset \(row 1 of its sheet Sheet1 comes closest and lacks Onset",
        ),
        ([["a", 1]], r"none of its first 60 rows is a header with the columns Clip, Onset$"),
        ([["Clip", "Onset"]], r"row 1 of its sheet Sheet1 is the header, and no row of labels follows it"),
        (
            [["Clip", "Onset", "onset "], ["a", 1, 2]],
            r"has more than one column Onset, and one must be renamed",
        ),
        ([[]], "none of its first 60 rows"),
        ([[None]] * 70 + CELLS, "none of its first 60 rows"),
    ],
)
def test_table_that_cannot_be_found(cells: list[list[object]], message: str, tmp_path: Path):
    write_table(tmp_path / "labels.xlsx", cells)
    with pytest.raises(DatabaseError, match=message):
        find_table(tmp_path / "labels.xlsx", COLUMNS)


def damaged(sound: bytes, rng: np.random.Generator) -> bytes:
    """Cut off somewhere, or with some bytes changed."""
    if rng.random() < 0.3:
        return sound[: rng.integers(len(sound))]
    data = np.frombuffer(sound, dtype=np.uint8).copy()
    places = rng.integers(len(data), size=rng.integers(1, 40))
    data[places] = rng.integers(256, size=len(places))
    return data.tobytes()


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "csv"])
def test_every_damage_to_a_table_is_one_sentence(
    suffix: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    name = f"labels.{suffix}"
    CASME2_TREE.write(tmp_path)
    write_table(tmp_path / name, CASME2_TREE.cells())
    sound = (tmp_path / name).read_bytes()
    kind = type("Other", (CASME2_TREE.database,), {"tables": (name,)})
    rng = np.random.default_rng(0)
    reasons = []
    for _ in range(80):
        (tmp_path / name).write_bytes(damaged(sound, rng))
        database = kind(tmp_path)
        for problem in database.validate():
            assert "\n" not in str(problem)
            if problem.fatal and problem.row is None:
                reasons.append(problem.message)
                with pytest.raises(DatabaseError, match=re.escape(str(problem))):
                    database.clips()
    assert len(reasons) > 20
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "cannot be read as an Excel workbook"),
        (b"PK not a workbook", "cannot be read as an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot be read as an Excel workbook"),
        (b"<html>sign in first</html>", "its first bytes are not those of one"),
    ],
)
def test_what_is_no_workbook(data: bytes, message: str, tmp_path: Path):
    (tmp_path / "labels.xlsx").write_bytes(data)
    with pytest.raises(DatabaseError, match=message):
        read_sheets(tmp_path / "labels.xlsx")


def test_workbook_that_unpacks_to_far_more_than_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write_table(tmp_path / "labels.xlsx", CELLS)
    with zipfile.ZipFile(tmp_path / "labels.xlsx", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/extra.xml", b"0" * 3 * 2**20)
    monkeypatch.setattr(sheets, "_LARGEST_UNPACKED", 2**21)
    with pytest.raises(
        DatabaseError, match=r"it unpacks to \d MiB, which is more than a table of labels has"
    ):
        read_sheets(tmp_path / "labels.xlsx")


def test_workbook_with_a_cell_far_beyond_the_table(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "here"
    book.save(tmp_path / "labels.xlsx")
    with pytest.raises(DatabaseError, match=r"its sheet Sheet reaches to cell XFD1048576, far beyond"):
        read_sheets(tmp_path / "labels.xlsx")


def test_files_that_are_too_large_or_are_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(DatabaseError, match=r"it cannot be read \(Is a directory\)"):
        read_sheets(tmp_path / "folder.csv")
    (tmp_path / "labels.csv").write_bytes(b"a,b\n" * 2**19)
    monkeypatch.setattr(sheets, "_MOST_CELLS", 1000)
    with pytest.raises(DatabaseError, match="it has more than 1000 cells"):
        read_sheets(tmp_path / "labels.csv")
    monkeypatch.setattr(sheets, "_LARGEST_FILE", 2**20)
    with pytest.raises(DatabaseError, match="it has 2 MiB, which is more than a table of labels has"):
        read_sheets(tmp_path / "labels.csv")


@pytest.fixture
def usual_field_size() -> Iterator[None]:
    """Python's own limit of a field, which libraries raise for everybody when they are imported."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("usual_field_size")
def test_field_longer_than_the_csv_reader_takes(tmp_path: Path):
    (tmp_path / "labels.csv").write_text("Clip,Onset\n" + "x" * 200_000)
    with pytest.raises(DatabaseError, match="it cannot be read as text with separators"):
        read_sheets(tmp_path / "labels.csv")


def test_cells_as_messages_quote_them():
    assert shown("x\ny") == "'x\\ny'"
    assert shown(date(2020, 1, 2)) == "2020-01-02"
    assert shown(10**80) == "a number of more than 60 digits"
    assert text_of(10**80) is None
    assert [whole_number(value) for value in ("9" * 12, 1e12 - 1)] == [10**12 - 1] * 2
