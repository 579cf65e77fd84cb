"""Write a simulated release in the layout of CAS(ME)2, resumable and in parallel."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import openpyxl

from countenance.core import Category, InputError
from countenance.core.cache import atomic_file, write_atomically
from countenance.core.executors import Progress, ignore_progress, run_all
from countenance.databases.casme2sq.layout import SIMULATION_NOTE
from countenance.databases.simulated.camera import HEIGHT, WIDTH
from countenance.databases.simulated.difficulty import Difficulty
from countenance.databases.simulated.lock import sole_writer
from countenance.databases.simulated.performance import pictures
from countenance.databases.simulated.person import Person
from countenance.databases.simulated.repertoire import FPS
from countenance.databases.simulated.script import (
    FILMS,
    ParticipantScript,
    RecordingScript,
    ScriptedExpression,
    plan,
)

__all__ = ["SAMPLE", "VERSION", "WORKBOOK", "Sample", "simulate_release"]

VERSION = 1
"""Grows when the same parameters give other pictures."""

WORKBOOK = "CAS(ME)^2code_final.xlsx"
_UNFINISHED = "SIMULATED.unfinished.json"
_LOCK = ".SIMULATED.lock"
_JPEG_QUALITY = 92
_STAGE = "rendering recordings"
_CATEGORY_NAMES = {Category.OTHER: "others"}
_STATEMENT = (
    "These recordings are simulated: every picture was rendered by the program countenance from parameters. "
    "They show no real person, are not part of CAS(ME)2 and say nothing about how people express emotions."
)


@dataclass(frozen=True)
class Sample:
    """Parameters of a simulated release.

    Attributes
    ----------
    participants, expressions : int
        Sizes, at least 1.
    seed : int
        Not negative.
    difficulty : Difficulty
    """

    participants: int = 24
    expressions: int = 80
    seed: int = 0
    difficulty: Difficulty = field(default_factory=Difficulty)

    def __post_init__(self) -> None:
        if self.participants < 1 or self.expressions < 1 or self.seed < 0:
            raise InputError(
                f"A simulated release needs at least 1 participant and 1 expression and a seed from 0 on, not "
                f"{self.participants}, {self.expressions} and {self.seed}."
            )


SAMPLE = Sample()
"""The default sample."""


def simulate_release(
    root: Path,
    participants: int = SAMPLE.participants,
    expressions: int | None = None,
    seed: int = SAMPLE.seed,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
    difficulty: Difficulty = SAMPLE.difficulty,
) -> Path:
    """Write a simulated release; recordings that are already complete are kept.

    Parameters
    ----------
    root : Path
        A new or empty folder, or one that an earlier call with the same parameters filled, even in part.
    participants : int
        Number of participants.
    expressions : int, optional
        Number of expressions; without it in the default sample's proportion, 80 for 24 participants.
    seed : int
        Equal parameters give equal bytes, whatever the executor.
    executor : concurrent.futures.Executor, optional
        Renders participants in parallel; without it one after the other in this process.
    progress : callable
        Told after each participant how many recordings are complete.
    difficulty : Difficulty

    Returns
    -------
    Path
        The root.

    Raises
    ------
    InputError
        If the folder holds anything else or a damaged release, another run is writing to it, or sizes or seed
        are out of range.
    """
    if expressions is None:
        expressions = max(round(participants * SAMPLE.expressions / SAMPLE.participants), 1)
    sample = Sample(participants, expressions, seed, difficulty)
    root = Path(root)
    scripts = plan(participants, expressions, seed, difficulty)
    total = sum(len(script.recordings) for script in scripts)
    if not _is_complete(root, sample):
        root.mkdir(parents=True, exist_ok=True)
        with sole_writer(root / _LOCK):
            # Asked again, because another run may have completed it since.
            if not _is_complete(root, sample):
                _write_release(root, sample, scripts, executor, progress)
    progress(_STAGE, total, total)
    return root


def _write_release(
    root: Path,
    sample: Sample,
    scripts: Sequence[ParticipantScript],
    executor: Executor | None,
    progress: Progress,
) -> None:
    _write_json(root / _UNFINISHED, _header(sample))
    done, total = 0, sum(len(script.recordings) for script in scripts)
    # One task for each participant, because making a face takes as long as rendering some forty frames of it.
    render = partial(_render_participant, root=root, difficulty=sample.difficulty)
    for position, _ in run_all(render, scripts, executor):
        done += len(scripts[position].recordings)
        progress(_STAGE, done, total)
    _remove_scratch(root, scripts)
    _write_workbook(root / WORKBOOK, scripts)
    _write_json(root / SIMULATION_NOTE, _header(sample) | {"recordings": list(_truth(scripts))})
    (root / _UNFINISHED).unlink()


def _is_complete(root: Path, sample: Sample) -> bool:
    """Whether the release is there already; raises if the folder holds something else."""
    if not root.exists():
        return False
    if not root.is_dir():
        raise InputError(f"{root} is a file: name a new or empty folder for the simulated release.")
    for name in (SIMULATION_NOTE, _UNFINISHED):
        if (root / name).is_file():
            found = _read_note(root / name)
            if {key: found.get(key) for key in ("version", "parameters")} != _identity(sample):
                raise InputError(
                    f"{root} holds a simulated release with other parameters (see {name}): "
                    "name a new or empty folder, or call it with those parameters."
                )
            return name == SIMULATION_NOTE
    # A run killed at its beginning leaves hidden files of its own.
    if not all(path.name.startswith(f".{Path(SIMULATION_NOTE).stem}.") for path in root.iterdir()):
        raise InputError(f"{root} holds other files: name a new or empty folder for the simulated release.")
    return False


def _read_note(path: Path) -> dict[str, Any]:
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        note, reason = None, str(error)
    else:
        reason = "expected a JSON object"
    if not isinstance(note, dict):
        raise InputError(
            f"{path} is damaged ({reason}): delete {path.parent} and simulate the release again, or name a new "
            "folder."
        )
    return note


def _identity(sample: Sample) -> dict[str, Any]:
    # Through JSON and back, so that tuples compare with what a file holds.
    parameters: dict[str, Any] = json.loads(json.dumps(asdict(sample)))
    return {"version": VERSION, "parameters": parameters}


def _header(sample: Sample) -> dict[str, Any]:
    return {
        "simulated": True,
        "statement": _STATEMENT,
        "layout": "CAS(ME)2",
        "frames_per_second": FPS,
        "frame_size": [WIDTH, HEIGHT],
        **_identity(sample),
    }


def _render_participant(script: ParticipantScript, root: Path, difficulty: Difficulty) -> None:
    person = Person.from_seed(script.seed)
    for recording in script.recordings:
        target = root / "rawpic" / recording.folder / recording.name
        if not target.is_dir():
            _render_recording(target, recording, person, difficulty)


def _render_recording(
    target: Path, recording: RecordingScript, person: Person, difficulty: Difficulty
) -> None:
    """Fill a folder beside the target and rename it at the end: a folder of that name is always complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
        folder = Path(scratch, target.name)
        folder.mkdir()
        for number, picture in enumerate(pictures(recording, person, difficulty), start=1):
            encoded = cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1]
            (folder / f"img{number:03d}.jpg").write_bytes(encoded.tobytes())
        folder.replace(target)


