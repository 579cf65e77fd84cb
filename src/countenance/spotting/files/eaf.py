"""Spotted expressions as an annotation document of ELAN (Max Planck Institute for Psycholinguistics)."""

from __future__ import annotations

import math
import mimetypes
import os
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pympi.Elan import Eaf, to_adocument

from countenance.core.intervals import Interval
from countenance.spotting.files.documents import Document
from countenance.spotting.files.lanes import lanes
from countenance.spotting.region_names import areas

__all__ = ["to_eaf"]


def to_eaf(document: Document, folder: Path | None = None) -> str:
    """The annotation document of a recording, with its video linked.

    Tiers are ``macro``, ``micro``, ``apex`` (one frame long) and ``excluded``; where two annotations of a tier
    overlap, which ELAN does not allow, the later one goes to a second tier of the name, ``macro 2``. An annotation
    begins at the first millisecond at which its first frame is shown and ends where its last one gives way to the
    next, by the presentation timestamps. Its text is for people: regions are in words.

    Parameters
    ----------
    document : Document
    folder : Path, optional
        Where the file will lie, for a link to the video that survives moving both.

    Returns
    -------
    str
        XML.
    """
    eaf = Eaf(author="countenance")
    eaf.remove_tier("default")
    eaf.header = {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"}
    _link(eaf, Path(document["source"]["path"]), folder)
    for kind in ("macro", "micro"):
        chosen = [entry for entry in document["expressions"] if entry["kind"] == kind]
        _annotate(eaf, kind, chosen, [_told(entry) for entry in chosen])
    found = sorted(document["expressions"], key=lambda entry: entry["apex"])
    peaks = [_peak(entry) for entry in found]
    _annotate(eaf, "apex", peaks, [f"{entry['kind']} {entry['score']:.2f}" for entry in found])
    excluded = document["excluded"]
    _annotate(eaf, "excluded", excluded, [entry["reason"] for entry in excluded])
    root = to_adocument(eaf)
    slots = root.find("TIME_ORDER")
    slots[:] = sorted(slots, key=lambda slot: int(slot.attrib["TIME_VALUE"]))  # as the format asks
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _link(eaf: Any, video: Path, folder: Path | None) -> None:
    if not video.is_file():  # a folder of images or a camera, which ELAN does not play
        return
    kind = mimetypes.guess_type(video.name)[0] or "video/*"
    relative = None
    if folder is not None:
        beside = os.path.relpath(video.absolute(), folder.absolute())
        relative = Path(beside).as_posix() if beside.startswith(".") else f"./{Path(beside).as_posix()}"
    eaf.add_linked_file(video.absolute().as_uri(), relpath=relative, mimetype=kind)


def _told(entry: Document) -> str:
    units = "+".join(entry["action_units"])
    where = ", ".join(areas(entry["regions"]))
    return " ".join(part for part in (units and f"AU {units}", where, f"({entry['score']:.2f})") if part)


def _peak(entry: Document) -> Document:
    apex = entry["apex"]
    return {"onset": apex, "offset": apex, "onset_s": entry["apex_s"], "end_s": entry["apex_end_s"]}


def _annotate(eaf: Any, tier: str, entries: Sequence[Document], texts: Sequence[str]) -> None:
    eaf.add_tier(tier)
    chosen = lanes(Interval(entry["onset"], entry["offset"]) for entry in entries)
    for entry, text, lane in zip(entries, texts, chosen, strict=True):
        name = tier if lane == 0 else f"{tier} {lane + 1}"
        if name not in eaf.tiers:
            eaf.add_tier(name)
        start = _milliseconds(entry["onset_s"])
        eaf.add_annotation(name, start, max(_milliseconds(entry["end_s"]), start + 1), text)


def _milliseconds(seconds: float) -> int:
    """The first whole millisecond at which a frame is shown: the one before would show the frame before."""
    return math.ceil(round(1000 * seconds, 3))
