"""Python in the documentation runs and gives what it shows."""

from __future__ import annotations

import doctest
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def blocks(page: Path, language: str) -> list[tuple[int, str]]:
    """Code blocks of a language, with the number of their first line."""
    text = page.read_text(encoding="utf-8")
    found = re.finditer(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [(text.count("\n", 0, block.start(1)), block[1]) for block in found]


def having(language: str) -> list[object]:
    pages = [page for page in PAGES if blocks(page, language)]
    return [pytest.param(page, id=str(page.relative_to(ROOT))) for page in pages]


@pytest.mark.parametrize("page", having("python"))
def test_python_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    # A module that is there, so that what the page defines can be pickled as what is imported can.
    example = ModuleType("example")
    monkeypatch.setitem(sys.modules, "example", example)
    for first_line, code in blocks(page, "python"):
        # Line numbers as in the page, so that a failure points there.
        exec(compile("\n" * first_line + code, str(page), "exec"), vars(example))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("page", having("pycon"))
def test_sessions_give_what_they_show(page: Path):
    runner, names = doctest.DocTestRunner(), {}
    for first_line, session in blocks(page, "pycon"):
        test = doctest.DocTestParser().get_doctest(session, names, page.name, str(page), first_line)
        assert test.examples
        runner.run(test, clear_globs=False)
        names.update(test.globs)
    assert runner.summarize(verbose=False).failed == 0


def test_no_python_goes_untested():
    languages = {
        language
        for page in PAGES
        for language in re.findall(r"^```(\S*)\n", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    } - {""}
    assert languages == {"console", "pycon", "python", "sh", "text", "toml"}
