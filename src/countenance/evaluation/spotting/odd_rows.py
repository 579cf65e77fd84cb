"""Rows of published label tables that make no clip, because the offset was not coded or the onset is 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from countenance.core import Clip
from countenance.core.contracts import Database
from countenance.databases.casme2sq.footage import Footage as FramesOfCASME2
from countenance.databases.casme2sq.layout import CASME2Layout
from countenance.databases.casme2sq.rows import clip_names, read_row
from countenance.databases.casme2sq.workbook import FIELDS, find_workbooks, read_tables
from countenance.databases.casme2sq.workbook import LabelRow as RowOfCASME2
from countenance.databases.corrections import CorrectionBook
from countenance.databases.releases import TabularDatabase
from countenance.databases.releases.films import Footage
from countenance.databases.tables import LabelRow, whole_number
from countenance.evaluation.spotting.policies import RawLabel

__all__ = ["odd_rows"]

_ONSET, _APEX, _OFFSET = (FIELDS.index(field) for field in ("onset", "apex", "offset"))


def odd_rows(database: Database, clips: Sequence[Clip]) -> list[RawLabel]:
    """Labels that the reader left out for an offset of 0 or an onset of 0, as published.

    The reader itself reads them, with an offset or onset in the place of the 0, so that participant, recording and
    frames on disk are found as for every other row. Whatever else is wrong with a row still costs it.

    Parameters
    ----------
    database : Database
        Only the layouts of CAS(ME)2 and of one table of labels are known; of others the list is empty.
    clips : sequence of Clip
        Those that the reader gave.
    """
    used = {database.source(clip) for clip in clips}
    if isinstance(database, CASME2Layout):
        return list(dict.fromkeys(_of_casme2(database, used)))
    if isinstance(database, TabularDatabase) and database.tables:
        return list(dict.fromkeys(_of_table(database, used)))
    return []


def _of_casme2(database: CASME2Layout, used: set[tuple[str, int | None]]) -> Iterator[RawLabel]:
    tables = read_tables(find_workbooks(database.root)[0])
    book = CorrectionBook(corrections=database.corrections)
    footage = FramesOfCASME2(
        database.root, database.folder, database.info.name, Fraction(database.info.fps), tables.films
    )
    for row in tables.rows:
        if (tables.file, row.number) in used:
            continue
        cells, _ = book.correct(clip_names(row, tables), dict(zip(FIELDS, row.cells, strict=False)))
        onset, apex, offset = (_frame(cells[field]) for field in ("onset", "apex", "offset"))
        patched = _patched(onset, apex, offset, first=1)
        if patched is not None:
            whole = RowOfCASME2(row.number, _with(cells, row, patched), row.merged)
            read, _ = read_row(whole, tables, footage)
            if read is not None:
                yield _raw(read[0], onset, offset, f"{tables.file}, row {row.number}")


def _with(cells: object, row: RowOfCASME2, patched: tuple[int, int]) -> tuple[object, ...]:
    assert isinstance(cells, dict)
    values = [*(cells[field] for field in FIELDS), *row.cells[len(FIELDS) :]]
    values[_ONSET], values[_OFFSET] = patched
    return tuple(values)


def _of_table(database: TabularDatabase, used: set[tuple[str, int | None]]) -> Iterator[RawLabel]:
    first = 1 if database.first_file is None else database.first_file
    book = CorrectionBook(corrections=database.corrections)
    folder, base = database.found_folder(database.folder)
    footage = Footage(database.root, folder, base, database.film, database.wording)
    for row in database.label_rows():
        if (row.file, row.number) in used:
            continue
        cells, _ = book.correct(database.names(row), row.cells)
        onset, apex, offset = (_frame(cells.get(field)) for field in ("onset", "apex", "offset"))
        patched = _patched(onset, apex, offset, first)
        if patched is not None:
            changed: LabelRow = replace(row, cells={**cells, "onset": patched[0], "offset": patched[1]})
            read, _ = database.read_row(changed, footage)
            if read is not None:
                yield _raw(read[0], onset, offset, f"{row.file}, row {row.number}")


def _patched(onset: int | None, apex: int | None, offset: int | None, first: int) -> tuple[int, int] | None:
    """Onset and offset that a reader accepts in place of the odd ones; None for a row that is not odd."""
    if first < 1 or onset is None or offset is None or (onset > 0 and offset > 0):
        return None
    begins = max(onset, first)
    return begins, offset or max(begins, apex or 0)


def _raw(clip: Clip, onset: int | None, offset: int | None, source: str) -> RawLabel:
    expression = clip.expression
    category = expression.labels.category
    return RawLabel(
        clip.recording.key,
        -1 if onset == 0 else expression.interval.onset,
        expression.apex,
        expression.interval.offset if offset else None,
        expression.kind,
        clip.fps,
        None if category is None else category.value,
        source=source,
    )


def _frame(cell: object) -> int | None:
    return whole_number(cell)
