"""Participants and their sessions; begins, resumes, takes in protocols."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field, StringConstraints
from starlette.responses import PlainTextResponse, Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.sessions.shapes import Experimenter, Line, RowId
from countenance.app.web.study.visits import Pass
from countenance.core.errors import InputError
from countenance.store import Reader
from countenance.store.records import ConsentText, Film, Participant, ProtocolVersion, SessionRow, Stimulus
from countenance.study.elicitation import State
from countenance.study.elicitation.protocol_template import NO_BOARD
from countenance.study.people import add_participant
from countenance.study.people.listing import list_participants
from countenance.study.recording import (
    add_protocol,
    begin_session,
    experimenting,
    kept_session,
    list_sessions,
    protocol_named,
    protocol_of,
    unkept_stimuli,
    write_protocol,
)
from countenance.study.recording.owing import owed_sessions
from countenance.study.recording.protocols import template_problem
from countenance.study.recording.sessions import withdrawn_in_sessions

__all__ = ["router"]

router = APIRouter()

_MOST_ENTRIES = 100_000
_NO_BOARD = (
    "whom to ask about the study (review_board) is still the template's sentence, which participants read."
)


class NewParticipant(BaseModel):
    """Somebody who takes part."""

    facts: Annotated[dict[Line, Line], Field(max_length=30)] = {}
    name: Line = ""
    contact: Line = ""
    payment: Line = ""


class Added(BaseModel):
    """Under which pseudonym."""

    pseudonym: str


class Beginning(BaseModel):
    """Whose session, by which protocol."""

    participant: Line
    protocol: Line = ""


class Begun(BaseModel):
    """Id of the session."""

    session: str


class Entrance(BaseModel):
    """An address that lets the participant in, once."""

    url: str


class ProtocolFile(BaseModel):
    """Content of a protocol file."""

    text: Annotated[str, StringConstraints(max_length=1_000_000)]


class TakenIn(BaseModel):
    """The protocol, and whether it is new."""

    title: str
    version: str
    is_new: bool


@router.get("/sessions")
def listing(request: Request, site: SiteOf, _: Experimenter) -> Response:
    """Everybody who takes part, and the sessions of each."""
    with site.study.reading() as reader:
        protocols = _protocols(reader)
        return page(
            request,
            "sessions/list.html",
            people=_people(reader),
            withdrew=withdrawn_in_sessions(reader),
            sessions=_sessions(reader),
            protocols=protocols,
            newest=next((one["digest"] for one in protocols if not one["missing"]), ""),
            has_consent_text=reader.count(ConsentText) > 0,
            n_stimuli=reader.count(Stimulus),
            template_problem=template_problem(reader),
            n_listed=reader.count(Stimulus, chosen=True) or reader.count(Stimulus),
        )


@router.post("/api/sessions/participants", status_code=201)
def add(site: SiteOf, visitor: Experimenter, given: NewParticipant) -> Added:
    """Add a participant under a random pseudonym."""
    facts = {
        name.strip(): value.strip() for name, value in given.facts.items() if name.strip() and value.strip()
    }
    with experimenting(site.study, visitor.name) as writer:
        who = add_participant(
            writer, facts=facts, name=given.name, contact=given.contact, payment=given.payment
        )
    return Added(pseudonym=who.pseudonym)


@router.post("/api/sessions", status_code=201)
def begin(site: SiteOf, visitor: Experimenter, given: Beginning) -> Begun:
    """Begin a session; the participant comes in by the address that :func:`address` gives."""
    with experimenting(site.study, visitor.name) as writer:
        protocol = protocol_named(writer, given.protocol)
        if missing := unkept_stimuli(writer, protocol):
            raise InputError(
                f"the study keeps no file of {', '.join(missing)}, so that {protocol.title} cannot be shown: "
                "add the file of each stimulus"
            )
        if not writer.count(ConsentText):
            raise InputError("there is no consent text that the participant could agree to: add one first")
        now = datetime.now(UTC)
        kept = begin_session(
            writer, given.participant, protocol=protocol.digest, monotonic_ms=0.0, wall_time=now
        )
    return Begun(session=kept.row.id)


@router.post("/api/sessions/{session}/address")
def address(request: Request, site: SiteOf, _: Experimenter, session: RowId) -> Entrance:
    """An address for the participant of a session; each works once, within an hour."""
    with site.study.reading() as reader:
        if reader.first(SessionRow, id=session) is None:
            raise HTTPException(404, "There is no such session.")
        if kept_session(reader, session).session.state is State.DONE:
            raise InputError("this session is done: nobody can go on with it")
    secret = site.invitations.issue(Pass(session=session))
    return Entrance(url=f"{str(request.base_url).rstrip('/')}/enter?token={secret}")


@router.post("/api/sessions/protocols", status_code=201)
def take_in(site: SiteOf, visitor: Experimenter, given: ProtocolFile) -> TakenIn:
    """Keep a protocol, word for word."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "the protocol"
        path.write_text(given.text, encoding="utf-8", newline="")
        with experimenting(site.study, visitor.name) as writer:
            kept, is_new = add_protocol(writer, path)
    return TakenIn(title=kept.title, version=protocol_of(kept).version, is_new=is_new)


@router.get("/sessions/protocol.toml")
def template(site: SiteOf, _: Experimenter) -> Response:
    """A protocol to begin with, which lists the stimuli of the study."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "protocol.toml"
        with site.study.reading() as reader:
            write_protocol(reader, path)
        return PlainTextResponse(
            path.read_text(encoding="utf-8"),
            media_type="application/toml",
            headers={"content-disposition": 'attachment; filename="protocol.toml"'},
        )


def _people(reader: Reader) -> list[dict[str, Any]]:
    held = reader.tally(SessionRow, "participant")
    ids = {one.pseudonym: one.id for one in reader.find(Participant)}
    return [
        {**row, "sessions": held.get(ids[row["pseudonym"]], 0)}
        for row in list_participants(reader)
        if not row["withdrew"]
    ]


def _sessions(reader: Reader) -> list[dict[str, Any]]:
    films, owed = reader.tally(Film, "session"), owed_sessions(reader)
    rows = [
        {**row, "films": films.get(row["session"], 0), "owed": row["session"] in owed}
        for row in list_sessions(reader)
    ]
    return rows[::-1]


def _protocols(reader: Reader) -> list[dict[str, Any]]:
    """The one that was taken in last comes first."""
    added = reader.last_entries(_MOST_ENTRIES, action="add", entity=ProtocolVersion.table)
    taken_in = {entry["entity_id"]: entry for entry in added}
    held = reader.tally(SessionRow, "protocol")
    rows = []
    for kept in sorted(reader.find(ProtocolVersion), key=lambda one: -taken_in[one.id]["sequence"]):
        protocol = protocol_of(kept)
        rows.append(
            {
                "digest": kept.digest,
                "title": protocol.title,
                "version": protocol.version,
                "clips": len(protocol.clips),
                "sessions": held.get(kept.id, 0),
                "taken_in": str(taken_in[kept.id]["at"])[:10],
                "missing": unkept_stimuli(reader, kept),
                "remark": "" if protocol.review_board != NO_BOARD else _NO_BOARD,
            }
        )
    return rows
