"""All rows of a label table together: what they repeat, contradict and overlap, and what was corrected in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from countenance.core import Clip, Problem
from countenance.databases.corrections import FIELDS, CorrectionBook
from countenance.databases.releases.films import Film, Footage
from countenance.databases.releases.rivals import settle
from countenance.databases.releases.rows import RowReader
from countenance.databases.tables import LabelRow

__all__ = ["Contents", "Labelled", "read_contents"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A row that names a clip, the clip, and where its frames lie."""

    row: LabelRow
    clip: Clip
    film: Film

    @property
    def name(self) -> str:
        """Participant and clip."""
        return f"{self.clip.participant}/{self.clip.name}"

    def fatal(self, message: str, remedy: str) -> Problem:
        """A sentence that says why the clip is left out."""
        return Problem(self.row.file, self.row.number, self.name, message, remedy)

    def note(self, message: str, remedy: str) -> Problem:
        """A sentence about a clip that is used."""
        return Problem(self.row.file, self.row.number, self.name, message, remedy, fatal=False)


@dataclass(frozen=True, slots=True)
class Contents:
    """Usable clips by key in the order of rows, what is wrong with all others, and why there may be none."""

    clips: Mapping[str, Labelled] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    faults: tuple[Problem, ...] = ()


def read_contents(
    rows: Iterable[LabelRow], reader: RowReader, footage: Footage, book: CorrectionBook
) -> Contents:
    """Read every row and compare the rows with each other."""
    problems: list[Problem] = []
    named: list[Labelled] = []
    lost: dict[str, int | None] = {}
    for published in rows:
        row, notes = _corrected(published, reader, book)
        read, found = reader.read_row(row, footage)
        problems += [*notes, *found]
        if read is None:
            lost |= {problem.clip: row.number for problem in found if problem.clip is not None}
        else:
            named.append(Labelled(row, *read))
    remedy = reader.naming_remedy(named[0].row) if named else ""
    used, rivals = settle(named, lost, remedy)
    ordered = sorted([*problems, *rivals], key=lambda problem: problem.row or 0)
    clips = {labelled.clip.key: labelled for labelled in used}
    return Contents(clips, tuple(ordered), tuple(book.faults()))


def _corrected(row: LabelRow, reader: RowReader, book: CorrectionBook) -> tuple[LabelRow, list[Problem]]:
    if not book.corrections:
        return row, []
    names = reader.names(row)
    held = {name: value for name, value in row.cells.items() if name in FIELDS}
    cells, applied = book.correct(names, held)
    notes = book.notes(applied, row.file, row.number, names[0])
    return replace(row, cells={**row.cells, **cells}), notes
