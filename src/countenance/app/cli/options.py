"""Options that several commands share, worded once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from countenance.app.cli.output import Format

if TYPE_CHECKING:
    from countenance.core.contracts import Database

__all__ = [
    "DatabaseOption",
    "FolderOption",
    "FormatOption",
    "JobsOption",
    "RootArgument",
    "SkipInvalidOption",
    "default_jobs",
    "open_release",
]


def default_jobs() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


RootArgument = Annotated[Path, typer.Argument(help="The folder that holds the release.", metavar="ROOT")]
DatabaseOption = Annotated[
    str,
    typer.Option("--database", "-d", help="Which database it is; 'countenance databases list' names them."),
]
FolderOption = Annotated[
    str | None,
    typer.Option(
        help="Which of the release's folders holds the frames, for example cropped.", show_default="rawpic"
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print it.")]
JobsOption = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        min=1,
        default_factory=default_jobs,
        help="Processes to use.",
        show_default="all cores",
    ),
]
SkipInvalidOption = Annotated[
    bool,
    typer.Option("--skip-invalid", help="Exit with 0 although clips had to be left out (otherwise 2)."),
]


def open_release(database: str, root: Path, folder: str | None) -> Database:
    """Open a release; ``folder`` is passed on only where it was given, because not every database has any."""
    from countenance import databases

    return databases.open(database, root, **({} if folder is None else {"folder": folder}))
