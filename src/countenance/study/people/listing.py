"""Participants as rows, those who withdrew with the day."""

from __future__ import annotations

from typing import Any

from countenance.store import Reader
from countenance.store.records import Film, Identity, Participant, Tombstone
from countenance.study.people.consent import consent_of, level_agreed

__all__ = ["list_participants"]


def list_participants(reader: Reader, *, names: bool = False) -> list[dict[str, Any]]:
    """One row each, by number.

    Parameters
    ----------
    reader : Reader
    names : bool
        Whether names and contacts, which are kept apart, are shown too.
    """
    rows = [_row(reader, one, names=names) for one in reader.find(Participant, order="number")]
    gone = [
        {"pseudonym": one.pseudonym, "withdrew": f"{one.withdrawn_at:%Y-%m-%d}"}
        for one in reader.find(Tombstone, order="withdrawn_at")
    ]
    columns = (
        list(rows[0]) if rows else ["pseudonym", "number", "facts", "recordings", "may_go_to", "withdrew"]
    )
    return [*rows, *({**dict.fromkeys(columns), **one} for one in gone)]


def _row(reader: Reader, one: Participant, *, names: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "pseudonym": one.pseudonym,
        "number": one.number,
        "facts": ", ".join(f"{name} {value}" for name, value in one.facts.items()),
        "recordings": reader.count(Film, participant=one.id),
        "may_go_to": str(level_agreed(consent_of(reader, one.id))),
        "withdrew": None,
    }
    if names:
        identity = reader.first(Identity, participant=one.id)
        row |= (
            {"name": "", "contact": ""}
            if identity is None
            else {"name": identity.name, "contact": identity.contact}
        )
    return row
