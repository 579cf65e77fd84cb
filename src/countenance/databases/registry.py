"""Databases by name: built-in ones and those of installed plug-ins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from countenance.core import Database, DatabaseError, DatabaseInfo
from countenance.core.plugins import load_plugin, plugin_names

__all__ = ["checked_root", "info", "names", "open_database"]

_GROUP = "countenance.databases"


def names() -> list[str]:
    """Registered names, sorted.

    >>> names()
    ['casme2sq', 'simulated']
    """
    return plugin_names(_GROUP)


def info(name: str) -> DatabaseInfo:
    """Citation, licence and access of a database, for which no release is needed.

    Raises
    ------
    InputError
        If no database of that name is registered.
    """
    found: DatabaseInfo = load_plugin(_GROUP, name).info
    return found


def open_database(name: str, root: str | Path, **options: Any) -> Database:
    """Open a release on disk; nothing but its folder is looked at before the first question to it.

    Parameters
    ----------
    name : str
        Registered name, see :func:`names`.
    root : str or Path
        Folder into which the release was unpacked.
    **options
        What the database's class takes beyond the root, for example ``folder="cropped"`` for casme2sq.

    Returns
    -------
    Database

    Raises
    ------
    InputError
        If no database of that name is registered.
    DatabaseError
        If the folder does not hold such a release.
    """
    database: Database = load_plugin(_GROUP, name)(root, **options)
    return database


def checked_root(root: str | Path, info: DatabaseInfo) -> Path:
    """The root as a path, once it is certain to be a folder.

    Raises
    ------
    DatabaseError
        If there is nothing, or a file.
    """
    path = Path(root)
    if path.is_dir():
        return path
    if path.exists():
        raise DatabaseError(
            f"{path} is a file, but the folder of an unpacked {info.title} release was expected; unpack it "
            "first and give its folder"
        )
    raise DatabaseError(f"{path} does not exist; give the folder of an unpacked {info.title} release")
