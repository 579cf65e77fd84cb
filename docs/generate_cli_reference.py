"""Write ``reference/cli.md`` from the commands themselves: ``python docs/generate_cli_reference.py``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from typer.main import get_command

from countenance.app.cli import app

TARGET = Path(__file__).parent / "reference" / "cli.md"
HEAD = """# Command line

Written by `docs/generate_cli_reference.py` from the commands themselves; `--help` after a command shows the same.

Results go to standard output, progress and remarks to standard error. Input that cannot be used gives one sentence
and exit code 2, never a traceback. Whatever was finished is kept, and the same command continues from there.
"""


def main() -> None:
    """Write the page."""
    TARGET.write_text(page(), encoding="utf-8")


def page() -> str:
    """The whole reference as Markdown."""
    return "\n".join([HEAD, *(section(name, command) for name, command in commands())])


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its full name."""
    yield from _below("countenance", get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield name, command
        return
    for child in children.values():
        yield from _below(f"{name} {child.name}", child)


def section(name: str, command: Any) -> str:
    """One command: what it does, its example, its arguments and options."""
    *paragraphs, example = plain(command.help).split("\n\n")
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    usage = " ".join([name, *(shown_name(p) for p in arguments), "[OPTIONS]"])
    rows = [f"| {signature(p)} | {p.help} | {default(p)} |" for p in command.params]
    table = ["| argument or option | meaning | default |", "|---|---|---|", *rows]
    code = ["```sh", example.removeprefix("Example: "), "```"]
    return "\n".join([f"## {name}", "", f"`{usage}`", "", *_spaced(paragraphs), *code, "", *table, ""])


def _spaced(paragraphs: list[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from (" ".join(paragraph.split()), "")


def plain(text: str) -> str:
    """Help without the marks that make it bold on a terminal."""
    return re.sub(r"\[/?bold\]", "", text)


def shown_name(parameter: Any) -> str:
    """An argument's name as the usage line has it."""
    return str(parameter.metavar or parameter.name.upper())


def signature(parameter: Any) -> str:
    """How a parameter is written on the command line."""
    if parameter.param_type_name == "argument":
        return f"`{shown_name(parameter)}`"
    written = ", ".join(f"`{option}`" for option in parameter.opts)
    if isinstance(parameter.default, Enum):
        written += " " + ", ".join(f"`{choice}`" for choice in type(parameter.default))
    return written


def default(parameter: Any) -> str:
    """What holds where a parameter is left out; empty for switches."""
    if parameter.required:
        return "required"
    if isinstance(parameter.show_default, str):
        return parameter.show_default
    value = parameter.default
    if value is None or isinstance(value, bool):
        return ""
    return f"`{value.value if isinstance(value, Enum) else value}`"


if __name__ == "__main__":
    main()
