"""A table of a protocol file, read field by field while everything that is wrong with it is written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

__all__ = ["Fields"]


class Fields:
    """The fields of one table.

    A field that cannot be used is put on the list of problems and comes back as a value of its type that never
    reaches anybody, because a protocol with a problem is refused as a whole.

    Parameters
    ----------
    table : object
        What TOML gave.
    place : str
        What messages call the table; empty for the file itself.
    problems : list of str
        Where sentences are added.
    """

    def __init__(self, table: object, place: str, problems: list[str]) -> None:
        self.place, self.problems = place, problems
        self._read: set[str] = set()
        self._table: Mapping[str, Any] = table if isinstance(table, dict) else {}
        if not isinstance(table, dict):
            self._say(place, f"is {table!r}, a table was expected")

    def has(self, field: str) -> bool:
        """Whether the table has a field."""
        return field in self._table

    def text(self, field: str) -> str:
        """A text that is not blank."""
        value = self._value(field)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._refuse(field, value, "a text that is not blank")
        return ""

    def texts(self, field: str, *, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of different texts, none of them blank."""
        if default is not None and not self.has(field):
            return default
        value = self._value(field)
        if isinstance(value, list) and value and all(isinstance(one, str) and one.strip() for one in value):
            words = tuple(one.strip() for one in value)
            if len(set(words)) == len(words):
                return words
        self._refuse(field, value, "a list of different texts")
        return ()

    def number(self, field: str, lowest: float, highest: float) -> float:
        """A number between two limits, both allowed."""
        value = self._value(field)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and isfinite(value) and lowest <= value <= highest:
            return float(value)
        self._refuse(field, value, f"a number from {lowest:g} to {highest:g}")
        return lowest

    def whole(self, field: str) -> int:
        """A whole number from 0."""
        value = self._value(field)
        if type(value) is int and value >= 0:
            return value
        self._refuse(field, value, "a whole number from 0")
        return 0

    def truth(self, field: str) -> bool:
        """True or false."""
        value = self._value(field)
        if isinstance(value, bool):
            return value
        self._refuse(field, value, "true or false")
        return False

    def table(self, field: str) -> Fields:
        """A table within the table; empty, and said so, where there is none."""
        value = self._value(field)
        if value is None:
            self._say(self._path(field), "is missing, a table was expected")
        return Fields({} if value is None else value, self._path(field), self.problems)

    def tables(self, field: str, what: str) -> list[Fields]:
        """A list of tables, which messages number from 1; at least one."""
        value = self._value(field)
        if not isinstance(value, list) or not value:
            self._refuse(field, value, f"at least one table [[{field}]]")
            return []
        return [Fields(one, f"{what} {number}", self.problems) for number, one in enumerate(value, 1)]

    def subtables(self) -> Iterator[tuple[str, Fields]]:
        """Every field, taken as a table by its name."""
        for name in self._table:
            yield name, self.table(name)

    def say(self, message: str) -> None:
        """Add a sentence about the table."""
        self._say(self.place, message)

    def finish(self) -> None:
        """Add a sentence for each field that nobody asked for: a slip of the pen must not pass unseen."""
        for field in self._table:
            if field not in self._read:
                self._say(self._path(field), "is not known; correct its name, or delete it")

    def _value(self, field: str) -> Any:
        self._read.add(field)
        return self._table.get(field)

    def _path(self, field: str) -> str:
        return f"{self.place}: {field}" if self.place else field

    def _refuse(self, field: str, value: object, expected: str) -> None:
        found = "is missing" if value is None else f"is {value!r}"
        self._say(self._path(field), f"{found}, {expected} was expected")

    def _say(self, place: str, message: str) -> None:
        self.problems.append(f"{place} {message}" if place else message)
