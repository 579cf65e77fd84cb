"""One recording: both codings on one timeline, and decisions about what they differ in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.coding.words import WORDS
from countenance.app.web.study.pages.comparing.answered import (
    Arbiter,
    Comparer,
    Desk,
    Made,
    desk_of,
    made_of,
    n_unlabelled,
)
from countenance.app.web.study.viewing_rights import check_shown
from countenance.app.web.study.visitors import Part
from countenance.core import Coding, InputError
from countenance.core.words import counted
from countenance.store import Reader
from countenance.store.records import Film
from countenance.study.arbitration import TOLERANCE, Action, Disagreement, EmotionChoice, UnitChoice
from countenance.study.coding import first_two
from countenance.study.coding.passes import submitted_passes
from countenance.study.settlement import open_items
from countenance.study.settlement.desk import decide_as_seen, films_on_desk, on_desk, still_to_code
from countenance.study.settlement.listing import decision_of, edited_coding, item_named

__all__ = ["router"]

router = APIRouter()

FilmId = Annotated[str, Path(max_length=100)]
Frame = Annotated[int, Field(ge=0, le=100_000_000)]
Text = Annotated[str, Field(max_length=1000)]
Tolerance = Annotated[int, Query(ge=0, le=100_000)]


class Edited(BaseModel):
    """A movement as the arbiter codes it anew."""

    onset: Frame
    apex: Frame | None = None
    offset: Frame | None = None
    action_units: Text = ""
    upper: Text | None = None
    lower: Text | None = None
    excluded: Text = ""

    def coding(self) -> Coding:
        """The same, as the study knows it.

        Raises
        ------
        InputError
            If it is none.
        """
        given = edited_coding(self.onset, self.apex, self.offset, self.action_units, self.upper, self.lower)
        if not self.excluded.strip():
            return given
        frames = (given.onset, given.apex, given.offset)
        return Coding(*frames, given.action_units, given.upper, given.lower, self.excluded.strip())


class Deciding(BaseModel):
    """A decision; ``seen`` is the version of the decision that the arbiter saw, 0 where there was none."""

    movement: Annotated[str, Field(max_length=100)]
    seen: Annotated[int, Field(ge=0, le=1_000_000_000)]
    action: Action
    reason: Text = ""
    action_units: UnitChoice | None = None
    emotion: EmotionChoice | None = None
    edited: Edited | None = None
    excluded: Text = ""


class Decided(BaseModel):
    """What came of a decision."""

    movement: str
    made: Made
    left: int


@router.get("/compare/{film}")
def desk_page(
    request: Request, site: SiteOf, visitor: Comparer, film: FilmId, tolerance: Tolerance = TOLERANCE
) -> Response:
    """The page of a recording; what is on it comes from the interface."""
    with site.study.reading() as reader:
        found = _film(reader, visitor.name, film)
        first, second = _coders(reader, found)
        others = films_on_desk(reader, visitor.name)
        is_open = {one.recording for one in open_items(reader)} & others.keys()
    following = next((others[name] for name in sorted(is_open) if name != found.name), None)
    return page(
        request,
        "comparing/desk.html",
        film=found,
        coders=(first, second),
        following=following,
        query="" if tolerance == TOLERANCE else f"?tolerance={tolerance}",
        decides=visitor.is_any(Part.ARBITER),
        exclusions=WORDS.exclusions,
        emotions=WORDS.emotions,
        unit_choices=list(UnitChoice),
    )


@router.get("/api/compare/recordings/{film}")
def desk(site: SiteOf, visitor: Comparer, film: FilmId, tolerance: Tolerance = TOLERANCE) -> Desk:
    """Both codings of a recording, and every decision about them."""
    with site.study.reading() as reader:
        found = _film(reader, visitor.name, film)
        shown = on_desk(reader, found, tolerance=tolerance)
        unlabelled = n_unlabelled(reader, films_on_desk(reader, visitor.name).values())
        return desk_of(found, _coders(reader, found), shown, reader.head()[0], tolerance, unlabelled)


@router.post("/api/compare/recordings/{film}/decisions")
def decide(site: SiteOf, visitor: Arbiter, film: FilmId, deciding: Deciding) -> Decided:
    """Settle a movement; 409 where somebody else has done so meanwhile."""
    with site.study.writing(visitor.name) as writer:
        found = _film(writer, visitor.name, film)
        item = _item(writer, found, deciding.movement)
        edited = None if deciding.edited is None else deciding.edited.coding()
        made = decision_of(
            deciding.action,
            visitor.name,
            deciding.reason.strip(),
            deciding.action_units or "",
            deciding.emotion or "",
            edited,
            deciding.excluded.strip(),
        )
        with _told_here(item):
            kept = decide_as_seen(writer, visitor.name, item, made, deciding.seen)
        at = writer.history(kept)[-1][0]
        left = len(open_items(writer, found.name))
    return Decided(movement=deciding.movement, made=made_of(kept, at), left=left)


@contextmanager
def _told_here(item: Disagreement) -> Iterator[None]:
    """Sentences without the name of the movement, which is the one on the page."""
    try:
        yield
    except InputError as error:
        raise type(error)(str(error).removeprefix(f"{item}: ").removeprefix(f"{item.recording}: ")) from error


def _film(reader: Reader, name: str, film: str) -> Film:
    """A recording that two coders have submitted.

    Raises
    ------
    HTTPException
        404, if there is none of that id; 403, if the visitor has still to code it himself; 410, if it is withheld.
    InputError
        If it is not submitted by two.
    """
    found = reader.first(Film, id=film)
    if found is None:
        raise HTTPException(404, "There is no such recording.")
    if found.id in still_to_code(reader, name):
        raise HTTPException(
            403,
            "You have still to code this recording yourself: until then you do not see what others marked.",
        )
    check_shown(reader, found)
    if found.name not in films_on_desk(reader, name):
        n = counted(_submitted(reader, found), "coder")
        raise InputError(f"Two coders have to submit {found.name} before it can be compared: {n} did so far.")
    return found


def _submitted(reader: Reader, film: Film) -> int:
    return len(submitted_passes(reader, film.name))


def _coders(reader: Reader, film: Film) -> tuple[str, str]:
    ((first, second),) = first_two(reader, film.name)
    return first.coder, second.coder


def _item(reader: Reader, film: Film, name: str) -> Disagreement:
    item = item_named(reader, name)
    if item.recording != film.name:
        raise HTTPException(404, "There is no such movement in this recording.")
    return item
