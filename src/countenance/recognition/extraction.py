"""Descriptions of many clips: in parallel, resumable, with every clip that fell out and why.

However many clips there are, memory holds a few: workers read one at a time, tasks are handed out as workers become
free, and descriptions go to disk row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from countenance.core.cache import ArrayCache, digest
from countenance.core.clips import Clip
from countenance.core.contracts import Database, Problem
from countenance.core.errors import CountenanceError, InputError, MethodError
from countenance.core.executors import Progress, ignore_progress, run_all
from countenance.core.parcels import Parcel
from countenance.core.problems import clip_label, clip_problem
from countenance.core.rows import RowFile
from countenance.recognition.describing import ClipDescriber
from countenance.recognition.recipes import describer_recipe

__all__ = ["Described", "describe_clips"]


@dataclass(frozen=True, slots=True)
class Described:
    """What clips look like to a classifier.

    Parameters
    ----------
    clips : sequence of Clip
        The clips that could be described, in the order in which they were given.
    X : ndarray of shape (len(clips), ...)
        Their descriptions: read-only, and on disk until they are read. Of shape (0,) if there are none.
    problems : list of Problem
        Why the others could not be described.
    n_apex_estimated : int
        How many of the clips have no coded apex, so that a describer that needs one had to estimate it.
    """

    clips: Sequence[Clip]
    X: NDArray[Any]
    problems: list[Problem]
    n_apex_estimated: int


def describe_clips(
    database: Database,
    clips: Sequence[Clip],
    describer: ClipDescriber,
    *,
    cache: Path | None = None,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
    store: Path | None = None,
) -> Described:
    """Describe clips of a database, one at a time in each worker.

    Parameters
    ----------
    database : Database
    clips : sequence of Clip
        Some or all of the database's clips; it may make them as they are asked for.
    describer : ClipDescriber
    cache : Path, optional
        Folder in which each clip's description is kept under a digest of its frames and apex, of the describer and
        of the models, so that a run that was stopped continues where it was. Workers on other machines need to
        see it under the same path to share it.
    executor : Executor, optional
        Where the work is done.
    progress : callable
    store : Path, optional
        Folder in which the descriptions are kept, as one ``.npy`` file under a digest of the describer and the
        clips' names; without it they lie in the system's folder for temporary files (``TMPDIR``) and are gone with
        the array.

    Returns
    -------
    Described

    Raises
    ------
    InputError
        If a description has another shape or type than those before it, which is a fault of the describer.
    DatabaseError
        If a worker cannot open the release, or finds other clips in it.
    MethodError
        If the describer crashes, that is, raises anything but an error of countenance; it names the clip.

    Notes
    -----
    A clip that is described with numbers that are not finite is a problem too: nothing can be learned from it.
    """
    recipe = _recipe(describer, cache, store)
    task = _Task(Parcel(database), describer, recipe, None if cache is None else cache.absolute())
    problems: dict[int, Problem] = {}
    n_estimated = 0
    progress("describing clips", 0, len(clips))
    with RowFile(len(clips), store) as rows:
        for done, (position, result) in enumerate(run_all(task, clips, executor), 1):
            if isinstance(result, Problem):
                problems[position] = result
            else:
                _write(rows, position, result, clips[position], describer)
                n_estimated += clips[position].expression.apex is None
            progress("describing clips", done, len(clips))
        return Described(
            clips=_Some(clips, np.flatnonzero(rows.written)) if problems else clips,
            X=rows.finish(None if store is None else store / f"{_named(recipe, clips)}.npy"),
            problems=[problems[position] for position in sorted(problems)],
            n_apex_estimated=n_estimated,
        )


@dataclass(frozen=True, slots=True)
class _Task:
    """What a worker does with a clip."""

    database: Parcel[Database]
    describer: ClipDescriber
    recipe: str
    cache: Path | None

    def __call__(self, clip: Clip) -> NDArray[Any] | Problem:
        database = self.database.open()  # a release that cannot be opened is not the clip's problem
        try:
            described = self._describe(database, clip)
        except InputError as error:
            message = str(error).removesuffix(".")
            return clip_problem(database, clip, message, "replace these frames to use the clip")
        if described.dtype.kind in "fc" and not np.isfinite(described).all():
            message = f"{type(self.describer).__name__} describes the clip with numbers that are not finite"
            return clip_problem(database, clip, message, "mend the describer or replace these frames")
        return described

    def _describe(self, database: Database, clip: Clip) -> NDArray[Any]:
        frames = database.frames(clip, colour=self.describer.colour)
        shown = clip.expression
        apex = None if shown.apex is None else shown.apex - shown.interval.onset
        if self.cache is None:
            return self._description(clip, frames, apex)
        store = ArrayCache(self.cache)
        key = digest(self.recipe, apex, frames)
        entry = store.get(key)
        if entry is None:
            entry = {"description": self._description(clip, frames, apex)}
            store.put(key, entry)
        return entry["description"]

    def _description(self, clip: Clip, frames: NDArray[np.uint8], apex: int | None) -> NDArray[Any]:
        try:
            return np.asarray(self.describer.describe(frames, apex=apex))
        except CountenanceError:
            raise
        except Exception as error:  # the code of a third party may fail in any way
            kind = type(self.describer)
            raise MethodError(
                f"the describer {kind.__module__}.{kind.__qualname__} crashed at the clip {clip.key} "
                f"({type(error).__name__}: {error}): mend its code, or raise InputError for a clip that it cannot "
                "describe"
            ) from error


class _Some(Sequence[Clip]):
    """Some clips of a sequence, which may make each when it is asked for."""

    def __init__(self, clips: Sequence[Clip], positions: NDArray[np.intp]) -> None:
        self._clips, self._positions = clips, positions

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, index: int) -> Clip: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Clip]: ...
    def __getitem__(self, index: int | slice) -> Clip | Sequence[Clip]:
        if isinstance(index, slice):
            return _Some(self._clips, self._positions[index])
        return self._clips[int(self._positions[index])]


def _recipe(describer: ClipDescriber, cache: Path | None, store: Path | None) -> str:
    """Under what descriptions are kept; nothing is asked of a describer whose descriptions are not."""
    return "" if cache is None and store is None else describer_recipe(describer)


def _named(recipe: str, clips: Sequence[Clip]) -> str:
    return reduce(lambda name, clip: digest(name, clip.key), clips, recipe)


def _write(rows: RowFile, position: int, row: NDArray[Any], clip: Clip, describer: ClipDescriber) -> None:
    try:
        rows.write(position, row)
    except InputError as error:
        raise InputError(
            f"{type(describer).__name__} describes {clip_label(clip)} unlike others: {error}"
        ) from error
