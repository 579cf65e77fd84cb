"""Self-reports from tables, and into tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from countenance.core.cache import atomic_file
from countenance.core.errors import InputError
from countenance.core.words import counted
from countenance.databases.tables import Column, LabelRow, find_table, is_empty, shown, text_of, whole_number
from countenance.store import Reader, Writer
from countenance.store.records import Film, Report
from countenance.study.elicitation import SelfReport
from countenance.study.recording.reports import (
    check_report,
    film_of,
    replace_reports,
    report_of,
    reports_of,
    tidy,
)

__all__ = ["COLUMNS", "ImportedReports", "export_reports", "import_reports", "list_reports", "read_reports"]

COLUMNS = ("recording", "onset", "offset", "emotion", "intensity", "text", "not_emotional")
"""Of a table of self-reports."""

_TABLE = (
    Column("recording", ("recording", "video", "film", "clip")),
    Column("onset", ("onset", "onset frame", "start frame", "start")),
    Column("offset", ("offset", "offset frame", "end frame", "end")),
    Column("emotion", ("emotion", "felt emotion"), required=False),
    Column("intensity", ("intensity", "score"), required=False),
    Column("text", ("text", "comment", "note", "description"), required=False),
    Column("not_emotional", ("not_emotional", "not emotional", "reason"), required=False),
)


@dataclass(frozen=True, slots=True)
class ImportedReports:
    """What became of the reports of a table.

    Parameters
    ----------
    reports : int
        In the table.
    recordings : int
        That they are of.
    changes : int
        Reports that were added, changed or removed.
    """

    reports: int
    recordings: int
    changes: int


def read_reports(path: Path, *, first_frame: int = 0) -> list[SelfReport]:
    """Read self-reports from a workbook (``.xlsx``, ``.xls``) or text (``.csv``, ``.tsv``).

    Parameters
    ----------
    path : Path
    first_frame : int
        Number of a recording's first frame in the table.

    Raises
    ------
    InputError
        If the file cannot be read or lacks a column, or a row is no report; the sentence names the row as a
        spreadsheet counts, and only the first one.
    """
    try:
        table = find_table(path, _TABLE)
    except InputError as error:
        raise InputError(f"{path.name}: {error}") from error
    found: dict[SelfReport, int | None] = {}
    for row in table.rows:
        try:
            report = _report(row, first_frame)
            if report in found:
                raise InputError(f"it says the same as row {found[report]}: delete one of them")  # noqa: TRY301
        except InputError as error:
            raise InputError(f"{row.file}, row {row.number}: {error}") from error
        found[report] = row.number
    return list(found)


def _report(row: LabelRow, first_frame: int) -> SelfReport:
    if row.merged:
        raise InputError(f"the cells {row.merged} are merged; split them and fill in each")
    recording = text_of(row["recording"])
    if recording is None:
        raise InputError(f"{row.column('recording')} is empty, the name of a recording was expected")
    onset, offset = (_frame(row, field) - first_frame for field in ("onset", "offset"))
    intensity = None if is_empty(row["intensity"]) else whole_number(row["intensity"])
    if intensity is None and not is_empty(row["intensity"]):
        raise InputError(f"the intensity is {shown(row['intensity'])}, a whole number was expected")
    report = SelfReport(
        recording,
        onset,
        offset,
        None if is_empty(row["emotion"]) else text_of(row["emotion"]),
        intensity,
        text_of(row["text"]) or "",
        "" if is_empty(row["not_emotional"]) else text_of(row["not_emotional"]) or "",
    )
    return tidy(report)


def _frame(row: LabelRow, field: str) -> int:
    number = whole_number(row[field])
    if number is None:
        raise InputError(f"{row.column(field)} is {shown(row[field])}, the number of a frame was expected")
    return number


def import_reports(
    writer: Writer, path: Path, *, first_frame: int = 0, replace: bool = False
) -> ImportedReports:
    """Take in self-reports from a table: all of it, or nothing.

    A table that is taken in twice changes nothing the second time.

    Parameters
    ----------
    writer : Writer
    path : Path
    first_frame : int
        Number of a recording's first frame in the table.
    replace : bool
        Whether the reports of a recording take the place of other ones that it has.

    Raises
    ------
    InputError
        As for :func:`read_reports`; or if there is no such recording, a frame lies beyond its end, the protocol of
        its session did not offer the words, or it has other reports already and they are not to be replaced.
    """
    by_recording: dict[str, list[SelfReport]] = {}
    reports = read_reports(path, first_frame=first_frame)
    for report in reports:
        by_recording.setdefault(report.recording, []).append(report)
    try:
        changes = sum(_taken_in(writer, name, some, replace=replace) for name, some in by_recording.items())
    except InputError as error:
        raise InputError(f"{path.name}: {error}") from error
    return ImportedReports(len(reports), len(by_recording), changes)


def _taken_in(writer: Writer, name: str, reports: list[SelfReport], *, replace: bool) -> int:
    film = film_of(writer, name)
    for report in reports:
        check_report(writer, film, report)
    there = reports_of(writer, film)
    if not replace and not set(there) <= set(reports):
        raise InputError(
            f"recording {name} has {counted(len(there), 'self-report')} already, and not all of them are in the "
            "table: let it take their place with --replace, or leave them"
        )
    return replace_reports(writer, film, reports)


def list_reports(reader: Reader, recording: str = "") -> list[dict[str, Any]]:
    """Self-reports as rows with the keys :data:`COLUMNS`, of one recording or of all, by recording and onset.

    Raises
    ------
    InputError
        If there is no such recording.
    """
    films = [film_of(reader, recording)] if recording else list(reader.find(Film))
    names = {film.id: film.name for film in films}
    kept = [one for one in reader.find(Report) if one.film in names]
    kept.sort(key=lambda one: (names[one.film], one.onset, one.offset, one.id))
    return [_row(report_of(one, names[one.film])) for one in kept]


def _row(report: SelfReport) -> dict[str, Any]:
    return {name: getattr(report, name) for name in COLUMNS}


def export_reports(reader: Reader, path: Path, recording: str = "") -> int:
    """Write self-reports into a table that :func:`import_reports` reads.

    Parameters
    ----------
    reader : Reader
    path : Path
        ``.csv`` or ``.xlsx``.
    recording : str
        Name of one recording; all unless given.

    Returns
    -------
    int
        How many.

    Raises
    ------
    InputError
        If the table is to be of another kind, there is no such recording, or there is nothing to write.
    """
    rows = list_reports(reader, recording)
    if not rows:
        raise InputError("there is no self-report to write")
    writers = {".csv": _csv, ".xlsx": _xlsx}
    if path.suffix.lower() not in writers:
        raise InputError(f"{path} is no table that can be written: name a file that ends in .csv or .xlsx")
    content = writers[path.suffix.lower()](rows)
    with atomic_file(path) as file:
        file.write(content)
    return len(rows)


def _csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: Iterable[Mapping[str, Any]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "self-reports"
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([row[name] for name in COLUMNS])
    for cell in (one for cells in sheet.iter_rows() for one in cells):
        if isinstance(cell.value, str):
            cell.data_type = "s"  # a text that begins with an equals sign is no formula
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