def _remove_scratch(root: Path, scripts: Sequence[ParticipantScript]) -> None:
    """Delete what killed runs have left half written."""
    for unfinished in root.glob(".*.part"):
        unfinished.unlink()
    for script in scripts:
        for recording in script.recordings:
            for scratch in (root / "rawpic" / recording.folder).glob(f".{recording.name}.*/"):
                shutil.rmtree(scratch)


def _write_workbook(path: Path, scripts: Sequence[ParticipantScript]) -> None:
    """The labels in three sheets without headers, frames counted from 1, as the release has them."""
    book = openpyxl.Workbook()
    # The time of writing would make equal releases differ.
    book.properties.created = book.properties.modified = datetime(2016, 6, 21)  # noqa: DTZ001
    labels = book.worksheets[0]
    labels.title = "CASFEcode_final"
    participants, films = book.create_sheet("naming rule1"), book.create_sheet("naming rule2")
    for film in FILMS:
        films.append([film.code, film.name])
    for script in scripts:
        participants.append([int(script.folder[1:]), script.folder, script.number])
        for recording in script.recordings:
            for expression in recording.expressions:
                labels.append(_label_row(script.number, expression))
    with atomic_file(path) as file:
        book.save(file)


def _label_row(participant: int, expression: ScriptedExpression) -> list[str | int | None]:
    frames = (expression.course.onset, expression.course.apex, expression.course.offset)
    return [
        participant,
        expression.name,
        *(frame + 1 for frame in frames),
        expression.action_units,
        _CATEGORY_NAMES.get(expression.category, expression.category.value),
        f"{expression.kind.value}-expression",
        expression.felt,
    ]


def _truth(scripts: Sequence[ParticipantScript]) -> Iterator[dict[str, Any]]:
    """What was rendered, in the workbook's terms (frames from 1) and with real-valued intensities."""
    for script in scripts:
        for recording in script.recordings:
            yield {
                "participant": script.number,
                "person_seed": script.seed,
                "folder": f"rawpic/{recording.folder}/{recording.name}",
                "n_frames": recording.n_frames,
                "expressions": [_true_expression(e) for e in recording.expressions],
            }


def _true_expression(expression: ScriptedExpression) -> dict[str, Any]:
    course = expression.course
    return {
        "name": expression.name,
        "onset": course.onset + 1,
        "apex": course.apex + 1,
        "offset": course.offset + 1,
        "category": expression.category.value,
        "kind": expression.kind.value,
        "felt": expression.felt,
        "intensity": expression.intensity,
        "action_units": [asdict(m) for m in expression.movements],
    }


def _write_json(path: Path, content: dict[str, Any]) -> None:
    write_atomically(path, json.dumps(content, indent=1) + "\n")
