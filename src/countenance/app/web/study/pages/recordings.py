"""A page for each recording, and its frames and film, to whoever may see them.

Addresses of frames never change their content. Browsers are told to keep nothing all the same: faces do not belong
into a cache on disk, and the viewer has a memory of its own.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from pydantic import BaseModel
from starlette.responses import FileResponse, JSONResponse, Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import Gate, SiteOf
from countenance.app.web.study.site import Site
from countenance.app.web.study.viewing_rights import SEE_ALL, film_for
from countenance.app.web.study.visitors import EVERY_ROLE, Part, Visitor
from countenance.store import Reader
from countenance.store.records import Assignment, Film, Participant, Stimulus
from countenance.study.people import film_level
from countenance.study.recording import clips_of, releases_with, remove_film, why_kept
from countenance.study.settlement.desk import films_on_desk
from countenance.study.suggestions import seen_by
from countenance.study.viewing import KeptFilm, Unready

__all__ = ["router"]

router = APIRouter()

Looker = Annotated[Visitor, Depends(Gate(*SEE_ALL))]
_HOLDERS = (Part.EXPERIMENTER, Part.ADMIN)
Holder = Annotated[Visitor, Depends(Gate(*_HOLDERS))]
Viewer = Annotated[Visitor, Depends(Gate(*EVERY_ROLE, Part.PARTICIPANT))]
FilmId = Annotated[str, Path(max_length=64)]
Index = Annotated[int, Path(ge=0, le=10**9)]
Width = Annotated[int, Query(ge=16, le=640)]

_NOTHING: dict[str, Any] = {"participant": "", "may_go_to": "", "shown": "", "clips": [], "remarks": []}
_TYPES = {".mp4": "video/mp4", ".webm": "video/webm", ".mkv": "video/x-matroska", ".mov": "video/quicktime"}


class Frames(BaseModel):
    """What a viewer must know of a recording."""

    n_frames: int
    seconds: list[float]
    width: int
    height: int
    fps: float


class TakenOut(BaseModel):
    """Where to go from a recording that is gone."""

    next: str = "/recordings"


class Motion(BaseModel):
    """How much the face changes from frame to frame, in grey levels; 0 for the first frame."""

    motion: list[float]


@router.get("/recordings/{film}")
def recording(request: Request, film: FilmId, site: SiteOf, visitor: Looker) -> Response:
    """A recording frame by frame; who has still to code it sees nothing but its pictures."""
    with site.study.reading() as reader:
        found = film_for(reader, visitor, film)
        seen = next(one for one in seen_by(reader, visitor.name) if one.film.id == found.id)
        return page(
            request,
            "recordings/recording.html",
            film=found,
            title=seen.title,
            is_before=seen.is_before,
            fps=round(float(found.fps), 2),
            about=_NOTHING if seen.is_before else _about(reader, found),
            codes=reader.count(Assignment, film=found.id, coder=visitor.account) > 0,
            compares=not seen.is_before
            and visitor.is_any(Part.ARBITER, Part.ANALYST, Part.ADMIN)
            and found.name in films_on_desk(reader, visitor.name),
            holds=visitor.is_any(*_HOLDERS),
            kept="" if seen.is_before else why_kept(reader, found),
            releases=() if seen.is_before else releases_with(reader, found),
        )


def _about(reader: Reader, film: Film) -> dict[str, Any]:
    """What is known of a recording beside its pictures."""
    clips = [
        {
            "title": f"{one.stimulus}, take {one.take}",
            "onset": None if one.interval is None else one.interval.onset,
            "offset": None if one.interval is None else one.interval.offset,
            "remark": one.problem or (f"interrupted: {one.interrupted}" if one.interrupted else ""),
        }
        for one in clips_of(film)
    ]
    damage = [film.report["damage"]] if film.report.get("damage") else []
    return {
        "participant": reader.get(Participant, film.participant).pseudonym,
        "may_go_to": str(film_level(reader, film)),
        "shown": ""
        if film.stimulus is None
        else f"{reader.get(Stimulus, film.stimulus).name}, take {film.take}",
        "clips": clips,
        "remarks": [*damage, *film.report.get("warnings", ())],
    }


@router.post("/api/recordings/{film}/removal")
def take_out(film: FilmId, site: SiteOf, visitor: Holder) -> TakenOut:
    """Take out a recording that was taken in by mistake, which nobody has worked on."""
    with site.study.reading() as reader:
        film_for(reader, visitor, film)
    remove_film(site.study, film, actor=visitor.name)
    return TakenOut()


@router.get("/recordings/{film}/frames.json")
def frames(film: FilmId, site: SiteOf, visitor: Viewer) -> Frames:
    """How many frames there are, and when each is shown."""
    kept = _kept(site, visitor, film)
    width, height = kept.size
    return Frames(
        n_frames=kept.n_frames, seconds=list(kept.seconds), width=width, height=height, fps=float(kept.fps)
    )


@router.get("/recordings/{film}/frames/{index}.jpg")
def frame(film: FilmId, index: Index, site: SiteOf, visitor: Viewer) -> Response:
    """One frame."""
    kept = _kept(site, visitor, film)
    _check(kept, index)
    return Response(site.pictures.frame(kept, index), media_type="image/jpeg")


@router.get("/recordings/{film}/thumbnails/{index}.jpg")
def thumbnail(film: FilmId, index: Index, site: SiteOf, visitor: Viewer, width: Width = 160) -> Response:
    """The face in one frame, small."""
    kept = _kept(site, visitor, film)
    _check(kept, index)
    return Response(site.pictures.thumbnail(kept, index, width), media_type="image/jpeg")


@router.get("/recordings/{film}/video")
def video(film: FilmId, site: SiteOf, visitor: Viewer) -> Response:
    """The recording itself, in parts as a player asks for them."""
    kept = _kept(site, visitor, film)
    if not kept.exists():
        raise HTTPException(404, "The film of this recording is gone.")
    return FileResponse(kept.path, media_type=_TYPES.get(kept.path.suffix, "application/octet-stream"))


@router.get("/recordings/{film}/motion.json", response_model=Motion)
def motion(film: FilmId, site: SiteOf, visitor: Viewer) -> Motion | Response:
    """The motion curve; 202 while it is computed."""
    curve = site.pictures.motion(_kept(site, visitor, film))
    if isinstance(curve, Unready):
        return JSONResponse({"share": curve.share}, 202)
    return Motion(motion=[round(float(value), 3) for value in curve])


def _kept(site: Site, visitor: Visitor, film: str) -> KeptFilm:
    with site.study.reading() as reader:
        found = film_for(reader, visitor, film)
    return site.pictures.film(found)


def _check(kept: KeptFilm, index: int) -> None:
    if index >= kept.n_frames:
        raise HTTPException(404, f"There is no frame {index}: the last one is {kept.n_frames - 1}.")
