"""Names, contacts and payments of participants, which are looked at for a reason and never by the way."""

from __future__ import annotations

from countenance.store import Writer
from countenance.store.records import Identity
from countenance.study.people.participants import participant

__all__ = ["keep_identity", "look_up_identity"]


def look_up_identity(writer: Writer, pseudonym: str) -> Identity | None:
    """Who a participant is; the look is in the log. None where nothing is kept.

    Raises
    ------
    InputError
        If there is no such participant.
    """
    who = participant(writer, pseudonym)
    writer.note("look", f"at name, contact and payment of {who.pseudonym}")
    return writer.first(Identity, participant=who.id)


def keep_identity(
    writer: Writer, pseudonym: str, *, name: str, contact: str = "", payment: str = "", version: int = 0
) -> Identity:
    """Keep who a participant is, apart from everything else.

    Parameters
    ----------
    writer : Writer
    pseudonym : str
    name, contact, payment : str
    version : int
        Of what it takes the place of, as it was read; 0 where nothing was kept.

    Raises
    ------
    InputError
        If there is no such participant.
    ConflictError
        If somebody has changed it since.
    """
    who = participant(writer, pseudonym)
    there = writer.first(Identity, participant=who.id)
    if there is None:
        return writer.add(Identity(participant=who.id, name=name, contact=contact, payment=payment))
    if there.version != version:
        raise writer.conflict(there)
    return writer.change(there, name=name, contact=contact, payment=payment)
