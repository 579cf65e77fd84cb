from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NamedTuple

import pytest

from countenance.app.cli import main


class Outcome(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run the command line in this process."""

    def run(*words: object, columns: int = 100) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["countenance", *map(str, words)])
        monkeypatch.setenv("COLUMNS", str(columns))
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return run


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder in which no file can be made, for root neither."""
    folder = tmp_path / "locked"
    folder.mkdir()
    make = tempfile.TemporaryFile

    def refuse(**options: Any) -> IO[Any]:
        if options["dir"] == folder:
            raise PermissionError(13, "Permission denied", f"{folder}/.countenance.x")
        return make(**options)

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    return folder
