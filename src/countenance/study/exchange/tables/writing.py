"""Passes as a table, one row a coding."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from countenance.core.action_units import format_action_units
from countenance.core.codings import Coding, CodingPass
from countenance.study.exchange.tables.columns import TITLES
from countenance.study.exchange.tables.texts import written_text

__all__ = ["csv_of", "xlsx_of"]

_WIDTHS = {"recording": 24, "action_units": 20, "note": 40}


def csv_of(passes: Sequence[CodingPass]) -> str:
    """Text with commas and a byte order mark, by which spreadsheets know UTF-8.

    A pass without codings is a row that names its recording and coder alone.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(TITLES)
    writer.writerows(_rows(passes))
    return "\ufeff" + file.getvalue()


def xlsx_of(passes: Sequence[CodingPass]) -> bytes:
    """A workbook with one sheet; numbers of frames are numbers, everything else is text and never a formula."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # a new workbook has one
    sheet.title = "codings"
    sheet.append(TITLES)
    for row in _rows(passes):
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            _as_text(cell)
    for place, title in enumerate(TITLES, 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(title, 12)
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _as_text(cell: object) -> None:
    if isinstance(cell, Cell) and isinstance(cell.value, str):
        cell.data_type = "s"
        cell.number_format = "@"  # so that what is typed over it does not become a date


def _rows(passes: Sequence[CodingPass]) -> Iterator[list[str | int | None]]:
    for coded in passes:
        whose = [_text(text) for text in (coded.recording, coded.coder, coded.participant)]
        if not coded.codings:
            yield [*whose, *[None] * (len(TITLES) - len(whose))]
        for coding in coded.codings:
            yield [*whose, *_cells(coding)]


def _cells(coding: Coding) -> list[str | int | None]:
    return [
        coding.onset,
        coding.apex,
        coding.offset,
        format_action_units(coding.action_units) or None,
        None if coding.region is None else str(coding.region),
        # The region tells an emotion that is not read from a half of the face that takes no part.
        _text(coding.upper),
        _text(coding.lower),
        None if coding.excluded is None else written_text(coding.excluded),
        coding.confidence,
        _text(coding.note),
        _text(coding.id),
    ]


def _text(text: str | None) -> str | None:
    return written_text(text) if text else None
