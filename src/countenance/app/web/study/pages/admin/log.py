"""The log of all changes: read page by page, and checked entry by entry."""

from __future__ import annotations

import csv
import io
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.admin.background import Progressing, Standing, progress_of
from countenance.app.web.study.pages.admin.desk import Admin
from countenance.core.executors import Progress
from countenance.core.words import counted
from countenance.study.logged import NOUNS, entries_in_words

__all__ = ["router"]

router = APIRouter()

_PAGE = 50
_KEY = "verify"
_COLUMNS = ("at", "actor", "action", "noun", "called", "entity_id", "note")

Filter = Annotated[str, Query(max_length=200)]


@router.get("/admin/log")
def log(
    request: Request,
    site: SiteOf,
    _: Admin,
    actor: Filter = "",
    action: Filter = "",
    entity: Filter = "",
    before: Annotated[int, Query(ge=0, lt=2**63)] = 0,
) -> Response:
    """Entries, the last one first."""
    chosen = {"actor": actor, "action": action, "entity": entity}
    wanted = {name: value for name, value in chosen.items() if value}
    with site.study.reading() as reader:
        entries = reader.last_entries(_PAGE + 1, before=before, **wanted)
        shown = list(entries_in_words(reader, entries[:_PAGE]))
        values = {name: reader.log_values(name) for name in chosen}
        n, head = reader.head()
    earlier = urlencode({**wanted, "before": entries[_PAGE - 1]["sequence"]}) if len(entries) > _PAGE else ""
    return page(
        request,
        "admin/log.html",
        shown=shown,
        nouns=NOUNS,
        values=values,
        chosen=chosen,
        latest=urlencode(wanted),
        earlier=earlier,
        before=before,
        n=n,
        head=head,
        checking=progress_of(request, _KEY),
    )


@router.get("/admin/log.csv")
def export(site: SiteOf, _: Admin, actor: Filter = "", action: Filter = "", entity: Filter = "") -> Response:
    """Entries as a table, the first one first."""
    wanted = {
        name: value for name, value in (("actor", actor), ("action", action), ("entity", entity)) if value
    }
    text = io.StringIO()
    writer = csv.DictWriter(
        text, ("sequence", *_COLUMNS, "hash"), lineterminator="\r\n", extrasaction="ignore"
    )
    writer.writeheader()
    with site.study.reading() as reader:
        writer.writerows(
            entries_in_words(reader, [one for one in reader.log() if wanted.items() <= one.items()])
        )
    return Response(
        text.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="log.csv"'},
    )


@router.post("/api/admin/verify", status_code=202)
def verify(request: Request, site: SiteOf, visitor: Admin) -> Standing:
    """Begin to look at the whole log, every row and every file."""

    def check(progress: Progress) -> tuple[str, list[str]]:
        """Look, and say what was found."""
        found = site.study.verify(progress=progress)
        looked = (
            f"{counted(found.rows, 'row')}, {counted(found.files, 'file')} and a log of {found.entries} entries, "
            f"which ends with {found.head}"
        )
        if found.faults:
            return f"Something is wrong. Looked at: {looked}.", [*found.faults, *found.remarks]
        return f"The study is whole: {looked}.", list(found.remarks)

    return Progressing.of(request).start(site, _KEY, visitor.name, check)


@router.get("/api/admin/verify")
def verifying(request: Request, _: Admin) -> Standing:
    """How far that is."""
    return progress_of(request, _KEY)
