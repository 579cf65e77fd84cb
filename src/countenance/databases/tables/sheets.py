"""Files of tables as plain values: Excel workbooks, old and new, and text with separators."""

from __future__ import annotations

import codecs
import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlrd
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from countenance.core import DatabaseError

__all__ = ["Merge", "Sheet", "read_sheets"]

_LARGEST_FILE = 64 * 2**20
_LARGEST_UNPACKED = 512 * 2**20
_MOST_CELLS = 5_000_000
_TEXT = {".csv": (",", ";", "\t"), ".tsv": ("\t",), ".txt": ("\t", ",", ";")}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells merged into one; only the first of them holds a value. Rows and columns count from 1.

    Examples
    --------
    >>> merge = Merge(2, 4, 1, 1)
    >>> str(merge), merge.hides(2, 1), merge.hides(3, 1), merge.hides(3, 2)
    ('A2:A4', False, True, False)
    """

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    def __str__(self) -> str:
        first, last = get_column_letter(self.first_column), get_column_letter(self.last_column)
        return f"{first}{self.first_row}:{last}{self.last_row}"

    def hides(self, row: int, column: int) -> bool:
        """Whether the value of a cell is hidden."""
        inside = self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column
        return inside and (row, column) != (self.first_row, self.first_column)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, or a text file read with one separator.

    Parameters
    ----------
    title : str
        Its name in the workbook; empty for text.
    rows : tuple of (int, tuple of object)
        Rows that hold something, with their number as a spreadsheet counts; blank cells are None.
    merges : tuple of Merge
        Merged cells.
    """

    title: str
    rows: tuple[tuple[int, tuple[object, ...]], ...]
    merges: tuple[Merge, ...] = ()


def read_sheets(path: Path) -> list[Sheet]:
    """Read every sheet of a file.

    What a file is, its first bytes tell and not its name, so that an ``.xls`` that some program wrote in the newer
    format is read. Text is UTF-8 or has a byte order mark, and comes as one sheet for each separator that its
    kind may have: which one is meant, the header tells.

    Parameters
    ----------
    path : Path
        Excel workbook (``.xlsx``, ``.xls``), or text (``.csv``, ``.tsv``, ``.txt``).

    Returns
    -------
    list of Sheet

    Raises
    ------
    DatabaseError
        If the file cannot be read, with the reason but without its name.
    """
    try:
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise DatabaseError(f"it has {size >> 20} MiB, which is more than a table of labels has")
        data = path.read_bytes()
    except OSError as error:
        raise DatabaseError(f"it cannot be read ({error.strerror})") from error
    if data.startswith(b"PK"):
        return _guarded("an Excel workbook", _xlsx, data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _guarded("an Excel workbook", _xls, data)
    separators = _TEXT.get(path.suffix.lower())
    if separators is None:
        raise DatabaseError(
            "it cannot be read as an Excel workbook (its first bytes are not those of one), "
            "and text is expected in .csv, .tsv or .txt files"
        )
    return _text(data, separators)


def _guarded(what: str, read: Any, data: bytes) -> list[Sheet]:
    try:
        sheets: list[Sheet] = read(data)
    except DatabaseError:
        raise
    except Exception as error:
        # Damage leads zipfile, openpyxl and xlrd into exceptions of many classes that have nothing in common.
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise DatabaseError(f"it cannot be read as {what} ({reason})") from error
    return sheets


def _xlsx(data: bytes) -> list[Sheet]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > _LARGEST_UNPACKED:
        raise DatabaseError(f"it unpacks to {unpacked >> 20} MiB, which is more than a table of labels has")
    with warnings.catch_warnings():
        # Excel's own extensions (validation, formatting), which openpyxl drops, hold no labels.
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        return [_worksheet(sheet) for sheet in load_workbook(io.BytesIO(data), data_only=True).worksheets]


def _worksheet(sheet: Worksheet) -> Sheet:
    _check_area(_one_line(sheet.title), sheet.max_row, sheet.max_column)
    merges = tuple(
        Merge(merge.min_row, merge.max_row, merge.min_col, merge.max_col)
        for merge in sheet.merged_cells.ranges
    )
    return Sheet(_one_line(sheet.title), _filled(sheet.iter_rows(values_only=True)), merges)


def _check_area(title: str, rows: int, columns: int) -> None:
    if rows * columns > _MOST_CELLS:
        cell = f"{get_column_letter(columns)}{rows}"
        raise DatabaseError(
            f"its sheet {title} reaches to cell {cell}, far beyond a table of labels, and what lies outside "
            "of the table must be deleted first"
        )


def _one_line(title: str) -> str:
    return " ".join(title.split())


def _xls(data: bytes) -> list[Sheet]:
    # Merged cells are known only where formatting is read too. Without a log xlrd prints its doubts.
    book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    return [_old_worksheet(sheet, book.datemode) for sheet in book.sheets()]


def _old_worksheet(sheet: Any, datemode: int) -> Sheet:
    _check_area(_one_line(sheet.name), sheet.nrows, max(sheet.ncols, 1))
    rows = (tuple(_old_value(cell, datemode) for cell in sheet.row(number)) for number in range(sheet.nrows))
    merges = tuple(
        Merge(first + 1, stop, first_column + 1, stop_column)
        for first, stop, first_column, stop_column in sheet.merged_cells
    )
    return Sheet(_one_line(sheet.name), _filled(rows), merges)


def _old_value(cell: Any, datemode: int) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return str(xlrd.xldate_as_datetime(cell.value, datemode))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    return bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value


def _text(data: bytes, separators: tuple[str, ...]) -> list[Sheet]:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
        return [Sheet("", _filled(_records(text, separator))) for separator in separators]
    except UnicodeDecodeError as error:
        raise DatabaseError(
            f"byte {error.start + 1} is not valid {encoding.removesuffix('-sig').upper()} text, and the file "
            "must be saved as UTF-8"
        ) from error
    except csv.Error as error:
        raise DatabaseError(f"it cannot be read as text with separators ({error})") from error


def _records(text: str, separator: str) -> Iterator[tuple[object, ...]]:
    cells = 0
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        cells += len(record)
        if cells > _MOST_CELLS:
            raise DatabaseError(f"it has more than {_MOST_CELLS} cells, which no table of labels has")
        yield tuple(record)


def _filled(rows: Iterable[tuple[object, ...]]) -> tuple[tuple[int, tuple[object, ...]], ...]:
    found = []
    for number, cells in enumerate(rows, 1):
        row = tuple(None if isinstance(cell, str) and not cell.strip() else cell for cell in cells)
        if any(cell is not None for cell in row):
            found.append((number, row))
    return tuple(found)
