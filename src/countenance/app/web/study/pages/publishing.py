"""Publishing: who would be left out of a release, making it, and taking it along."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from countenance.app import study_work
from countenance.app.jobs import Work
from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import Gate, SiteOf
from countenance.app.web.study.pages.work import JobModel, job_model, stop_job
from countenance.app.web.study.site import Site
from countenance.app.web.study.visitors import Part, Visitor
from countenance.core.errors import ConflictError
from countenance.core.expressions import ExpressionKind
from countenance.study.people import ReleaseLevel
from countenance.study.publishing import Profile
from countenance.study.publishing.entering import settle_interrupted
from countenance.study.publishing.gathering import gather
from countenance.study.publishing.kept import (
    DELETED,
    KeptRelease,
    delete_release,
    kept_releases,
    new_release,
    settle_all,
    zipped,
)
from countenance.study.publishing.wording import NOTHING_FOLLOWS, not_settled
from countenance.study.reporting import others_marks_hidden, withdrawn
from countenance.study.settlement import LABEL_AGAIN, stale_labels

__all__ = ["router"]

router = APIRouter()

_HIDDEN = "You have still to code what others have submitted, and a release shows what they marked."


def _not_blind(site: SiteOf, visitor: Annotated[Visitor, Depends(Gate(Part.ANALYST, Part.ADMIN))]) -> Visitor:
    """Whoever may publish, if nothing that a release tells is hidden from him."""
    with site.study.reading() as reader:
        if others_marks_hidden(reader, visitor.name):
            raise HTTPException(403, _HIDDEN)
    return visitor


Publisher = Annotated[Visitor, Depends(_not_blind)]

_PROFILES = {
    Profile.CASME: ("CASME layout", "videos, a workbook of codes and tables, in the layout of CAS(ME)²"),
    Profile.BIDS: ("BIDS", "videos of behaviour with events; experimental"),
    Profile.TABLES: ("Tables", "everything that was said and written, without pictures"),
    Profile.DEIDENTIFIED: ("De-identified", "tables without pictures and without free text"),
}
_LEVELS = {
    ReleaseLevel.LABORATORY: "the laboratory",
    ReleaseLevel.RESEARCHERS: "authorised researchers",
    ReleaseLevel.PUBLIC: "everybody",
}
_MOST_LISTED = 500
_MOST_NAMED = 10


class LeftOutModel(BaseModel):
    """A recording that does not go into a release."""

    recording: str
    participant: str
    reason: str


class Preview(BaseModel):
    """What a release would hold."""

    participants: int
    recordings: int
    macro: int
    micro: int
    unlabelled: int
    unsettled: list[str]
    left_out: list[LeftOutModel]
    problem: str


class Order(BaseModel):
    """A release that is asked for."""

    name: str = Field(max_length=300)
    profile: Profile
    level: ReleaseLevel
    pictures: bool = False
    crops: bool = False
    measure: bool = False


class ReleaseModel(BaseModel):
    """A release that was made."""

    id: str
    name: str
    profile: str
    level: str
    made_at: str
    participants: int
    withdrawn: int
    files: dict[str, str]
    n_files: int
    path: str
    is_here: bool
    is_finished: bool


class Making(BaseModel):
    """A release that is being made, or was not made."""

    name: str
    job: JobModel


class Releases(BaseModel):
    """Everything that the page shows."""

    making: list[Making]
    made: list[ReleaseModel]


@router.get("/reports/publish")
def publishing(request: Request, _: Publisher) -> Response:
    """Choose, look who is left out, publish, and take along."""
    return page(request, "reports/publish.html", profiles=_PROFILES, levels=_LEVELS)


@router.get("/api/releases/preview")
def preview(site: SiteOf, _: Publisher, level: ReleaseLevel) -> Preview:
    """Who would be left out, and why; nothing is written."""
    with site.study.reading() as reader:
        stale = stale_labels(reader)
        content = gather(reader, level)
    return Preview(
        participants=len(content.participants),
        recordings=len(content.recordings),
        macro=content.count(ExpressionKind.MACRO),
        micro=content.count(ExpressionKind.MICRO),
        unlabelled=content.n_unlabelled,
        unsettled=[
            f"{not_settled(state, names, _MOST_NAMED)}. {NOTHING_FOLLOWS}"
            for state, names in content.unsettled.items()
        ],
        left_out=[
            LeftOutModel(recording=one.recording, participant=one.participant, reason=one.reason)
            for one in content.left_out
        ],
        problem=LABEL_AGAIN if stale else "",
    )


@router.get("/api/releases")
def releases(site: SiteOf, visitor: Publisher) -> Releases:
    """What was made, and what is being made."""
    with site.study.reading() as reader:
        found = kept_releases(site.study, reader)
    making = [
        Making(name=job.key.removeprefix("publish/"), job=job_model(job, visitor))
        for job in site.jobs.below("publish/")
        if job.state != "done"
    ]
    return Releases(making=making, made=[_model(one) for one in found])


@router.post("/api/releases")
def publish(order: Order, site: SiteOf, visitor: Publisher) -> Making:
    """Begin to write a release."""
    settle_all(site.study, visitor.name)
    out = new_release(site.study, order.name)
    key = f"publish/{out.name}"
    there = site.jobs.find(key)
    if there is not None and there.is_active:
        raise ConflictError(f"the release {out.name!r} is being written already: wait, or give another name")
    extras = frozenset(name for name in ("pictures", "crops", "measure") if getattr(order, name))
    given = (site.study.folder.absolute(), order.profile.value, out, order.level.value, visitor.name, extras)
    with site.study.reading() as reader:
        before = withdrawn(reader)

    def wanted() -> bool:
        """Whether nobody has withdrawn since, whose film would lie in what is half written."""
        with site.study.reading() as reader:
            return withdrawn(reader) == before

    after = partial(settle_interrupted, site.study, visitor.name, out)
    job = site.jobs.start(key, visitor.name, Work(study_work.release, given, wanted, after))
    return Making(name=out.name, job=job_model(job, visitor))


@router.delete("/api/releases/{name}", status_code=204)
def stop(name: Annotated[str, InPath(max_length=300)], site: SiteOf, visitor: Publisher) -> None:
    """Stop writing a release; nothing of it is left."""
    stop_job(site, visitor, f"publish/{name}", "No release of this name is being written.")


@router.delete("/api/releases/made/{release}", status_code=204)
def delete(release: Annotated[str, InPath(max_length=64)], site: SiteOf, visitor: Publisher) -> None:
    """Delete a release from the study's folder."""
    delete_release(site.study, _kept(site, release), visitor.name)


