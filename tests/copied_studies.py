"""Studies that are built once in a process and copied for every test, in SQLite and in PostgreSQL."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from countenance.study.project import Study

from .postgres import Postgres

__all__ = ["Build", "BuiltStudies"]

Build = Callable[..., Study]
"""``build(folder, database, **how)`` makes a study in ``folder / "study"``; in SQLite if the address is empty."""


class BuiltStudies:
    """Studies to copy, each built when one like it is asked for first; ids are the same in all copies of one.

    Parameters
    ----------
    base : Path
        Folder for them.
    """

    def __init__(self, base: Path) -> None:
        self._base = base
        self._built: dict[tuple[object, ...], Path] = {}

    def copy(self, build: Build, folder: Path, server: Postgres | None, **how: object) -> Study:
        """A study in ``folder / "study"`` as ``build`` makes it, and all else that it leaves in a folder."""
        assert not (folder / "study").exists()
        key = (build, server, *sorted(how.items()))
        if key not in self._built:
            self._built[key] = self._build(build, server, how)
        shutil.copytree(self._built[key], folder, dirs_exist_ok=True)
        if server is not None:
            note = folder / "study" / "study.json"
            told = json.loads(note.read_text(encoding="utf-8"))
            note.write_text(json.dumps({**told, "database": server.new(like=told["database"])}), "utf-8")
        return Study.open(folder / "study")

    def _build(self, build: Build, server: Postgres | None, how: dict[str, object]) -> Path:
        folder = self._base / str(len(self._built))
        folder.mkdir()
        build(folder, "" if server is None else server.new(), **how).close()
        return folder
