"""Where a session stands, and everything that its page shows, in types of JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from pydantic import BaseModel

from countenance.store import Reader
from countenance.store.records import ConsentText
from countenance.study.elicitation import EventKind, Protocol
from countenance.study.people import ITEMS, consent_text
from countenance.study.recording import KeptSession, language_of, protocol_of_session, uses_camera

__all__ = ["Course", "Script", "course_of", "script_of"]


class Course(BaseModel):
    """Where a session stands."""

    session: str
    state: str
    segment: int
    next_sequence: int
    clip: str | None
    take: int
    position: int
    clips: int
    ended: str
    consented: bool
    camera: bool
    language: str


class Script(BaseModel):
    """What a participant reads and sees; the same through the whole session."""

    consent: dict[str, Any]
    languages: list[str]
    texts: dict[str, dict[str, str]]
    questions: dict[str, list[dict[str, Any]]]
    clips: dict[str, dict[str, Any]]
    baseline_s: float
    rest_s: float
    emotions: list[str]
    not_emotional: list[str]
    review_board: str


def course_of(reader: Reader, kept: KeptSession) -> Course:
    """Where a session stands."""
    session = kept.session
    return Course(
        session=kept.row.id,
        state=session.state,
        segment=session.segment,
        next_sequence=session.next_sequence,
        clip=session.clip,
        take=session.take,
        position=session.position,
        clips=len(session.order),
        ended=session.ended,
        consented=any(event.kind is EventKind.CONSENT_GIVEN for event in kept.events),
        camera=uses_camera(kept),
        language=language_of(reader, kept, protocol_of_session(reader, kept.row)),
    )


def script_of(reader: Reader, kept: KeptSession) -> Script:
    """What the page of a session shows."""
    protocol = protocol_of_session(reader, kept.row)
    return Script(
        consent=_consent(consent_text(reader)),
        languages=list(protocol.texts),
        texts={
            language: {
                "instructions": texts.instructions,
                "neutralisation": texts.neutralisation,
                "payment": texts.payment,
                "debrief": texts.debrief,
                "paid_in_full": texts.paid_in_full,
            }
            for language, texts in protocol.texts.items()
        },
        questions={
            language: _questions(protocol, language, kept.session.participant) for language in protocol.texts
        },
        clips={
            name: {
                "url": f"/session/stimuli/{quote(name, safe='')}",
                "seconds": protocol.clip(name).duration_s,
            }
            for name in kept.session.order
        },
        baseline_s=protocol.baseline_s,
        rest_s=protocol.rest_s,
        emotions=list(protocol.self_report.emotions),
        not_emotional=list(protocol.self_report.not_emotional),
        review_board=protocol.review_board,
    )


def _consent(text: ConsentText) -> dict[str, Any]:
    items = [{"name": name, "text": ITEMS.get(name, name)} for name in text.items]
    return {"title": text.title, "text": text.text, "digest": text.digest, "items": items}


def _questions(protocol: Protocol, language: str, participant: int) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "question": one.texts[language].question,
            "answers": list(protocol.answers(one, language, participant)),
        }
        for one in protocol.questions
    ]
