"""What was left out of a run, told to programs and to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.core.contracts import Database, Problem
from countenance.core.errors import DatabaseError
from countenance.core.problems import lost_clips

__all__ = ["problem_dict", "require_variety"]


def problem_dict(problem: Problem) -> dict[str, Any]:
    """A problem as results hold it.

    >>> problem_dict(Problem("labels.xlsx", 7, "s15/anger1_1", "the offset is 0", "enter it"))["reason"]
    'labels.xlsx, row 7 (s15/anger1_1): the offset is 0; enter it.'
    """
    return {"file": problem.file, "row": problem.row, "clip": problem.clip, "reason": str(problem)}


def require_variety(
    database: Database, values: Mapping[str, NDArray[Any]], problems: Sequence[Problem]
) -> None:
    """Refuse usable clips that are all alike in something, with what cost the others.

    Parameters
    ----------
    database : Database
    values : mapping
        What is counted, for example ``"participants"``, to its value for each usable clip.
    problems : sequence of Problem

    Raises
    ------
    DatabaseError
        If something has fewer than two values.
    """
    for what, found in values.items():
        if len(np.unique(found)) < 2:
            reason = next((str(problem) for problem in problems if problem.fatal), "")
            raise DatabaseError(
                f"{database.root}: the {len(found)} usable clips are of too few {what} "
                f"({len(np.unique(found))}, at least 2 are needed); {lost_clips(problems)} were left out"
                + (f", the first because of this: {reason}" if reason else ".")
            )
