"""Every expression as a strip of onset, apex and offset."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from math import ceil
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from pydantic import BaseModel, Field, field_validator
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import Gate, SiteOf
from countenance.app.web.study.site import Site
from countenance.app.web.study.visitors import Part, Visitor
from countenance.core import ActionUnitError, Category, ExpressionKind
from countenance.core.words import counted
from countenance.store.records import Decision, Label
from countenance.study.publishing.listed import ListFormat, file_of
from countenance.study.settlement import stale_labels
from countenance.study.settlement.catalogue import (
    CatalogueEntry,
    Order,
    Scope,
    Wanted,
    catalogue,
    found,
    values_of,
)
from countenance.study.settlement.desk import hidden_from

__all__ = ["PAGE", "router"]

router = APIRouter()

Looker = Annotated[Visitor, Depends(Gate(Part.ARBITER, Part.ANALYST, Part.ADMIN, Part.EXPERIMENTER))]
Word = Annotated[str, Field(max_length=200)]
PAGE = 60
"""Strips on a page."""


class Filters(BaseModel):
    """What somebody looks for, as the address of the page says it."""

    kind: ExpressionKind | None = None
    category: Category | None = None
    participant: Word = ""
    recording: Word = ""
    action_units: Word = ""
    scope: Scope = Scope.EXPRESSIONS
    text: Word = ""
    order: Order = Order.RECORDING
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1

    @field_validator("kind", "category", mode="before")
    @classmethod
    def _anything(cls, given: object) -> object:
        """What a form sends where nothing is chosen."""
        return given or None

    def wanted(self) -> Wanted:
        """The same, as the study knows it."""
        return Wanted(
            self.kind or "", self.category or "", self.participant, self.recording, self.action_units, self.scope,
            self.text, self.order,
        )  # fmt: skip

    def address(self, **changed: Any) -> str:
        """The filters as the query of an address, without those that are as they always are."""
        given = {**self.model_dump(), **changed}
        usual = Filters().model_dump()
        return urlencode({name: str(value) for name, value in given.items() if value != usual[name]})


Asked = Annotated[Filters, Query()]


@dataclass(frozen=True, slots=True)
class _Held:
    """What the study has labelled, and whether that is still so."""

    entries: tuple[CatalogueEntry, ...]
    stale: tuple[str, ...]
    unlabelled: int


@router.get("/library")
def library(request: Request, site: SiteOf, visitor: Looker, filters: Asked) -> Response:
    """The strips that somebody looks for, some at a time; where that is unclear, the form as it is, and 400."""
    held, problem = _held(site, visitor), ""
    try:
        chosen = found(held.entries, filters.wanted())
    except ActionUnitError as error:
        chosen, problem = [], str(error)
    pages = max(1, ceil(len(chosen) / PAGE))
    number = min(filters.page, pages)
    shown = chosen[(number - 1) * PAGE : number * PAGE]
    return page(
        request,
        "library/library.html",
        400 if problem else 200,
        held=held,
        problem=problem,
        filters=filters,
        number=number,
        pages=pages,
        n_found=len(chosen),
        first=(number - 1) * PAGE + 1,
        kinds=values_of(chosen, "kind"),
        shown=shown,
        strips=[{**asdict(one), "questions": list(one.questions)} for one in shown],
        choices={name: values_of(held.entries, name) for name in ("participant", "recording")},
        words={"kind": [*ExpressionKind], "category": [*Category], "scope": [*Scope], "order": [*Order]},
        formats=list(ListFormat),
        compares=visitor.is_any(Part.ARBITER, Part.ANALYST, Part.ADMIN),
        labels=visitor.is_any(Part.ARBITER),
    )  # fmt: skip


@router.post("/library/export")
def export(site: SiteOf, visitor: Looker, filters: Asked, form: Annotated[ListFormat, Form()]) -> Response:
    """What is found, on all pages, as a file; the log says who took it."""
    chosen = found(_held(site, visitor).entries, filters.wanted())
    content = file_of(chosen, form)
    with site.study.writing(visitor.name) as writer:
        writer.note("export", f"{counted(len(chosen), 'labelled movement')} as .{form}")
    name = f'attachment; filename="expressions.{form}"'
    return Response(content, headers={"content-type": form.media_type, "content-disposition": name})


def _held(site: Site, visitor: Visitor) -> _Held:
    with site.study.reading() as reader:
        head, hidden = reader.head()[0], hidden_from(reader, visitor.name)
    return _looked(site, head, hidden)


@lru_cache(maxsize=4)
def _looked(site: Site, _head: int, hidden: frozenset[str]) -> _Held:
    """Read once for each entry of the log: nothing changes without one."""
    with site.study.reading() as reader:
        entries = tuple(catalogue(reader, hidden))
        there = {one.clip for one in entries}
        stale = tuple(one for one in stale_labels(reader) if one in there)
        labelled = {one.decision for one in reader.find(Label)}
        decisions = [one for one in reader.find(Decision) if one.film not in hidden]
        return _Held(entries, stale, sum(one.id not in labelled for one in decisions))
