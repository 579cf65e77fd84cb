"""Spotters compared on the long recordings of a database: every spotter on every recording, then one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from countenance.app.films import check_seen, each_film, open_film
from countenance.app.spotting import (
    DOCUMENT,
    SpottedFilm,
    SpottingTask,
    film_origin,
    finished_document,
    problem_of,
    spot_source,
)
from countenance.core import Database, Recording
from countenance.core.cache import write_atomically
from countenance.core.errors import DatabaseError, InputError, VideoError
from countenance.core.executors import Progress, ignore_progress
from countenance.core.words import counted
from countenance.databases.long_recordings import recording_path
from countenance.evaluation.spotting import (
    Policies,
    PredictedInterval,
    SpotterComparison,
    Truth,
    compare_spotters,
    predicted,
    truth_of,
)
from countenance.spotting import SpottingMethod, spotting_method
from countenance.spotting.files import (
    EXPRESSION_COLUMNS,
    Document,
    expression_rows,
    to_csv,
    write_document,
)
from countenance.spotting.files.documents import expression_of

__all__ = ["PREDICTIONS", "SCORES", "Compared", "compare_on_database"]

PREDICTIONS, SCORES = "predictions.csv", "spotting-scores.json"


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of a comparison.

    Parameters
    ----------
    comparison : SpotterComparison
    problems : tuple of InputError
        Recordings that could not be read, or not to their end.
    resumed : int
        Recordings, counted for each spotter, that an earlier run had finished.
    """

    comparison: SpotterComparison
    problems: tuple[InputError, ...]
    resumed: int


def compare_on_database(
    database: Database,
    methods: Sequence[tuple[SpottingMethod, Mapping[str, Any]]],
    out: Path,
    *,
    policies: Policies | None = None,
    iou: float = 0.5,
    seed: int = 0,
    again: bool = False,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> Compared:
    """Let spotters see every recording of a database, labelled or not, and score them in the same way.

    Parameters
    ----------
    database : Database
        One with whole recordings.
    methods : sequence of tuple
        Spotters with their settings.
    out : Path
        Folder of this database: in it each spotter gets one with its predictions, its scores and a document for
        every recording. A recording that an earlier run finished in the same way is not done again.
    policies : Policies, optional
        How odd labels are read.
    iou : float
        Smallest intersection over union of a hit.
    seed : int
        Of the bootstrap.
    again : bool
        Whether to do recordings again that an earlier run finished.
    executor : Executor, optional
        Gets one recording for one spotter at a time.
    progress : callable

    Returns
    -------
    Compared
        A recording that cannot be read is left out for every spotter, with its labels.

    Raises
    ------
    DatabaseError
        If the labels cannot be used, or no recording can be read.
    MethodError
        If a spotter crashes.
    OSError
        If results cannot be written.
    """
    truth = truth_of(database, policies)
    paths, problems = _paths(database)
    tasks = [
        SpottingTask(
            path,
            recording.key,
            method.name,
            settings,
            _place(out, method, recording),
            _rate(path, recording),
            again,
        )
        for recording, path in paths.items()
        for method, settings in methods
    ]
    out.mkdir(parents=True, exist_ok=True)
    attempt = partial(_attempt, out.absolute())
    outcomes = each_film(attempt, tasks, f"spotting in {database.info.name}", executor, progress)
    problems += [one.problem for one in outcomes if one.problem is not None]
    documents = _seen_by_all(tasks, outcomes)
    seen = _with(truth, documents)
    if not seen.recordings:
        raise problems[0] if problems else DatabaseError(f"{database.root} holds no recording")
    comparison = compare_spotters(
        database,
        seen,
        [(method, _write(out, method, documents)) for method, _ in methods],
        {name: _minutes(next(iter(found.values()))) for name, found in documents.items()},
        iou=iou,
        seed=seed,
        remarks=_left_out(truth, seen),
    )
    for one in comparison.methods:
        one.scores.save(out / one.method.name / SCORES)
    return Compared(comparison, tuple(_once(problems)), sum(one.resumed for one in outcomes))


def _paths(database: Database) -> tuple[dict[Recording, Path], list[InputError]]:
    """Where recordings lie, and why not those that cannot be read."""
    paths: dict[Recording, Path] = {}
    problems: list[InputError] = []
    for recording in database.recordings():
        try:
            paths[recording] = recording_path(database, recording).absolute()
        except (DatabaseError, VideoError) as error:
            problems.append(error)
    return paths, problems


def _place(out: Path, method: SpottingMethod, recording: Recording) -> Path:
    return out.absolute() / method.name / "recordings" / recording.participant / recording.name


def _rate(path: Path, recording: Recording) -> float | None:
    return float(recording.fps) if path.is_dir() else None


def _attempt(place: Path, task: SpottingTask) -> SpottedFilm:
    check_seen(place)
    assert task.out is not None
    try:
        return _spot(task, task.out / DOCUMENT)
    except InputError as error:
        return SpottedFilm(None, error)


def _spot(task: SpottingTask, path: Path) -> SpottedFilm:
    """As ``countenance spot``, without pictures and report, of which there would be hundreds."""
    method = spotting_method(task.method)
    source = open_film(task.path, task.fps)
    origin = film_origin(task, method)
    document = finished_document(path, origin, task)
    if document is not None:
        return SpottedFilm(document, problem_of(document, task.path), resumed=True)
    document = spot_source(source, replace(task, out=None), method, origin)
    write_document(document, path)
    return SpottedFilm(document, problem_of(document, task.path))


def _seen_by_all(
    tasks: Sequence[SpottingTask], outcomes: Sequence[SpottedFilm]
) -> dict[str, dict[str, Document]]:
    """Documents by recording and method, of the recordings that every method has one of."""
    found: dict[str, dict[str, Document]] = {}
    for task, outcome in zip(tasks, outcomes, strict=True):
        found.setdefault(task.name, {})
        if outcome.document is not None:
            found[task.name][task.method] = outcome.document
    every = {task.method for task in tasks}
    return {name: each for name, each in found.items() if each.keys() == every}


def _with(truth: Truth, recordings: Iterable[str]) -> Truth:
    names = set(recordings)
    return replace(
        truth,
        recordings=tuple(one for one in truth.recordings if one.name in names),
        labels=tuple(one for one in truth.labels if one.recording in names),
    )


def _left_out(whole: Truth, seen: Truth) -> list[str]:
    n = len(whole.recordings) - len(seen.recordings)
    labels = len(whole.labels) - len(seen.labels)
    lost = f"{counted(n, 'recording')} could not be read, and so left out, with {counted(labels, 'label')}."
    return [lost] if n else []


def _write(
    out: Path, method: SpottingMethod, documents: Mapping[str, Mapping[str, Document]]
) -> list[PredictedInterval]:
    """Predictions of one method, written as a table that ``countenance score`` reads."""
    own = {name: each[method.name] for name, each in documents.items()}
    rows = (row for document in own.values() for row in expression_rows(document))
    write_atomically(out / method.name / PREDICTIONS, to_csv(rows, EXPRESSION_COLUMNS))
    return [
        one
        for name, document in own.items()
        for one in predicted(name, [expression_of(entry) for entry in document["expressions"]])
    ]


def _minutes(document: Document) -> float:
    return float(document["n_frames"]) / float(document["fps"]) / 60


def _once(problems: Iterable[InputError]) -> list[InputError]:
    """Without what several methods say of one recording."""
    return list({str(problem): problem for problem in problems}.values())
