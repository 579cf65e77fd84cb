"""Withdrawal: what goes, what cannot be called back, and the end of withdrawals that were interrupted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.admin.desk import Admin, Done, known_participant
from countenance.core.errors import InputError
from countenance.store import Reader
from countenance.store.records import Participant, SessionRow, Tombstone
from countenance.study.backups import list_backups
from countenance.study.elicitation import State
from countenance.study.people import finish_withdrawals, plan_withdrawal, withdraw
from countenance.study.recording.sessions import withdrawn_in_sessions

__all__ = ["router"]

router = APIRouter()


@router.get("/admin/withdrawal")
def withdrawal(
    request: Request, site: SiteOf, _: Admin, pseudonym: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Who withdrew; and for a pseudonym what a withdrawal would remove."""
    with site.study.reading() as reader:
        plan = plan_withdrawal(reader, known_participant(reader, pseudonym).pseudonym) if pseudonym else None
        under_way = bool(pseudonym) and _is_under_way(reader, pseudonym)
        people = [one.pseudonym for one in reader.find(Participant, order="pseudonym")]
        wishing = withdrawn_in_sessions(reader)
        gone = list(reader.find(Tombstone, order="withdrawn_at"))
    return page(
        request,
        "admin/withdrawal.html",
        plan=plan,
        under_way=under_way,
        people=people,
        wishing=wishing,
        gone=gone,
        unfinished=[one for one in gone if not one.is_finished],
        n_backups=len(list_backups(site.study)),
    )


def _is_under_way(reader: Reader, pseudonym: str) -> bool:
    """Whether a session of a participant has not come to its end, with debriefing and payment."""
    sessions = reader.find(SessionRow, participant=known_participant(reader, pseudonym).id)
    return any(one.state != State.DONE for one in sessions)


@router.post("/api/admin/withdrawals")
def begin(
    site: SiteOf,
    visitor: Admin,
    pseudonym: Annotated[str, Form(max_length=200)] = "",
    typed: Annotated[str, Form(max_length=200)] = "",
) -> Done:
    """Remove a participant, whose pseudonym was typed once more."""
    with site.study.reading() as reader:
        known_participant(reader, pseudonym)
    if typed.strip() != pseudonym:
        raise InputError(f"type {pseudonym} to confirm: nothing was removed")
    withdraw(site.study, pseudonym, visitor.name)
    site.room.current(site.study)  # nobody goes on looking at a recording that is gone
    return Done(next="/admin/withdrawal")


@router.post("/api/admin/withdrawals/finish")
def finish(site: SiteOf, visitor: Admin) -> Done:
    """Remove what withdrawals that were interrupted have left."""
    finish_withdrawals(site.study, visitor.name)
    return Done()
