"""A recording's spotted expressions as one JSON document, which ``docs/reference/spotting-json.md`` describes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from countenance.core.action_units import parse_action_units
from countenance.core.cache import write_atomically
from countenance.core.contracts import Excluded, Spotted
from countenance.core.errors import InputError
from countenance.core.expressions import ExpressionKind
from countenance.core.intervals import Interval
from countenance.spotting.files.timeline import Timeline
from countenance.spotting.recordings import Spotting

__all__ = [
    "Document",
    "Origin",
    "excluded_of",
    "expression_of",
    "read_document",
    "to_document",
    "write_document",
]

Document = dict[str, Any]
"""What JSON holds of a recording."""

_SCHEMA = 1
_SECONDS = 6  # decimal places; a microsecond
_REQUIRED: Mapping[str, type | tuple[type, ...]] = {
    "recording": str,
    "fps": (int, float),
    "n_frames": int,
    "expressions": list,
    "excluded": list,
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the findings come from.

    Parameters
    ----------
    path : str
        The video or the folder of images.
    sha256 : str
        Of the video's content, or of a folder's list of files; empty for a camera.
    method : mapping
        Name, title, citation, DOI and settings of the spotting method.
    versions : mapping of str to str
        Of the packages that may change the findings.
    """

    path: str
    sha256: str
    method: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


def to_document(spotting: Spotting, timeline: Timeline, origin: Origin) -> Document:
    """The document of a recording.

    Parameters
    ----------
    spotting : Spotting
    timeline : Timeline
        Of its frames.
    origin : Origin
    """
    return {
        "recording": spotting.recording,
        "fps": spotting.fps,
        "n_frames": spotting.n_frames,
        "expressions": [_expression(found, timeline) for found in spotting.expressions],
        "excluded": [
            {**_frames(event.interval), "reason": event.reason, **_seconds(event.interval, timeline)}
            for event in spotting.excluded
        ],
        "remarks": list(spotting.remarks),
        "damage": spotting.damage,
        "curve_unit": spotting.curve_unit,
        "source": {"path": origin.path, "sha256": origin.sha256},
        "method": json.loads(json.dumps(dict(origin.method), default=str)),
        "versions": dict(origin.versions),
        "schema": _SCHEMA,
    }


def _expression(found: Spotted, timeline: Timeline) -> Document:
    return {
        "onset": found.interval.onset,
        "apex": found.apex,
        "offset": found.interval.offset,
        "kind": found.kind.value,
        "score": round(float(found.score), 4),
        "regions": list(found.regions),
        "action_units": [str(unit) for unit in found.action_units],
        "co_occurring": list(found.co_occurring),
        **_seconds(found.interval, timeline),
        "apex_s": round(timeline.start(found.apex), _SECONDS),
        "apex_end_s": round(timeline.end(found.apex), _SECONDS),
    }


def _frames(interval: Interval) -> dict[str, int]:
    return {"onset": interval.onset, "offset": interval.offset}


def _seconds(interval: Interval, timeline: Timeline) -> dict[str, float]:
    return {
        "onset_s": round(timeline.start(interval.onset), _SECONDS),
        "offset_s": round(timeline.start(interval.offset), _SECONDS),
        "end_s": round(timeline.end(interval.offset), _SECONDS),
    }


def write_document(document: Document, path: Path) -> None:
    """Write a document, whole or not at all."""
    write_atomically(path, json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def read_document(path: Path) -> Document:
    """Read a document back.

    Raises
    ------
    InputError
        If the file is no such document, or an expression in it contradicts itself.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path} cannot be read as JSON ({error}): expected what 'countenance spot' writes"
        ) from error
    if not isinstance(document, dict):
        raise InputError(f"{path} holds no JSON object: expected what 'countenance spot' writes")
    for name, kinds in _REQUIRED.items():
        if not isinstance(document.get(name), kinds):
            raise InputError(f"{path} has no usable {name!r}: expected what 'countenance spot' writes")
    for name, read in (("expressions", expression_of), ("excluded", excluded_of)):
        for number, entry in enumerate(document[name], start=1):
            try:
                read(entry)
            except (LookupError, TypeError, ValueError) as error:
                raise InputError(f"{path}: number {number} of {name!r} cannot be used ({error})") from error
    return document


def expression_of(entry: Mapping[str, Any]) -> Spotted:
    """An expression as the spotter gave it, its score rounded.

    Examples
    --------
    >>> expression_of({"onset": 3, "apex": 5, "offset": 9, "kind": "micro", "score": 0.5}).interval.n_frames
    7
    """
    return Spotted(
        Interval(int(entry["onset"]), int(entry["offset"])),
        int(entry["apex"]),
        ExpressionKind(entry["kind"]),
        float(entry["score"]),
        tuple(entry.get("regions", ())),
        tuple(unit for text in entry.get("action_units", ()) for unit in parse_action_units(text)),
        tuple(entry.get("co_occurring", ())),
    )


def excluded_of(entry: Mapping[str, Any]) -> Excluded:
    """What is no expression, as the spotter gave it."""
    return Excluded(Interval(int(entry["onset"]), int(entry["offset"])), str(entry["reason"]))
