"""Reports of the study: made in the background, kept until a withdrawal, and shown behind their gate."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi import Path as InPath
from pydantic import BaseModel
from starlette.responses import FileResponse, Response

from countenance.app import study_work
from countenance.app.jobs import Job, Work
from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import Gate, SiteOf
from countenance.app.web.study.pages.work import JobModel, job_model, keeps_file, stop_job
from countenance.app.web.study.site import Site
from countenance.app.web.study.visitors import Part, Visitor
from countenance.store.records import Medium
from countenance.study.reporting import (
    PAGE,
    ReportNote,
    measurement_folder,
    others_marks_hidden,
    report_folder,
    report_note,
    withdrawn,
)
from countenance.study.suggestions import Seen, film_digest, kept_suggestions, seen_by

__all__ = ["router"]

router = APIRouter()

Reader = Annotated[Visitor, Depends(Gate(Part.ARBITER, Part.ANALYST, Part.ADMIN))]
_FilmId = Annotated[str, InPath(max_length=64)]
_Key = Annotated[str, InPath(pattern=r"^[0-9a-f]{16}$")]

_WHOLE: dict[str, tuple[str, str, Callable[..., None]]] = {
    "agreement": (
        "Agreement of coders",
        "How far coders agree on events, action units, labels, frames and timing, where two have submitted.",
        study_work.agreement_page,
    ),
    "profile": (
        "Profile of the study",
        "Everything that is settled, in the tables of the CAS(ME)² paper; it says what is not labelled yet.",
        study_work.profile_page,
    ),
}
_HIDDEN = "You have still to code what others have submitted, and this report shows what they marked."
_NOTHING = "Nothing of the kind is being made."
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"
"""Reports hold everything they show; nothing in them runs, loads or asks."""


class ReportModel(BaseModel):
    """A report that is there, or may be made."""

    key: str
    path: str
    made_at: str
    is_stale: bool
    hidden: str
    job: JobModel | None


class SpottingModel(BaseModel):
    """The report of a spotter's run."""

    title: str
    path: str


class FilmReports(BaseModel):
    """Reports of one recording."""

    id: str
    title: str
    hidden: str
    measurement: ReportModel
    spotting: list[SpottingModel]


class Reports(BaseModel):
    """Everything that the page shows."""

    whole: list[ReportModel]
    films: list[FilmReports]


@router.get("/reports")
def listed(request: Request, site: SiteOf, visitor: Reader) -> Response:
    """Every report that can be made."""
    told = [{"key": key, "title": title, "what": what} for key, (title, what, _) in _WHOLE.items()]
    return page(request, "reports/reports.html", whole=told, films=_reports(site, visitor).films)


@router.get("/api/reports")
def reports(site: SiteOf, visitor: Reader) -> Reports:
    """As the page shows them."""
    return _reports(site, visitor)


@router.post("/api/reports/{kind}")
def make(kind: str, site: SiteOf, visitor: Reader) -> ReportModel:
    """Make a report on the whole study."""
    _check_whole(site, visitor, kind)
    out = report_folder(site.study, kind)
    with site.study.reading() as reader:
        before = withdrawn(reader)

    def wanted() -> bool:
        """Whether nobody has withdrawn since."""
        with site.study.reading() as reader:
            return withdrawn(reader) == before

    def after() -> None:
        """Keep nothing of somebody who withdrew meanwhile."""
        if not wanted():
            shutil.rmtree(out, ignore_errors=True)

    work = Work(_WHOLE[kind][2], (site.study.folder.absolute(), out.absolute()), wanted, after)
    job = site.jobs.start(f"report/{kind}", visitor.name, work)
    return _whole(site, visitor, kind, job)


@router.post("/api/reports/measurement/{film}")
def measure(film: _FilmId, site: SiteOf, visitor: Reader) -> ReportModel:
    """Measure a recording."""
    seen, sha256 = _seen(site, visitor, film)
    out = measurement_folder(site.study, sha256)
    with site.study.reading() as reader:
        head = reader.head()[0]
    wanted = keeps_file(site.study, sha256)

    def after() -> None:
        """Keep nothing of a recording that is gone."""
        if not wanted():
            shutil.rmtree(site.study.cache(sha256), ignore_errors=True)

    given = (site.study.media.path(sha256), seen.title, out, head)
    job = site.jobs.start(_measuring(seen), visitor.name, Work(study_work.measure, given, wanted, after))
    return _measured(site, visitor, seen, sha256, job)


@router.delete("/api/reports/{kind}", status_code=204)
def stop(kind: str, site: SiteOf, visitor: Reader) -> None:
    """Stop making a report on the whole study."""
    _check_whole(site, visitor, kind)
    stop_job(site, visitor, f"report/{kind}", _NOTHING)


@router.delete("/api/reports/measurement/{film}", status_code=204)
def stop_measuring(film: _FilmId, site: SiteOf, visitor: Reader) -> None:
    """Stop measuring a recording."""
    stop_job(site, visitor, _measuring(_seen(site, visitor, film)[0]), _NOTHING)


