"""Write a simulated release in the layout of CAS(ME)2, resumable and in parallel."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from countenance.core import InputError
from countenance.core.executors import Progress, ignore_progress, run_all
from countenance.databases.casme2sq.layout import SIMULATION_NOTE
from countenance.databases.casme2sq.writing import write_frames
from countenance.databases.simulated.camera import HEIGHT, WIDTH
from countenance.databases.simulated.difficulty import Difficulty
from countenance.databases.simulated.labels import WORKBOOK, write_workbook
from countenance.databases.simulated.notes import UNFINISHED, complete, header, identity_of, write_json
from countenance.databases.simulated.performance import pictures
from countenance.databases.simulated.person import Person
from countenance.databases.simulated.repertoire import FPS
from countenance.databases.simulated.script import (
    ParticipantScript,
    ScriptedExpression,
    plan,
)

__all__ = ["SAMPLE", "VERSION", "WORKBOOK", "Sample", "simulate_release"]

VERSION = 1
"""Grows when the same parameters give other pictures."""

_STAGE = "rendering recordings"


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
    complete(
        root,
        identity_of(sample, version=VERSION),
        lambda: _write_release(root, sample, scripts, executor, progress),
    )
    progress(_STAGE, total, total)
    return root


def _write_release(
    root: Path,
    sample: Sample,
    scripts: Sequence[ParticipantScript],
    executor: Executor | None,
    progress: Progress,
) -> None:
    described = header("CAS(ME)2", FPS, (WIDTH, HEIGHT), identity_of(sample, version=VERSION))
    write_json(root / UNFINISHED, described)
    done, total = 0, sum(len(script.recordings) for script in scripts)
    # One task for each participant, because making a face takes as long as rendering some forty frames of it.
    render = partial(_render_participant, root=root, difficulty=sample.difficulty)
    for position, _ in run_all(render, scripts, executor):
        done += len(scripts[position].recordings)
        progress(_STAGE, done, total)
    _remove_scratch(root, scripts)
    write_workbook(root / WORKBOOK, scripts)
    write_json(root / SIMULATION_NOTE, described | {"recordings": list(_truth(scripts))})
    (root / UNFINISHED).unlink()


def _render_participant(script: ParticipantScript, root: Path, difficulty: Difficulty) -> None:
    person = Person.from_seed(script.seed)
    for recording in script.recordings:
        target = root / "rawpic" / recording.folder / recording.name
        if not target.is_dir():
            write_frames(target, pictures(recording, person, difficulty))


def _remove_scratch(root: Path, scripts: Sequence[ParticipantScript]) -> None:
    """Delete what killed runs have left half written."""
    for unfinished in root.glob(".*.part"):
        unfinished.unlink()
    for script in scripts:
        for recording in script.recordings:
            for scratch in (root / "rawpic" / recording.folder).glob(f".{recording.name}.*/"):
                shutil.rmtree(scratch)


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
