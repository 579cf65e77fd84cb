"""Who may change what is recorded, and names that others can be told from."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from countenance.core.errors import InputError
from countenance.store import Reader, Writer
from countenance.store.records import Film, Stimulus
from countenance.study import people
from countenance.study.people import COMMAND_LINE, Role
from countenance.study.project import Study

__all__ = ["COMMAND_LINE", "check_actor", "checked_name", "experimenting", "new_name", "plain"]

_LONGEST = 120
_BARRED = '/\\:*?"<>|'


def check_actor(reader: Reader, actor: str) -> None:
    """Refuse an account that is neither an experimenter's nor an admin's.

    Parameters
    ----------
    reader : Reader
    actor : str
        Name of an account, or :data:`COMMAND_LINE`, which may do everything.

    Raises
    ------
    InputError
        If there is no such account, or it has none of these roles.
    """
    people.check_actor(reader, actor, Role.EXPERIMENTER, Role.ADMIN)


@contextmanager
def experimenting(study: Study, actor: str = COMMAND_LINE, note: str = "") -> Iterator[Writer]:
    """Change what experimenters may change: all that is done within, or nothing.

    Raises
    ------
    InputError
        As :func:`check_actor` does.
    """
    with study.writing(actor, note) as writer:
        check_actor(writer, actor)
        yield writer


def plain(text: str) -> str:
    """A name as it is kept: single blanks, none around it, accents joined to their letters.

    Systems differ in how they write accents in names of files, and both ways look the same.

    >>> len(" e\N{COMBINING ACUTE ACCENT} "), len(plain(" e\N{COMBINING ACUTE ACCENT} "))
    (4, 1)
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))


def checked_name(text: str, what: str) -> str:
    """A name that files and tables can bear.

    Parameters
    ----------
    text : str
    what : str
        That is named, for messages.

    Raises
    ------
    InputError
        If it is empty, too long, begins with a dot or holds what names of files cannot.

    Examples
    --------
    >>> checked_name(" s01 happy ", "recording"), checked_name("微笑", "recording")
    ('s01 happy', '微笑')
    """
    name = plain(text)
    if not name or len(name) > _LONGEST or name.startswith(".") or not name.isprintable():
        raise InputError(
            f"{text!r} is no name of a {what}: give 1 to {_LONGEST} printable characters, the first one no dot"
        )
    if barred := [sign for sign in _BARRED if sign in name]:
        raise InputError(
            f"{text!r} is no name of a {what}: {' '.join(barred)} cannot be in the name of a file"
        )
    return name


def new_name(reader: Reader, record: type[Film | Stimulus], text: str) -> str:
    """A name that nothing of its kind has, nor one that differs in case or width of letters alone.

    Raises
    ------
    InputError
        If something has, or it is no name.
    """
    name = checked_name(text, record.noun)
    for other in reader.find(record):
        if other.name == name:
            raise InputError(f"there is already a {record.noun} {name!r}: give another name")
        if _folded(other.name) == _folded(name):
            raise InputError(
                f"there is already a {record.noun} {other.name!r}, from which {name!r} differs in case or width of "
                "letters alone: give another name"
            )
    return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
