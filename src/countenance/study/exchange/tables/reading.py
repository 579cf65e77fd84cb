"""Passes from a table, one row a coding."""

from __future__ import annotations

import io
import warnings
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter

from countenance.core.codings import Coding, CodingPass
from countenance.core.errors import DatabaseError, InputError
from countenance.databases.tables import LabelRow, LabelTable, MissingColumnsError, find_table, read_sheets
from countenance.study.exchange.assembling import make_pass
from countenance.study.exchange.fields import NO_REASON
from countenance.study.exchange.problems import Findings
from countenance.study.exchange.tables.cells import RowCells
from countenance.study.exchange.tables.columns import COLUMNS, columns
from countenance.study.exchange.times import TimesSource, times_of

__all__ = ["read_table"]


_ACTION_UNITS = "action units"
"""Title of the column without which a table with unknown ones is not read: codings would lose what matters."""


def read_table(
    path: Path,
    source: TimesSource | None,
    coder: str | None,
    recording: str | None,
    first_frame: int,
    findings: Findings,
) -> list[CodingPass]:
    """Read a table as one pass for each recording and coder.

    Parameters
    ----------
    path : Path
    source : TimesSource or None
        For the number of frames and the rate, where they are known.
    coder : str or None
        Who coded the rows that do not say it; the name of the file otherwise.
    recording : str or None
        What the rows without a recording are about.
    first_frame : int
        Number of the first frame in this table.
    findings : Findings
        What is told.

    Returns
    -------
    list of CodingPass
        Those without problems.

    Raises
    ------
    CodingFileError
        If the file is no such table.
    InputError
        If there are times, but not of a recording in it.
    """
    table = _table(path, recording, findings)
    formulas = _uncalculated(path, table)
    groups: dict[tuple[str, str], list[Coding]] = {}
    people: dict[str, str] = {}
    for row in table.rows:
        _tell_hidden(row, formulas, findings)
        cells = RowCells(row, findings)
        film = cells.text("recording") or recording
        who = cells.text("coder") or coder or path.stem
        if film is None:
            cells.problem("the row names no recording", f"enter it in {row.column('recording')}")
            continue
        own = groups.setdefault((film, who), [])
        participant = cells.text("participant") or ""
        if people.setdefault(film, participant) != participant:
            cells.problem(
                f"{film} shows {participant or 'nobody'}, but {people[film] or 'nobody'} above",
                f"correct {row.column('participant')}",
            )
        coding = _coding(cells, first_frame)
        if coding is not None:
            own.append(coding)
    if coder is None and any(row["coder"] is None for row in table.rows):
        findings.remark(f"rows that name no coder are by {path.stem!r}, which is the name of the file")
    passes = [
        make_pass(film, who, own, times_of(film, source), people[film], findings)
        for (film, who), own in groups.items()
    ]
    return [one for one in passes if one is not None]


def _table(path: Path, recording: str | None, findings: Findings) -> LabelTable:
    try:
        table = find_table(path, columns(recording))
    except MissingColumnsError as error:
        raise findings.fail(str(error), "give a table with these columns, one row a coding") from error
    except DatabaseError as error:
        raise findings.fail(str(error), "save it as .xlsx, or as .csv in UTF-8") from error
    for note in table.notes:
        findings.remark(note.message)
    unread = _unread(path, table)
    if unread and _ACTION_UNITS not in table.columns:
        raise findings.fail(
            f"no column of action units is known, and one of the columns {', '.join(unread)} may be it",
            f"call it {_ACTION_UNITS!r}, or add an empty column of that name where none were coded",
        )
    if unread:
        findings.remark(
            f"not read are the columns {', '.join(unread)}, because titles that mean something are "
            f"{', '.join(column.names[0] for column in COLUMNS)}"
        )
    return table


def _unread(path: Path, table: LabelTable) -> list[str]:
    """Titles beside those of the table, because one of them may be a known column under another name."""
    known = set(table.columns.values())
    for sheet in read_sheets(path):
        cells = dict(sheet.rows).get(table.header, ())
        titles = {
            f"column {get_column_letter(place)} ({' '.join(str(cell).split())})": str(cell)
            for place, cell in enumerate(cells, 1)
            if cell is not None
        }
        if sheet.title == table.title and known <= titles.keys():
            return [repr(title) for place, title in titles.items() if place not in known]
    return []


def _uncalculated(path: Path, table: LabelTable) -> set[tuple[int, int]]:
    """Rows and columns of formulas whose results the file does not hold, which would look blank."""
    data = path.read_bytes()
    if not data.startswith(b"PK"):
        return set()
    with warnings.catch_warnings():
        # Excel's own extensions, which openpyxl drops, hold no codings.
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        book = load_workbook(io.BytesIO(data))
    sheets = [sheet for sheet in book.worksheets if " ".join(sheet.title.split()) == table.title]
    return {
        (cell.row, cell.column)
        for sheet in sheets
        for cells in sheet.iter_rows()
        for cell in cells
        if cell.data_type == "f" and cell.row is not None and cell.column is not None
    }


def _tell_hidden(row: LabelRow, formulas: set[tuple[int, int]], findings: Findings) -> None:
    if row.merged is not None:
        findings.problem(
            f"the cells {row.merged} are merged, and only the first of them holds a value",
            "unmerge them and fill each",
            row.number,
        )
    for field, place in row.columns.items():
        letter = place.split()[1]
        if row[field] is None and (row.number, column_index_from_string(letter)) in formulas:
            findings.problem(
                f"{field} is a formula without a stored result",
                f"paste {place} as values, or open and save the file in a spreadsheet",
                row.number,
            )


def _coding(cells: RowCells, first_frame: int) -> Coding | None:
    """The row's coding; None where it cannot be used, or only says that the recording was coded."""
    told = len(cells.findings.problems)
    onset = cells.frame("onset", first_frame)
    apex, offset = (
        None if cells.is_unknown_zero(field, onset, first_frame) else cells.frame(field, first_frame)
        for field in ("apex", "offset")
    )
    upper, lower = cells.halves()
    excluded, note = cells.excluded(), cells.text("note") or ""
    if excluded == NO_REASON and note and "excluded" not in cells.row:
        excluded, note = note, ""
        cells.findings.remark("its kinds say excluded without a reason, and the note is taken for it")
    # The onset is put in when all else is read, because a row without one may still say something.
    read = Coding(
        0,
        action_units=cells.action_units(),
        upper=upper,
        lower=lower,
        excluded=excluded,
        confidence=cells.confidence(),
        note=note,
        id=cells.text("id") or "",
    )
    nothing = onset is None and apex is None and offset is None and read == Coding(0)
    if len(cells.findings.problems) > told or nothing:
        return None
    if onset is None:
        cells.problem(
            "the onset is empty, expected a frame number", f"enter it in {cells.row.column('onset')}"
        )
        return None
    try:
        return replace(read, onset=onset, apex=apex, offset=offset)
    except InputError as error:
        cells.problem(str(error), "correct the frames")
        return None
