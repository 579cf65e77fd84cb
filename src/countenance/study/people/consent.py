"""What participants agreed to, item by item, and how far their recordings may therefore go."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from countenance.core.errors import InputError
from countenance.store import Reader, Writer
from countenance.store.records import Consent, ConsentText, Film, Participant

__all__ = [
    "ITEMS",
    "ReleaseLevel",
    "add_consent",
    "add_consent_text",
    "check_level",
    "consent_of",
    "consent_text",
    "film_level",
    "latest_consents",
    "level_agreed",
    "may_print",
    "take_back_consent",
]

_MOST_TEXTS = 10_000

ITEMS: Mapping[str, str] = {
    "record": "I may be recorded on video in this study.",
    "laboratory": "The recordings may be used by members of this laboratory.",
    "researchers": "The recordings may be given to other researchers who sign the data-use agreement.",
    "excerpts": "Pictures of me may be shown in publications and talks.",
    "public": "The recordings may be published, so that anybody can obtain them.",
}
"""What is asked for, each on its own."""


class ReleaseLevel(StrEnum):
    """How far something may go, from nowhere to everybody."""

    NONE = "none"
    LABORATORY = "laboratory"
    RESEARCHERS = "researchers"
    PUBLIC = "public"

    @property
    def rank(self) -> int:
        """Place from nowhere, 0, to everybody, 3."""
        return list(ReleaseLevel).index(self)

    def covers(self, other: ReleaseLevel) -> bool:
        """Whether what may go this far may go that far.

        >>> ReleaseLevel.RESEARCHERS.covers(ReleaseLevel.LABORATORY)
        True
        """
        return self.rank >= other.rank


def add_consent_text(writer: Writer, title: str, text: str, *, language: str = "en") -> ConsentText:
    """Add a version of the text that participants sign.

    Raises
    ------
    InputError
        If it is empty, has no title, or is there already in this wording.
    """
    if not text.strip():
        raise InputError("the consent text is empty")
    if not title.strip():
        raise InputError("the consent text needs a title, by which its version is known")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return writer.add(
        ConsentText(title=title, language=language, text=text, digest=digest, items=tuple(ITEMS))
    )


def consent_text(reader: Reader, title: str = "") -> ConsentText:
    """The consent text of that title; the one added last unless a title is given.

    Raises
    ------
    InputError
        If there is none.
    """
    added = reader.last_entries(_MOST_TEXTS, action="add", entity=ConsentText.table)
    order = {entry["entity_id"]: entry["sequence"] for entry in added}
    found = [one for one in reader.find(ConsentText) if not title or one.title == title]
    if not found:
        named = f" {title!r}" if title else ""
        raise InputError(f"there is no consent text{named}: 'countenance study add-consent-text' adds one")
    return max(found, key=lambda one: order[one.id])


def add_consent(writer: Writer, who: Participant, text: ConsentText, items: Mapping[str, bool]) -> Consent:
    """Keep what a participant agreed to; it takes the place of an earlier consent.

    Parameters
    ----------
    writer : Writer
    who : Participant
    text : ConsentText
        The version that was signed.
    items : mapping of str to bool
        Answer to each item.

    Raises
    ------
    InputError
        If an item of the text has no answer, or an answer belongs to no item.
    """
    missing, unknown = set(text.items) - set(items), set(items) - set(text.items)
    if missing or unknown:
        told = [f"no answer to {', '.join(sorted(missing))}"] if missing else []
        told += [f"an answer to {', '.join(sorted(unknown))}, which was not asked"] if unknown else []
        raise InputError(f"the consent of {who.pseudonym} has {' and '.join(told)}")
    return writer.add(
        Consent(
            participant=who.id, consent_text=text.id, given_at=_after_others(writer, who), items=dict(items)
        )
    )


def take_back_consent(writer: Writer, who: Participant) -> Consent | None:
    """Let nothing of a participant's consent hold any longer, whatever was agreed to; None where nothing was to be.

    Who has said nothing yet agrees to nothing of the latest text. Who wishes to withdraw is in no release from that
    moment, however long it takes until what is there is removed.
    """
    latest = consent_of(writer, who.id)
    if latest is None:
        text = consent_text(writer) if writer.count(ConsentText) else None
    else:
        text = writer.get(ConsentText, latest.consent_text) if any(latest.items.values()) else None
    return None if text is None else add_consent(writer, who, text, dict.fromkeys(text.items, False))


def _after_others(reader: Reader, who: Participant) -> datetime:
    """Now, or right after the latest consent where the clock is behind it: what is said last counts."""
    latest = consent_of(reader, who.id)
    now = datetime.now(UTC)
    return now if latest is None else max(now, latest.given_at + timedelta(microseconds=1))


def consent_of(reader: Reader, participant: str) -> Consent | None:
    """The latest consent of a participant, by id; None where there is none."""
    return max(reader.find(Consent, participant=participant), key=lambda one: one.given_at, default=None)


def latest_consents(reader: Reader) -> dict[str, Consent]:
    """The latest consent of everybody who has one, by id: what :func:`consent_of` gives, all at once."""
    latest: dict[str, Consent] = {}
    for one in reader.find(Consent):
        held = latest.get(one.participant)
        if held is None or one.given_at > held.given_at:
            latest[one.participant] = one
    return latest


def level_agreed(consent: Consent | None) -> ReleaseLevel:
    """The furthest level whose item was agreed to, with every one before it."""
    level = ReleaseLevel.NONE
    if consent is None or not consent.items.get("record", False):
        return level
    for further in list(ReleaseLevel)[1:]:
        if not consent.items.get(further, False):
            break
        level = further
    return level


def film_level(reader: Reader, film: Film) -> ReleaseLevel:
    """How far a recording may go: as far as the participant agreed to, or less far where the recording says so."""
    agreed = level_agreed(consent_of(reader, film.participant))
    own = ReleaseLevel(film.level) if film.level else agreed
    return agreed if own.covers(agreed) else own


def may_print(reader: Reader, film: Film) -> bool:
    """Whether pictures of a recording may be shown in publications."""
    consent = consent_of(reader, film.participant)
    return (
        consent is not None
        and consent.items.get("excerpts", False)
        and level_agreed(consent) is not ReleaseLevel.NONE
    )


def check_level(reader: Reader, film: Film, wanted: ReleaseLevel) -> None:
    """Refuse a recording that may not go that far.

    Raises
    ------
    InputError
        If it may not.
    """
    level = film_level(reader, film)
    if not level.covers(wanted):
        raise InputError(
            f"recording {film.name} may go to {level}, not to {wanted}: consent does not cover it"
        )
