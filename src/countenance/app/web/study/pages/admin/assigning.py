"""Assignments: which coder codes which recordings; and what coders see before they have submitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.admin.desk import WRITTEN, Admin, Done, Id, Version
from countenance.core.errors import InputError
from countenance.store import Reader
from countenance.store.records import Account, Assignment, Film, Mark
from countenance.study.coding import assign, reopen, unassign
from countenance.study.coding.assigning import codable_films
from countenance.study.people import Role, withheld_films
from countenance.study.settings import allow_suggestions, facts_of, suggestions_before_submission

__all__ = ["router"]

router = APIRouter()

Chosen = Annotated[list[Annotated[str, Form(max_length=100)]], Form(max_length=900)]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a recording meets a coder."""

    assignment: Assignment
    n_marks: int

    @property
    def is_removable(self) -> bool:
        """Whether nothing was marked yet."""
        return not self.n_marks and self.assignment.submitted_at is None


@router.get("/admin/assignments")
def assignments(request: Request, site: SiteOf, _: Admin) -> Response:
    """Recordings by coders."""
    with site.study.reading() as reader:
        given = list(reader.find(Assignment))
        has = {one.coder for one in given}
        accounts = [one for one in reader.find(Account, order="name") if one.id in has or _may_code(one)]
        films, withheld = list(reader.find(Film, order="name")), withheld_films(reader)
        cells = _cells(reader, given)
        facts, suggests = facts_of(reader), suggestions_before_submission(reader)
    return page(
        request,
        "admin/assignments.html",
        coders=accounts,
        may_code={one.id for one in accounts if _may_code(one)},
        films=films,
        withheld=withheld,
        cells=cells,
        suggests=suggests,
        version=facts.version,
    )


@router.post("/api/admin/assignments")
def give(
    site: SiteOf,
    visitor: Admin,
    coders: Chosen = [],  # noqa: B006 - FastAPI copies it
    films: Chosen = [],  # noqa: B006 - FastAPI copies it
    every: Annotated[bool, Form()] = False,
    seed: Annotated[int, Form(ge=0, lt=2**63)] = 0,
) -> Done:
    """Give recordings to coders, to each in a random order of his own; what a coder has already stays."""
    if not coders or not (films or every):
        raise InputError("choose at least one coder and one recording")
    with site.study.writing(visitor.name) as writer:
        names = [one.name for one in writer.find(Account, id=coders)]
        chosen = codable_films(writer) if every else list(writer.find(Film, id=films))
        if len(names) < len(set(coders)) or (not every and len(chosen) < len(set(films))):
            raise HTTPException(
                404, "One of these coders or recordings is no longer there: load the page anew."
            )
        assign(writer, names, chosen, seed=seed)
    return Done()


@router.post("/api/admin/assignments/{assignment}/remove")
def take_back(site: SiteOf, visitor: Admin, assignment: Id) -> Done:
    """Take a recording from a coder who has marked nothing in it."""
    with site.study.writing(visitor.name) as writer:
        found = writer.first(Assignment, id=assignment)
        if found is None:
            raise HTTPException(404, "There is no such assignment: it was removed already.")
        unassign(writer, writer.get(Account, found.coder).name, writer.get(Film, found.film).name)
    return Done()


@router.post("/api/admin/assignments/{assignment}/reopen")
def let_go_on(
    site: SiteOf,
    visitor: Admin,
    assignment: Id,
    reason: Annotated[str, Form(max_length=500, pattern=WRITTEN)] = "",
) -> Done:
    """Let a coder go on with a recording that was submitted too early."""
    with site.study.writing(visitor.name) as writer:
        found = writer.first(Assignment, id=assignment)
        if found is None:
            raise HTTPException(404, "There is no such assignment.")
        if writer.count(Assignment, film=found.film, coder=visitor.account, submitted_at=None):
            # Whether it can be reopened tells what an arbiter has done.
            raise HTTPException(403, "You have still to code this recording: another admin may reopen it.")
        reopen(writer, writer.get(Account, found.coder).name, writer.get(Film, found.film).name, reason)
    return Done()


@router.post("/api/admin/settings/suggestions")
def suggestions(
    site: SiteOf, visitor: Admin, allowed: Annotated[bool, Form()] = False, version: Version = 0
) -> Done:
    """Decide whether coders may see a spotter's suggestions before they have submitted."""
    with site.study.writing(visitor.name) as writer:
        allow_suggestions(writer, allowed, version=version)
    return Done()


def _may_code(one: Account) -> bool:
    return one.active and Role.CODER in one.roles


def _cells(reader: Reader, given: list[Assignment]) -> dict[tuple[str, str], Cell]:
    marks = reader.tally(Mark, "assignment")
    return {(one.film, one.coder): Cell(one, marks.get(one.id, 0)) for one in given}
