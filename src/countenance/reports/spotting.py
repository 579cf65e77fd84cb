"""The report of a spotted recording: a timeline, the curves, and each expression with its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.core.action_units import Side, parse_action_units
from countenance.core.words import counted
from countenance.reports.page import figure_svg, picture_uri, write_page
from countenance.reports.spotting_close_up import close_up
from countenance.reports.spotting_figures import clock, timeline_figure
from countenance.reports.spotting_strips import Strip, most_certain, strips
from countenance.spotting import Spotting
from countenance.spotting.files import Document, Timeline
from countenance.spotting.region_names import areas

__all__ = ["MOST_SHOWN", "Strip", "strips", "write_spotting_report"]

MOST_SHOWN = 60
"""Expressions that a report shows with pictures; the table has all."""


def write_spotting_report(
    path: Path,
    spotting: Spotting,
    timeline: Timeline,
    document: Document,
    pictures: Mapping[int, Strip],
) -> None:
    """Write ``report.html``.

    Parameters
    ----------
    path : Path
    spotting : Spotting
    timeline : Timeline
        Of its frames.
    document : dict
        As :func:`countenance.spotting.files.to_document` makes it of these.
    pictures : mapping of int to Strip
        For some of the expressions, by position.
    """
    entries = [_entry(number, entry) for number, entry in enumerate(document["expressions"], start=1)]
    shown = most_certain(spotting.expressions, MOST_SHOWN)
    write_page(
        path,
        "spotting.html",
        name=spotting.recording,
        document=document,
        facts=_facts(document, timeline),
        figure=figure_svg(timeline_figure(spotting, timeline), _told(document)),
        expressions=entries,
        cards=[
            entries[i]
            | {
                "curve": close_up(spotting, timeline, spotting.expressions[i]),
                "pictures": [_picture(picture) for picture in pictures[i].pictures] if i in pictures else [],
                "marked": i in pictures and pictures[i].marked,
            }
            for i in shown
        ],
        reasons=_reasons(document),
        excluded=[event | {"at": clock(event["onset_s"])} for event in document["excluded"]],
    )


def _facts(document: Document, timeline: Timeline) -> dict[str, Any]:
    kinds = [entry["kind"] for entry in document["expressions"]]
    return {
        "macro": kinds.count("macro"),
        "micro": kinds.count("micro"),
        "seconds": timeline.end(document["n_frames"] - 1),
        "length": clock(timeline.end(document["n_frames"] - 1), places=1),
    }


_SIDES = {Side.LEFT: " left", Side.RIGHT: " right"}


def _told(document: Document) -> str:
    """What the figure shows, for those who cannot see it."""
    kinds = [entry["kind"] for entry in document["expressions"]]
    reasons = ", ".join(row["reason"] for row in _reasons(document)) or "nothing else"
    return (
        f"Timeline with {counted(kinds.count('macro'), 'macro-expression')}, "
        f"{counted(kinds.count('micro'), 'micro-expression')} and "
        f"what is no expression ({reasons}), above the strongest curves of the spotter"
    )


def _entry(number: int, entry: Document) -> dict[str, Any]:
    units = [unit for text in entry["action_units"] for unit in parse_action_units(text)]
    return {
        **entry,
        "number": number,
        "at": clock(entry["onset_s"]),
        "milliseconds": round(1000 * (entry["offset_s"] - entry["onset_s"])),
        "areas": ", ".join(areas(entry["regions"])),
        "units": [(f"AU{unit.number}{_SIDES.get(unit.side, '')}", unit.name) for unit in units],
    }


def _picture(image: NDArray[np.uint8]) -> dict[str, Any]:
    """With its size, so that the page keeps room for it before it is there."""
    height, width = image.shape[:2]
    return {"uri": picture_uri(image, quality=85), "width": width, "height": height}


def _reasons(document: Document) -> list[dict[str, Any]]:
    """How often and how long each reason held, in order of appearance."""
    rows: dict[str, dict[str, Any]] = {}
    for event in document["excluded"]:
        row = rows.setdefault(event["reason"], {"reason": event["reason"], "times": 0, "seconds": 0.0})
        row["times"] += 1
        row["seconds"] += event["end_s"] - event["onset_s"]
    return list(rows.values())
