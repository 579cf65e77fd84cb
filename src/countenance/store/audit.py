"""The log of all changes: entries that hold the hash of the entry before, so that none can be changed or left out.

An entry holds the digest of what a row became, not the row: who withdraws leaves no content behind. Each row has a
random salt of its own, so that nobody can guess a content and confirm it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from countenance.store.schema import canonical

__all__ = ["FIRST", "Entry", "broken_links", "row_digest"]

FIRST = "0" * 64
"""What the first entry holds for the hash before it."""


def row_digest(table: str, values: Mapping[str, Any]) -> str:
    """SHA-256 of a row's columns.

    Examples
    --------
    >>> row_digest("mark", {"id": "a", "onset": 1}) == row_digest("mark", {"onset": 1, "id": "a"})
    True
    """
    return hashlib.sha256(canonical([table, dict(values)]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """One change.

    Parameters
    ----------
    sequence : int
        From 1, without gaps.
    at : str
        When, in UTC.
    actor : str
        Who.
    action : str
        ``"add"``, ``"change"`` or ``"remove"``; or what happened to the study as a whole, as ``"restore"``.
    entity, entity_id : str
        Table and row.
    version : int
        Of the row after the change.
    digest : str
        Of the row after the change; empty where it was removed.
    note : str
        Why, where somebody said so.
    previous : str
        Hash of the entry before.
    """

    sequence: int
    at: str
    actor: str
    action: str
    entity: str
    entity_id: str
    version: int
    digest: str
    note: str
    previous: str

    @property
    def hash(self) -> str:
        """SHA-256 over everything in this entry, and by ``previous`` over every entry before it."""
        parts = [getattr(self, name) for name in self.__dataclass_fields__]
        return hashlib.sha256(canonical(parts).encode()).hexdigest()

    def values(self) -> dict[str, Any]:
        """The columns of its row."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | {"hash": self.hash}


def broken_links(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What is wrong with a chain of entries, a sentence each; nothing where it is whole.

    Parameters
    ----------
    rows : iterable of mapping
        Of the table, by sequence.
    """
    due, previous = 1, FIRST
    for row in rows:
        if row["sequence"] != due:
            yield f"the log goes on with entry {row['sequence']} where entry {due} is due"
        entry = Entry(**{name: row[name] for name in Entry.__dataclass_fields__})
        if entry.previous != previous:
            yield f"entry {entry.sequence} of the log does not follow the entry before it"
        if entry.hash != row["hash"]:
            yield f"entry {entry.sequence} of the log was changed"
        due, previous = row["sequence"] + 1, row["hash"]