@router.get("/reports/made/{kind}")
def whole(kind: str, site: SiteOf, visitor: Reader) -> Response:
    """A report on the whole study."""
    _check_whole(site, visitor, kind)
    return _shown(report_folder(site.study, kind), _note(site, kind))


@router.get("/reports/measurement/{film}")
def measurement(film: _FilmId, site: SiteOf, visitor: Reader) -> Response:
    """The report of a measured recording."""
    folder = measurement_folder(site.study, _seen(site, visitor, film)[1])
    return _shown(folder, report_note(folder))


@router.get("/reports/spotting/{film}/{key}")
def spotted(film: _FilmId, key: _Key, site: SiteOf, visitor: Reader) -> Response:
    """The report of a spotter's run."""
    _, sha256 = _seen(site, visitor, film)
    found = next((one for one in kept_suggestions(site.study, sha256) if one.key == key), None)
    if found is None:
        raise HTTPException(404, "This report was not made yet.")
    return _answer(found.folder / PAGE)


def _shown(folder: Path, note: ReportNote | None) -> Response:
    if note is None:
        raise HTTPException(404, "This report was not made yet.")
    return _answer(folder / PAGE)


def _answer(path: Path) -> Response:
    if not path.is_file():
        raise HTTPException(404, "This report is no longer there.")
    return FileResponse(path, media_type="text/html", headers={"content-security-policy": _POLICY})


def _check_whole(site: Site, visitor: Visitor, kind: str) -> None:
    if kind not in _WHOLE:
        raise HTTPException(404, f"There is no such report; there are {' and '.join(_WHOLE)}.")
    if hidden := _hidden(site, visitor):
        raise HTTPException(403, hidden)


def _hidden(site: Site, visitor: Visitor) -> str:
    with site.study.reading() as reader:
        return _HIDDEN if others_marks_hidden(reader, visitor.name) else ""


def _seen(site: Site, visitor: Visitor, film: str) -> tuple[Seen, str]:
    """A recording with the SHA-256 of its file; 404 for none, 403 where the visitor has still to code it."""
    with site.study.reading() as reader:
        found = next((one for one in seen_by(reader, visitor.name) if one.film.id == film), None)
        if found is None:
            raise HTTPException(404, "There is no such recording.")
        if found.hidden or found.is_before:
            raise HTTPException(403, "You have still to code this recording.")
        return found, film_digest(reader, found.film)


def _measuring(seen: Seen) -> str:
    return f"report/measurement/{seen.film.id}"


def _reports(site: Site, visitor: Visitor) -> Reports:
    with site.study.reading() as reader:
        media = {one.id: one.digest for one in reader.find(Medium)}
        films = [one for one in seen_by(reader, visitor.name) if one.film.medium in media]
    return Reports(
        whole=[_whole(site, visitor, kind, site.jobs.find(f"report/{kind}")) for kind in _WHOLE],
        films=[_film(site, visitor, one, media[str(one.film.medium)]) for one in films],
    )


def _film(site: Site, visitor: Visitor, seen: Seen, sha256: str) -> FilmReports:
    hidden = "You have still to code this recording." if seen.hidden or seen.is_before else ""
    kept = [] if hidden else kept_suggestions(site.study, sha256)
    return FilmReports(
        id=seen.film.id,
        title=seen.title,
        hidden=hidden,
        measurement=_measured(site, visitor, seen, sha256, site.jobs.find(_measuring(seen))),
        spotting=[
            SpottingModel(
                title=str(one.document["method"]["title"]), path=f"/reports/spotting/{seen.film.id}/{one.key}"
            )
            for one in kept
        ],
    )


def _whole(site: Site, visitor: Visitor, kind: str, job: Job | None) -> ReportModel:
    note, hidden = _note(site, kind), _hidden(site, visitor)
    with site.study.reading() as reader:
        head = reader.head()[0]
    is_stale = note is not None and note.head != head
    return _model(kind, f"/reports/made/{kind}", note, job, visitor, is_stale=is_stale, hidden=hidden)


def _note(site: Site, kind: str) -> ReportNote | None:
    """Of a report on the whole study, unless somebody who may be in it has withdrawn since."""
    note = report_note(report_folder(site.study, kind))
    with site.study.reading() as reader:
        return note if note is not None and note.withdrawn == withdrawn(reader) else None


def _measured(site: Site, visitor: Visitor, seen: Seen, sha256: str, job: Job | None) -> ReportModel:
    note = report_note(measurement_folder(site.study, sha256))
    return _model(seen.film.id, f"/reports/measurement/{seen.film.id}", note, job, visitor)


def _model(
    key: str, path: str, note: ReportNote | None, job: Job | None, visitor: Visitor, **told: Any
) -> ReportModel:
    """A recording's file never changes, so that what was made of it does not grow stale."""
    return ReportModel(
        key=key,
        path="" if note is None else path,
        made_at="" if note is None else note.made_at.strftime("%Y-%m-%d %H:%M UTC"),
        job=None if job is None else job_model(job, visitor),
        **{"is_stale": False, "hidden": "", **told},
    )
