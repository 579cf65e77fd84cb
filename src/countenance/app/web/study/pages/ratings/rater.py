"""A rater's way: one clip at a time, in an order of his own, blind to names, intentions and other raters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field
from starlette.responses import FileResponse, Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import AnyAccount, SiteOf
from countenance.app.web.study.site import Site
from countenance.app.web.study.visitors import Visitor
from countenance.core.emotions import Emotion
from countenance.core.errors import StoreError
from countenance.store.records import Medium, Stimulus
from countenance.study.recording import ClipToRate, Rater, clips_of_rater, rate_clip

__all__ = ["router"]

router = APIRouter()

_KEYS = {
    Emotion.HAPPINESS: "h",
    Emotion.SADNESS: "s",
    Emotion.SURPRISE: "u",
    Emotion.ANGER: "a",
    Emotion.FEAR: "f",
    Emotion.DISGUST: "d",
    Emotion.CONTEMPT: "c",
}

Word = Annotated[str, Field(max_length=60)]


class Said(BaseModel):
    """What a rater says of a clip."""

    emotions: Annotated[list[Word], Field(max_length=12)]
    intensity: Annotated[int, Field(ge=1, le=9)]
    version: Annotated[int, Field(ge=0, lt=2**31)] = 0


class Saved(BaseModel):
    """What was kept, and where to go on."""

    version: int
    next: str


@router.get("/ratings")
def ratings(request: Request, site: SiteOf, visitor: AnyAccount) -> Response:
    """The visitor's own clips: how many are rated, what he said, and the next one."""
    rater = _rater(site, visitor)
    return page(request, "ratings/clips.html", rater=rater, following=rater.next())


@router.get("/ratings/clips/{stimulus}")
def clip(request: Request, site: SiteOf, visitor: AnyAccount, stimulus: str) -> Response:
    """One clip to watch and rate."""
    rater = _rater(site, visitor)
    shown = _clip(rater, stimulus)
    further = [one for one in (rater.next(shown.place),) if one and one.place != shown.place]
    return page(
        request,
        "ratings/clip.html",
        rater=rater,
        clip=shown,
        keys=_KEYS,
        own_words=_own_words(shown),
        skip=_path(further[0]) if further else "/ratings",
    )


@router.put("/api/ratings/{stimulus}")
def rate(site: SiteOf, visitor: AnyAccount, stimulus: str, said: Said) -> Saved:
    """Keep what the visitor says of a clip, or corrects."""
    shown = _clip(_rater(site, visitor), stimulus)
    with site.study.writing(visitor.name) as writer:
        kept = rate_clip(writer, visitor.name, stimulus, said.emotions, said.intensity, version=said.version)
        following = clips_of_rater(writer, visitor.name).next(shown.place)
    return Saved(version=kept.version, next="/ratings" if following is None else _path(following))


@router.get("/api/stimuli/{stimulus}/media")
def media(site: SiteOf, _: AnyAccount, stimulus: str) -> Response:
    """The film of a stimulus, in parts where a browser asks for them; its name is not told."""
    with site.study.reading() as reader:
        found = reader.first(Stimulus, id=stimulus)
        medium = None if found is None or found.medium is None else reader.first(Medium, id=found.medium)
    if medium is None:
        raise HTTPException(404, "There is no such clip, or its file is not kept here.")
    return FileResponse(_file(site, medium), media_type=_TYPES.get(medium.suffix, "video/mp4"))


_TYPES = {
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".mov": "video/quicktime",
    ".avi": "video/x-msvideo",
}


def _file(site: Site, medium: Medium) -> Path:
    try:
        return site.study.media.path(medium.digest)
    except StoreError:
        raise HTTPException(
            404, "The file of this clip is missing: an admin restores it from a backup."
        ) from None


def _rater(site: Site, visitor: Visitor) -> Rater:
    with site.study.reading() as reader:
        return clips_of_rater(reader, visitor.name)


def _clip(rater: Rater, stimulus: str) -> ClipToRate:
    found = next((one for one in rater.clips if one.stimulus.id == stimulus), None)
    if found is None:
        raise HTTPException(404, "There is no such clip.")
    return found


def _own_words(clip: ClipToRate) -> str:
    """Words of an earlier rating that are no basic emotion."""
    said = () if clip.rating is None else clip.rating.emotions
    return ", ".join(word for word in said if word not in set(Emotion))


def _path(clip: ClipToRate) -> str:
    return f"/ratings/clips/{clip.stimulus.id}"
