"""Cells of tables that people open in a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

__all__ = ["Cell", "guarded", "write_csv", "write_tsv"]

Cell = str | int | float | bool | Fraction | None
"""What a table holds."""

_FORMULA = tuple("=+-@＝＋－＠'")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula, on one line.

    What begins like a formula, or with an apostrophe, gets an apostrophe in front: whoever takes away the first
    apostrophe of each text has the text again. Control characters become a space.

    >>> [guarded(text) for text in ("smile", "=1+1", " @SUM(A1)", "'tis", "two" + chr(10) + "lines")]
    ['smile', "'=1+1", "' @SUM(A1)", "''tis", 'two lines']
    """
    line = _CONTROL.sub(" ", text)
    return f"'{line}" if line.lstrip().startswith(_FORMULA) else line


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table, comma-separated; what is missing is an empty cell."""
    _write(path, header, rows, ",", "")


def write_tsv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table as BIDS has it: tab-separated, ``n/a`` for what is missing."""
    _write(path, header, rows, "\t", "n/a")


def _write(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]], delimiter: str, missing: str
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow([guarded(name) for name in header])
        writer.writerows(_texts(row, missing) for row in rows)


def _texts(row: Sequence[Cell], missing: str) -> Iterator[str]:
    for cell in row:
        if cell is None or cell == "":
            yield missing
        elif isinstance(cell, bool):
            yield str(cell).lower()
        elif isinstance(cell, str):
            yield guarded(cell)
        else:
            yield str(float(cell) if isinstance(cell, Fraction) else cell)
