"""Work in the background as pages tell of it, and who may stop it."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import HTTPException
from pydantic import BaseModel

from countenance.app.jobs import Job
from countenance.app.web.study.site import Site
from countenance.app.web.study.visitors import Part, Visitor
from countenance.store.records import Film, Medium
from countenance.study.people import is_withheld
from countenance.study.project import Study

__all__ = ["JobModel", "job_model", "keeps_file", "stop_job"]


class JobModel(BaseModel):
    """Work that goes on or has ended."""

    state: str
    stage: str
    done: int
    total: int
    remark: str
    mine: bool


def job_model(job: Job, visitor: Visitor) -> JobModel:
    """A job as JSON."""
    return JobModel(
        state=job.state.value, stage=job.stage, done=job.done, total=job.total, remark=job.remark,
        mine=_is_mine(job, visitor),
    )  # fmt: skip


def stop_job(site: Site, visitor: Visitor, key: str, nothing: str) -> None:
    """Stop a job that waits or goes on.

    Parameters
    ----------
    site : Site
    visitor : Visitor
    key : str
        Of the job.
    nothing : str
        Sentence for whoever asks where there is no such job.

    Raises
    ------
    HTTPException
        404 where nothing goes on, 403 where somebody else began it and the visitor is no admin.
    """
    job = site.jobs.find(key)
    if job is None or not job.is_active:
        raise HTTPException(404, nothing)
    if not _is_mine(job, visitor):
        raise HTTPException(403, f"{job.who} began this: who began it, or an admin, may stop it.")
    site.jobs.stop(key)


def keeps_file(study: Study, sha256: str) -> Callable[[], bool]:
    """Asks whether a file is still in the study, as a recording that is not withheld."""

    def asked() -> bool:
        """Whether it is."""
        with study.reading() as reader:
            medium = reader.first(Medium, digest=sha256)
            films = () if medium is None else reader.find(Film, medium=medium.id)
            return any(not is_withheld(reader, one) for one in films)

    return asked


def _is_mine(job: Job, visitor: Visitor) -> bool:
    return job.who == visitor.name or visitor.is_any(Part.ADMIN)
