"""Labelled movements, as they were looked through, in one file: text, spreadsheet, Parquet or JSON."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as WrittenCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from countenance.study.publishing.cells import Cell, guarded
from countenance.study.publishing.columns import Column, ColumnType, Table
from countenance.study.publishing.tables import write_parquet
from countenance.study.settlement.catalogue import CatalogueEntry

__all__ = ["COLUMNS", "ListFormat", "file_of", "list_table"]

_TEXT, _INTEGER, _NUMBER, _ = ColumnType


class ListFormat(StrEnum):
    """What the file is."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """By which browsers know it."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    ListFormat.CSV: "text/csv; charset=utf-8",
    ListFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ListFormat.PARQUET: "application/vnd.apache.parquet",
    ListFormat.JSON: "application/json",
}

COLUMNS = (
    Column("clip", _TEXT, "Name of the movement."),
    Column("recording", _TEXT, "Where it is seen."),
    Column("participant", _TEXT, "Random pseudonym."),
    Column("onset", _INTEGER, "First frame, from 0."),
    Column("apex", _INTEGER, "Frame of the highest intensity."),
    Column("offset", _INTEGER, "Last frame."),
    Column("exact_onset", _NUMBER, "The onset as settled; half-frames are means of two coders."),
    Column("exact_apex", _NUMBER, "The apex as settled."),
    Column("exact_offset", _NUMBER, "The offset as settled."),
    Column("fps", _NUMBER, "Frames per second, the average where the rate varies."),
    Column("seconds", _NUMBER, "How long it lasts, by the exact frames."),
    Column("kind", _TEXT, "macro or micro; empty for what is left out."),
    Column("category", _TEXT, "A person's, or else the automatic one."),
    Column("automatic", _TEXT, "Category by the rules, where a person chose another one."),
    Column("action_units", _TEXT, "As settled."),
    Column("upper", _TEXT, "Emotion read in the upper face."),
    Column("lower", _TEXT, "Emotion read in the lower face."),
    Column("stimulus", _TEXT, "What the stimulus was meant to evoke."),
    Column("self_report", _TEXT, "What the participant said."),
    Column("rule", _TEXT, "Rule by which the category was chosen."),
    Column("why", _TEXT, "Why a person chose another category."),
    Column("left_out", _TEXT, "Why it is no expression."),
)


def list_table(entries: Sequence[CatalogueEntry]) -> Table:
    """Movements as a table, in their order."""

    def rows() -> Iterator[Sequence[Cell]]:
        for one in entries:
            yield tuple(getattr(one, column.name) for column in COLUMNS)

    return Table("expressions", "Labelled movements.", COLUMNS, rows, ["clip"])


def file_of(entries: Sequence[CatalogueEntry], kind: ListFormat) -> bytes:
    """Movements as the content of a file, one row or object each.

    Texts that a spreadsheet would take for a formula are guarded by an apostrophe, as in a release; in Parquet and
    JSON they are as they are.
    """
    table = list_table(entries)
    if kind is ListFormat.CSV:
        return _csv(table)
    if kind is ListFormat.XLSX:
        return _xlsx(table)
    if kind is ListFormat.PARQUET:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "expressions.parquet"
            write_parquet(path, table)
            return path.read_bytes()
    found = [dict(zip(table.header, row, strict=True)) for row in table.rows()]
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _csv(table: Table) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows(
        [guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows()
    )
    return ("\ufeff" + file.getvalue()).encode()


def _xlsx(table: Table) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # a new workbook has one
    sheet.title = table.name
    sheet.freeze_panes = "A2"
    sheet.append(table.header)
    for row in table.rows():
        sheet.append([guarded(value) if isinstance(value, str) else value for value in row])
    for cells in sheet.iter_rows():
        _texts(cells)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _texts(cells: Iterable[object]) -> None:
    for cell in cells:
        if isinstance(cell, WrittenCell) and isinstance(cell.value, str):
            cell.data_type = "s"
            cell.number_format = "@"  # so that what is typed over it does not become a date
