"""What spotters found in a recording, beside its pictures and coders' marks, where the study allows to see it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi import Path as InPath
from starlette.responses import Response

from countenance.app.spotting import problem_of
from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import Insider, SiteOf
from countenance.app.web.study.site import Site
from countenance.app.web.study.visitors import Visitor
from countenance.core import format_action_units
from countenance.spotting import names
from countenance.spotting.files import EXPRESSION_COLUMNS, Document, expression_rows, to_csv
from countenance.spotting.region_names import areas
from countenance.study.suggestions import (
    Beside,
    Kept,
    Seen,
    beside,
    film_digest,
    kept_suggestions,
    note_seen,
    passes_beside,
    seen_by,
)

__all__ = ["FilmId", "RunKey", "may_see", "router", "settings_in_words"]

router = APIRouter()

FilmId = Annotated[str, InPath(max_length=64)]
RunKey = Annotated[str, InPath(pattern=r"^[0-9a-f]{16}$")]


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
        lanes=_lanes(shown.document, besides),
    )


@router.get("/spotting/{film}/{key}/{form}")
def export(film: FilmId, key: RunKey, form: str, site: SiteOf, visitor: Insider) -> Response:
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


def may_see(site: Site, visitor: Visitor, film: str) -> Seen:
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


def settings_in_words(settings: Mapping[str, Any]) -> str:
    """Parameters of a run on one line."""
    return ", ".join(f"{name}={value}" for name, value in settings.items())


def _found(site: Site, visitor: Visitor, film: str) -> tuple[Seen, list[Kept]]:
    seen = may_see(site, visitor, film)
    with site.study.reading() as reader:
        sha256 = film_digest(reader, seen.film)
    return seen, kept_suggestions(site.study, sha256)


def _note(site: Site, visitor: Visitor, seen: Seen) -> None:
    if seen.is_before:
        with site.study.writing(visitor.name) as writer:
            note_seen(writer, seen.film)


def _manner(document: Document) -> str:
    told = settings_in_words(document["method"]["settings"])
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


def _lanes(document: Document, besides: list[Beside]) -> list[dict[str, Any]]:
    """What the timeline shows, one lane below the other."""
    found = [
        {
            "id": f"s{place}",
            "onset": one["onset"],
            "apex": one["apex"],
            "offset": one["offset"],
            "kind": one["kind"],
            "label": f"#{place + 1}",
        }
        for place, one in enumerate(document["expressions"])
    ]
    excluded = [
        {
            "id": f"x{place}",
            "onset": one["onset"],
            "apex": None,
            "offset": one["offset"],
            "kind": "excluded",
            "label": one["reason"],
        }
        for place, one in enumerate(document["excluded"])
    ]
    marked = [
        {"id": f"coder{number}", "name": one.coder, "events": _marks(number, one)}
        for number, one in enumerate(besides)
    ]
    return [
        {"id": "suggested", "name": "suggestions", "events": found},
        *marked,
        {"id": "excluded", "name": "not counted", "events": excluded},
    ]


def _marks(number: int, given: Beside) -> list[dict[str, Any]]:
    return [
        {
            "id": f"m{number}-{place}",
            "onset": mark.onset,
            "apex": mark.apex,
            "offset": mark.offset,
            "kind": "video",
            "label": format_action_units(mark.action_units),
        }
        for place, mark in enumerate(given.marks)
    ]
