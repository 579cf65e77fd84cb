"""Passes from a project of BORIS, written here or by people with an ethogram of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from countenance.core.codings import Coding, CodingPass
from countenance.core.words import counted
from countenance.study.exchange.assembling import known_coder, make_pass, the_times
from countenance.study.exchange.boris.modifiers import NUMBER, split_modifiers
from countenance.study.exchange.boris.projects import Behaviour, Observation, Project, Row, read_project
from countenance.study.exchange.boris.writing import ONSET
from countenance.study.exchange.events import clock
from countenance.study.exchange.fields import FIELDS, NO_REASON, coding_of_fields, joined
from countenance.study.exchange.problems import Findings
from countenance.study.exchange.roles import EVENTS, Meanings, nothing_to_read
from countenance.study.exchange.times import Times, TimesSource

__all__ = ["read_boris"]

_SETS = {
    "aus": "action units", "au": "action units", "action unit": "action units", "upper": "upper emotion",
    "lower": "lower emotion", "comment": "note", "reason": "excluded",
}  # fmt: skip
"""Other names of sets of modifiers."""
_KNOWN = {*FIELDS, "emotion", "excluded", NUMBER}


def read_boris(
    path: Path,
    source: TimesSource | None,
    coder: str | None,
    participant: str | None,
    meanings: Meanings,
    findings: Findings,
) -> list[CodingPass]:
    """Read every observation of a project as a pass.

    Parameters
    ----------
    path : Path
    source : TimesSource or None
    coder : str or None
        Who coded the observations without an independent variable ``coder``.
    participant : str or None
        Whose events are read.
    meanings : Meanings
        What behaviours mean.
    findings : Findings
        What is told.

    Returns
    -------
    list of CodingPass
        Those without problems.

    Raises
    ------
    CodingFileError
        If the file is no project, or no behaviour in it is an expression.
    """
    project = read_project(path, findings)
    roles = _roles(project, meanings, findings)
    read = [_pass(one, project, roles, source, coder, participant, findings) for one in project.observations]
    passes = [one for one in read if one is not None]
    counts = Counter((one.recording, one.coder) for one in passes)
    for (recording, who), n in counts.items():
        if n > 1:
            findings.problem(
                f"{n} observations are of the recording {recording!r} by {who!r}",
                "delete the others, or give each its coder as an independent variable",
            )
    return passes


def _roles(project: Project, meanings: Meanings, findings: Findings) -> dict[str, tuple[str, ...]]:
    """What each behaviour means; one that means nothing is told, and absent."""
    counts = Counter(row.code for one in project.observations for row in one.rows)
    present = {code: counts[code] for code in (*project.behaviours, *counts)}
    meanings.check(present, "behaviour", findings)
    findings.check()
    native = {name: (name,) for name in (*EVENTS, ONSET, "apex") if name in present}
    roles = {**native, **meanings.roles}
    if not any(role in (*EVENTS, ONSET) for meant in roles.values() for role in meant):
        raise nothing_to_read(present, "behaviour", findings)
    for code, n in counts.items():
        if code not in roles:
            findings.remark(f"the behaviour {code!r} ({counted(n, 'event')}) is not read")
    return roles


def _pass(
    observation: Observation,
    project: Project,
    roles: dict[str, tuple[str, ...]],
    source: TimesSource | None,
    coder: str | None,
    participant: str | None,
    findings: Findings,
) -> CodingPass | None:
    recording = observation.variables.get("recording") or observation.film or observation.name
    who = known_coder(observation.variables.get("coder", ""), coder, findings)
    rows = [row for row in observation.rows if row.code in roles]
    subjects = dict.fromkeys(row.subject for row in rows)
    if participant is not None:
        rows = [row for row in rows if row.subject == participant]
    elif len(subjects) > 1:
        findings.problem(
            f"observation {observation.name!r} has events of {' and '.join(repr(one) for one in subjects)}, and a "
            "pass is about one participant",
            "say whose events are meant with participant",
        )
        return None
    seen = participant or next(iter(subjects), "") or observation.variables.get("participant", "")
    times = the_times(recording, source, findings)
    codings = _codings(rows, project, roles, times, f"observation {observation.name!r}", findings)
    return make_pass(recording, who, codings, times, seen, findings)


@dataclass(slots=True)
class _Mark:
    """A coding that is being put together."""

    start: Row
    stop: Row | None
    fields: dict[str, str]
    role: str
    apexes: list[Row] = field(default_factory=list)


def _codings(
    rows: Sequence[Row],
    project: Project,
    roles: dict[str, tuple[str, ...]],
    times: Times,
    where: str,
    findings: Findings,
) -> list[Coding]:
    marks, apexes, open_states = [], [], dict[tuple[str, str], Row]()
    for row in rows:
        meant = roles[row.code]
        behaviour = project.behaviours.get(row.code, Behaviour(is_state=True, sets=()))
        role = next((one for one in meant if one in (*EVENTS, ONSET)), "apex")
        if role == "apex":
            apexes.append((row, behaviour))
        elif not behaviour.is_state:
            marks.append(_Mark(row, None, _fields(row, None, behaviour, meant, findings), role))
        else:
            # As BORIS pairs them: by behaviour and modifiers.
            key = (row.code, str(row.modifiers))
            start = open_states.pop(key, None)
            if start is None:
                open_states[key] = row
            else:
                marks.append(_Mark(start, row, _fields(start, row, behaviour, meant, findings), role))
    for row in open_states.values():
        findings.problem(
            f"{row.where}: it starts and does not stop", "add the stop in BORIS, with equal modifiers"
        )
    _give_apexes(apexes, marks, findings)
    read = [_coding(mark, times, where, findings) for mark in marks]
    return [one for one in read if one is not None]


def _fields(
    start: Row, stop: Row | None, behaviour: Behaviour, meant: Sequence[str], findings: Findings
) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for name, text in split_modifiers(behaviour.sets, start.modifiers).items():
        known = _SETS.get(name.strip().casefold(), name.strip().casefold())
        if known in _KNOWN:
            texts.setdefault(known, []).append(text)
        else:
            findings.remark(f"the modifiers {name!r} of the behaviour {start.code!r} are not read")
    for role in meant:
        if role in _KNOWN - {"excluded"}:
            texts.setdefault(role, []).append(start.code)
    for row in (start, stop):
        if row is not None and row.comment.strip():
            texts.setdefault("note", []).append(row.comment.strip())
    fields = {}
    for name, given in texts.items():
        one = joined(name, given)
        if one is None:
            findings.problem(f"{start.where}: it has several texts of the {name}", "keep one")
        else:
            fields[name] = one
    return fields


def _give_apexes(apexes: Sequence[tuple[Row, Behaviour]], marks: Sequence[_Mark], findings: Findings) -> None:
    for row, behaviour in apexes:
        number = split_modifiers(behaviour.sets, row.modifiers).get(NUMBER)
        owners = [mark for mark in marks if number is not None and mark.fields.get(NUMBER) == number]
        owners = owners or [
            mark for mark in marks if mark.stop is not None and mark.start.time <= row.time <= mark.stop.time
        ]
        if len(owners) != 1:
            findings.problem(
                f"{row.where}: the apex lies in {len(owners)} expressions, expected one",
                "move it, or give it the number of its expression as a modifier",
            )
        elif owners[0].apexes:
            findings.problem(f"{row.where}: the expression has another apex", "keep one")
        else:
            owners[0].apexes.append(row)


def _coding(mark: _Mark, times: Times, where: str, findings: Findings) -> Coding | None:
    rows = [mark.start, *mark.apexes, *([] if mark.stop is None else [mark.stop])]
    if not all(_inside(row, times, findings) for row in rows):
        return None
    onset = _frame(mark.start, times, findings)
    apex = _frame(mark.apexes[0], times, findings) if mark.apexes else None
    offset = None if mark.stop is None else _frame(mark.stop, times, findings)
    if mark.stop is not None and mark.stop.time == mark.start.time and mark.start.frame is None:
        findings.remark(f"{mark.start.where}: it starts and stops at one time, and is read as one frame long")
    excluded = mark.fields.get("excluded", NO_REASON if mark.role == "excluded" else None)
    place = f"{where}, {mark.start.code} at {clock(mark.start.time)}"
    return coding_of_fields((onset, apex, offset), excluded, mark.fields, place, findings)


def _inside(row: Row, times: Times, findings: Findings) -> bool:
    end = times.end()
    if row.time >= 0 and (end is None or row.time < end + 1):
        return True
    length = "" if end is None else f", {clock(end)} long"
    findings.problem(
        f"{row.where}: it lies outside of the recording{length}",
        "correct it, or give the times of the recording that was coded",
    )
    return False


def _frame(row: Row, times: Times, findings: Findings) -> int:
    """The frame index, unless the time differs from it by more than half a frame."""
    by_time = times.first_frame(row.time)
    if row.frame is None:
        return by_time
    within = times.n_frames is None or row.frame < times.n_frames
    if within and times.begins_near(row.time, row.frame):
        return row.frame
    if row.frame != by_time:
        findings.remark(
            f"{row.where}: its frame index is {row.frame}, but its time shows frame {by_time}, and the time counts"
        )
    return by_time
