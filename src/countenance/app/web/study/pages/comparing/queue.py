"""What is open over all recordings, how far coders agree, and what a policy would settle."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field, field_validator
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.comparing.answered import Arbiter, Comparer, n_unlabelled, reasons
from countenance.app.web.study.site import Site
from countenance.app.web.study.visitors import Part
from countenance.core.errors import ConflictError
from countenance.store import Reader
from countenance.store.records import Decision, Film
from countenance.study.agreement import Agreement, Estimate
from countenance.study.arbitration import TOLERANCE, AutomaticPolicy, Disagreement, DisagreementKind
from countenance.study.settlement import decide_automatically, open_items
from countenance.study.settlement.deciding import settled_by
from countenance.study.settlement.desk import films_on_desk
from countenance.study.settlement.figures import agreement_so_far
from countenance.study.settlement.listing import item_name, item_row

__all__ = ["router"]

router = APIRouter()

_SHOWN = 200
"""Rows of the queue on the page; whoever works off so many looks again."""

Frames = Annotated[int, Field(ge=0, le=100_000)]
Id = Annotated[str, Field(max_length=100)]


class Reason(StrEnum):
    """By which the queue is filtered."""

    MISSED = "missed"
    UNITS = "action units"
    TIMING = "timing"
    EMOTION = "emotion"
    EXCLUSION = "exclusion"
    AGREED = "agreed"


_KINDS: Mapping[Reason, frozenset[DisagreementKind]] = {
    Reason.MISSED: frozenset({DisagreementKind.MISSED_BY_FIRST, DisagreementKind.MISSED_BY_SECOND}),
    Reason.UNITS: frozenset({DisagreementKind.ACTION_UNITS}),
    Reason.TIMING: frozenset({DisagreementKind.TIMING}),
    Reason.EMOTION: frozenset({DisagreementKind.EMOTION}),
    Reason.EXCLUSION: frozenset({DisagreementKind.EXCLUSION}),
    Reason.AGREED: frozenset(),
}


class Queued(BaseModel):
    """How the queue is looked at, as the address of the page says it."""

    tolerance: Frames = TOLERANCE
    film: Id = ""
    reason: Reason | None = None

    @field_validator("reason", mode="before")
    @classmethod
    def _any(cls, given: object) -> object:
        """What a form sends where nothing is chosen."""
        return given or None


class Policy(BaseModel):
    """What is to be settled without looking."""

    within: Frames | None = None
    exclusions: bool = False
    film: Id = ""


class Settling(Policy):
    """What is to be settled; how many movements somebody was told that it would be."""

    expected: Annotated[int, Field(ge=0, le=10_000_000)]


class Would(BaseModel):
    """How many movements a policy would settle, by recording, and how many it would leave."""

    policy: str
    settled: int
    left: int
    recordings: dict[str, int]


class Head(BaseModel):
    """Number of the last entry of the log."""

    head: int


@router.get("/compare")
def compare(
    request: Request, site: SiteOf, visitor: Comparer, queued: Annotated[Queued, Query()]
) -> Response:
    """The queue, the gravest difference first, with figures of agreement."""
    with site.study.reading() as reader:
        head = reader.head()[0]
        films = films_on_desk(reader, visitor.name)
        everything = [one for one in open_items(reader, tolerance=queued.tolerance) if one.recording in films]
        settled, unlabelled = _settled(reader, films), n_unlabelled(reader, films.values())
    chosen = [one for one in everything if _fits(one, queued, films)]
    return page(
        request,
        "comparing/queue.html",
        head=head,
        queued=queued,
        films=list(films.values()),
        reasons=list(Reason),
        progress=[_progress(name, films[name], everything, settled) for name in films],
        n_open=len(everything),
        n_codings=sum(len(one.codings) for one in everything),
        n_settled=sum(settled.values()),
        unlabelled=unlabelled,
        n_found=len(chosen),
        rows=[_row(one, films) for one in chosen[:_SHOWN]],
        agreement=_figures(site, head, tuple(films)),
        decides=visitor.is_any(Part.ARBITER),
    )


@router.get("/api/compare/head")
def head(site: SiteOf, _: Comparer) -> Head:
    """Whether anything has happened: the page looks again only then."""
    with site.study.reading() as reader:
        return Head(head=reader.head()[0])


@router.get("/api/compare/automatic")
def would_settle(site: SiteOf, visitor: Arbiter, policy: Annotated[Policy, Query()]) -> Would:
    """What a policy would settle."""
    with site.study.reading() as reader:
        return _would(reader, visitor.name, policy)


@router.post("/api/compare/automatic")
def settle(site: SiteOf, visitor: Arbiter, settling: Settling) -> Would:
    """Settle it, if it is still as much as somebody was told.

    Raises
    ------
    ConflictError
        If it is not.
    """
    with site.study.writing(visitor.name, AutomaticPolicy(settling.within).name) as writer:
        would = _would(writer, visitor.name, settling)
        if would.settled != settling.expected:
            raise ConflictError(
                f"this would settle {would.settled} movements by now, and not {settling.expected}: look again"
            )
        for name in _films(films_on_desk(writer, visitor.name), settling.film):
            decide_automatically(
                writer, visitor.name, AutomaticPolicy(settling.within), name, exclusions=settling.exclusions
            )
    return would


def _would(reader: Reader, name: str, policy: Policy) -> Would:
    chosen = AutomaticPolicy(policy.within)
    found, n_open = {}, 0
    for film in _films(films_on_desk(reader, name), policy.film):
        n_open += len(open_items(reader, film))
        if settled := settled_by(reader, chosen, film, exclusions=policy.exclusions):
            found[film] = len(settled)
    n = sum(found.values())
    return Would(policy=chosen.name, settled=n, left=n_open - n, recordings=found)


def _films(films: Mapping[str, Film], wanted: str) -> list[str]:
    return [name for name, film in films.items() if wanted in {"", film.id}]


def _settled(reader: Reader, films: Mapping[str, Film]) -> dict[str, int]:
    counts = reader.tally(Decision, "film")
    return {name: counts.get(film.id, 0) for name, film in films.items()}


def _fits(item: Disagreement, queued: Queued, films: Mapping[str, Film]) -> bool:
    if queued.film and films[item.recording].id != queued.film:
        return False
    if queued.reason is None:
        return True
    wanted = _KINDS[queued.reason]
    return bool(wanted & set(item.kinds)) if wanted else not item.kinds


def _row(item: Disagreement, films: Mapping[str, Film]) -> dict[str, Any]:
    told = item_row(item)
    return {
        "id": item_name(item),
        "film": films[item.recording].id,
        "recording": item.recording,
        "onset": item.onset,
        "reasons": reasons(item),
        "coders": item.coders,
        "told": (told["coder_1"], told["coder_2"]),
        "slight": item.severity <= 1,
    }


def _progress(
    name: str, film: Film, everything: list[Disagreement], settled: Mapping[str, int]
) -> dict[str, Any]:
    n_open = sum(one.recording == name for one in everything)
    return {"film": film.id, "name": name, "open": n_open, "settled": settled[name]}


@lru_cache(maxsize=4)
def _figures(site: Site, _head: int, names: tuple[str, ...]) -> dict[str, Any] | None:
    """Computed once for each entry of the log: nothing changes without one."""
    with site.study.reading() as reader:
        films = {one.name: one for one in reader.find(Film) if one.name in set(names)}
        found = agreement_so_far(reader, films)
    return None if found is None else _told(found)


def _told(found: Agreement) -> dict[str, Any]:
    pairs = [
        {
            "first": pair.first,
            "second": pair.second,
            "recordings": pair.recordings,
            "matched": pair.events.matched,
            "events": (pair.events.first, pair.events.second),
            "figures": [
                _figure("Events, F1", pair.events.f1),
                _figure("Action units, R", pair.action_units.pooled),
                _figure("Onset", pair.timing["onset"].frames.mean_absolute, "frames"),
                _figure("Apex", pair.timing["apex"].frames.mean_absolute, "frames"),
                _figure("Offset", pair.timing["offset"].frames.mean_absolute, "frames"),
                _figure("Kind, \u03ba", pair.labels["kind"].event_kappa),
                _figure("Emotion, \u03ba", pair.labels["emotion"].event_kappa),
                _figure("Frames, \u03ba", pair.frames["expressing"].kappa),
            ],
        }
        for pair in found.pairs
    ]
    return {"pairs": pairs, "options": found.options, "remarks": found.remarks}


def _figure(name: str, estimate: Estimate, unit: str = "") -> dict[str, Any]:
    told = estimate.to_dict()
    return {"name": name, "unit": unit, "remark": "", **told}
