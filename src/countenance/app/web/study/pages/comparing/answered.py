"""What the interface of comparing answers, and how it is made of what the study knows."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel

from countenance.app.web.study.gates import Gate
from countenance.app.web.study.pages.coding.models import Marked
from countenance.app.web.study.visitors import Part, Visitor
from countenance.core import Coding
from countenance.core.words import counted
from countenance.store import Reader
from countenance.store.records import Decision, Film, Label
from countenance.study.arbitration import Disagreement, DisagreementKind
from countenance.study.coding.marking import fields_of
from countenance.study.settlement.desk import OnDesk
from countenance.study.settlement.listing import item_name

__all__ = [
    "Arbiter",
    "Comparer",
    "Desk",
    "Made",
    "Movement",
    "Settled",
    "desk_of",
    "made_of",
    "n_unlabelled",
    "reasons",
]

_OPEN = {DisagreementKind.ACTION_UNITS: "action_units", DisagreementKind.EMOTION: "emotion"}

Comparer = Annotated[Visitor, Depends(Gate(Part.ARBITER, Part.ANALYST, Part.ADMIN))]
Arbiter = Annotated[Visitor, Depends(Gate(Part.ARBITER))]


class Settled(BaseModel):
    """The movement that came of a decision; its frames may lie half-way between two."""

    onset: float
    apex: float | None
    offset: float | None
    onset_frame: int
    apex_frame: int | None
    offset_frame: int | None
    action_units: str
    upper: str | None
    lower: str | None
    excluded: str | None


class Made(BaseModel):
    """A decision; when it was entered, and by whom."""

    version: int
    action: str
    arbiter: str
    reason: str
    policy: str
    whose_action_units: str | None
    whose_emotion: str | None
    at: str
    settled: Settled


class Movement(BaseModel):
    """What two coders marked of one movement, in what they differ, and every decision, the last one in force.

    Where ``open_to_a_mean`` has ``action_units`` or ``emotion``, a mean has to be told whose are meant.
    """

    id: str
    onset: int
    reasons: list[str]
    open_to_a_mean: list[str]
    severity: int
    first: Marked | None
    second: Marked | None
    decisions: list[Made]


class Desk(BaseModel):
    """A recording with everything that two coders marked in it.

    ``unlabelled`` counts what is settled and not labelled yet in all recordings that the visitor compares.
    """

    head: int
    film: str
    recording: str
    n_frames: int
    seconds: list[float]
    tolerance: int
    coders: list[str]
    movements: list[Movement]
    unlabelled: int


def n_unlabelled(reader: Reader, films: Iterable[Film]) -> int:
    """How many settled movements of some recordings are not labelled yet."""
    labelled = {one.decision for one in reader.find(Label)}
    shown = {film.id for film in films}
    return sum(one.film in shown and one.id not in labelled for one in reader.find(Decision))


def desk_of(
    film: Film, coders: tuple[str, str], found: list[OnDesk], head: int, tolerance: int, unlabelled: int
) -> Desk:
    """A recording as the interface tells it."""
    return Desk(
        head=head,
        film=film.id,
        recording=film.name,
        n_frames=film.n_frames,
        seconds=_times(film),
        tolerance=tolerance,
        coders=list(coders),
        movements=[_movement(one) for one in found],
        unlabelled=unlabelled,
    )


def _times(film: Film) -> list[float]:
    if film.times:
        return [float(Fraction(time)) for time in film.times]
    return [float(index / film.fps) for index in range(film.n_frames)]


def reasons(item: Disagreement) -> list[str]:
    """In what two coders differ, in words."""
    told = []
    for kind in item.kinds or (DisagreementKind.AGREED,):
        missed = {DisagreementKind.MISSED_BY_FIRST: 0, DisagreementKind.MISSED_BY_SECOND: 1}
        if kind in missed:
            told.append(f"missed by {item.coders[missed[kind]]}")
        elif kind is DisagreementKind.TIMING:
            told.append(f"timing differs by {_apart(item)}")
        else:
            told.append(str(kind))
    return told


def _apart(item: Disagreement) -> str:
    apart = item.frames
    known = (
        [] if apart is None else [one for one in (apart.onset, apart.apex, apart.offset) if one is not None]
    )
    largest = max((abs(one) for one in known), default=0)
    return counted(largest, "frame") if largest > item.tolerance else "a frame that one alone gives"


def _movement(one: OnDesk) -> Movement:
    return Movement(
        id=item_name(one.item),
        onset=one.item.onset,
        reasons=reasons(one.item),
        open_to_a_mean=[name for kind, name in _OPEN.items() if kind in one.item.kinds],
        severity=one.item.severity,
        first=_marked(one.item.first),
        second=_marked(one.item.second),
        decisions=[made_of(decision, at) for at, _, decision in one.history],
    )


def _marked(coding: Coding | None) -> Marked | None:
    return None if coding is None else Marked(id=coding.id, **fields_of(coding))


def made_of(decision: Decision, at: str) -> Made:
    """A decision as the interface tells it."""
    held = decision.settled
    return Made(
        version=decision.version,
        action=decision.action,
        arbiter=decision.arbiter,
        reason=decision.reason,
        policy=held["policy"],
        whose_action_units=held["whose_action_units"],
        whose_emotion=held["whose_emotion"],
        at=at,
        settled=Settled(
            onset=float(Fraction(held["onset"])),
            apex=_number(held["apex"]),
            offset=_number(held["offset"]),
            onset_frame=held["onset_frame"],
            apex_frame=held["apex_frame"],
            offset_frame=held["offset_frame"],
            action_units=held["action_units"],
            upper=held["upper"],
            lower=held["lower"],
            excluded=held["excluded"],
        ),
    )


def _number(frame: str | None) -> float | None:
    return None if frame is None else float(Fraction(frame))
