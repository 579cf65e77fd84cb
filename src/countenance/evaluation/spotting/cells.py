"""Cells of a table of labels or predictions, and frames as it counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from countenance.core import ExpressionKind, InputError
from countenance.databases.tables import (
    LabelRow,
    UnusableCellError,
    is_empty,
    name_of,
    shown,
    text_of,
    whole_number,
)

__all__ = ["Cells", "Counting"]

_FRAMES = ("onset", "apex", "offset")
_WHOLE = re.compile(r"\d+[.,]0*")
"""How programs that know missing numbers write whole ones."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One row; whatever cannot be used is said with the file and the row.

    Parameters
    ----------
    path : Path
        The file.
    row : LabelRow
    """

    path: Path
    row: LabelRow

    @property
    def place(self) -> str:
        """File and row, for messages."""
        return f"{self.path}, row {self.row.number}"

    def error(self, message: str) -> InputError:
        """An error that names file and row."""
        return InputError(f"{self.place}: {message}")

    def shown(self, field: str) -> str:
        """A cell as messages quote it."""
        return shown(self.row[field])

    def blank(self, field: str) -> bool:
        """Whether a cell is empty or stands for nothing."""
        return is_empty(self.row[field])

    def text(self, field: str) -> str:
        """A cell as text; empty for a blank one."""
        return "" if self.blank(field) else text_of(self.row[field]) or ""

    def recording(self) -> str:
        """Name of the recording."""
        try:
            return name_of(self.row["recording"], "recording")
        except UnusableCellError as error:
            raise self.error(f"{error}; correct {self.row.column('recording')}") from None

    @property
    def says_nothing(self) -> bool:
        """Whether the row names a recording alone."""
        return all(self.blank(field) for field in _FRAMES)

    @property
    def excluded(self) -> bool:
        """Whether the row is told to be no expression."""
        return self.text("kind").casefold().startswith("excluded")

    @property
    def long(self) -> bool:
        """Whether the row is called long."""
        return self.text("kind").casefold() == "long"

    def kind(self) -> ExpressionKind | None:
        """Macro or micro; None where the cell is blank or says long."""
        if self.blank("kind") or self.long:
            return None
        try:
            return ExpressionKind.parse(self.text("kind"))
        except InputError:
            raise self.error(
                f"kind is {self.shown('kind')}, expected macro, micro, long or excluded; correct "
                f"{self.row.column('kind')}"
            ) from None

    def score(self) -> float | None:
        """How sure the tool was; None for a blank cell."""
        return None if self.blank("score") else self._number("score")

    def fps(self) -> Fraction | None:
        """Frames per second; None for a blank cell."""
        if self.blank("fps"):
            return None
        rate = self._number("fps")
        if not 0 < rate < float("inf"):
            raise self.error(f"frames per second are {self.shown('fps')}, a positive number was expected")
        return Fraction(rate).limit_denominator(10_000)

    def whole(self, field: str) -> int:
        """A frame as the table numbers it."""
        value = self.row[field]
        if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
            value = re.split("[.,]", value.strip())[0]
        number = whole_number(value)
        if number is None or number < 0:
            raise self.error(
                f"{field} is {self.shown(field)}, a frame number was expected; correct {self.row.column(field)}"
            )
        return number

    def _number(self, field: str) -> float:
        text = self.text(field)
        try:
            number = float(text.replace(",", ".") if "." not in text else text)
        except ValueError:
            number = float("nan")
        if number != number or number in {float("inf"), -float("inf")}:  # noqa: PLR0124 (nan)
            raise self.error(
                f"{field} is {self.shown(field)}, a number was expected; correct {self.row.column(field)}"
            )
        return number


@dataclass(frozen=True, slots=True)
class Counting:
    """How a table numbers frames.

    Parameters
    ----------
    first : int
        Number of a recording's first frame.
    """

    first: int = 0

    def frame(self, cells: Cells, field: str) -> int:
        """A frame, 0-based.

        Raises
        ------
        InputError
            If it is none, or lies before the first one.
        """
        number = cells.whole(field)
        if number < self.first:
            raise cells.error(f"{field} is {number}, but frames count from {self.first}")
        return number - self.first

    def label_onset(self, cells: Cells) -> int:
        """Onset of a label, 0-based; -1 where a table that counts from 1 says 0."""
        if self.first > 0 and cells.whole("onset") == 0:
            return -1
        return self.frame(cells, "onset")

    def coded(self, cells: Cells, field: str, onset: int) -> int | None:
        """Apex or offset of a label, 0-based; None where it is blank or 0 although 0 cannot be meant."""
        if cells.blank(field):
            return None
        if cells.whole(field) == 0 and (self.first > 0 or onset > 0):
            return None
        return self.frame(cells, field)
