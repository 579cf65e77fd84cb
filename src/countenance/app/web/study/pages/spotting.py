"""A spotter's suggestions: runs of it over recordings, and what they found, where the study allows to see it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import Response

from countenance.app import study_work
from countenance.app.jobs import Job, Work
from countenance.app.spotters import settings_for
from countenance.app.spotting import problem_of
from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import Insider, SiteOf
from countenance.app.web.study.site import Site
from countenance.app.web.study.visitors import Part, Visitor
from countenance.core.parameters import parse_parameters
from countenance.spotting import names, spotting_method
from countenance.spotting.files import EXPRESSION_COLUMNS, Document, expression_rows, to_csv
from countenance.spotting.region_names import areas
from countenance.store.records import Medium
from countenance.study.project import Study
from countenance.study.suggestions import (
    Beside,
    Kept,
    Seen,
    beside,
    film_digest,
    kept_suggestions,
    manner_key,
    note_seen,
    passes_beside,
    seen_by,
    suggestions_folder,
)

__all__ = ["JobModel", "job_model", "keeps_file", "router"]

router = APIRouter()

_LONGEST_SETTINGS = 2000
FilmId = Annotated[str, InPath(max_length=64)]
_Key = Annotated[str, InPath(pattern=r"^[0-9a-f]{16}$")]


class JobModel(BaseModel):
    """Work that goes on or has ended."""

    state: str
    stage: str
    done: int
    total: int
    remark: str
    mine: bool


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
    seen = _seen(site, visitor, film)
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
    return Run(
        key=key, method=method.title, settings=_told(settings), found=None, job=job_model(job, visitor)
    )


@router.delete("/api/spotting/{film}/runs/{key}", status_code=204)
def stop(film: FilmId, key: _Key, site: SiteOf, visitor: Insider) -> None:
    """Stop a run that waits or goes on."""
    seen = _seen(site, visitor, film)
    job = site.jobs.find(_job_key(seen, key))
    if job is None or not job.is_active:
        raise HTTPException(404, "There is no such run that goes on.")
    if not _is_mine(job, visitor):
        raise HTTPException(403, f"{job.who} began this run: who began it, or an admin, may stop it.")
    site.jobs.stop(job.key)


@router.get("/spotting/{film}")
def suggestions(film: FilmId, request: Request, site: SiteOf, visitor: Insider, run: str = "") -> Response:
    """What was found in a recording, beside its pictures and the marks that may be seen."""
    seen, found = _found(site, visitor, film)
    shown = next((one for one in found if one.key == run), found[0] if found else None)
    if shown is None:
        return page(request, "spotting/nothing.html", 404, title=seen.title, methods=names(), film=seen.film)
    _note(site, visitor, seen)
    with site.study.reading() as reader:
        passes = passes_beside(reader, visitor.name, seen.film)
    besides = beside(shown.document, passes)
    return page(
        request,
        "spotting/suggestions.html",
        seen=seen,
        shown=shown,
        document=shown.document,
        problem=_problem(shown.document, seen),
        others=[{"key": one.key, "title": _manner(one.document)} for one in found],
        rows=[_row(place, one, besides) for place, one in enumerate(shown.document["expressions"])],
        besides=besides,
        layers=_layers(shown.document, besides),
    )


@router.get("/spotting/{film}/{key}/{form}")
def export(film: FilmId, key: _Key, form: str, site: SiteOf, visitor: Insider) -> Response:
    """What was found as a file: ``suggestions.csv`` or ``suggestions.json``, as the command line writes them."""
    seen, found = _found(site, visitor, film)
    shown = next((one for one in found if one.key == key), None)
    if shown is None or form not in {"suggestions.csv", "suggestions.json"}:
        raise HTTPException(404)
    _note(site, visitor, seen)
    # Names of recordings may tell what was on the screen, and places where files lie are nobody's business.
    source = {**shown.document["source"], "path": ""}
    document = {**shown.document, "recording": seen.title, "source": source}
    if form.endswith("csv"):
        text, kind = to_csv(expression_rows(document), EXPRESSION_COLUMNS), "text/csv"
    else:
        text, kind = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False), "application/json"
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", seen.title).strip("-.") or "recording"
    name = f"{stem}-{form}"
    return Response(text, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


def job_model(job: Job, visitor: Visitor) -> JobModel:
    """A job as JSON."""
    return JobModel(
        state=job.state.value, stage=job.stage, done=job.done, total=job.total, remark=job.remark,
        mine=_is_mine(job, visitor),
    )  # fmt: skip


def keeps_file(study: Study, sha256: str) -> Callable[[], bool]:
    """Asks whether a file is still in the study."""

    def asked() -> bool:
        """Whether it is."""
        with study.reading() as reader:
            return reader.first(Medium, digest=sha256) is not None

    return asked


def _is_mine(job: Job, visitor: Visitor) -> bool:
    return job.who == visitor.name or visitor.is_any(Part.ADMIN)


def _tidy(study: Study, sha256: str, out: Path) -> None:
    """Remove what a run left unfinished, and everything where the recording is gone meanwhile."""
    if not keeps_file(study, sha256)():
        shutil.rmtree(study.cache(sha256), ignore_errors=True)
    elif not (out / "spotting.json").is_file():
        shutil.rmtree(out, ignore_errors=True)


def _job_key(seen: Seen, key: str) -> str:
    return f"spot/{seen.film.id}/{key}"


def _seen(site: Site, visitor: Visitor, film: str) -> Seen:
    """A recording whose suggestions the visitor may see.

    Raises
    ------
    HTTPException
        404 if he knows of no such recording, 403 with the reason if he may not see them yet.
    """
    with site.study.reading() as reader:
        found = next((one for one in seen_by(reader, visitor.name) if one.film.id == film), None)
    if found is None:
        raise HTTPException(404, "There is no such recording, or it is not yours.")
    if found.hidden:
        raise HTTPException(403, found.hidden)
    return found


def _found(site: Site, visitor: Visitor, film: str) -> tuple[Seen, list[Kept]]:
    seen = _seen(site, visitor, film)
    with site.study.reading() as reader:
        sha256 = film_digest(reader, seen.film)
    return seen, kept_suggestions(site.study, sha256)


def _note(site: Site, visitor: Visitor, seen: Seen) -> None:
    if seen.is_before:
        with site.study.writing(visitor.name) as writer:
            note_seen(writer, seen.film)


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
            settings=_told(one.document["method"]["settings"]),
            found=len(one.document["expressions"]),
            job=job_model(job, visitor) if (job := jobs.pop(one.key, None)) and job.is_active else None,
        )
        for one in kept
    ]
    others = [
        Run(key=key, method="", settings="", found=None, job=job_model(job, visitor))
        for key, job in jobs.items()
    ]
    return found + others


def _told(settings: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in settings.items())


def _manner(document: Document) -> str:
    told = _told(document["method"]["settings"])
    return f"{document['method']['title']}, {told}" if told else str(document["method"]["title"])


def _problem(document: Document, seen: Seen) -> str:
    found = problem_of(document, Path(seen.title.replace("/", " ")))
    return "" if found is None else str(found)


def _row(place: int, entry: Document, besides: list[Beside]) -> dict[str, Any]:
    """A suggestion as the table shows it."""
    return {
        **entry,
        "place": place,
        "milliseconds": round(1000 * (entry["offset_s"] - entry["onset_s"])),
        "where": ", ".join(areas(entry["regions"])[:4]),
        "units": " + ".join(entry["action_units"]),
        "marks": [
            {"coder": one.coder, "mark": one.marks[match[0]], "iou": match[1]}
            for one in besides
            if (match := one.matches.get(place)) is not None
        ],
    }


def _layers(document: Document, besides: list[Beside]) -> list[dict[str, Any]]:
    """What the timeline shows, one layer below the other."""
    found = [
        {
            "id": f"s{place}",
            "onset": one["onset"],
            "apex": one["apex"],
            "offset": one["offset"],
            "kind": one["kind"],
        }
        for place, one in enumerate(document["expressions"])
    ]
    excluded = [
        {
            "id": f"x{place}",
            "onset": one["onset"],
            "offset": one["offset"],
            "kind": "other",
            "label": one["reason"],
        }
        for place, one in enumerate(document["excluded"])
    ]
    layers = [{"name": "Suggestions", "events": found}]
    for number, one in enumerate(besides):
        marks = [
            {
                "id": f"m{number}-{place}",
                "onset": mark.onset,
                "apex": mark.apex,
                "offset": mark.offset,
                "kind": "mark",
            }
            for place, mark in enumerate(one.marks)
        ]
        layers.append({"name": f"Marks of {one.coder}", "events": marks})
    return [*layers, {"name": "Not counted", "events": excluded}]
