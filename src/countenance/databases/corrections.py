"""Corrections of published labels as data: a table that says what was published, what is right, and why.

A corrections file has the columns ``clip, field, published, corrected, reason``, one row for each cell::

    clip,field,published,corrected,reason
    sub05/EP19_03f,offset,/,91,"the last file is img91.jpg, and the face is neutral there"

The clip is named by participant and clip as problems name it, or by the two cells as the table writes them. The
field ``kind`` may be called ``type`` too, as tables call it. A correction replaces the cell before it is read, and
only where the table holds what the correction says was published: a file made for another version of a release is
refused, not half applied. Nothing is corrected by row number, and a database lists the corrections that it applied,
so that a result can name them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from countenance.core import DatabaseError, Problem
from countenance.databases.tables import Column, LabelRow, find_table, shown, text_of

__all__ = ["FIELDS", "Correction", "CorrectionBook", "read_corrections"]

FIELDS = (
    "participant",
    "clip",
    "onset",
    "apex",
    "offset",
    "action_units",
    "emotion",
    "objective_class",
    "kind",
)
"""What can be corrected."""

_CALLED = {"type": "kind"}
"""What tables call a field, where that is another word."""

_COLUMNS = tuple(Column(name, (name,)) for name in ("clip", "field", "published", "corrected", "reason"))
_REMEDY = "correct the corrections file, or leave it out"


@dataclass(frozen=True, slots=True)
class Correction:
    """One cell of a label table that is read as something else.

    Parameters
    ----------
    clip : str
        Participant and clip as published.
    field : str
        One of :data:`FIELDS`.
    published, corrected : str
        What the table holds, and what is read instead; empty text for an empty cell.
    reason : str
        Why.
    row : int
        Row of the corrections file.
    """

    clip: str
    field: str
    published: str
    corrected: str
    reason: str
    row: int

    def to_dict(self) -> dict[str, str]:
        """What a result names of it, ready for JSON."""
        whole = asdict(self)
        del whole["row"]
        return whole

    def __str__(self) -> str:
        return (
            f"{self.field} was published as {shown(self.published or None)} and is read as "
            f"{shown(self.corrected or None)} ({self.reason})"
        )


@dataclass
class CorrectionBook:
    """The corrections of one file, and which of them found their cell.

    Parameters
    ----------
    file : str
        Name of the corrections file; empty where there is none.
    corrections : tuple of Correction
        All that it asks for.
    unreadable : tuple of Problem
        What is wrong with the file in itself.

    Examples
    --------
    >>> late = Correction("s1/c1", "offset", "19", "20", "the smile lasts on", 2)
    >>> book = CorrectionBook("corrections.csv", (late,))
    >>> cells, used = book.correct(["s1/c1"], {"onset": 5, "offset": 19.0})
    >>> cells["offset"], used == (late,), book.faults()
    ('20', True, [])
    """

    file: str = ""
    corrections: tuple[Correction, ...] = ()
    unreadable: tuple[Problem, ...] = ()
    _refused: dict[Correction, str] = field(default_factory=dict)
    _applied: dict[Correction, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_clip: dict[str, list[Correction]] = defaultdict(list)
        for correction in self.corrections:
            self._by_clip[correction.clip].append(correction)

    @property
    def applied(self) -> tuple[Correction, ...]:
        """Corrections that found their cell, in the order of the file."""
        return tuple(correction for correction in self.corrections if correction in self._applied)

    def correct(
        self, names: Iterable[str], cells: Mapping[str, object]
    ) -> tuple[Mapping[str, object], tuple[Correction, ...]]:
        """Apply what concerns one row.

        Parameters
        ----------
        names : iterable of str
            Every name under which the row's clip may be meant.
        cells : mapping of str to object
            Value of each field of :data:`FIELDS` that the table has.

        Returns
        -------
        mapping of str to object
            The cells as they are to be read.
        tuple of Correction
            What was applied.
        """
        due = [correction for name in dict.fromkeys(names) for correction in self._by_clip.get(name, ())]
        corrected, used = dict(cells), []
        for correction in due:
            if correction.field not in cells:
                self._refused[correction] = f"the table has no {correction.field}"
            elif not _same(cells[correction.field], correction.published):
                self._refused[correction] = (
                    f"{correction.field} of {correction.clip} is {shown(cells[correction.field])} in the table and "
                    f"not {shown(correction.published or None)}"
                )
            else:
                corrected[correction.field] = correction.corrected or None
                self._applied[correction] = None
                used.append(correction)
        return corrected, tuple(used)

    def notes(self, applied: Iterable[Correction], file: str, row: int | None, clip: str) -> list[Problem]:
        """What a database says of the corrections that it applied to one row."""
        return [
            Problem(file, row, clip, str(correction), f"see {self.file}, row {correction.row}", fatal=False)
            for correction in applied
        ]

    def faults(self) -> list[Problem]:
        """Why the corrections as a whole cannot be used; complete once every row has been corrected."""
        found = list(self.unreadable)
        for correction in self.corrections:
            if correction not in self._applied:
                reason = self._refused.get(correction, f"no row names the clip {correction.clip}")
                message = f"row {correction.row} cannot be applied, because {reason}"
                found.append(Problem(self.file, None, None, message, _REMEDY))
        return found


def read_corrections(path: str | Path | None) -> CorrectionBook:
    """Read a corrections file.

    Parameters
    ----------
    path : str, Path or None
        CSV or workbook; None for no corrections.

    Returns
    -------
    CorrectionBook
        What is wrong with the file is among its faults.
    """
    if path is None:
        return CorrectionBook()
    path = Path(path)
    try:
        table = find_table(path, _COLUMNS)
    except DatabaseError as error:
        return CorrectionBook(path.name, unreadable=(Problem(path.name, None, None, str(error), _REMEDY),))
    found: dict[tuple[str, str], Correction] = {}
    faults = []
    for row in table.rows:
        correction = _correction(row)
        reason = _unusable(row, correction, found)
        if reason is None:
            found[correction.clip, correction.field] = correction
        else:
            faults.append(Problem(path.name, None, None, f"row {row.number}: {reason}", _REMEDY))
    return CorrectionBook(path.name, tuple(found.values()), tuple(faults))


def _correction(row: LabelRow) -> Correction:
    clip, name, published, corrected, reason = (text_of(row[column.field]) or "" for column in _COLUMNS)
    return Correction(
        clip, _CALLED.get(name, name), published, corrected, " ".join(reason.split()), row.number or 0
    )


def _unusable(
    row: LabelRow, correction: Correction, found: Mapping[tuple[str, str], Correction]
) -> str | None:
    if row.merged is not None:
        return f"cells {row.merged} are merged, but each row needs a value of its own"
    if not correction.clip:
        return "it names no clip"
    if correction.field not in FIELDS:
        return f"field is {shown(row['field'])}, expected one of {', '.join((*FIELDS, *_CALLED))}"
    if not correction.reason:
        return "it gives no reason"
    if _same(row["corrected"], correction.published):
        return f"published and corrected are both {shown(row['published'])}, so that nothing would change"
    earlier = found.get((correction.clip, correction.field))
    return None if earlier is None else f"row {earlier.row} corrects the same cell"


def _same(cell: object, written: str) -> bool:
    """Whether a cell holds what is written; a spreadsheet may keep 46 as 46, 46.0 or text."""
    return (text_of(cell) or "") == written.strip()
