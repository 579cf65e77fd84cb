"""Tables as data: their columns, with type and meaning, and their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from countenance.study.publishing.cells import Cell

__all__ = ["Column", "ColumnType", "Reference", "Table"]


class ColumnType(StrEnum):
    """What a column holds, in the words of Frictionless."""

    TEXT = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """A column."""

    name: str
    type: ColumnType
    meaning: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose values are those of a key of another table."""

    column: str
    table: str
    key: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is to be written.

    Parameters
    ----------
    name : str
    meaning : str
    columns : sequence of Column
    rows : callable
        Yields the rows, anew with each call, a value for each column.
    key : sequence of str
        Columns that together tell one row from all others.
    references : sequence of Reference
    """

    name: str
    meaning: str
    columns: Sequence[Column]
    rows: Callable[[], Iterator[Sequence[Cell]]]
    key: Sequence[str] = ()
    references: Sequence[Reference] = ()

    @property
    def header(self) -> list[str]:
        """Names of the columns."""
        return [column.name for column in self.columns]
