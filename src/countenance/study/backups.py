"""Backups that lie in the study's own folder, by the time at which each was begun.

Whoever withdraws is gone from these, too: :func:`remove_backups` takes away all that are there at that moment, and
:func:`remove_backups_until` those that may hold him where the withdrawal was interrupted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from countenance.core.errors import InputError
from countenance.core.executors import Progress, ignore_progress
from countenance.store import BackedUp
from countenance.study.leftovers import is_quiet
from countenance.study.project import Study

__all__ = [
    "Backup",
    "backup_named",
    "list_backups",
    "make_backup",
    "remove_backup",
    "remove_backups",
    "remove_backups_until",
    "remove_unfinished_backups",
]

_FOLDER = "backups"
_NAME = re.compile(r"backup-(\d{8}T\d{12}Z)\.tar")
_BEGUN = "%Y%m%dT%H%M%S%fZ"
_DEAD_SECONDS = 3600.0
"""A disk may take minutes for the last part of a backup."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in the study's folder.

    Parameters
    ----------
    path : Path
    begun_at : datetime
    size : int
        In bytes.
    """

    path: Path
    begun_at: datetime
    size: int


def make_backup(study: Study, actor: str, *, progress: Progress = ignore_progress) -> tuple[Backup, BackedUp]:
    """Write the whole study, unencrypted, into a new file in the folder ``backups`` of the study.

    Parameters
    ----------
    study : Study
    actor : str
        Who, for the log.
    progress : callable

    Raises
    ------
    StoreError
        If a file of the study is missing.
    """
    begun = datetime.now(UTC)
    path = study.folder / _FOLDER / f"backup-{begun.strftime(_BEGUN)}.tar"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    held = study.back_up(path, progress=progress)
    with study.writing(actor) as writer:
        writer.note("backup", f"of everything, up to the entry {held.head}")
    return Backup(path, begun, path.stat().st_size), held


def list_backups(study: Study) -> list[Backup]:
    """Backups in the study's folder, the latest first."""
    found = [
        Backup(path, begun, path.stat().st_size)
        for path, begun in _written(study)
        if _NAME.fullmatch(path.name)
    ]
    return sorted(found, key=lambda one: one.begun_at, reverse=True)


def backup_named(study: Study, name: str) -> Backup:
    """The backup whose file has that name.

    Raises
    ------
    InputError
        If there is none.
    """
    found = next((one for one in list_backups(study) if one.path.name == name), None)
    if found is None:
        raise InputError("there is no backup of that name: it was deleted, or never made")
    return found


def remove_backup(study: Study, name: str, actor: str) -> None:
    """Delete a backup.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    found = backup_named(study, name)
    with study.writing(actor) as writer:
        writer.note("delete backup", f"begun at {found.begun_at:%Y-%m-%d %H:%M:%S} UTC")
        found.path.unlink(missing_ok=True)


def remove_backups(study: Study) -> int:
    """Delete all of them, also one that is being written; the number of files."""
    return _removed(path for path, _ in _written(study))


def remove_backups_until(study: Study, moment: datetime) -> int:
    """Delete what was begun until then, with what a killed program has left of it; the number of files."""
    return _removed(path for path, begun in _written(study) if begun <= moment)


def remove_unfinished_backups(study: Study) -> int:
    """Delete what killed programs have left of backups; the number of files. One that is being written stays."""
    halves = (path for path, _ in _written(study) if not _NAME.fullmatch(path.name))
    return _removed(path for path in halves if is_quiet(path, _DEAD_SECONDS))


def _removed(paths: Iterable[Path]) -> int:
    old = list(paths)
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _written(study: Study) -> Iterator[tuple[Path, datetime]]:
    """Files of backups, whole or not, with the moment at which each was begun."""
    for path in sorted((study.folder / _FOLDER).glob("*backup-*")):
        match = _NAME.search(path.name)
        if match and path.is_file():
            yield path, datetime.strptime(match[1], _BEGUN).replace(tzinfo=UTC)
