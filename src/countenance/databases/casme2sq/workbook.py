"""The workbook of a CAS(ME)2 release: labels without a header, and two sheets that explain their names."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from countenance.core import DatabaseError, Problem

__all__ = ["CLIP_NAME", "WORKBOOKS", "LabelRow", "Tables", "find_workbooks", "read_tables", "whole_number"]

WORKBOOKS = (
    "CAS(ME)^2code_final(Updated).xlsx",
    "CAS(ME)^2code_final.xlsx",
    "CAS(ME)2code_final.xlsx",
    "code_final.xlsx",
)
"""Names under which the workbook has been handed out; the first one found is read."""

CLIP_NAME = re.compile(r"(?P<film>.+)_(?P<expression>\d+)")
"""Column B: a film and the number of the expression."""

_LABELS = ("CASFEcode_final", "CASMEcode_final")
_PARTICIPANTS, _FILMS = "naming rule1", "naming rule2"
_COLUMNS = 9
_DIGITS = 12
"""More have no meaning in any column, and numbers without end would be costly to turn into text and back."""

_Key = TypeVar("_Key", int, str)


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One row of the label sheet: its spreadsheet number, its nine cells, and cells hidden by a merge."""

    number: int
    cells: tuple[object, ...]
    merged: str | None = None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is needed of a sheet: rows that hold something and, for rows hidden by a merge, its range."""

    title: str
    rows: tuple[tuple[int, tuple[object, ...]], ...]
    merged: Mapping[int, str]


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

    A number of more than twelve digits is none either: no subject, film or frame has one.

    >>> whole_number(46.0), whole_number(" 046"), whole_number(46.5), whole_number("x"), whole_number(True)
    (46, 46, None, None, None)
    >>> whole_number(1e30), whole_number("9" * 5000)
    (None, None)
    """
    number = None
    if isinstance(value, str):
        digits = value.strip()
        number = int(digits) if digits.isdecimal() and len(digits) <= _DIGITS else None
    elif isinstance(value, float):
        number = int(value) if value.is_integer() else None
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    return None if number is None or abs(number) >= 10**_DIGITS else number


def read_tables(path: Path) -> Tables:
    """Read labels and naming rules; everything wrong with them is listed in the result."""
    try:
        sheets = _sheets(path)
    except DatabaseError as error:
        return Tables(path.name, faults=(_fault(path, str(error), "copy it from the release again"),))
    labels, participants, films = (_named(sheets, *names) for names in (_LABELS, (_PARTICIPANTS,), (_FILMS,)))
    faults = [
        _fault(
            path,
            f"it has no sheet {' or '.join(names)} (it has {', '.join(sheet.title for sheet in sheets)})",
            "copy it from the release again or give the sheet its published name",
        )
        for sheet, names in ((labels, _LABELS), (participants, (_PARTICIPANTS,)), (films, (_FILMS,)))
        if sheet is None
    ]
    problems: list[Problem] = []
    rows = () if labels is None else tuple(_label_rows(labels, path.name, problems))
    if labels is None or participants is None or films is None:
        return Tables(path.name, rows, faults=tuple(faults), problems=tuple(problems))
    if not rows:
        message = f"the sheet {labels.title} holds no row of labels"
        faults.append(_fault(path, message, "copy the workbook from the release again"))
    return Tables(
        path.name,
        rows,
        _naming(participants, path.name, _participant, problems),
        _naming(films, path.name, _film, problems),
        faults=tuple(faults),
        problems=tuple(problems),
    )


def _sheets(path: Path) -> list[_Sheet]:
    """Read a workbook as plain values.

    Raises
    ------
    DatabaseError
        If it is damaged.
    """
    try:
        with path.open("rb") as stream, warnings.catch_warnings():
            # Excel's own extensions (validation, formatting), which openpyxl drops, hold no labels.
            warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
            return [
                _Sheet(sheet.title, tuple(_filled_rows(sheet)), _merged_cells(sheet))
                for sheet in load_workbook(stream, data_only=True).worksheets
            ]
    except Exception as error:
        # Damage leads zipfile and openpyxl into exceptions of a dozen classes that have nothing in common.
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DatabaseError(f"it cannot be read as an Excel workbook ({reason})") from error


def _fault(path: Path, message: str, remedy: str) -> Problem:
    return Problem(path.name, None, None, message, remedy)


def _named(sheets: Sequence[_Sheet], *names: str) -> _Sheet | None:
    wanted = {name.casefold() for name in names}
    return next((sheet for sheet in sheets if sheet.title.strip().casefold() in wanted), None)


def _filled_rows(sheet: Worksheet) -> Iterator[tuple[int, tuple[object, ...]]]:
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        row = tuple(None if isinstance(cell, str) and not cell.strip() else cell for cell in cells)
        if any(cell is not None for cell in row):
            yield number, row


def _label_rows(sheet: _Sheet, file: str, problems: list[Problem]) -> Iterator[LabelRow]:
    for position, (number, cells) in enumerate(sheet.rows):
        row = (*cells, *[None] * _COLUMNS)[:_COLUMNS]
        if position == 0 and _is_header(row):
            message = "it looks like a header, which the release does not have, and is skipped"
            problems.append(Problem(file, number, None, message, "nothing needs to be done", fatal=False))
            continue
        yield LabelRow(number, row, sheet.merged.get(number))


def _is_header(row: Sequence[object]) -> bool:
    """Whether words stand where numbers belong, and no clip is named: a row with a clip is a broken row."""
    subject, name, onset, _, offset, *_ = row
    words = all(isinstance(cell, str) and whole_number(cell) is None for cell in (subject, onset, offset))
    return words and not (isinstance(name, str) and CLIP_NAME.fullmatch(name.strip()))


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
    sheet: _Sheet,
    file: str,
    parse: Callable[[tuple[object, ...]], tuple[_Key, str] | None],
    problems: list[Problem],
) -> dict[_Key, str]:
    """Read a naming sheet; a name with two meanings gets none, so that no label finds the wrong frames."""
    meanings: dict[_Key, str] = {}
    contradicted: set[_Key] = set()
    for position, (number, cells) in enumerate(sheet.rows):
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
            message = (
                f"sheet {sheet.title}: {key} stands for {meanings[key]} above and for {meaning} here, and "
                "neither is used"
            )
            remedy = "keep the right one of the two"
            problems.append(Problem(file, number, None, message, remedy, fatal=False))
    return {key: meaning for key, meaning in meanings.items() if key not in contradicted}
