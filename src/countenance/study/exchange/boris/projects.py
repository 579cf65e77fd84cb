"""What a project of BORIS says, as plain values that were checked."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import Any

from countenance.study.exchange.events import clock
from countenance.study.exchange.problems import Findings

__all__ = ["Behaviour", "Observation", "Project", "Row", "read_project"]

_FIVE = 5
_REMEDY = "give a project that BORIS opens, or save it there again"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the ethogram says of a code.

    Parameters
    ----------
    is_state : bool
        Whether its events are starts and stops.
    sets : tuple of str
        Names of its sets of modifiers.
    """

    is_state: bool
    sets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One event.

    Parameters
    ----------
    time : Fraction
        Milliseconds of the film.
    subject, code : str
    modifiers : object
        As they stand in the file.
    comment : str
    frame : int or None
        Frame index, where BORIS knew it.
    where : str
        Its place, for messages.
    """

    time: Fraction
    subject: str
    code: str
    modifiers: object
    comment: str
    frame: int | None
    where: str


@dataclass(frozen=True, slots=True)
class Observation:
    """The events of one film.

    Parameters
    ----------
    name : str
    rows : tuple of Row
        By time.
    film : str
        Name of its film, without folder and ending; empty where there is none.
    variables : mapping of str to str
        Independent variables, such as who coded.
    """

    name: str
    rows: tuple[Row, ...]
    film: str
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Project:
    """Observations, and the behaviours by their codes."""

    behaviours: Mapping[str, Behaviour]
    observations: tuple[Observation, ...]


def read_project(path: Path, findings: Findings) -> Project:
    """Read a project.

    Observations that were not made of one film are told as problems.

    Raises
    ------
    CodingFileError
        If the file is no project.
    """
    content = _json(path, findings)
    if not isinstance(content, dict) or not _is_project(content):
        raise findings.fail(
            "it is no project of BORIS, which has behaviors_conf and observations at its top level", _REMEDY
        )
    try:
        behaviours = {one["code"]: _behaviour(one) for one in content["behaviors_conf"].values()}
        observations = [_observation(name, one, findings) for name, one in content["observations"].items()]
    except (AttributeError, KeyError, TypeError) as error:
        raise findings.fail(
            f"it is no project of BORIS 7 or later ({type(error).__name__}: {error})", _REMEDY
        ) from error
    return Project(behaviours, tuple(one for one in observations if one is not None))


def _is_project(content: Mapping[str, Any]) -> bool:
    return all(isinstance(content.get(part), dict) for part in ("behaviors_conf", "observations"))


def _json(path: Path, findings: Findings) -> Any:
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise findings.fail(
            f"it cannot be read ({error.strerror})", "check the name and the rights"
        ) from error
    except (ValueError, RecursionError) as error:
        raise findings.fail(f"it cannot be read as JSON ({error})", _REMEDY) from error


def _behaviour(stated: Mapping[str, Any]) -> Behaviour:
    sets = stated.get("modifiers") or {}
    names = tuple(str(one.get("name") or "") for one in sets.values())
    return Behaviour(str(stated["type"]).upper().startswith("STATE"), names)


def _observation(name: str, stated: Mapping[str, Any], findings: Findings) -> Observation | None:
    where = f"observation {name!r}"
    kind = stated.get("type", "MEDIA")
    if kind != "MEDIA":
        findings.problem(
            f"{where}: it is of type {kind}, expected MEDIA, one of a film", "delete it or code the film"
        )
        return None
    players = stated.get("file") or {}
    films = [film for player in players.values() for film in player]
    if len(players.get("1") or ()) > 1:
        findings.problem(
            f"{where}: it plays {len(players['1'])} films one after the other", "code each by itself"
        )
        return None
    if len(films) > 1:
        findings.remark(
            f"{where}: it shows {len(films)} films side by side, and frames are those of {films[0]!r}"
        )
    shift = _shift(stated, where, findings)
    events = [_row(one, i, where, shift, findings) for i, one in enumerate(stated.get("events") or (), 1)]
    rows = sorted((row for row in events if row is not None), key=lambda row: row.time)
    variables = {key: str(value) for key, value in (stated.get("independent_variables") or {}).items()}
    film = PurePosixPath(str(films[0]).replace("\\", "/")).stem if films else ""
    return Observation(name, tuple(rows), film, variables)


def _shift(stated: Mapping[str, Any], where: str, findings: Findings) -> Fraction:
    """Milliseconds to be taken from the times of events to get those of the film."""
    offsets = (stated.get("media_info") or {}).get("offset") or {}
    given = [stated.get("time offset") or 0, offsets.get("1") or 0]
    shift = sum((_milliseconds(one) or Fraction(0) for one in given), Fraction(0))
    if shift:
        findings.remark(f"{where}: its time offset, {clock(shift)}, is taken from all times")
    return shift


def _row(stated: Any, number: int, where: str, shift: Fraction, findings: Findings) -> Row | None:
    place = f"{where}, event {number}"
    if not isinstance(stated, list) or len(stated) < _FIVE:
        findings.problem(
            f"{place}: it has no time, subject, behaviour, modifiers and comment", "correct it in BORIS"
        )
        return None
    time, subject, code, modifiers, comment = stated[:_FIVE]
    exact = _milliseconds(time)
    if exact is None:
        findings.problem(f"{place}: its time is {time!r}, expected seconds", "correct it in BORIS")
        return None
    index = stated[_FIVE] if len(stated) > _FIVE else None
    frame = index if isinstance(index, int) and not isinstance(index, bool) and index >= 0 else None
    return Row(
        exact - shift,
        str(subject or ""),
        str(code),
        modifiers,
        str(comment or ""),
        frame,
        f"{place} ({code}, {clock(exact)})",
    )


def _milliseconds(seconds: Any) -> Fraction | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not math.isfinite(seconds):
        return None
    return Fraction(round(1000 * seconds, 3)).limit_denominator(1000)