@router.get("/reports/releases/{release}/download")
def download(release: Annotated[str, InPath(max_length=64)], site: SiteOf, visitor: Publisher) -> Response:
    """A release as a ZIP file, sent while it is read."""
    found = _kept(site, release)
    if found.folder is None:
        raise HTTPException(404, "This release does not lie in the study's folder.")
    if found.withdrawn:
        raise HTTPException(409, "Somebody in this release has withdrawn: delete it, and publish again.")
    with site.study.writing(visitor.name) as writer:
        writer.note("download", f"release {found.release.id}")
    name = quote(f"{found.folder.name}.zip", safe="")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return StreamingResponse(zipped(found.folder), media_type="application/zip", headers=headers)


def _kept(site: Site, release: str) -> KeptRelease:
    with site.study.reading() as reader:
        found = next((one for one in kept_releases(site.study, reader) if one.release.id == release), None)
    if found is None:
        raise HTTPException(404, "There is no such release.")
    return found


def _model(one: KeptRelease) -> ReleaseModel:
    files = one.release.manifest.get("files", {})
    return ReleaseModel(
        id=one.release.id,
        name=str(one.release.manifest.get(DELETED, "")) if one.folder is None else one.folder.name,
        profile=one.release.profile,
        level=str(one.release.manifest.get("level", "")),
        made_at=one.release.made_at.strftime("%Y-%m-%d %H:%M UTC"),
        participants=len(one.release.participants),
        withdrawn=len(one.withdrawn),
        files=dict(list(files.items())[:_MOST_LISTED]),
        n_files=len(files),
        path="" if one.folder is None or one.withdrawn else f"/reports/releases/{one.release.id}/download",
        is_here=one.folder is not None,
        is_finished=bool(one.release.manifest.get("finished", True)),
    )
