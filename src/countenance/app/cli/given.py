"""What was given is looked at before anything heavy is imported, so that a slip is told at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from countenance.core.errors import InputError
from countenance.core.plugins import plugin_names

__all__ = ["CAMERA", "check_films", "check_registered", "check_table", "check_writable", "text_of"]

CAMERA = "camera:"
"""What the name of a camera begins with."""


def check_films(paths: Sequence[Path]) -> None:
    """Refuse a film that is not there; a camera may be.

    Raises
    ------
    InputError
        With the first one.
    """
    for path in paths:
        if not str(path).startswith(CAMERA) and not path.exists():
            raise InputError(f"{path.absolute()} does not exist, expected a video file or a folder of images")


def check_registered(group: str, name: str) -> None:
    """Refuse the name of a plug-in that nobody registered, without importing any.

    Parameters
    ----------
    group : str
        Of entry points, for example ``"countenance.spotters"``.
    name : str

    Raises
    ------
    InputError
        With the names that there are.
    """
    known = plugin_names(group)
    if name not in known:
        raise InputError(f"{name!r} is not registered; known names: {', '.join(known)}")


def check_table(path: Path, what: str) -> None:
    """Refuse a table that is not there.

    Parameters
    ----------
    path : Path
    what : str
        That was expected, for example ``"a table of predictions"``.

    Raises
    ------
    InputError
        If there is nothing, or a folder.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder, expected {what}")
    if not path.exists():
        raise InputError(f"{path} does not exist, expected {what}")


def check_writable(*folders: Path) -> None:
    """Refuse a folder in which nothing can be written, by writing a file that is gone at once.

    Parameters
    ----------
    *folders : Path
        Of one that is not there yet, the nearest above it is tried. None is made.

    Raises
    ------
    OSError
        With the first folder that was tried in vain.
    """
    from tempfile import TemporaryFile

    for folder in folders:
        above = folder.absolute()
        place = next(place for place in (above, *above.parents) if place.exists())
        try:
            with TemporaryFile(dir=place, prefix=".countenance."):
                pass
        except OSError as error:
            error.filename = str(place)  # the name of the file that was tried says nothing
            raise


def text_of(path: Path, what: str) -> str:
    """Content of a text file in UTF-8.

    Parameters
    ----------
    path : Path
    what : str
        That was expected, for example ``"the consent text"``.

    Raises
    ------
    InputError
        If it is not there, or is no text.
    """
    check_table(path, what)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is no text in UTF-8, expected {what}") from None
