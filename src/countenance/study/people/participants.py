"""Participants under random pseudonyms; names, contacts and payments apart."""

from __future__ import annotations

import math
import secrets
from itertools import chain
from typing import Any

from countenance.core.errors import InputError
from countenance.store import Reader, Writer
from countenance.store.records import Identity, Participant, Tombstone

__all__ = ["add_participant", "change_facts", "facts_from", "new_pseudonym", "participant"]

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike."""
_LENGTH = 6
_WORDS = {"True": True, "False": False}
_LONGEST_NUMBER = 15
"""Digits that a number can have without becoming another one."""


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


def change_facts(
    writer: Writer, who: Participant, facts: dict[str, Any], *, version: int | None = None
) -> Participant:
    """Keep other facts of a participant.

    Parameters
    ----------
    writer : Writer
    who : Participant
    facts : dict
        In place of those that there are.
    version : int, optional
        Of the participant as he was read.

    Raises
    ------
    ConflictError
        If somebody has changed them since.
    """
    if version not in {None, who.version}:
        raise writer.conflict(who)
    return writer.change(who, facts=facts)


def facts_from(text: str) -> dict[str, str | int | float | bool]:
    r"""Facts from lines NAME = VALUE; numbers become numbers, True and False what they say.

    Raises
    ------
    InputError
        If a line has no name or no equals sign, or a name comes twice.

    Examples
    --------
    >>> facts_from("age = 22\ngender = f\n")
    {'age': 22, 'gender': 'f'}
    """
    facts: dict[str, str | int | float | bool] = {}
    for line in filter(str.strip, text.splitlines()):
        name, equals, value = (part.strip() for part in line.partition("="))
        if not (name and equals and name.isprintable() and value.isprintable()):
            raise InputError(f"{line.strip()!r} is no fact: write NAME = VALUE, for example age = 22")
        if name in facts:
            raise InputError(f"{name} is there twice: keep one of the lines")
        facts[name] = _value(value)
    return facts


def _value(text: str) -> str | int | float | bool:
    if text in _WORDS:
        return _WORDS[text]
    if not text.isascii() or len(text) > _LONGEST_NUMBER:
        return text
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        return number if math.isfinite(number) else text
    return text


def _last_number(reader: Reader) -> int:
    """The highest that anybody has or had, because releases may know the withdrawn by it."""
    present = (one.number for one in reader.find(Participant))
    return max(chain(present, (one.number for one in reader.find(Tombstone))), default=0)


def _free(reader: Reader) -> str:
    while True:
        pseudonym = new_pseudonym()
        if not reader.count(Participant, pseudonym=pseudonym) + reader.count(Tombstone, pseudonym=pseudonym):
            return pseudonym
