"""Databases by name: built-in ones and those of installed plug-ins."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

from countenance.core import Database, DatabaseError, DatabaseInfo, InputError
from countenance.core.plugins import load_plugin, plugin_names, unfit_plugin

__all__ = ["checked_root", "info", "names", "open_database"]

_GROUP = "countenance.databases"


def names() -> list[str]:
    """Registered names, sorted.

    >>> {"casme2sq", "samm", "simulated"} <= set(names())
    True
    """
    return plugin_names(_GROUP)


def info(name: str) -> DatabaseInfo:
    """Citation, licence and access of a database, for which no release is needed.

    Raises
    ------
    InputError
        If no database of that name is registered.
    SetupError
        If the plug-in that brings it cannot be used.
    """
    found: DatabaseInfo = _reader(name).info
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
        If no database of that name is registered, or it takes no such option.
    DatabaseError
        If the folder does not hold such a release.
    SetupError
        If the plug-in that brings the database cannot be used.
    """
    opener = _reader(name)
    _check_options(name, opener, options)
    database: Database = opener(root, **options)
    return database


def _reader(name: str) -> Any:
    """What is registered, once it is certain to be a database."""
    reader = load_plugin(_GROUP, name)
    if not (callable(reader) and isinstance(getattr(reader, "info", None), DatabaseInfo)):
        raise unfit_plugin(_GROUP, name, "is no database, which has its DatabaseInfo as info")
    return reader


def _check_options(name: str, opener: Callable[..., Database], options: Mapping[str, Any]) -> None:
    """Refuse an option that a database does not have, in words and not as a TypeError."""
    known = signature(opener).parameters
    if any(parameter.kind is Parameter.VAR_KEYWORD for parameter in known.values()):
        return
    unknown = [option for option in options if option not in known]
    if unknown:
        taken = ", ".join(list(known)[1:]) or "none"
        raise InputError(f"{name} takes no option {unknown[0]!r}; leave it out (options it takes: {taken})")


def checked_root(root: str | Path, info: DatabaseInfo) -> Path:
    """The root as a path, once it is certain to be a folder.

    Raises
    ------
    DatabaseError
        If there is nothing, or a file, or nothing in it may be read.
    """
    path = Path(root)
    if path.is_dir():
        if not os.access(path, os.R_OK | os.X_OK):
            raise DatabaseError(f"{path} cannot be read; check its permissions")
        return path
    if path.exists():
        raise DatabaseError(
            f"{path} is a file, but the folder of an unpacked {info.title} release was expected; unpack it "
            "first and give its folder"
        )
    raise DatabaseError(f"{path} does not exist; give the folder of an unpacked {info.title} release")
