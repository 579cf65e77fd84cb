"""Participants: pseudonyms and facts; who they are is shown on demand alone, and that look is in the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.admin.desk import (
    WRITTEN,
    Admin,
    Done,
    Id,
    Version,
    known_participant,
)
from countenance.store import Reader
from countenance.store.records import (
    Consent,
    ConsentText,
    Film,
    Identity,
    Participant,
    SessionRow,
    Tombstone,
)
from countenance.study.people import (
    ITEMS,
    add_participant,
    change_facts,
    consent_of,
    consent_text,
    facts_from,
    keep_identity,
    level_agreed,
    look_up_identity,
)

__all__ = ["router"]

router = APIRouter()

Text = Annotated[str, Form(max_length=1000, pattern=WRITTEN)]
Facts = Annotated[str, Form(max_length=10_000)]


@dataclass(frozen=True, slots=True)
class Row:
    """A participant in the list."""

    who: Participant
    consent: Consent | None
    n_films: int

    @property
    def level(self) -> str:
        """How far recordings may go."""
        return str(level_agreed(self.consent))


class Person(BaseModel):
    """Who a participant is."""

    name: str
    contact: str
    payment: str
    version: Annotated[int, Field(ge=0)]


@router.get("/admin/participants")
def participants(request: Request, site: SiteOf, _: Admin) -> Response:
    """Everybody who takes part, and who withdrew."""
    with site.study.reading() as reader:
        rows = [_row(reader, one) for one in reader.find(Participant, order="number")]
        gone = list(reader.find(Tombstone, order="withdrawn_at"))
        has_text = reader.count(ConsentText) > 0
    return page(request, "admin/participants.html", rows=rows, gone=gone, has_text=has_text)


@router.get("/admin/participants/{pseudonym}")
def participant(request: Request, site: SiteOf, _: Admin, pseudonym: Id) -> Response:
    """One participant: facts, consents, sessions."""
    with site.study.reading() as reader:
        who = known_participant(reader, pseudonym)
        texts = list(reader.find(ConsentText))
        given = sorted(reader.find(Consent, participant=who.id), key=lambda one: one.given_at, reverse=True)
        return page(
            request,
            "admin/participant.html",
            row=_row(reader, who),
            facts="\n".join(f"{name} = {value}" for name, value in who.facts.items()),
            consents=given,
            titles={one.id: one.title for one in texts},
            texts=texts,
            latest=consent_text(reader) if texts else None,
            items=ITEMS,
            n_sessions=reader.count(SessionRow, participant=who.id),
            has_identity=reader.count(Identity, participant=who.id) > 0,
        )


@router.post("/api/admin/participants")
def add(
    site: SiteOf,
    visitor: Admin,
    facts: Facts = "",
    name: Text = "",
    contact: Text = "",
    payment: Text = "",
) -> Done:
    """Add a participant under a new pseudonym."""
    with site.study.writing(visitor.name) as writer:
        added = add_participant(
            writer,
            facts=facts_from(facts),
            name=name.strip(),
            contact=contact.strip(),
            payment=payment.strip(),
        )
    return Done(next=f"/admin/participants/{added.pseudonym}")


@router.post("/api/admin/participants/{pseudonym}/facts")
def keep_facts(site: SiteOf, visitor: Admin, pseudonym: Id, facts: Facts = "", version: Version = 0) -> Done:
    """Keep other facts."""
    with site.study.writing(visitor.name) as writer:
        change_facts(writer, known_participant(writer, pseudonym), facts_from(facts), version=version)
    return Done()


@router.post("/api/admin/participants/{pseudonym}/look")
def look(site: SiteOf, visitor: Admin, pseudonym: Id) -> Person:
    """Name, contact and payment; the look is in the log."""
    with site.study.writing(visitor.name) as writer:
        found = look_up_identity(writer, known_participant(writer, pseudonym).pseudonym)
    if found is None:
        return Person(name="", contact="", payment="", version=0)
    return Person(name=found.name, contact=found.contact, payment=found.payment, version=found.version)


@router.post("/api/admin/participants/{pseudonym}/identity")
def identify(
    site: SiteOf,
    visitor: Admin,
    pseudonym: Id,
    name: Text = "",
    contact: Text = "",
    payment: Text = "",
    version: Version = 0,
) -> Done:
    """Keep name, contact and payment."""
    with site.study.writing(visitor.name) as writer:
        who = known_participant(writer, pseudonym)
        keep_identity(
            writer,
            who.pseudonym,
            name=name.strip(),
            contact=contact.strip(),
            payment=payment.strip(),
            version=version,
        )
    return Done()


def _row(reader: Reader, who: Participant) -> Row:
    return Row(who, consent_of(reader, who.id), reader.count(Film, participant=who.id))
