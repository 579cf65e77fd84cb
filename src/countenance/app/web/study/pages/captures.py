"""What a participant's camera records, on its way into the study.

Dependencies hold a gate that is only known here, so annotations are evaluated at once.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.requests import ClientDisconnect

from countenance.app.web.study.finishing import finish_later, how_far, why_not
from countenance.app.web.study.gates import Gate, SiteOf
from countenance.app.web.study.site import EndingError, Site
from countenance.app.web.study.uploads import LARGEST_FILM, Upload, uploaded, written_to_disk
from countenance.app.web.study.visitors import Part, Visitor
from countenance.core.errors import ConflictError, InputError
from countenance.store.records import Film, SessionRow
from countenance.study.recording import COMMAND_LINE, NewFilm, add_film, kept_session, sync_point_of
from countenance.study.recording.capturing import begin_capture, recording_name, unfinished_captures
from countenance.study.recording.looking import camera_view
from countenance.study.recording.parts import part_number
from countenance.study.recording.spooling import CaptureNote, Spool

__all__ = ["router"]

router = APIRouter()

_HOLDERS = Gate(Part.PARTICIPANT, Part.EXPERIMENTER, Part.ADMIN)
_STAFF = Gate(Part.EXPERIMENTER, Part.ADMIN)
Holder = Annotated[Visitor, Depends(_HOLDERS)]
Staff = Annotated[Visitor, Depends(_STAFF)]

_MOST_AT_ONCE, _LARGEST_PICTURE = 8 << 20, 1 << 20
_MENDED = "please tell the experimenter; recording goes on when that is mended"

Key = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[0-9a-zA-Z-]+$")]
SyncText = Annotated[str, Field(max_length=40)]
Session = Annotated[str, Path(max_length=64, pattern=r"^[0-9a-f]+$")]
Segment = Annotated[int, Path(ge=0, le=100_000)]


def _body(gate: Gate, most: int) -> Callable[..., Awaitable[bytes]]:
    """What a route depends on to get the body of a request, up to a limit, from whom its gate lets in."""

    async def read(request: Request, _: Annotated[Visitor, Depends(gate)]) -> bytes:
        """Read the body, and no more of it than is allowed."""
        content = bytearray()
        try:
            async for part in request.stream():
                content += part
                if len(content) > most:
                    raise HTTPException(413, f"More than {most >> 20} MiB cannot be sent at once.")
        except ClientDisconnect:
            raise HTTPException(400, "The request did not arrive whole: send it again.") from None
        return bytes(content)

    return read


Sent = Annotated[bytes, Depends(_body(_HOLDERS, _MOST_AT_ONCE))]
Picture = Annotated[bytes, Depends(_body(_HOLDERS, _LARGEST_PICTURE))]
Recorded = Annotated[Upload, Depends(uploaded(_STAFF, LARGEST_FILM))]


class Beginning(BaseModel):
    """What a recorder tells before it sends anything."""

    key: Key
    format: Literal["chunks", "matroska", "mp4"]
    codec: str = Field(default="", max_length=40, pattern=r"^[\x20-\x7e]*$")
    width: int = Field(ge=16, le=8192)
    height: int = Field(ge=16, le=8192)
    fps: float = Field(gt=0, le=1000, allow_inf_nan=False)
    clock_ms: float = Field(ge=-1e12, le=1e12, allow_inf_nan=False)


class Received(BaseModel):
    """How much of a capture is there."""

    bytes: int


class CaptureState(Received):
    """How a capture is, and what became of it."""

    state: Literal["open", "finishing", "kept", "failed"]
    frames: int
    done: int
    all: int
    film: str
    problem: str


class View(BaseModel):
    """What a picture of the camera shows."""

    face: tuple[float, float, float, float] | None
    n_faces: int
    brightness: float | None
    problems: list[str]


class Open(BaseModel):
    """A capture that is no recording yet."""

    session: str
    segment: int
    part: int
    bytes: int
    problem: str
    is_growing: bool


class Added(BaseModel):
    """A recording that was taken in."""

    film: str
    name: str
    warnings: list[str]


@router.post("/api/captures/look")
def look(_: Holder, content: Picture) -> View:
    """Look for a face in a picture, of which nothing is kept."""
    seen = camera_view(content)
    return View(
        face=seen.face, n_faces=seen.n_faces, brightness=seen.brightness, problems=list(seen.problems)
    )


@router.get("/api/captures")
def unfinished(site: SiteOf, _: Staff) -> list[Open]:
    """Captures that are no recordings yet, as those of browsers that were killed."""
    found = unfinished_captures(site.study)
    with site.study.reading() as reader:
        return [
            Open(
                session=one.session,
                segment=one.segment,
                part=part_number(kept_session(reader, one.session), one.segment),
                bytes=one.n_bytes,
                problem=one.problem,
                is_growing=Spool(site.study, one.session, one.segment).is_growing,
            )
            for one in found
        ]


@router.post("/api/captures/{session}/film")
def take_in(
    site: SiteOf,
    visitor: Staff,
    session: Session,
    film: Recorded,
    segment: Annotated[int, Query(ge=0, le=100_000)] = 0,
    sync: Annotated[tuple[SyncText, ...], Query(max_length=100)] = (),
    name: Annotated[str, Query(max_length=200)] = "",
) -> Added:
    """Take in a file that another program recorded beside a session; sync points are ``FRAME:MILLISECONDS``.

    Those that the session logged are frames of its own camera, and never serve for another one. Unless named, the
    recording is called by the session and not by its file, whose name may be the participant's.
    """
    _check(site, visitor, session)
    if not sync:
        raise InputError("say of at least one frame of this film which event it shows")
    given = NewFilm(
        session=session,
        name=name.strip() or _name(site, session, segment),
        segment=segment,
        sync=[sync_point_of(one) for one in sync],
    )
    try:
        added = add_film(site.study, film.path, given, actor=visitor.name, progress=site.heeding())
    except EndingError as error:
        raise HTTPException(503, f"{str(error).capitalize()}.") from None
    return Added(film=added.film.id, name=added.film.name, warnings=list(added.warnings))


@router.post("/api/captures/{session}/{segment}")
def begin(site: SiteOf, visitor: Holder, session: Session, segment: Segment, given: Beginning) -> Received:
    """Begin to record a segment; the same recorder may ask again."""
    _check(site, visitor, session)
    with written_to_disk(_MENDED):
        spool = begin_capture(site.study, session, segment, CaptureNote(**given.model_dump()))
    return Received(bytes=spool.n_bytes)


@router.post("/api/captures/{session}/{segment}/bytes")
def append(
    site: SiteOf,
    visitor: Holder,
    session: Session,
    segment: Segment,
    content: Sent,
    key: Annotated[str, Query(max_length=64)] = "",
    offset: Annotated[int, Query(ge=0, le=1 << 40)] = 0,
) -> Received:
    """Take in what follows; what is there already changes nothing."""
    _check(site, visitor, session)
    with written_to_disk(_MENDED):
        return Received(bytes=Spool(site.study, session, segment).append(key, offset, content))


@router.get("/api/captures/{session}/{segment}")
def state(site: SiteOf, visitor: Holder, session: Session, segment: Segment) -> CaptureState:
    """How a capture is."""
    _check(site, visitor, session)
    return _state(Spool(site.study, session, segment))


@router.post("/api/captures/{session}/{segment}/finish")
def finish(
    site: SiteOf,
    visitor: Holder,
    session: Session,
    segment: Segment,
    key: Annotated[str, Query(max_length=64)] = "",
) -> CaptureState:
    """Make a recording of what was captured; answers at once, and the state tells when it is done.

    Whoever is not its recorder, which knows the key, waits until nothing comes any more.
    """
    _check(site, visitor, session)
    spool = Spool(site.study, session, segment)
    note = spool.note()
    if note is not None and not note.film:
        if note.key != key and spool.is_growing:
            raise ConflictError("this is being recorded at this moment: wait until the camera has stopped")
        finish_later(site, spool, visitor.name or COMMAND_LINE)
    return _state(spool)


def _name(site: Site, session: str, segment: int) -> str:
    with site.study.reading() as reader:
        return recording_name(reader, kept_session(reader, session), segment, "other camera")


def _check(site: Site, visitor: Visitor, session: str) -> None:
    """Refuse a session that is not there, and to a participant all but his own."""
    with site.study.reading() as reader:
        is_there = reader.first(SessionRow, id=session) is not None
    if visitor.is_any(Part.PARTICIPANT) and visitor.session != session:
        raise HTTPException(403, "This is not your session.")
    if not is_there:
        raise HTTPException(404, "There is no such session.")


def _state(spool: Spool) -> CaptureState:
    going_on = how_far(spool)
    note = spool.note()
    if note is None:
        raise HTTPException(404, "Nothing was recorded in this part of the session.")
    with spool.study.reading() as reader:
        film = reader.first(Film, id=note.film) if note.film else None
    problem = note.problem or why_not(spool)
    done, n = going_on or (0, 0)
    now: Literal["open", "finishing", "kept", "failed"] = (
        "finishing" if going_on else "kept" if note.film else "failed" if problem else "open"
    )
    return CaptureState(
        state=now,
        bytes=spool.n_bytes,
        frames=film.n_frames if film else spool.n_frames,
        done=done,
        all=n,
        film=note.film,
        problem="" if now in {"finishing", "kept"} else problem,
    )
