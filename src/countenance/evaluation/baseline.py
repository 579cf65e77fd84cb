"""The paper's baseline on any database: all cells of Table 5 under both protocols.

Leave-one-video-out is the paper's protocol and shares participants between training and test; nothing here
returns it without leave-one-subject-out beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sklearn
from numpy.typing import NDArray

from countenance.core.cache import ArrayCache, digest
from countenance.core.clips import Clip
from countenance.core.contracts import Database, Problem
from countenance.core.executors import Progress, ignore_progress, run_all
from countenance.core.problems import clip_problem, lost_clips
from countenance.evaluation.arrays import manifest_of
from countenance.evaluation.left_out import require_variety
from countenance.evaluation.pooling import Fold, predict_majority, predict_out_of_fold
from countenance.evaluation.scores import Scores, chance_scores, score_predictions
from countenance.evaluation.splitters import LeaveOneSubjectOut, LeaveOneVideoOut
from countenance.features import TABLE5_SETTINGS, Interpolation, LBPTOPSettings
from countenance.recognition import extract_descriptors, polynomial_kernel, polynomial_svm

__all__ = ["PROTOCOLS", "Baseline", "Samples", "evaluate_kernel", "run_baseline"]

PROTOCOLS: tuple[type[LeaveOneVideoOut | LeaveOneSubjectOut], ...] = (LeaveOneVideoOut, LeaveOneSubjectOut)
"""The paper's protocol and, always beside it, the one that tests on strangers."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The clips that were evaluated, with what is asked of each and who is seen.

    Parameters
    ----------
    clips : list of Clip
    labels : ndarray of shape (n,)
        Emotion category.
    groups : ndarray of shape (n,)
        Participant.
    """

    clips: list[Clip]
    labels: NDArray[np.str_]
    groups: NDArray[np.str_]

    @property
    def manifest(self) -> str:
        """SHA-256 of what was evaluated: every clip's identity, frames and category, in sorted order."""
        spans = [(c.expression.interval.onset, c.expression.interval.offset) for c in self.clips]
        return manifest_of([c.key for c in self.clips], self.labels.tolist(), spans)

    def folds(self) -> dict[str, list[Fold]]:
        """Protocol name to its folds."""
        blank = np.zeros((len(self.labels), 1))
        return {p.name: list(p().split(blank, self.labels, self.groups)) for p in PROTOCOLS}


@dataclass(frozen=True, slots=True)
class Baseline:
    """The outcome of a baseline run.

    Parameters
    ----------
    database : Database
    samples : Samples
    problems : list of Problem
        What was left out, and why; and what was used with a remark.
    interpolation : {"nearest", "bilinear"}
    cells : dict
        Settings to protocol name to scores.
    references : dict
        Protocol name to ``"majority"`` and ``"chance"`` to scores.
    """

    database: Database
    samples: Samples
    problems: list[Problem]
    interpolation: Interpolation
    cells: dict[LBPTOPSettings, dict[str, Scores]]
    references: dict[str, dict[str, Scores]]

    @property
    def dropped(self) -> list[Problem]:
        """Problems that cost clips."""
        return [problem for problem in self.problems if problem.fatal]

    @property
    def n_dropped(self) -> int:
        """Labelled clips that were left out."""
        return lost_clips(self.problems)

    @property
    def best(self) -> LBPTOPSettings:
        """The first cell with the highest leave-one-video-out accuracy, which is how the paper chose."""
        return max(self.cells, key=lambda s: self.cells[s][LeaveOneVideoOut.name].accuracy)


def run_baseline(
    database: Database,
    *,
    settings: tuple[LBPTOPSettings, ...] = TABLE5_SETTINGS,
    interpolation: Interpolation = "nearest",
    cache: Path | None = None,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> Baseline:
    """Run the paper's baseline on a database.

    Parameters
    ----------
    database : Database
    settings : tuple of LBPTOPSettings
        By default all 48 cells of Table 5.
    interpolation : {"nearest", "bilinear"}
    cache : Path, optional
        Folder from which a run that was stopped continues.
    executor : Executor, optional
    progress : callable

    Raises
    ------
    DatabaseError
        If fewer than two participants or two categories remain, so that nothing can be evaluated.
    """
    cache = None if cache is None else cache.absolute()  # as workers elsewhere understand it
    labelled, unlabelled = _by_label(database)
    described = extract_descriptors(
        database,
        settings,
        clips=labelled,
        interpolation=interpolation,
        cache=cache,
        executor=executor,
        progress=progress,
    )
    problems = [*database.validate(), *unlabelled, *described.problems]
    samples = _samples(described.clips, database, problems)
    kernels = (polynomial_kernel(described.vectors[s]) for s in settings)
    folds = samples.folds()
    cells: dict[LBPTOPSettings, dict[str, Scores]] = {}
    tasks = [(kernel, samples, folds, cache) for kernel in kernels]
    progress("evaluating cells", 0, len(tasks))
    for done, (position, scores) in enumerate(run_all(evaluate_kernel, tasks, executor), 1):
        cells[settings[position]] = scores
        progress("evaluating cells", done, len(tasks))
    return Baseline(
        database=database,
        samples=samples,
        problems=problems,
        interpolation=interpolation,
        cells={s: cells[s] for s in settings},
        references={name: _references(samples, split) for name, split in folds.items()},
    )


def evaluate_kernel(
    task: tuple[NDArray[np.float64], Samples, dict[str, list[Fold]], Path | None],
) -> dict[str, Scores]:
    """Evaluate one cell, given the kernel of all pairs of its samples, under both protocols."""
    kernel, samples, folds, cache = task
    classifier = {k: str(v) for k, v in polynomial_svm(precomputed=True).get_params().items()}
    people = (samples.labels.tolist(), samples.groups.tolist())
    key = digest(classifier, sklearn.__version__, list(folds), kernel, *people)
    store = None if cache is None else ArrayCache(cache)
    predicted = store.get(key) if store else None
    if predicted is None:
        predicted = {
            name: predict_out_of_fold(kernel, samples.labels, split) for name, split in folds.items()
        }
        if store:
            store.put(key, predicted)
    return {name: score_predictions(samples.labels, p, samples.groups) for name, p in predicted.items()}


def _by_label(database: Database) -> tuple[list[Clip], list[Problem]]:
    """Clips with an emotion category, and why the others cannot take part."""
    clips = database.clips()
    labelled = [clip for clip in clips if clip.expression.labels.category is not None]
    unlabelled = [
        clip_problem(database, clip, "the expression has no emotion category", "label it to use the clip")
        for clip in clips
        if clip.expression.labels.category is None
    ]
    return labelled, unlabelled


def _samples(clips: list[Clip], database: Database, problems: Sequence[Problem]) -> Samples:
    labels = np.array([str(clip.expression.labels.category) for clip in clips], dtype=np.str_)
    groups = np.array([clip.group for clip in clips], dtype=np.str_)
    require_variety(database, {"participants": groups, "emotion categories": labels}, problems)
    return Samples(clips, labels, groups)


def _references(samples: Samples, folds: list[Fold]) -> dict[str, Scores]:
    majority = predict_majority(samples.labels, folds)
    return {
        "majority": score_predictions(samples.labels, majority),
        "chance": chance_scores(samples.labels),
    }
