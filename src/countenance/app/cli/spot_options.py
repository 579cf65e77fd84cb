"""Options of ``countenance spot`` that no other command has."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "DEFAULT_METHOD",
    "AgainOption",
    "ExportOption",
    "MethodsOption",
    "OutOption",
    "ParametersOption",
    "RecordingsOption",
    "SecondsOption",
    "SeedOption",
    "SpotFormat",
    "SpotFormatOption",
    "VideosArgument",
]

DEFAULT_METHOD = "region-flow"


class SpotFormat(StrEnum):
    """How spotted expressions are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    EAF = "eaf"


VideosArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Video files and folders of numbered images, each a film; any other folder stands for the video "
        "files in it; or camera:0.",
        metavar="VIDEO...",
        show_default=False,
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help="Folder for report, tables and curves, with one in it for each film. Without it, nothing is kept.",
    ),
]
SpotFormatOption = Annotated[
    SpotFormat, typer.Option("--format", "-f", help="How to print it; eaf is a file for ELAN.")
]
MethodsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--method",
        "-m",
        help="Which spotter; on a database several times for several, or all.",
        show_default=DEFAULT_METHOD,
    ),
]
ParametersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", help="A parameter of the spotter; several times for several.", metavar="NAME=VALUE"
    ),
]
SecondsOption = Annotated[
    float | None, typer.Option(min=0.1, help="How long to watch a camera.", show_default="until Ctrl-C")
]
ExportOption = Annotated[
    Path | None,
    typer.Option(help="Folder for crops of every expression, as a database in the layout of CAS(ME)2."),
]
AgainOption = Annotated[
    bool, typer.Option("--again", help="Do films again that an earlier run finished in the same way.")
]
RecordingsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--database",
        "-d",
        help="Instead of videos: a database with long recordings, as NAME=ROOT. Every spotter sees every "
        "recording and is scored on its labels; several databases are told one below the other.",
        metavar="NAME=ROOT",
    ),
]
SeedOption = Annotated[int, typer.Option(min=0, help="Of the bootstrap.")]
