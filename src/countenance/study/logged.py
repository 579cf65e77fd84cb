"""Entries of the log in words: what a row is called, where it is still there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from countenance.store import Reader
from countenance.store.records import (
    RECORDS,
    Account,
    Assignment,
    Consent,
    ConsentText,
    Decision,
    Film,
    Identity,
    Label,
    Mark,
    Medium,
    Participant,
    ProtocolVersion,
    RatedClip,
    Record,
    Report,
    SessionEvent,
    SessionRow,
    Stimulus,
    Tombstone,
)

__all__ = ["NOUNS", "entries_in_words"]

NOUNS: Mapping[str, str] = {record.table: record.noun for record in RECORDS}
"""What sentences call the rows of a table."""

_Called = Callable[[Reader, Any], str]
_MEANT = re.compile(r"\b(assignment|recording) ([0-9a-f]{16})\b")
"""What a note without a row is about: ids alone, because an entry stays when a row goes."""


def entries_in_words(reader: Reader, entries: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Entries of the log with two more values: ``noun``, and ``called``, as the row is called now.

    Parameters
    ----------
    reader : Reader
    entries : sequence of mapping
        As :meth:`Reader.last_entries` gives them.

    Yields
    ------
    dict
        ``called`` is empty where the row is gone, or has no name that tells anything. What coders marked and
        arbiters settled is not in it: whoever reads the log may have to code himself.
    """
    records = {record.table: record for record in RECORDS}
    known: dict[tuple[str, str], str] = {}
    for entry in entries:
        table, row = entry["entity"], entry["entity_id"]
        if (table, row) not in known:
            known[table, row] = _called(reader, records.get(table), row)
        called = known[table, row] or _meant(reader, entry["note"])
        yield {**entry, "noun": NOUNS.get(table, table.replace("_", " ")), "called": called}


def _called(reader: Reader, record: type[Record] | None, row: str) -> str:
    found = None if record is None or record not in _NAMES else reader.first(record, id=row)
    return "" if found is None else _NAMES[type(found)](reader, found)


def _meant(reader: Reader, note: str) -> str:
    """What the row is called that a note names by its id; empty where it names none."""
    found = _MEANT.search(note)
    if found is None:
        return ""
    return _called(reader, Assignment if found[1] == "assignment" else Film, found[2])


def _of(kind: type[Record], field: str) -> _Called:
    """The name of the row that another one belongs to."""
    return lambda reader, one: _called(reader, kind, getattr(one, field))


def _assigned(reader: Reader, one: Assignment) -> str:
    return f"{_called(reader, Film, one.film)} to {_called(reader, Account, one.coder)}"


def _rated(reader: Reader, one: RatedClip) -> str:
    return f"{_called(reader, Stimulus, one.stimulus)} by {one.rater}"


_NAMES: dict[type[Record], _Called] = {
    Account: lambda _, one: one.name,
    Participant: lambda _, one: one.pseudonym,
    Identity: _of(Participant, "participant"),
    ConsentText: lambda _, one: f"{one.title} ({one.language})",
    Consent: _of(Participant, "participant"),
    Medium: lambda _, one: one.name,
    Stimulus: lambda _, one: one.name,
    RatedClip: _rated,
    ProtocolVersion: lambda _, one: one.title,
    SessionRow: _of(Participant, "participant"),
    SessionEvent: _of(SessionRow, "session"),
    Film: lambda _, one: one.name,
    Report: _of(Film, "film"),
    Assignment: _assigned,
    Mark: _of(Assignment, "assignment"),
    Decision: _of(Film, "film"),
    Label: _of(Decision, "decision"),
    Tombstone: lambda _, one: one.pseudonym,
}
