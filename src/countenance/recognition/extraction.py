"""Descriptors of a whole database: in parallel, resumable, with every clip that fell out and why."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.core.cache import ArrayCache, digest
from countenance.core.clips import Clip
from countenance.core.contracts import Database, Problem
from countenance.core.errors import InputError
from countenance.core.executors import Progress, ignore_progress, run_all
from countenance.core.problems import clip_problem
from countenance.face import MEAN_FACE, WEIGHTS, regions36
from countenance.features import TABLE5_SETTINGS, Interpolation, LBPTOPSettings
from countenance.recognition.clip_descriptors import N_FRAMES, N_REGIONS, clip_descriptors

__all__ = ["Descriptors", "extract_descriptors"]

_RECIPE = 2
"""Counted up when code changes the descriptors of one and the same clip, so that no cache answers for it."""


@dataclass(frozen=True, slots=True)
class Descriptors:
    """What the clips of a database look like to a classifier.

    Parameters
    ----------
    clips : list of Clip
        The clips that could be described, in the database's order.
    vectors : dict
        Settings to matrix of shape (len(clips), d), float32.
    problems : list of Problem
        Why the others could not.
    """

    clips: list[Clip]
    vectors: dict[LBPTOPSettings, NDArray[np.float32]]
    problems: list[Problem]


def extract_descriptors(
    database: Database,
    settings: Sequence[LBPTOPSettings] = TABLE5_SETTINGS,
    *,
    clips: Sequence[Clip] | None = None,
    interpolation: Interpolation = "nearest",
    cache: Path | None = None,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> Descriptors:
    """Describe every usable clip of a database as the paper does.

    Parameters
    ----------
    database : Database
    settings : sequence of LBPTOPSettings
    clips : sequence of Clip, optional
        Some of the database's clips; all of them unless given.
    interpolation : {"nearest", "bilinear"}
    cache : Path, optional
        Folder in which each clip's descriptors are kept under a digest of its frames and of the recipe, so that
        a run that was stopped continues where it was.
    executor : Executor, optional
        Where the work is done; each worker holds one clip at a time.
    progress : callable
    """
    clips = list(database.clips()) if clips is None else list(clips)
    task = partial(_describe, database, settings=tuple(settings), interpolation=interpolation, cache=cache)
    vectors = {s: np.zeros((len(clips), N_REGIONS * 3 * s.n_bins), dtype=np.float32) for s in settings}
    described = np.zeros(len(clips), dtype=bool)
    problems: list[Problem] = []
    progress("describing clips", 0, len(clips))
    for done, (position, result) in enumerate(run_all(task, clips, executor), 1):
        if isinstance(result, Problem):
            problems.append(result)
        else:
            described[position] = True
            for s, vector in result.items():
                vectors[s][position] = vector
        progress("describing clips", done, len(clips))
    if not described.all():
        vectors = {s: matrix[described] for s, matrix in vectors.items()}
    return Descriptors(
        clips=[clip for clip, done in zip(clips, described, strict=True) if done],
        vectors=vectors,
        problems=sorted(problems, key=lambda problem: str(problem.clip)),
    )


def _describe(
    database: Database,
    clip: Clip,
    *,
    settings: tuple[LBPTOPSettings, ...],
    interpolation: Interpolation,
    cache: Path | None,
) -> dict[LBPTOPSettings, NDArray[np.float32]] | Problem:
    try:
        frames = database.frames(clip)
        if cache is None:
            return clip_descriptors(frames, settings, interpolation=interpolation)
        store = ArrayCache(cache)
        key = digest(*_recipe(), [str(s) for s in settings], interpolation, N_FRAMES, frames)
        entry = store.get(key)
        if entry is None:
            described = clip_descriptors(frames, settings, interpolation=interpolation)
            store.put(key, {str(s): vector for s, vector in described.items()})
            return described
        return {s: entry[str(s)] for s in settings}
    except InputError as error:
        message = str(error).removesuffix(".")
        return clip_problem(database, clip, message, "replace these frames to use the clip")


def _recipe() -> list[Any]:
    """Everything besides a clip and the settings that decides its descriptors: models, regions, this code."""
    return [_RECIPE, [w.sha256 for w in WEIGHTS], *(r.polygon for r in regions36(MEAN_FACE))]
