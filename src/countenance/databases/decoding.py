"""Every labelled frame decoded, here or by many workers: what only that can find."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Protocol, runtime_checkable

from countenance.core import Clip, Database, Problem, VideoError
from countenance.core.executors import Progress, ignore_progress, run_all
from countenance.core.parcels import Parcel
from countenance.core.problems import clip_problem

__all__ = ["Decoded", "undecodable", "validate_deeply"]


@runtime_checkable
class Decoded(Database, Protocol):
    """A database whose ``validate(deep=True)`` says no more than ``validate()`` and :func:`undecodable`."""

    @property
    def damaged_remedy(self) -> str:
        """What to do about frames that cannot be decoded."""
        ...

    def decodable(self) -> Sequence[Clip]:
        """Clips whose frames are to be decoded, also where the release as a whole cannot be used."""
        ...


def validate_deeply(
    database: Database, *, executor: Executor | None = None, progress: Progress = ignore_progress
) -> list[Problem]:
    """What ``database.validate(deep=True)`` says, in the same order, with the decoding spread over workers.

    Parameters
    ----------
    database : Database
        One that is no :class:`Decoded`, as a plug-in may bring it, is asked itself, and the executor is left alone.
    executor : Executor, optional
        Where frames are decoded, a clip at a time; None decodes them here.
    progress : callable

    Returns
    -------
    list of Problem

    Raises
    ------
    DatabaseError
        If a worker cannot open the release, or finds other clips in it.
    """
    if not isinstance(database, Decoded):
        return list(database.validate(deep=True))
    return [*database.validate(), *undecodable(database, executor=executor, progress=progress)]


def undecodable(
    database: Decoded, *, executor: Executor | None = None, progress: Progress = ignore_progress
) -> list[Problem]:
    """Clips whose frames cannot be decoded, in the order of clips."""
    clips = database.decodable()
    found: dict[int, Problem] = {}
    progress("decoding clips", 0, len(clips))
    task = partial(_problem, Parcel(database))
    for done, (position, problem) in enumerate(run_all(task, clips, executor), 1):
        if problem is not None:
            found[position] = problem
        progress("decoding clips", done, len(clips))
    return [found[position] for position in sorted(found)]


def _problem(parcel: Parcel[Decoded], clip: Clip) -> Problem | None:
    database = parcel.open()
    try:
        database.frames(clip)
    except VideoError as error:
        return clip_problem(
            database, clip, f"its frames cannot be decoded ({error})", database.damaged_remedy
        )
    return None
