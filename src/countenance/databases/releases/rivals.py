"""Rows of a label table that name the same clip, and expressions that overlap in one recording."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from countenance.core import Clip, Interval, Problem

__all__ = ["Named", "settle"]


class Named(Protocol):
    """A row that names a clip."""

    @property
    def row(self) -> Any:
        """The row, with its ``number`` and ``cells``."""

    @property
    def clip(self) -> Clip:
        """The clip."""

    @property
    def name(self) -> str:
        """Participant and clip."""

    def fatal(self, message: str, remedy: str) -> Problem:
        """A sentence that says why the clip is left out."""

    def note(self, message: str, remedy: str) -> Problem:
        """A sentence about a clip that is used."""


_Row = TypeVar("_Row", bound=Named)


def settle(
    rows: Iterable[_Row], lost: Mapping[str, int | None], remedy: str
) -> tuple[list[_Row], list[Problem]]:
    """Use each clip once, and none on which rows contradict each other.

    Parameters
    ----------
    rows : iterable of Named
        Rows that can be used in themselves, in their order.
    lost : mapping of str to int or None
        Row of every clip that a row names which cannot be used in itself.
    remedy : str
        What to do about rows that contradict each other.

    Returns
    -------
    list of Named
        One row for each clip that is used.
    list of Problem
        What was repeated, what contradicts, and which of the used clips overlap.
    """
    groups: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[row.name].append(row)
    used, problems = [], []
    for name, (first, *others) in groups.items():
        if name in lost or any(other.row.cells != first.row.cells for other in others):
            numbers = [row.row.number or 0 for row in (first, *others)] + [
                number or 0 for key, number in lost.items() if key == name
            ]
            listed = " and ".join(map(str, sorted(numbers)))
            message = f"rows {listed} name the same clip with different contents, and none is used"
            problems += [row.fatal(message, remedy) for row in (first, *others)]
        else:
            used.append(first)
            message = f"it repeats row {first.row.number}, and the clip is used once"
            problems += [other.note(message, "delete one of the two rows") for other in others]
    return used, [*problems, *_overlaps(used)]


def _overlaps(used: Sequence[Named]) -> list[Problem]:
    by_recording: dict[str, list[tuple[int, Interval]]] = defaultdict(list)
    for place, row in enumerate(used):
        by_recording[row.clip.recording.key].append((place, row.clip.expression.interval))
    pairs = sorted(pair for group in by_recording.values() for pair in _overlapping(group))
    return [
        used[later].note(
            f"it overlaps with {used[earlier].clip.name} in row {used[earlier].row.number}, and both are used",
            "nothing needs to be done",
        )
        for earlier, later in pairs
    ]


def _overlapping(group: Sequence[tuple[int, Interval]]) -> Iterator[tuple[int, int]]:
    """Places of every two that share a frame, the smaller first."""
    lasting: list[tuple[int, Interval]] = []
    for place, interval in sorted(group, key=lambda item: item[1].onset):
        lasting = [(other, held) for other, held in lasting if held.offset >= interval.onset]
        yield from ((min(place, other), max(place, other)) for other, _ in lasting)
        lasting.append((place, interval))
