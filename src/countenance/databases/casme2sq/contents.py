"""All rows of the label sheet together: their corrections, and what they repeat, contradict and overlap."""

from __future__ import annotations

from dataclasses import dataclass, replace

from countenance.core import Clip, Problem
from countenance.databases.casme2sq.footage import Footage
from countenance.databases.casme2sq.rows import clip_names, read_row
from countenance.databases.casme2sq.shots import Shot
from countenance.databases.casme2sq.workbook import FIELDS, LabelRow, Tables
from countenance.databases.corrections import CorrectionBook
from countenance.databases.releases.rivals import settle

__all__ = ["Contents", "Labelled", "read_contents"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A row that names a clip, the clip, and where its frames lie."""

    file: str
    row: LabelRow
    clip: Clip
    shot: Shot

    @property
    def name(self) -> str:
        """Participant and clip."""
        return f"{self.clip.participant}/{self.clip.name}"

    def fatal(self, message: str, remedy: str) -> Problem:
        """A sentence that says why the clip is left out."""
        return Problem(self.file, self.row.number, self.name, message, remedy)

    def note(self, message: str, remedy: str) -> Problem:
        """A sentence about a clip that is used."""
        return Problem(self.file, self.row.number, self.name, message, remedy, fatal=False)


@dataclass(frozen=True, slots=True)
class Contents:
    """Usable clips by key, in the order of rows, what is wrong with all others, and why there may be none."""

    clips: dict[str, Labelled]
    problems: list[Problem]
    faults: list[Problem]


def read_contents(tables: Tables, footage: Footage, book: CorrectionBook) -> Contents:
    """Correct and read every row, and compare the rows with each other."""
    problems = list(tables.problems)
    named: list[Labelled] = []
    lost: dict[str, int | None] = {}
    for published in tables.rows:
        row, notes = _corrected(published, tables, book)
        read, found = read_row(row, tables, footage)
        problems += [*notes, *found]
        if read is None:
            lost |= {problem.clip: row.number for problem in found if problem.clip is not None}
        else:
            named.append(Labelled(tables.file, row, *read))
    used, rivals = settle(named, lost, "give each expression its own number in column B")
    ordered = sorted([*problems, *rivals], key=lambda problem: problem.row or 0)
    return Contents({labelled.clip.key: labelled for labelled in used}, ordered, book.faults())


def _corrected(row: LabelRow, tables: Tables, book: CorrectionBook) -> tuple[LabelRow, list[Problem]]:
    if not book.corrections:
        return row, []
    names = clip_names(row, tables)
    cells, applied = book.correct(names, dict(zip(FIELDS, row.cells, strict=False)))
    notes = book.notes(applied, tables.file, row.number, names[0])
    corrected = tuple(cells[field] for field in FIELDS)
    return replace(row, cells=(*corrected, *row.cells[len(FIELDS) :])), notes
