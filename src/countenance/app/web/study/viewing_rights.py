"""Whose recordings somebody may look at."""

from __future__ import annotations

from fastapi import HTTPException

from countenance.app.web.study.visitors import Part, Visitor
from countenance.store import Reader
from countenance.store.records import Assignment, Film, SessionRow
from countenance.study.elicitation import State
from countenance.study.people import WITHHELD, is_withheld

__all__ = ["SEE_ALL", "check_shown", "film_for"]

SEE_ALL = (Part.ADMIN, Part.EXPERIMENTER, Part.ARBITER, Part.ANALYST)
"""Who may look at every recording."""


def check_shown(reader: Reader, film: Film) -> None:
    """Refuse a recording that is withheld from everybody.

    Raises
    ------
    HTTPException
        410 if it is.
    """
    if is_withheld(reader, film):
        raise HTTPException(410, f"This recording is not shown: {WITHHELD}.")


def film_for(reader: Reader, visitor: Visitor, film: str) -> Film:
    """A recording by its id, if the visitor may look at it.

    A coder may look at what is assigned to him, and a participant at what was recorded in his own session until
    that is done: then somebody else may sit at the browser.

    Raises
    ------
    HTTPException
        404 if there is none, 403 if it is not for him, 410 if it is withheld from everybody.
    """
    found = reader.first(Film, id=film) if film.isalnum() and film.isascii() else None
    if found is None:
        raise HTTPException(404, "There is no such recording.")
    check_shown(reader, found)
    if visitor.is_any(*SEE_ALL):
        return found
    if visitor.session and found.session == visitor.session:
        if reader.get(SessionRow, visitor.session).state == State.DONE:
            raise HTTPException(403, "This session is done.")
        return found
    if visitor.account and reader.count(Assignment, film=found.id, coder=visitor.account):
        return found
    raise HTTPException(403, "This recording is not yours to look at.")
