"""Rows as a table for people, or as JSON or CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from countenance.core.errors import SetupError

__all__ = ["INTERRUPTED", "Format", "console", "emit", "loadable", "messages", "say", "say_interrupted"]

_T = TypeVar("_T")

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells use it."""


class Format(StrEnum):
    """How a listing is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def console() -> Console:
    """Where results go."""
    return Console(file=sys.stdout, highlight=False)


def messages() -> Console:
    """Where progress and remarks go, so that results can be piped."""
    return Console(file=sys.stderr, highlight=False)


def say(sentence: str, *, aside: bool = False) -> None:
    """Print a sentence on one line, however narrow the terminal: a path or a search word stays whole.

    Parameters
    ----------
    sentence : str
        May hold rich's markup.
    aside : bool
        Whether it goes where progress and remarks go.
    """
    (messages() if aside else console()).print(sentence, soft_wrap=True)


def say_interrupted() -> None:
    """Say after Ctrl-C that nothing is lost."""
    say("interrupted; the same command continues from here", aside=True)


def loadable(names: Iterable[str], load: Callable[[str], _T]) -> Iterator[tuple[str, _T]]:
    """Names of plug-ins with what is loaded for each; one that cannot be used costs a line among the remarks."""
    for name in names:
        try:
            loaded = load(name)
        except SetupError as error:
            say(f"note: {escape(str(error))}", aside=True)
        else:
            yield name, loaded


def emit(
    rows: Sequence[Mapping[str, Any]], form: Format, *, title: str = "", columns: Iterable[str] = ()
) -> None:
    """Print rows that share their keys.

    Parameters
    ----------
    rows : sequence of mapping
    form : Format
    title : str
        Above a table; not part of JSON or CSV.
    columns : iterable of str
        Headings where there may be no rows.
    """
    names = list(columns) or (list(rows[0]) if rows else [])
    if form is Format.JSON:
        print(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=2, default=str))
    elif form is Format.CSV:
        writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        _print_table(rows, names, title)


def _print_table(rows: Sequence[Mapping[str, Any]], names: list[str], title: str) -> None:
    table = Table(title=title or None, title_justify="left", header_style="bold")
    for name in names:
        numeric = any(isinstance(row[name], int | float) for row in rows)
        table.add_column(_heading(name), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(_text(row[name])) for name in names))
    console().print(table)


def _heading(name: str) -> str:
    """A name as words; what is no name of a field, such as a database's title, stays as it is."""
    return name.replace("_", " ") if name.isidentifier() else escape(name)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
