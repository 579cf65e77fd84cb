"""The workbook of a CAS(ME)2 release: labels without a header, and two sheets that explain their names."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from countenance.core import Problem

__all__ = ["WORKBOOKS", "LabelRow", "Tables", "find_workbooks", "read_tables", "whole_number"]

WORKBOOKS = (
    "CAS(ME)^2code_final(Updated).xlsx",
    "CAS(ME)^2code_final.xlsx",
    "CAS(ME)2code_final.xlsx",
    "code_final.xlsx",
)
"""Names under which the workbook has been handed out; the first one found is read."""

_LABELS = ("CASFEcode_final", "CASMEcode_final")
_PARTICIPANTS, _FILMS = "naming rule1", "naming rule2"
_COLUMNS = 9

_Key = TypeVar("_Key", int, str)


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One row of the label sheet: its spreadsheet number, its nine cells, and cells hidden by a merge."""

    number: int
    cells: tuple[object, ...]
    merged: str | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """What the workbook says.

    Parameters
    ----------
    file : str
        Its name.
    rows : tuple of LabelRow
        Rows with labels.
    participants : mapping of int to str
        Subject number to participant, for example 1 to ``"s15"``.
    films : mapping of str to str
        Film to clip code, for example ``"anger1"`` to ``"0401"``.
    faults : tuple of Problem
        What makes the workbook unusable as a whole.
    problems : tuple of Problem
        What is wrong in single rows of the naming sheets.
    """

    file: str
    rows: tuple[LabelRow, ...] = ()
    participants: Mapping[int, str] = field(default_factory=dict)
    films: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()


def find_workbooks(root: Path) -> list[Path]:
    """Workbooks of labels in a folder, the one to be read first."""
    return [root / name for name in WORKBOOKS if (root / name).is_file()]


def whole_number(value: object) -> int | None:
    """A cell's whole number, which spreadsheets also store as float or text; None where it is none.

    >>> whole_number(46.0), whole_number(" 046"), whole_number(46.5), whole_number("x"), whole_number(True)
    (46, 46, None, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str):
        return int(value) if value.strip().isdecimal() else None
    return value if isinstance(value, int) else None


def read_tables(path: Path) -> Tables:
    """Read labels and naming rules; everything wrong with them is listed in the result."""
    try:
        with warnings.catch_warnings():
            # Excel's own extensions (validation, formatting), which openpyxl drops, hold no labels.
            warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
            book = load_workbook(path, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError) as error:
        message = f"it cannot be read as an Excel workbook ({error})"
        return Tables(path.name, faults=(_fault(path, message, "copy it from the release again"),))
    labels, participants, films = (_sheet(book, *names) for names in (_LABELS, (_PARTICIPANTS,), (_FILMS,)))
    faults = [
        _fault(
            path,
            f"it has no sheet {' or '.join(names)} (it has {', '.join(book.sheetnames)})",
            "copy it from the release again or give the sheet its published name",
        )
        for sheet, names in ((labels, _LABELS), (participants, (_PARTICIPANTS,)), (films, (_FILMS,)))
        if sheet is None
    ]
    if labels is None or participants is None or films is None:
        return Tables(path.name, faults=tuple(faults))
    problems: list[Problem] = []
    return Tables(
        path.name,
        tuple(_label_rows(labels, path.name, problems)),
        _naming(participants, path.name, _participant, problems),
        _naming(films, path.name, _film, problems),
        problems=tuple(problems),
    )


def _fault(path: Path, message: str, remedy: str) -> Problem:
    return Problem(path.name, None, None, message, remedy)


def _sheet(book: Workbook, *names: str) -> Worksheet | None:
    wanted = {name.casefold() for name in names}
    return next((sheet for sheet in book.worksheets if sheet.title.strip().casefold() in wanted), None)


def _filled_rows(sheet: Worksheet) -> Iterator[tuple[int, tuple[object, ...]]]:
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        row = tuple(None if isinstance(cell, str) and not cell.strip() else cell for cell in cells)
        if any(cell is not None for cell in row):
            yield number, row


def _label_rows(sheet: Worksheet, file: str, problems: list[Problem]) -> Iterator[LabelRow]:
    merged = _merged_cells(sheet)
    for position, (number, cells) in enumerate(_filled_rows(sheet)):
        row = (*cells, *[None] * _COLUMNS)[:_COLUMNS]
        numeric = [whole_number(row[column]) is not None for column in (0, 2, 4)]
        named = all(isinstance(row[column], str) for column in (0, 2, 4))
        if position == 0 and named and not any(numeric):
            message = "it looks like a header, which the release does not have, and is skipped"
            problems.append(Problem(file, number, None, message, "nothing needs to be done", fatal=False))
            continue
        yield LabelRow(number, row, merged.get(number))


def _merged_cells(sheet: Worksheet) -> dict[int, str]:
    """Rows of which a merge hides a cell, with the merged range."""
    hidden = {}
    for merge in sheet.merged_cells.ranges:
        rows = range(merge.min_row, merge.max_row + 1)
        # The first row of a merge keeps its value, unless the merge also spans columns.
        for row in rows if merge.max_col > merge.min_col else rows[1:]:
            if merge.min_col <= _COLUMNS:
                hidden[row] = str(merge.coord)
    return hidden


def _participant(cells: tuple[object, ...]) -> tuple[int, str] | None:
    if len(cells) < 3 or not isinstance(cells[1], str):
        return None
    number = whole_number(cells[2])
    return None if number is None else (number, cells[1].strip())


def _film(cells: tuple[object, ...]) -> tuple[str, str] | None:
    if len(cells) < 2 or not isinstance(cells[1], str):
        return None
    code = whole_number(cells[0])
    return None if code is None else (cells[1].strip(), f"{code:04d}")


def _naming(
    sheet: Worksheet,
    file: str,
    parse: Callable[[tuple[object, ...]], tuple[_Key, str] | None],
    problems: list[Problem],
) -> dict[_Key, str]:
    """Read a naming sheet; a name with two meanings gets none, so that no label finds the wrong frames."""
    meanings: dict[_Key, str] = {}
    contradicted: set[_Key] = set()
    for position, (number, cells) in enumerate(_filled_rows(sheet)):
        pair = parse(cells)
        if pair is None:
            if position > 0:  # the first row may be a header
                message = (
                    f"sheet {sheet.title}: no naming rule can be read from {cells!r}, the row is skipped"
                )
                remedy = "compare it with the rows around it"
                problems.append(Problem(file, number, None, message, remedy, fatal=False))
            continue
        key, meaning = pair
        if meanings.setdefault(key, meaning) != meaning:
            contradicted.add(key)
            message = f"sheet {sheet.title}: {key} stands for {meanings[key]} above and for {meaning} here"
            problems.append(Problem(file, number, None, message, "keep the right one of the two"))
    return {key: meaning for key, meaning in meanings.items() if key not in contradicted}
