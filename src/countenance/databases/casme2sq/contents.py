"""All rows of the label sheet together: what they repeat, contradict and overlap."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from countenance.core import Clip, Problem
from countenance.databases.casme2sq.footage import Footage
from countenance.databases.casme2sq.rows import read_row
from countenance.databases.casme2sq.shots import Shot
from countenance.databases.casme2sq.workbook import LabelRow, Tables

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
    """Usable clips by key, in the order of rows, and what is wrong with all others."""

    clips: dict[str, Labelled]
    problems: list[Problem]


def read_contents(tables: Tables, footage: Footage) -> Contents:
    """Read every row and compare the rows with each other."""
    problems = list(tables.problems)
    by_name: dict[str, list[Labelled]] = defaultdict(list)
    lost: dict[str, int] = {}
    for row in tables.rows:
        read, found = read_row(row, tables, footage)
        problems += found
        if read is None:
            lost |= {problem.clip: row.number for problem in found if problem.clip is not None}
        else:
            labelled = Labelled(tables.file, row, *read)
            by_name[labelled.name].append(labelled)
    used = []
    for name, group in by_name.items():
        problems += _repetitions(group, lost.get(name))
        if name not in lost and _agree(group):
            used.append(group[0])
    problems += _overlaps(used)
    problems.sort(key=lambda problem: problem.row or 0)
    return Contents({labelled.clip.key: labelled for labelled in used}, problems)


def _agree(group: list[Labelled]) -> bool:
    return all(labelled.row.cells == group[0].row.cells for labelled in group)


def _repetitions(group: list[Labelled], broken_row: int | None) -> list[Problem]:
    first, *others = group
    if broken_row is None and _agree(group):
        message = f"it repeats row {first.row.number}, and the clip is used once"
        return [labelled.note(message, "delete one of the two rows") for labelled in others]
    numbers = [labelled.row.number for labelled in group] + ([] if broken_row is None else [broken_row])
    rows = " and ".join(map(str, sorted(numbers)))
    message = f"rows {rows} name the same clip with different contents, and none is used"
    remedy = "give each expression its own number in column B"
    return [labelled.fatal(message, remedy) for labelled in group]


def _overlaps(used: list[Labelled]) -> list[Problem]:
    by_recording: dict[str, list[Labelled]] = defaultdict(list)
    for labelled in used:
        by_recording[labelled.clip.recording.key].append(labelled)
    return [
        later.note(
            f"it overlaps with {earlier.clip.name} in row {earlier.row.number}, and both are used",
            "nothing needs to be done",
        )
        for group in by_recording.values()
        for earlier, later in combinations(group, 2)
        if earlier.clip.expression.interval.overlaps(later.clip.expression.interval)
    ]
