"""The table in a file: its header is known by the names of its columns, wherever it stands."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from openpyxl.utils import get_column_letter

from countenance.core import DatabaseError, Problem
from countenance.databases.tables.sheets import Merge, Sheet, read_sheets

__all__ = ["Column", "LabelRow", "LabelTable", "MissingColumnsError", "find_table"]

_HEADER_WITHIN = 60
"""Rows in which a header is looked for; the deepest of the published tables is in row 14."""


class MissingColumnsError(DatabaseError):
    """A table whose header lacks columns, the titles of which it names; none where nothing is like a header."""

    def __init__(self, message: str, titles: tuple[str, ...]) -> None:
        super().__init__(message)
        self.titles = titles


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a table should have.

    Parameters
    ----------
    field : str
        What it holds, for example ``"onset"``.
    names : tuple of str
        Titles under which it was published, the first one that the header has counts. Case, spaces, line breaks,
        punctuation and a byte order mark do not.
    required : bool
        Whether a header without it is none.
    """

    field: str
    names: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One row of labels.

    Parameters
    ----------
    file : str
        The table, or the folder where the folder is the label.
    number : int or None
        Row as a spreadsheet counts it; None without a table.
    cells : mapping of str to object
        Value by field; blank cells are None, and fields that the table does not have are absent.
    columns : mapping of str to str
        Where each field stands, as messages name it: ``"column D (OnsetFrame)"``.
    merged : str or None
        A range of merged cells that hides one of the values.
    """

    file: str
    number: int | None
    cells: Mapping[str, object]
    columns: Mapping[str, str]
    merged: str | None = None

    def __contains__(self, field: str) -> bool:
        return field in self.cells

    def __getitem__(self, field: str) -> object:
        """Value of a field; None where it is blank or the table does not have it."""
        return self.cells.get(field)

    def column(self, field: str) -> str:
        """Where a field stands, for messages."""
        return self.columns.get(field, field)


@dataclass(frozen=True, slots=True)
class LabelTable:
    """The labels of one file.

    Parameters
    ----------
    file : str
        Its name.
    title : str
        The sheet; empty for text.
    header : int
        Row of the header.
    rows : tuple of LabelRow
        What follows it, blank rows left out.
    columns : mapping of str to str
        Where each field stands.
    notes : tuple of Problem
        What is odd about the table as a whole.
    """

    file: str
    title: str
    header: int
    rows: tuple[LabelRow, ...]
    columns: Mapping[str, str]
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Header:
    sheet: Sheet
    row: int
    cells: tuple[object, ...]
    places: Mapping[str, int]
    missing: tuple[str, ...]


def find_table(
    path: Path, columns: Sequence[Column], *, sheets: Sequence[str] = (), file: str | None = None
) -> LabelTable:
    """Find a table by the titles of its columns, and read it.

    Parameters
    ----------
    path : Path
        See :func:`~countenance.databases.tables.read_sheets`.
    columns : sequence of Column
        What the table should have; other columns are left alone.
    sheets : sequence of str
        Titles of the sheets to be preferred where several have such a table.
    file : str, optional
        Name of the file in messages.

    Returns
    -------
    LabelTable
        The preferred or first sheet that has a header with every required column.

    Raises
    ------
    DatabaseError
        If the file cannot be read or holds no such table; the sentence does not name the file.
    """
    name = path.name if file is None else file
    wanted = [_plain(title) for title in sheets]
    found = [header for sheet in read_sheets(path) for header in _headers(sheet, columns)]
    best = min(
        found,
        key=lambda header: (len(header.missing), _plain(header.sheet.title) not in wanted),
        default=None,
    )
    if best is None or best.missing:
        raise MissingColumnsError(_not_found(best, columns), () if best is None else best.missing)
    _check_titles(best, columns)
    table = _table(best, name)
    if not table.rows:
        raise DatabaseError(f"{_place(best)} is the header, and no row of labels follows it")
    others = {header.sheet.title for header in found if not header.missing} - {best.sheet.title}
    notes = tuple(
        Problem(name, None, None, message, "keep the one you mean", fatal=False)
        for title in sorted(others)
        for message in [f"the sheet {best.sheet.title} is read and the sheet {title} is not"]
    )
    return LabelTable(table.file, table.title, table.header, table.rows, table.columns, notes)


def _headers(sheet: Sheet, columns: Sequence[Column]) -> Iterator[_Header]:
    """The row of a sheet that comes closest to a header, the first of equals."""
    candidates = []
    for number, cells in sheet.rows:
        if number > _HEADER_WITHIN:
            break
        titles = [_plain(cell) for cell in cells]
        places = {
            column.field: place for column in columns if (place := _place_of(column, titles)) is not None
        }
        missing = tuple(
            column.names[0] for column in columns if column.required and column.field not in places
        )
        if places:
            candidates.append(_Header(sheet, number, cells, places, missing))
    if candidates:
        yield min(candidates, key=lambda header: len(header.missing))


def _place_of(column: Column, titles: Sequence[str]) -> int | None:
    for name in map(_plain, column.names):
        if name in titles:
            return titles.index(name)
    return None


def _plain(title: object) -> str:
    """A title without all that programs change in it."""
    if not isinstance(title, str):
        return ""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _place(header: _Header) -> str:
    return f"row {header.row}" + (f" of its sheet {header.sheet.title}" if header.sheet.title else "")


def _not_found(best: _Header | None, columns: Sequence[Column]) -> str:
    wanted = ", ".join(column.names[0] for column in columns if column.required)
    closest = "" if best is None else f" ({_place(best)} comes closest and lacks {', '.join(best.missing)})"
    return f"none of its first {_HEADER_WITHIN} rows is a header with the columns {wanted}{closest}"


def _check_titles(header: _Header, columns: Sequence[Column]) -> None:
    counts = Counter(map(_plain, header.cells))
    for column in columns:
        place = header.places.get(column.field)
        if place is not None and counts[_plain(header.cells[place])] > 1:
            title = " ".join(str(header.cells[place]).split())
            raise DatabaseError(f"{_place(header)} has more than one column {title}, and one must be renamed")


def _table(header: _Header, file: str) -> LabelTable:
    columns = MappingProxyType(
        {
            field: f"column {get_column_letter(place + 1)} ({' '.join(str(header.cells[place]).split())})"
            for field, place in header.places.items()
        }
    )
    rows = []
    for number, cells in header.sheet.rows:
        values = {f: cells[place] if place < len(cells) else None for f, place in header.places.items()}
        merged = _merged(number, header)
        if number > header.row and (merged or any(value is not None for value in values.values())):
            rows.append(LabelRow(file, number, values, columns, None if merged is None else str(merged)))
    return LabelTable(file, header.sheet.title, header.row, tuple(rows), columns)


def _merged(row: int, header: _Header) -> Merge | None:
    places = header.places.values()
    return next(
        (merge for merge in header.sheet.merges if any(merge.hides(row, place + 1) for place in places)), None
    )
