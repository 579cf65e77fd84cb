"""Runs of spotters over recordings: which there are, begun, followed and stopped."""

from __future__ import annotations

import shutil
from pathlib import Path

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from countenance.app import study_work
from countenance.app.jobs import Job, JobState, Work
from countenance.app.spotters import settings_for
from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import Insider, SiteOf
from countenance.app.web.study.pages.suggestions import FilmId, RunKey, may_see, settings_in_words
from countenance.app.web.study.pages.work import JobModel, job_model, keeps_file, stop_job
from countenance.app.web.study.site import Site
from countenance.app.web.study.visitors import Visitor
from countenance.core.parameters import parse_parameters
from countenance.spotting import names, spotting_method
from countenance.store.records import Medium
from countenance.study.project import Study
from countenance.study.suggestions import (
    Seen,
    film_digest,
    kept_suggestions,
    manner_key,
    seen_by,
    suggestions_folder,
)

__all__ = ["router"]

router = APIRouter()

_LONGEST_SETTINGS = 2000


class Run(BaseModel):
    """A method's run over a recording."""

    key: str
    method: str
    settings: str
    found: int | None
    job: JobModel | None


class Recording(BaseModel):
    """A recording, and what was or is searched in it."""

    id: str
    title: str
    seconds: float
    hidden: str
    runs: list[Run]


class Wish(BaseModel):
    """How to search."""

    method: str = Field("region-flow", max_length=100)
    parameters: str = Field("", max_length=_LONGEST_SETTINGS)
    """One ``name=value`` a line."""
    face: str = Field("", max_length=20)


@router.get("/spotting")
def listed(request: Request, site: SiteOf, visitor: Insider) -> Response:
    """Recordings, and what was searched in them."""
    methods = [spotting_method(name) for name in names()]
    return page(request, "spotting/recordings.html", recordings=_recordings(site, visitor), methods=methods)


@router.get("/api/spotting")
def recordings(site: SiteOf, visitor: Insider) -> list[Recording]:
    """As the page shows them."""
    return _recordings(site, visitor)


@router.post("/api/spotting/{film}/runs")
def run(film: FilmId, wish: Wish, site: SiteOf, visitor: Insider) -> Run:
    """Search a recording; the run that goes on already where the same was asked for before."""
    seen = may_see(site, visitor, film)
    method = spotting_method(wish.method)
    lines = [line for line in wish.parameters.splitlines() if line.strip()]
    settings = settings_for(method, parse_parameters(lines), wish.face or None)
    with site.study.reading() as reader:
        sha256 = film_digest(reader, seen.film)
    key = manner_key(method.name, settings)
    out = suggestions_folder(site.study, sha256) / key
    given = (site.study.media.path(sha256), seen.film.name, method.name, settings, out)
    work = Work(
        study_work.spot, given, keeps_file(site.study, sha256), lambda: _tidy(site.study, sha256, out)
    )
    job = site.jobs.start(_job_key(seen, key), visitor.name, work)
    told = settings_in_words(settings)
    return Run(key=key, method=method.title, settings=told, found=None, job=job_model(job, visitor))


@router.delete("/api/spotting/{film}/runs/{key}", status_code=204)
def stop(film: FilmId, key: RunKey, site: SiteOf, visitor: Insider) -> None:
    """Stop a run that waits or goes on."""
    seen = may_see(site, visitor, film)
    stop_job(site, visitor, _job_key(seen, key), "There is no such run that goes on.")


def _tidy(study: Study, sha256: str, out: Path) -> None:
    """Remove what a run left unfinished, and everything where the recording is gone meanwhile."""
    if not keeps_file(study, sha256)():
        shutil.rmtree(study.cache(sha256), ignore_errors=True)
    elif not (out / "spotting.json").is_file():
        shutil.rmtree(out, ignore_errors=True)


def _job_key(seen: Seen, key: str) -> str:
    return f"spot/{seen.film.id}/{key}"


def _recordings(site: Site, visitor: Visitor) -> list[Recording]:
    with site.study.reading() as reader:
        media = {one.id: one.digest for one in reader.find(Medium)}
        films = [one for one in seen_by(reader, visitor.name) if one.film.medium in media]
    return [
        Recording(
            id=one.film.id,
            title=one.title,
            seconds=float(one.film.n_frames / one.film.fps),
            hidden=one.hidden,
            runs=[] if one.hidden else _runs(site, visitor, one, media[str(one.film.medium)]),
        )
        for one in films
    ]


def _runs(site: Site, visitor: Visitor, seen: Seen, sha256: str) -> list[Run]:
    jobs = {job.key.rpartition("/")[2]: job for job in site.jobs.below(_job_key(seen, ""))}
    kept = kept_suggestions(site.study, sha256)
    found = [
        Run(
            key=one.key,
            method=str(one.document["method"]["title"]),
            settings=settings_in_words(one.document["method"]["settings"]),
            found=len(one.document["expressions"]),
            job=_news(jobs.pop(one.key, None), visitor),
        )
        for one in kept
    ]
    others = [
        Run(key=key, method="", settings="", found=None, job=job_model(job, visitor))
        for key, job in jobs.items()
    ]
    return found + others


def _news(job: Job | None, visitor: Visitor) -> JobModel | None:
    """What is to be told of a job beside what it, or an earlier one, has found."""
    return None if job is None or job.state is JobState.DONE else job_model(job, visitor)
