"""Events of a session in words, for its monitor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from countenance.study.elicitation import Event, EventKind

__all__ = ["ODD", "Happening", "happening"]

ODD = frozenset({EventKind.FOCUS_LOST, EventKind.FULL_SCREEN_LEFT, EventKind.STALL, EventKind.CAMERA_GAP})
"""Kinds that an experimenter is to see."""

_WORDS = {
    "checked": "camera check {}",
    "failed": "did not work: {}",
    "camera": "camera: {}",
    "reason": "{}",
    "asked_to_leave": "asked whether to leave: {}",
    "late": "came too late: {}",
    "language": "in the language {}",
    "full_screen": "full screen {}",
    "fps": "{} frames/s",
    "longest_gap_ms": "longest pause {} ms",
    "brightness": "light {} of 255",
    "ms": "{} ms",
    "at_s": "{} s after its beginning",
    "question": "question {}",
    "onset": "onset {}",
    "offset": "offset {}",
    "answer": "“{}”",
}
"""In the order in which they are told; what is not among them follows, and at last whose wish it was."""
_NOT_TOLD = {"protocol", "participant", "width", "height"}
_SAID_ALONE = {"overridden": "let go on all the same", "changed": "changed", "removed": "taken back"}


class Happening(BaseModel):
    """An event as the monitor shows it."""

    sequence: int
    at: datetime
    kind: str
    clip: str | None
    take: int | None
    frame: int | None
    told: str
    odd: bool


def happening(event: Event) -> Happening:
    """An event in words."""
    kind, is_first = str(event.kind), event.sequence == 1
    if event.kind is EventKind.RESUMED:
        kind = "page opened" if is_first else "page opened again"
    return Happening(
        sequence=event.sequence,
        at=event.wall_time,
        kind=kind,
        clip=event.clip,
        take=event.take,
        frame=event.frame,
        told=_told(event.data),
        odd=event.kind in ODD
        or event.kind is EventKind.INTERRUPTED
        or (event.kind is EventKind.RESUMED and not is_first),
    )


def _told(data: Mapping[str, Any]) -> str:
    parts = [
        _part(name, value)
        for name, value in sorted(data.items(), key=_place)
        if (value not in ("", None, False) or name == "right") and name not in _NOT_TOLD
    ]
    return ", ".join(parts)


def _place(item: tuple[str, Any]) -> tuple[bool, int]:
    known = list(_WORDS)
    return item[0] == "by", known.index(item[0]) if item[0] in known else len(known)


def _part(name: str, value: Any) -> str:
    if name == "right":
        return "right" if value else "wrong"
    if value is True:
        return _SAID_ALONE.get(name, f"{name.replace('_', ' ')}: yes")
    shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return _WORDS.get(name, f"{name.replace('_', ' ')} {{}}").format(shown)
