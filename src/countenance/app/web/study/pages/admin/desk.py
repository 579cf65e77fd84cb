"""What all pages of administration share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form, HTTPException, Path
from pydantic import BaseModel

from countenance.app.web.study.gates import Gate
from countenance.app.web.study.visitors import Part, Visitor
from countenance.store import Reader
from countenance.store.records import Participant

__all__ = ["WRITTEN", "Admin", "Done", "Id", "Version", "known_participant"]

Admin = Annotated[Visitor, Depends(Gate(Part.ADMIN))]
Id = Annotated[str, Path(max_length=200)]
Version = Annotated[int, Form(ge=0, lt=2**31)]
WRITTEN = r"^[^\x00]*$"
"""What people write; databases end texts at the character that is missing here."""


class Done(BaseModel):
    """That it was done; `next` is a page to go to, or empty for the same one."""

    next: str = ""


def known_participant(reader: Reader, pseudonym: str) -> Participant:
    """The participant of that pseudonym.

    Raises
    ------
    HTTPException
        404, if there is none.
    """
    found = reader.first(Participant, pseudonym=pseudonym)
    if found is None:
        raise HTTPException(404, "There is no such participant, or he has withdrawn.")
    return found
