"""Write a release of simulated long recordings in the layout of CAS(ME)2, resumable and in parallel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path

from countenance.core.executors import Progress, ignore_progress, run_all
from countenance.databases.casme2sq.layout import SIMULATION_NOTE
from countenance.databases.simulated.labels import WORKBOOK, write_workbook
from countenance.databases.simulated.long.performance import pictures, spans
from countenance.databases.simulated.long.plan import (
    LongParticipant,
    LongRecording,
    neutral_films,
    plan_long,
)
from countenance.databases.simulated.long.sample import INTENSITIES, LongSample, Unrest
from countenance.databases.simulated.long.truth import (
    DISTURBANCES,
    EVENTS,
    SimulatedDisturbance,
    SimulatedEvent,
    write_table,
)
from countenance.databases.simulated.notes import UNFINISHED, complete, header, identity_of, write_json
from countenance.databases.simulated.person import Person
from countenance.databases.simulated.script import FILMS
from countenance.video import write_video

__all__ = ["LONG_VERSION", "simulate_long_release"]

LONG_VERSION = 1
"""Grows when the same parameters give other recordings."""

_FOLDER = "rawvideo"
_STAGE = "rendering long recordings"
_KEYFRAME_SECONDS = 4
_DEFAULT = LongSample()


def simulate_long_release(
    root: Path,
    *,
    participants: int = _DEFAULT.participants,
    minutes: float = _DEFAULT.minutes,
    recordings: int = _DEFAULT.recordings,
    neutral: int = _DEFAULT.neutral,
    seed: int = _DEFAULT.seed,
    fps: int = _DEFAULT.fps,
    size: tuple[int, int] = _DEFAULT.size,
    intensities: Sequence[float] = INTENSITIES,
    events_per_minute: float = _DEFAULT.events_per_minute,
    micro_share: float = _DEFAULT.micro_share,
    unrest: Unrest = _DEFAULT.unrest,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> Path:
    """Write simulated long recordings as H.264 videos; those that are already complete are kept.

    Beside the layout of CAS(ME)2 (``rawvideo``, the workbook of codes) lie ``SIMULATED.json``, which says that it
    is simulated, ``events.csv`` (`read_events`) and ``disturbances.csv`` (`read_disturbances`).

    Parameters
    ----------
    root : Path
        A new or empty folder, or one that an earlier call with the same parameters filled, even in part.
    participants, minutes, recordings, neutral, seed, fps, size
    intensities, events_per_minute, micro_share, unrest
        See `LongSample`.
    executor : concurrent.futures.Executor, optional
        Renders recordings in parallel; without it one after the other in this process.
    progress : callable
        Told after each recording how many are complete.

    Returns
    -------
    Path
        The root.

    Raises
    ------
    InputError
        If the folder holds anything else or a damaged release, another run is writing to it, or a parameter is out
        of range.
    """
    sample = LongSample(
        participants=participants,
        minutes=minutes,
        recordings=recordings,
        neutral=neutral,
        seed=seed,
        fps=fps,
        size=size,
        intensities=tuple(intensities),
        events_per_minute=events_per_minute,
        micro_share=micro_share,
        unrest=unrest,
    )
    root = Path(root)
    total = participants * recordings + neutral
    complete(
        root,
        identity_of(sample, long_version=LONG_VERSION),
        lambda: _write_release(root, sample, executor, progress),
    )
    progress(_STAGE, total, total)
    return root


def _write_release(
    root: Path,
    sample: LongSample,
    executor: Executor | None,
    progress: Progress,
) -> None:
    plan = plan_long(sample)
    described = header(
        "CAS(ME)2, long recordings", sample.fps, sample.size, identity_of(sample, long_version=LONG_VERSION)
    )
    write_json(root / UNFINISHED, described)
    tasks = [(participant.seed, recording) for participant in plan for recording in participant.recordings]
    progress(_STAGE, 0, len(tasks))
    render = partial(_render_recording, root=root, sample=sample)
    for done, _ in enumerate(run_all(render, tasks, executor), start=1):
        progress(_STAGE, done, len(tasks))
    _remove_scratch(root, plan)
    films = (*neutral_films(sample), *FILMS)
    write_workbook(root / WORKBOOK, [participant.script for participant in plan], films)
    write_table(root / EVENTS, SimulatedEvent, _events(plan))
    write_table(root / DISTURBANCES, SimulatedDisturbance, _disturbances(plan, sample.fps))
    write_json(root / SIMULATION_NOTE, described)
    (root / UNFINISHED).unlink()


def _render_recording(task: tuple[int, LongRecording], root: Path, sample: LongSample) -> None:
    seed, recording = task
    target = _target(root, recording)
    if target.is_file():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    person = Person.from_seed(seed)
    person = replace(person, camera=person.camera.resized(sample.size))
    write_video(
        target,
        pictures(recording, person, sample),
        sample.fps,
        crf=sample.unrest.crf,
        keyframe_interval=_KEYFRAME_SECONDS * sample.fps,
        repeatable=True,
    )


def _target(root: Path, recording: LongRecording) -> Path:
    return root / _FOLDER / recording.script.folder / f"{recording.script.name}.mp4"


def _remove_scratch(root: Path, plan: Sequence[LongParticipant]) -> None:
    """Delete what killed runs have left half written."""
    for unfinished in root.glob(".*.part"):
        unfinished.unlink()
    for participant in plan:
        for recording in participant.recordings:
            target = _target(root, recording)
            for unfinished in target.parent.glob(f".{target.stem}.*{target.suffix}"):
                unfinished.unlink()


def _events(plan: Sequence[LongParticipant]) -> Iterator[SimulatedEvent]:
    for participant in plan:
        for recording in participant.recordings:
            script = recording.script
            for shown, size in zip(script.expressions, recording.displacements, strict=True):
                course = shown.course
                yield SimulatedEvent(
                    participant.folder,
                    script.name,
                    course.onset,
                    course.apex,
                    course.offset,
                    shown.kind,
                    shown.action_units,
                    shown.category.value,
                    size,
                )


def _disturbances(plan: Sequence[LongParticipant], fps: int) -> Iterator[SimulatedDisturbance]:
    for participant in plan:
        for recording in participant.recordings:
            for onset, offset, reason in spans(recording, fps):
                yield SimulatedDisturbance(participant.folder, recording.script.name, onset, offset, reason)
