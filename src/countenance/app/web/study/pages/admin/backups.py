"""Backups: made in the background into the study's folder, downloaded, deleted."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import FileResponse, Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.admin.background import Progressing, Standing, progress_of
from countenance.app.web.study.pages.admin.desk import Admin, Done, Id
from countenance.app.web.study.site import Site
from countenance.core.errors import InputError
from countenance.core.executors import Progress
from countenance.core.words import counted
from countenance.study.backups import Backup, backup_named, list_backups, make_backup, remove_backup

__all__ = ["router"]

router = APIRouter()

_KEY = "backup"


@router.get("/admin/backups")
def backups(request: Request, site: SiteOf, _: Admin) -> Response:
    """Backups that lie in the study's folder."""
    found = list_backups(site.study)
    return page(
        request,
        "admin/backups.html",
        backups=found,
        latest=_from_beside(site.study.folder, found[0].path) if found else "",
        making=progress_of(request, _KEY),
        size=_size,
    )


@router.post("/api/admin/backups", status_code=202)
def make(request: Request, site: SiteOf, visitor: Admin) -> Standing:
    """Begin to write a backup."""

    def write(progress: Progress) -> tuple[str, list[str]]:
        made, held = make_backup(site.study, visitor.name, progress=progress)
        return f"{counted(held.rows, 'row')} and {counted(held.files, 'file')} in {_size(made.size)}.", []

    return Progressing.of(request).start(site, _KEY, visitor.name, write)


@router.get("/api/admin/backups")
def making(request: Request, _: Admin) -> Standing:
    """How far that is."""
    return progress_of(request, _KEY)


@router.get("/admin/backups/{name}")
def download(site: SiteOf, visitor: Admin, name: Id) -> Response:
    """A backup as a file; that it left the server is in the log."""
    found = _known(site, name)
    with site.study.writing(visitor.name) as writer:
        writer.note("download backup", f"begun at {found.begun_at:%Y-%m-%d %H:%M:%S} UTC")
    return FileResponse(found.path, media_type="application/x-tar", filename=found.path.name)


@router.post("/api/admin/backups/{name}/delete")
def delete(site: SiteOf, visitor: Admin, name: Id) -> Done:
    """Delete a backup."""
    remove_backup(site.study, _known(site, name).path.name, visitor.name)
    return Done()


def _known(site: Site, name: str) -> Backup:
    try:
        return backup_named(site.study, name)
    except InputError as error:
        raise HTTPException(404, f"{str(error).capitalize()}.") from None


def _from_beside(folder: Path, path: Path) -> str:
    """A file of a folder, as a shell is told it where that folder lies."""
    return quote((folder.resolve().name / path.relative_to(folder)).as_posix())


def _size(n: int) -> str:
    size, units = float(n), ["bytes", "kB", "MB", "GB", "TB"]
    while size >= 1000 and len(units) > 1:
        size /= 1000
        units.pop(0)
    return f"{size:.0f} bytes" if units[0] == "bytes" else f"{size:.1f} {units[0]}"
