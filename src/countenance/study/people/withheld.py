"""Recordings of people who agree to nothing any longer, as whoever withdraws in a session.

Until an admin has removed them nobody sees them, and nobody works on them.
"""

from __future__ import annotations

from countenance.store import Reader
from countenance.store.records import Film
from countenance.study.people.consent import consent_of, latest_consents

__all__ = ["WITHHELD", "agrees_to_nothing", "is_withheld", "withheld_films"]

WITHHELD = "its participant withdrew, or agrees to nothing any longer"
"""Why a recording is not shown."""


def agrees_to_nothing(reader: Reader, participant: str) -> bool:
    """Whether a participant, by id, has said last that he agrees to nothing; who has said nothing has not."""
    latest = consent_of(reader, participant)
    return latest is not None and not any(latest.items.values())


def is_withheld(reader: Reader, film: Film) -> bool:
    """Whether :func:`agrees_to_nothing` is true of the participant of a recording."""
    return agrees_to_nothing(reader, film.participant)


def withheld_films(reader: Reader) -> frozenset[str]:
    """Ids of the recordings of which :func:`is_withheld` is true."""
    gone = [who for who, latest in latest_consents(reader).items() if not any(latest.items.values())]
    return frozenset(one.id for one in reader.find(Film, participant=gone)) if gone else frozenset()
