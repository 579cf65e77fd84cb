"""Participants under random pseudonyms; names, contacts and payments apart."""

from __future__ import annotations

import secrets
from itertools import chain
from typing import Any

from countenance.core.errors import InputError
from countenance.store import Reader, Writer
from countenance.store.records import Identity, Participant, Tombstone

__all__ = ["add_participant", "new_pseudonym", "participant"]

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike."""
_LENGTH = 6


def new_pseudonym() -> str:
    """A random one, which says nothing about who it is or when he came.

    >>> new_pseudonym()[0], len(new_pseudonym())
    ('p', 7)
    """
    return "p" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def add_participant(
    writer: Writer,
    *,
    facts: dict[str, Any] | None = None,
    name: str = "",
    contact: str = "",
    payment: str = "",
) -> Participant:
    """Add a participant.

    Parameters
    ----------
    writer : Writer
    facts : dict, optional
        What the study asks for, as age and gender.
    name, contact, payment : str
        Kept apart from everything else, if given.
    """
    added = writer.add(
        Participant(pseudonym=_free(writer), number=_last_number(writer) + 1, facts=facts or {})
    )
    if name or contact or payment:
        writer.add(Identity(participant=added.id, name=name, contact=contact, payment=payment))
    return added


def participant(reader: Reader, pseudonym: str) -> Participant:
    """The participant of that pseudonym.

    Raises
    ------
    InputError
        If there is none, or the participant has withdrawn.
    """
    found = reader.first(Participant, pseudonym=pseudonym)
    if found is None:
        gone = reader.first(Tombstone, pseudonym=pseudonym)
        if gone is not None:
            raise InputError(f"participant {pseudonym} withdrew on {gone.withdrawn_at:%Y-%m-%d}")
        raise InputError(f"there is no participant {pseudonym!r}: 'countenance study people' lists all")
    return found


def _last_number(reader: Reader) -> int:
    """The highest that anybody has or had, because releases may know the withdrawn by it."""
    present = (one.number for one in reader.find(Participant))
    return max(chain(present, (one.number for one in reader.find(Tombstone))), default=0)


def _free(reader: Reader) -> str:
    while True:
        pseudonym = new_pseudonym()
        if not reader.count(Participant, pseudonym=pseudonym) + reader.count(Tombstone, pseudonym=pseudonym):
            return pseudonym
