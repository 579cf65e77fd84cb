"""The workbook of a CAS(ME)2 release: labels without a header, and two sheets that explain their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from countenance.core import DatabaseError, Problem
from countenance.databases.tables import Sheet, read_sheets, whole_number

__all__ = ["CLIP_NAME", "FIELDS", "WORKBOOKS", "LabelRow", "Tables", "find_workbooks", "read_tables"]

WORKBOOKS = (
    "CAS(ME)^2code_final(Updated).xlsx",
    "CAS(ME)^2code_final.xlsx",
    "CAS(ME)2code_final.xlsx",
    "code_final.xlsx",
)
"""Names under which the workbook has been handed out; the first one found is read."""

CLIP_NAME = re.compile(r"(?P<film>.+)_(?P<expression>\d+)")
"""Column B: a film and the number of the expression."""

FIELDS = ("participant", "clip", "onset", "apex", "offset", "action_units", "emotion", "kind")
"""What columns A to H hold, as corrections name it; the self-report in column I is the participant's own word."""

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


def read_tables(path: Path) -> Tables:
    """Read labels and naming rules; everything wrong with them is listed in the result."""
    try:
        sheets = read_sheets(path)
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


def _fault(path: Path, message: str, remedy: str) -> Problem:
    return Problem(path.name, None, None, message, remedy)


def _named(sheets: Sequence[Sheet], *names: str) -> Sheet | None:
    wanted = {name.casefold() for name in names}
    return next((sheet for sheet in sheets if sheet.title.strip().casefold() in wanted), None)


def _label_rows(sheet: Sheet, file: str, problems: list[Problem]) -> Iterator[LabelRow]:
    for position, (number, cells) in enumerate(sheet.rows):
        row = (*cells, *[None] * _COLUMNS)[:_COLUMNS]
        if position == 0 and _is_header(row):
            message = "it looks like a header, which the release does not have, and is skipped"
            problems.append(Problem(file, number, None, message, "nothing needs to be done", fatal=False))
            continue
        yield LabelRow(number, row, _merged(sheet, number))


def _is_header(row: Sequence[object]) -> bool:
    """Whether words stand where numbers belong, and no clip is named: a row with a clip is a broken row."""
    subject, name, onset, _, offset, *_ = row
    words = all(isinstance(cell, str) and whole_number(cell) is None for cell in (subject, onset, offset))
    return words and not (isinstance(name, str) and CLIP_NAME.fullmatch(name.strip()))


def _merged(sheet: Sheet, row: int) -> str | None:
    """Range of merged cells that hides one of a row's."""
    columns = range(1, _COLUMNS + 1)
    hiding = (merge for merge in sheet.merges if any(merge.hides(row, column) for column in columns))
    return next(map(str, hiding), None)


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
    sheet: Sheet,
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
