"""What keeps clips from being used: one may be lost for several reasons, and is lost once."""

from __future__ import annotations

from collections.abc import Iterable

from countenance.core.clips import Clip
from countenance.core.contracts import Database, Problem

__all__ = ["clip_label", "clip_problem", "lost_clips"]


def clip_label(clip: Clip) -> str:
    """What a problem calls a clip: participant and name, because names repeat between participants."""
    return f"{clip.participant}/{clip.name}"


def clip_problem(database: Database, clip: Clip, message: str, remedy: str) -> Problem:
    """Why a clip that the labels allow cannot be used after all, with the row that it was read from."""
    file, row = database.source(clip)
    return Problem(file, row, clip_label(clip), message, remedy)


def lost_clips(problems: Iterable[Problem]) -> int:
    """Number of labelled clips that the problems cost.

    Examples
    --------
    >>> late = Problem("labels.xlsx", 7, "s15/anger1_1", "the offset is 0", "enter it")
    >>> torn = Problem("labels.xlsx", 7, "s15/anger1_1", "a frame is missing", "copy it")
    >>> note = Problem("labels.xlsx", 8, "s15/anger1_2", "the apex is 0", "enter it", fatal=False)
    >>> lost_clips([late, torn, note])
    1
    """
    return len({(p.file, p.row, p.clip) for p in problems if p.fatal and (p.row is not None or p.clip)})
