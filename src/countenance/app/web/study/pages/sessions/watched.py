"""A session as its monitor shows it, in types of JSON."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from countenance.app.web.study.live_sessions import Heard
from countenance.app.web.study.pages.sessions.log_lines import ODD, Happening, happening
from countenance.app.web.study.pages.sessions.review import ReviewedReport, reports_in
from countenance.core.intervals import Interval
from countenance.store import Reader
from countenance.store.records import Film
from countenance.study.elicitation import Event, EventKind
from countenance.study.people import WITHHELD, agrees_to_nothing
from countenance.study.recording import KeptSession, clip_at, clips_of, uses_camera
from countenance.study.recording.owing import is_owed
from countenance.study.recording.parts import SessionPart, part_number, parts_of

__all__ = ["Watched", "watched"]

_HIDDEN = f"What was recorded in this session is not shown: {WITHHELD}."
_CHECKED = {"checked", "fps", "longest_gap_ms", "brightness", "overridden", "by"}


class Recording(BaseModel):
    """A recording of the session."""

    id: str
    name: str
    frames: int
    missing: int
    fps: float
    part: int | None
    clips: list[str]
    n_interrupted: int
    warnings: list[str]


class Moment(BaseModel):
    """Something that a camera may have seen, on the clock of its part."""

    ms: float
    at: datetime
    kind: str
    clip: str | None
    take: int | None


class Part(BaseModel):
    """A part of the session: one opening of its page."""

    number: int
    segment: int
    began: datetime
    ended: datetime
    n_clips: int
    moments: list[Moment]


class Reported(ReviewedReport):
    """What the participant says of a movement, and where."""

    recording: str
    clip: str


class Watched(BaseModel):
    """A session as it is at this moment."""

    state: str
    ended: str
    owed: bool
    clip: str | None
    take: int
    position: int
    clips: int
    camera: bool
    checked: dict[str, bool | float | str]
    events: list[Happening]
    n_events: int
    counts: dict[str, int]
    figures: dict[str, bool | float | str]
    is_there: bool
    seconds_ago: float | None
    parts: list[Part]
    recordings: list[Recording]
    reports: list[Reported]
    problems: list[str]


def watched(reader: Reader, kept: KeptSession, heard: Heard | None, since: int) -> Watched:
    """A session at this moment.

    Parameters
    ----------
    reader : Reader
    kept : KeptSession
    heard : Heard or None
        What its page said last.
    since : int
        Number of the first event that is wanted.
    """
    now = kept.session
    films = {film.id: film for film in reader.find(Film, session=kept.row.id, order="name")}
    is_withheld = agrees_to_nothing(reader, kept.row.participant)
    shown = {} if is_withheld else films
    return Watched(
        state=now.state,
        ended=now.ended,
        owed=is_owed(kept),
        clip=now.clip,
        take=now.take,
        position=now.position,
        clips=len(now.order),
        camera=uses_camera(kept),
        checked=_checked(kept),
        events=[happening(event) for event in kept.events if event.sequence >= since],
        n_events=len(kept.events),
        counts={kind.value: sum(one.kind is kind for one in kept.events) for kind in sorted(ODD)},
        figures={} if heard is None else dict(heard.figures),
        is_there=heard is not None and heard.is_there,
        seconds_ago=None if heard is None else round(heard.seconds_ago, 1),
        parts=[_part(one) for one in parts_of(kept)],
        recordings=[_recording(kept, film) for film in shown.values()],
        reports=[_reported(shown[one.film], one) for one in reports_in(reader, kept.row.id) if shown],
        problems=[*kept.problems, *([_HIDDEN] if is_withheld and films else [])],
    )


def _checked(kept: KeptSession) -> dict[str, bool | float | str]:
    """What the last look at the camera found, also after the page was loaded anew."""
    found = [
        event.data for event in kept.events if event.kind is EventKind.CAMERA_OK or "checked" in event.data
    ]
    return {name: value for name, value in found[-1].items() if name in _CHECKED} if found else {}


def _part(one: SessionPart) -> Part:
    return Part(
        number=one.number,
        segment=one.segment,
        began=one.began,
        ended=one.ended,
        n_clips=one.n_clips,
        moments=[_moment(event) for event in one.moments],
    )


def _moment(event: Event) -> Moment:
    return Moment(
        ms=event.monotonic_ms, at=event.wall_time, kind=event.kind, clip=event.clip, take=event.take
    )


def _recording(kept: KeptSession, film: Film) -> Recording:
    found = clips_of(film)
    segment = film.report.get("alignment", {}).get("segment")
    return Recording(
        id=film.id,
        name=film.name,
        frames=film.n_frames,
        missing=film.report.get("missing") or 0,
        fps=round(float(film.fps), 2),
        part=None if segment is None else part_number(kept, segment),
        clips=[
            f"{one.stimulus}, take {one.take}"
            + (f", interrupted: {one.interrupted}" if one.interrupted else "")
            + ("" if one.interval is None else f": frames {one.interval.onset} to {one.interval.offset}")
            for one in found
        ],
        n_interrupted=sum(bool(one.interrupted) for one in found),
        warnings=[*film.report.get("warnings", ())],
    )


def _reported(film: Film, one: ReviewedReport) -> Reported:
    clip = clip_at(film, Interval(one.onset, one.offset))
    return Reported(**one.model_dump(), recording=film.name, clip="" if clip is None else clip.stimulus)
