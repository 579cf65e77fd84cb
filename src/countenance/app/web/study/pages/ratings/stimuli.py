"""Stimuli and tables of ratings that are sent in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from pydantic import BaseModel

from countenance.app.web.study.gates import Gate, SiteOf
from countenance.app.web.study.uploads import Upload, uploaded
from countenance.app.web.study.visitors import Part, Visitor
from countenance.study.recording import (
    add_stimulus,
    change_emotion,
    experimenting,
    import_ratings,
    remove_stimulus,
)

__all__ = ["router"]

router = APIRouter()

_GATE = Gate(Part.EXPERIMENTER, Part.ADMIN)
Adding = Annotated[Visitor, Depends(_GATE)]
Film = Annotated[Upload, Depends(uploaded(_GATE, 4 << 30))]
Table = Annotated[Upload, Depends(uploaded(_GATE, 32 << 20))]


class Added(BaseModel):
    """A stimulus that was taken in."""

    name: str
    seconds: float
    digest: str
    emotion: str


class Intended(BaseModel):
    """What a clip is meant to evoke; empty where the raters tell."""

    emotion: str


class TakenOut(BaseModel):
    """How many ratings went with a clip."""

    ratings: int


class Imported(BaseModel):
    """What became of ratings; words that are no basic emotion may be misspelt."""

    added: int
    changed: int
    unchanged: int
    free_words: list[str]


@router.post("/api/stimuli")
def add(
    site: SiteOf,
    visitor: Adding,
    film: Film,
    name: Annotated[str, Query(max_length=200)] = "",
    emotion: Annotated[str, Query(max_length=60)] = "",
    keep: bool = True,
) -> Added:
    """Take in a film that participants are to watch; without `keep` its hash alone."""
    added = add_stimulus(site.study, film.path, name=name, emotion=emotion, keep=keep, actor=visitor.name)
    return Added(name=added.name, seconds=added.seconds, digest=added.digest, emotion=added.emotion or "")


@router.post("/api/stimuli/{stimulus}/emotion")
def intend(
    site: SiteOf, visitor: Adding, stimulus: str, emotion: Annotated[str, Form(max_length=60)] = ""
) -> Intended:
    """Say what a clip that no protocol lists is meant to evoke."""
    changed = change_emotion(site.study, stimulus, emotion, actor=visitor.name)
    return Intended(emotion=changed.emotion or "")


@router.post("/api/stimuli/{stimulus}/removal")
def take_out(site: SiteOf, visitor: Adding, stimulus: str) -> TakenOut:
    """Take out a clip that no protocol lists, with what was said of it."""
    return TakenOut(ratings=remove_stimulus(site.study, stimulus, actor=visitor.name))


@router.post("/api/ratings/table")
def import_table(site: SiteOf, visitor: Adding, table: Table, replace: bool = False) -> Imported:
    """Take in ratings from a table."""
    with experimenting(site.study, visitor.name) as writer:
        done = import_ratings(writer, table.path, replace=replace)
    return Imported(
        added=done.added, changed=done.changed, unchanged=done.unchanged, free_words=list(done.free_words)
    )
