"""Where the study stands, and what each has to do next; figures are live."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import AnyAccount, Gate, SiteOf
from countenance.app.web.study.navigation import is_open
from countenance.app.web.study.site import Site
from countenance.app.web.study.visitors import EVERY_ROLE, Part, Visitor
from countenance.study.overview import Action as NextAction
from countenance.study.overview import ActionKind, Overview, overview

__all__ = ["router"]

router = APIRouter()

Known = Annotated[Visitor, Depends(Gate(*EVERY_ROLE, Part.OWNER, Part.PARTICIPANT))]

_PLACES = {
    ActionKind.ACCOUNTS: "/admin",
    ActionKind.CONSENT: "/admin/consent",
    ActionKind.WITHDRAWAL: "/admin/withdrawal",
    ActionKind.STIMULI: "/ratings/summary",
    ActionKind.RATE: "/ratings",
    ActionKind.PROTOCOL: "/sessions",
    ActionKind.PARTICIPANTS: "/sessions",
    ActionKind.SESSIONS: "/sessions",
    ActionKind.ASSIGN: "/admin/assignments",
    ActionKind.CODE: "/coding",
    ActionKind.SETTLE: "/compare",
    ActionKind.LABEL: "/library",
    ActionKind.PUBLISH: "/reports/publish",
}


_FOR_ADMINS = {ActionKind.CODE: "/admin/assignments", ActionKind.RATE: "/ratings/summary"}
"""Where admins see to what others do on pages of their own."""
_STAGE_PLACES = {
    "Recorded": ("/recordings", "/spotting"),
    "Coded": ("/coding", "/admin/assignments"),
    "To settle": ("/compare",),
    "Arbitrated": ("/library",),
    "Published": ("/reports/publish", "/reports"),
}


class Stage(BaseModel):
    """One of the steps from recording to release; `path` is the page about it, if it is open to the visitor."""

    name: str
    done: int
    all: int | None
    unit: str
    path: str


class Action(BaseModel):
    """What somebody has to do next."""

    role: str
    sentence: str
    path: str


class Standing(BaseModel):
    """Where the study stands."""

    head: int
    stages: list[Stage]
    actions: list[Action]
    counts: dict[str, int]


@router.get("/")
def home(request: Request, site: SiteOf, visitor: Known) -> Response:
    """The first page; who has no account yet, or is a participant, is sent where he belongs."""
    if visitor.is_any(Part.OWNER):
        return Response(status_code=303, headers={"location": "/welcome"})
    if visitor.is_any(Part.PARTICIPANT):
        return Response(status_code=303, headers={"location": "/session"})
    return page(request, "home.html", standing=_standing(site, visitor))


@router.get("/api/standing", response_model=Standing)
def standing(site: SiteOf, visitor: AnyAccount, since: int = -1) -> Standing | Response:
    """Where the study stands; 204 while nothing has happened since an entry of the log."""
    with site.study.reading() as reader:
        head = reader.head()[0]
    return Response(status_code=204) if head == since else _standing(site, visitor)


def _standing(site: Site, visitor: Visitor) -> Standing:
    with site.study.reading() as reader:
        head, found = reader.head()[0], overview(reader, visitor.name)
    return Standing(
        head=head, stages=_stages(found, visitor), actions=_actions(found, visitor), counts=found.counts
    )


def _stages(found: Overview, visitor: Visitor) -> list[Stage]:
    return [
        Stage(
            name=one.name,
            done=one.done,
            all=one.all,
            unit=one.unit,
            path=next((place for place in _STAGE_PLACES[one.name] if is_open(place, visitor)), ""),
        )
        for one in found.stages
    ]


def _actions(found: Overview, visitor: Visitor) -> list[Action]:
    """The visitor's own first; those of other roles are told, too, so that everybody knows who is waited for."""
    actions = [
        Action(
            role=one.role,
            sentence=one.sentence,
            path=_path(one, visitor),
        )
        for one in found.actions
        if not one.participant or visitor.is_any(Part.ADMIN, Part.EXPERIMENTER)
    ]
    return sorted(actions, key=lambda one: (Part(one.role) not in visitor.parts, not one.path))


def _path(action: NextAction, visitor: Visitor) -> str:
    """Where it is done, for those whose role it is and for admins, who see to everything."""
    if Part(action.role) in visitor.parts:
        place = _PLACES[action.kind]
    elif visitor.is_any(Part.ADMIN):
        place = _FOR_ADMINS.get(action.kind, _PLACES[action.kind])
    else:
        return ""
    return f"{place}?{urlencode({'pseudonym': action.participant})}" if action.participant else place
