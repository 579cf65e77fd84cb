"""Every command in the documentation is one that the program has, with options that it knows."""

from __future__ import annotations

import re
import runpy
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from countenance.app.cli import app

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
COMMAND = get_command(app)


def code_lines(page: Path) -> list[str]:
    """Commands in code blocks, with lines that a backslash continues joined."""
    blocks = re.findall(
        r"^```(?:sh|console)\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    plain = [line.removeprefix("$ ").strip() for line in lines]
    return [line for line in plain if line.startswith("countenance ")]


def inline_mentions(page: Path) -> list[str]:
    """Commands within sentences, which may leave arguments out."""
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"`(countenance [^`]+)`", prose)


def resolve(line: str) -> tuple[Any, list[str]]:
    """The command that a line names, and the words after its name."""
    words = shlex.split(line, comments=True)[1:]
    command: Any = COMMAND
    while hasattr(command, "commands"):
        if not words:
            return command, []
        assert words[0] in command.commands, f"{line!r}: there is no command {words[0]!r}"
        command = command.commands[words.pop(0)]
    return command, words


CODE = [(page.name, line) for page in PAGES for line in code_lines(page)]
INLINE = [(page.name, line) for page in PAGES for line in inline_mentions(page)]


@pytest.mark.parametrize(("page", "line"), CODE)
def test_a_command_line_is_accepted_by_the_parser(page: str, line: str):
    command, words = resolve(line)
    context = command.make_context(command.name, words)  # parses, and runs nothing
    assert set(context.params) == {parameter.name for parameter in command.params} - {"help"}, page


@pytest.mark.parametrize(("page", "line"), INLINE)
def test_a_command_within_a_sentence_exists_with_its_options(page: str, line: str):
    command, words = resolve(line)
    known = {option for parameter in command.params for option in parameter.opts}
    options = {word.partition("=")[0] for word in words if word.startswith("-")}
    assert options <= known, f"{page}: {line!r} has unknown options {options - known}"


def test_the_parser_would_object():
    command, words = resolve("countenance baseline release --out out --no-such-option")
    with pytest.raises(Exception, match="No such option"):
        command.make_context(command.name, words)
    with pytest.raises(AssertionError, match="no command 'guess'"):
        resolve("countenance guess video.mp4")


@pytest.fixture(scope="module")
def generator() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs/generate_cli_reference.py"))


def test_the_reference_is_the_one_that_the_commands_give(generator: dict[str, Any]):
    written = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")
    assert written == generator["page"](), "run: python docs/generate_cli_reference.py"


def test_every_command_is_in_the_reference_and_in_a_guide(generator: dict[str, Any]):
    guides = [page for page in PAGES if page.name != "cli.md"]
    used = " ".join(line for page in guides for line in [*code_lines(page), *inline_mentions(page)])
    names = [name for name, _ in generator["commands"]()]
    assert "countenance baseline" in names
    assert [name for name in names if name not in used] == []


def test_every_option_is_in_the_reference(generator: dict[str, Any]):
    sections = re.split(r"^## ", generator["page"](), flags=re.MULTILINE)[1:]
    for (name, command), section in zip(generator["commands"](), sections, strict=True):
        assert section.startswith(name)
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert all(f"`{option}`" in section for option in parameter.opts)
