"""Arguments and options that commands of a study share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["ActorOption", "DatabaseUrlOption", "StudyArgument", "facts_of", "pairs_of"]

StudyArgument = Annotated[Path, typer.Argument(help="The study's folder.", metavar="STUDY")]
ActorOption = Annotated[
    str, typer.Option("--as", help="Name of the account that does it, for the log.", metavar="NAME")
]
DatabaseUrlOption = Annotated[
    str,
    typer.Option(
        "--database",
        help="Address of an empty PostgreSQL database; without it the study is one file in its folder.",
        metavar="URL",
        show_default=False,
    ),
]


def pairs_of(pairs: list[str] | None, option: str, example: str) -> dict[str, str]:
    """What was given as NAME=VALUE.

    Raises
    ------
    InputError
        If one has no equals sign.

    Examples
    --------
    >>> pairs_of(["expression=Mimik"], "--tier", "expression=Mimik")
    {'expression': 'Mimik'}
    """
    from countenance.core import InputError

    split = {}
    for pair in pairs or ():
        name, equals, value = pair.partition("=")
        if not (name and equals):
            raise InputError(f"{option} {pair}: write NAME=VALUE, for example {example}")
        split[name] = value
    return split


def facts_of(pairs: list[str] | None) -> dict[str, str | int | float]:
    """Facts given as NAME=VALUE; numbers become numbers.

    Raises
    ------
    InputError
        If one has no equals sign.

    Examples
    --------
    >>> facts_of(["age=22", "gender=f", "height=1.7"])
    {'age': 22, 'gender': 'f', 'height': 1.7}
    """
    return {name: _number(value) for name, value in pairs_of(pairs, "--fact", "age=22").items()}


def _number(text: str) -> str | int | float:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
