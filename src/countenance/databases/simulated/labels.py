"""The workbook of a simulated release, laid out as that of CAS(ME)2."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from countenance.core import Interval
from countenance.databases.casme2sq.writing import WORKBOOK, label_row
from countenance.databases.casme2sq.writing import write_workbook as casme2sq_workbook
from countenance.databases.simulated.script import FILMS, Film, ParticipantScript, ScriptedExpression

__all__ = ["WORKBOOK", "write_workbook"]


def write_workbook(path: Path, scripts: Sequence[ParticipantScript], films: Sequence[Film] = FILMS) -> None:
    """Write the labels in three sheets without headers, frames counted from 1, as the release has them.

    Parameters
    ----------
    path : Path
    scripts : sequence of ParticipantScript
    films : sequence of Film
        Every film that a recording may be named after.
    """
    casme2sq_workbook(
        path,
        (
            _label_row(script.number, expression)
            for script in scripts
            for recording in script.recordings
            for expression in recording.expressions
        ),
        ((int(script.folder[1:]), script.folder, script.number) for script in scripts),
        ((film.code, film.name) for film in films),
    )


def _label_row(participant: int, expression: ScriptedExpression) -> list[str | int | None]:
    course = expression.course
    return label_row(
        participant,
        expression.name,
        Interval(course.onset, course.offset),
        course.apex,
        action_units=expression.action_units,
        category=expression.category,
        kind=expression.kind,
        self_report=expression.felt,
    )
