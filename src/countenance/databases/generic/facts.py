"""What a release in the generic layout says of itself: ``database.toml`` or ``database.json``."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countenance.core import Category, DatabaseError, DatabaseInfo, InputError

__all__ = ["FACT_FILES", "Facts", "read_facts"]

FACT_FILES = ("database.toml", "database.json")
"""Names of the file; a release has one of them."""

_TEXTS = ("name", "title", "citation", "licence", "access")
_KNOWN = (*_TEXTS, "fps", "first_frame", "doi", "people", "synthetic", "emotions")
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Facts:
    """What every release has to say of itself.

    Parameters
    ----------
    info : DatabaseInfo
        Name, title, citation, licence, access, frame rate.
    first_frame : int
        Number of a recording's first frame in labels and in the names of files, 0 or 1.
    people : str
        See :class:`~countenance.core.Recording`; empty where the participants are in no other database.
    emotions : mapping of str to Category
        Categories of the words of the column ``emotion``, in lower case.
    """

    info: DatabaseInfo
    first_frame: int
    people: str
    emotions: Mapping[str, Category]


def read_facts(root: Path) -> Facts:
    """Read the facts of a release.

    Raises
    ------
    DatabaseError
        If there is no such file or two, or a fact is missing, unknown or of the wrong kind.
    """
    found = [root / name for name in FACT_FILES if (root / name).is_file()]
    if not found:
        raise DatabaseError(
            f"{root} has no {' or '.join(FACT_FILES)}; write one with {', '.join(_KNOWN[:7])}"
        )
    if len(found) > 1:
        raise DatabaseError(f"{root} has both {' and '.join(FACT_FILES)}; keep one of them")
    path = found[0]
    try:
        return _facts(_parsed(path))
    except DatabaseError as error:
        raise DatabaseError(f"{path}: {error}") from error


def _parsed(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise DatabaseError("it is far larger than a file of facts; write it anew")
        text = path.read_bytes().decode("utf-8-sig")
        read: Callable[[str], Any] = tomllib.loads if path.suffix == ".toml" else json.loads
        facts = read(text)
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, DatabaseError):
            raise
        reason = " ".join(str(error).split())
        raise DatabaseError(f"it cannot be read ({reason}); correct it") from error
    if not isinstance(facts, dict):
        raise DatabaseError("it holds no names with values; write them as in the documentation")
    return facts


def _facts(facts: Mapping[str, Any]) -> Facts:
    unknown = [name for name in facts if name not in _KNOWN]
    if unknown:
        raise DatabaseError(f"{unknown[0]!r} is unknown; known are {', '.join(_KNOWN)}")
    texts = {name: _text(facts, name) for name in _TEXTS}
    name = texts["name"]
    if not (name.isascii() and name.isidentifier() and name == name.lower()):
        raise DatabaseError(f"name is {name!r}, expected lower-case letters, digits and _, such as our_lab")
    synthetic = facts.get("synthetic", False)
    if not isinstance(synthetic, bool):
        raise DatabaseError(f"synthetic is {synthetic!r}, expected true or false")
    info = DatabaseInfo(
        **texts, doi=_text(facts, "doi", required=False), fps=_rate(facts), synthetic=synthetic
    )
    return Facts(info, _first_frame(facts), _text(facts, "people", required=False), _emotions(facts))


def _text(facts: Mapping[str, Any], name: str, *, required: bool = True) -> str:
    value = facts.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or not value.strip():
        raise DatabaseError(f"{name} is {_shown(value)}, expected text")
    return " ".join(value.split())


def _rate(facts: Mapping[str, Any]) -> float:
    value = facts.get("fps")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 100_000:
        raise DatabaseError(f"fps is {_shown(value)}, expected frames per second as a number above 0")
    return float(value)


def _first_frame(facts: Mapping[str, Any]) -> int:
    value = facts.get("first_frame")
    if isinstance(value, bool) or not isinstance(value, int) or value not in {0, 1}:
        raise DatabaseError(
            f"first_frame is {_shown(value)}, expected 0 or 1: the number that the first frame of a recording has "
            "in the labels"
        )
    return value


def _emotions(facts: Mapping[str, Any]) -> Mapping[str, Category]:
    table = facts.get("emotions", {})
    if not isinstance(table, dict):
        raise DatabaseError(f"emotions is {_shown(table)}, expected a table of words and categories")
    found = {}
    for name, category in table.items():
        try:
            found[" ".join(name.split()).casefold()] = Category.parse(str(category))
        except InputError as error:
            raise DatabaseError(f"emotions, {name!r}: {error}; give one of these") from None
    return found


def _shown(value: object) -> str:
    return "missing" if value is None else repr(value)[:60]
