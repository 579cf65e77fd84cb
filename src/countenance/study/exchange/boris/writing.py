"""Passes as a project of BORIS."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from countenance.core.codings import Coding, CodingPass
from countenance.study.exchange.boris.modifiers import NUMBER, join_modifiers, written_modifier
from countenance.study.exchange.fields import fields_of
from countenance.study.exchange.times import Times

__all__ = ["ONSET", "boris_of"]

ONSET = "onset"
"""The behaviour of a coding whose offset is not known: a start without a stop would be an error to BORIS."""
_DETAILS = (NUMBER, "action units", "upper emotion", "lower emotion", "confidence", "id")
_BEHAVIOURS = {
    "expression": ("State event", "x", "an expression, from onset to offset", _DETAILS),
    "excluded": ("State event", "e", "a movement that is no expression", (*_DETAILS, "excluded")),
    ONSET: ("Point event", "o", "onset of a movement whose offset is not known", (*_DETAILS, "excluded")),
    "apex": ("Point event", "a", "apex of the movement with the same number", (NUMBER,)),
}
"""Type, key, description and sets of modifiers of each behaviour."""
_VARIABLES = ("recording", "coder", "participant")
_SINGLE, _NUMERIC = 0, 2
_PLAYERS = range(1, 9)


def boris_of(
    passes: Sequence[CodingPass], times: Mapping[str, Times], films: Mapping[str, Path], name: str
) -> str:
    """A project with one observation for each pass.

    An expression is a state event that starts at its onset and stops at its offset, both with the frame index; the
    number in its modifiers, which no other has, tells which stop belongs to which start, also where two overlap. An
    apex is a point event of the same number, and so is the onset of what has no offset. The note is the comment of
    the first event.

    Parameters
    ----------
    passes : sequence of CodingPass
    times : mapping of str to Times
        By recording.
    films : mapping of str to Path
        By recording; the name of the recording stands for a film that is not given.
    name : str
        Of the project.

    Returns
    -------
    str
        JSON.
    """
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    people = dict.fromkeys(one.participant for one in passes if one.participant)
    project = {
        "time_format": "s",
        "project_date": now,
        "project_name": name,
        "project_description": "",
        "project_format_version": "7.0",
        "subjects_conf": {
            str(i): {"key": "", "name": who, "description": ""} for i, who in enumerate(people)
        },
        "behaviors_conf": _ethogram(passes),
        "observations": dict(_observation(one, times[one.recording], films, now) for one in passes),
        "behavioral_categories": [],
        "behavioral_categories_config": {},
        "independent_variables": {str(i): _variable(label) for i, label in enumerate(_VARIABLES)},
        "coding_map": {},
        "behaviors_coding_map": [],
        "converters": {},
    }
    return json.dumps(project, ensure_ascii=False, indent=1) + "\n"


def _variable(label: str) -> dict[str, str]:
    return {"label": label, "description": "", "type": "text", "default value": "", "possible values": ""}


def _ethogram(passes: Sequence[CodingPass]) -> dict[str, Any]:
    used: dict[str, dict[str, None]] = {}
    for coded in passes:
        for coding in coded.codings:
            for field, text in _details(coding).items():
                used.setdefault(field, {})[written_modifier(text)] = None
    return {
        str(i): {
            "type": kind,
            "key": key,
            "code": code,
            "description": description,
            "color": "",
            "category": "",
            "modifiers": {str(j): _set(name, used) for j, name in enumerate(sets)},
            "excluded": "",
            "coding map": "",
        }
        for i, (code, (kind, key, description, sets)) in enumerate(_BEHAVIOURS.items())
    }


def _set(name: str, used: Mapping[str, Mapping[str, None]]) -> dict[str, Any]:
    numeric = name == NUMBER
    values = ["1", "2", "3"] if name == "confidence" else [] if numeric else list(used.get(name, ()))
    return {
        "name": name,
        "description": "",
        "type": _NUMERIC if numeric else _SINGLE,
        "ask at stop": False,
        "values": values,
    }


def _details(coding: Coding) -> dict[str, str]:
    details = {field: text for field, text in fields_of(coding).items() if field != "note"}
    return details if coding.excluded is None else {**details, "excluded": coding.excluded}


def _observation(
    coded: CodingPass, times: Times, films: Mapping[str, Path], now: str
) -> tuple[str, dict[str, Any]]:
    film = str(films.get(coded.recording, coded.recording))
    rows = [row for i, coding in enumerate(coded.codings, 1) for row in _rows(coding, i, coded, times)]
    observation = {
        "file": {str(player): [film] if player == 1 else [] for player in _PLAYERS},
        "type": "MEDIA",
        "date": now,
        "description": "",
        "time offset": 0.0,
        "events": sorted(rows, key=lambda row: row[0]),
        "observation time interval": [0, 0],
        "independent_variables": {
            "recording": coded.recording,
            "coder": coded.coder,
            "participant": coded.participant,
        },
        "visualize_spectrogram": False,
        "visualize_waveform": False,
        "media_creation_date_as_offset": False,
        "media_scan_sampling_duration": 0,
        "image_display_duration": 1,
        "close_behaviors_between_videos": False,
        "media_info": _media(film, times),
    }
    return f"{coded.recording} by {coded.coder}", observation


def _media(film: str, times: Times) -> dict[str, Any]:
    end = times.end()
    return {
        "length": {} if end is None else {film: float(end / 1000)},
        "fps": {} if times.fps is None else {film: float(times.fps)},
        "hasVideo": {film: True},
        "hasAudio": {film: False},
        "offset": {"1": 0.0},
    }


def _rows(coding: Coding, number: int, coded: CodingPass, times: Times) -> list[list[Any]]:
    """Rows of time, subject, behaviour, modifiers, comment and frame index."""
    state = "expression" if coding.excluded is None else "excluded"
    code = ONSET if coding.offset is None else state
    details = {NUMBER: str(number), **_details(coding)}
    marks = [(coding.onset, code, coding.note)]
    if coding.apex is not None:
        marks.append((coding.apex, "apex", ""))
    if coding.offset is not None:
        marks.append((coding.offset, code, ""))
    return [
        [
            times.millisecond(frame) / 1000,
            coded.participant,
            behaviour,
            join_modifiers(_BEHAVIOURS[behaviour][3], details),
            comment,
            frame,
        ]
        for frame, behaviour, comment in marks
    ]
