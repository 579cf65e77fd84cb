"""Counting what is wrong with a release: one clip may be lost for several reasons, and is lost once."""

from __future__ import annotations

from collections.abc import Iterable

from countenance.core.contracts import Problem

__all__ = ["lost_clips"]


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
