"""Versions of the consent text, and consents that were signed on paper."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.admin.desk import WRITTEN, Admin, Done, Id, known_participant
from countenance.core.errors import ConflictError
from countenance.store.records import Consent, ConsentText
from countenance.study.people import ITEMS, add_consent, add_consent_text, consent_of, consent_text

__all__ = ["router"]

router = APIRouter()

_LANGUAGE = r"^\s*[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\s*$"
"""As ``en``, ``de-CH`` or ``zh-Hans`` (BCP 47)."""

Items = Annotated[list[Annotated[str, Form(max_length=60)]], Form(max_length=50)]


@router.get("/admin/consent")
def texts(request: Request, site: SiteOf, _: Admin) -> Response:
    """Every version of the consent text; the one added last is what sessions show."""
    with site.study.reading() as reader:
        found = list(reader.find(ConsentText))
        latest = consent_text(reader) if found else None
        signed = reader.tally(Consent, "consent_text")
    found.sort(key=lambda one: (one != latest, one.title))
    return page(request, "admin/consent.html", texts=found, latest=latest, signed=signed, items=ITEMS)


@router.post("/api/admin/consent-texts")
def add(
    site: SiteOf,
    visitor: Admin,
    title: Annotated[str, Form(max_length=200, pattern=WRITTEN)] = "",
    text: Annotated[str, Form(max_length=200_000, pattern=WRITTEN)] = "",
    language: Annotated[str, Form(max_length=20, pattern=_LANGUAGE)] = "en",
) -> Done:
    """Add a version of the consent text."""
    with site.study.writing(visitor.name) as writer:
        # Browsers send line breaks as CR LF, and the digest is of what was written.
        add_consent_text(writer, title.strip(), text.replace("\r\n", "\n"), language=language.strip())
    return Done()


@router.post("/api/admin/participants/{pseudonym}/consent")
def sign(
    site: SiteOf,
    visitor: Admin,
    pseudonym: Id,
    text: Annotated[str, Form(max_length=100)] = "",
    agreed: Items = [],  # noqa: B006 - FastAPI copies it
    before: Annotated[str, Form(max_length=100)] = "",
) -> Done:
    """Keep a consent that was signed on paper; `before` is the consent whose place it takes."""
    with site.study.writing(visitor.name, "signed on paper") as writer:
        who = known_participant(writer, pseudonym)
        latest = consent_of(writer, who.id)
        if (latest.id if latest else "") != before:
            raise ConflictError(
                "another consent was kept after you opened this page: load it anew, then repeat"
            )
        wording = writer.first(ConsentText, id=text)
        if wording is None:
            raise HTTPException(404, "There is no such consent text.")
        add_consent(
            writer, who, wording, {**dict.fromkeys(wording.items, False), **dict.fromkeys(agreed, True)}
        )
    return Done()
