"""What every database must do, whoever wrote its reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from countenance.core import Clip, Database, DatabaseInfo, format_action_units, parse_action_units
from countenance.testing.rules import require

__all__ = ["check_database"]


def check_database(
    database: Database, *, reopen: Callable[[], Database] | None = None, decoded: int = 10
) -> None:
    """Check a database against the contract; write it into a plug-in's tests as it stands.

    Parameters
    ----------
    database : Database
        Opened release with at least one usable clip.
    reopen : callable, optional
        Opens the same release again; without it, the database's class is called with its root.
    decoded : int
        Number of clips, spread over the release, whose frames are decoded.

    Raises
    ------
    AssertionError
        With what was expected, at the first rule that does not hold.
    """
    require(
        isinstance(database, Database), f"{type(database).__name__} lacks a member of the contract Database"
    )
    _check_info(database.info)
    clips = list(database.clips())
    require(bool(clips), f"{database.root} has no usable clip, and so nothing to check")
    _check_keys(database, clips)
    for clip in clips:
        _check_labels(clip)
        _check_extent(database, clip)
    for clip in _spread(clips, decoded):
        _check_frames(database, clip)
    _check_sources(database, clips)
    _check_problems(database, clips)
    constructor: Any = type(database)
    _check_repeatable(database, reopen() if reopen else constructor(database.root), clips)


def _check_info(info: DatabaseInfo) -> None:
    for field in fields(info):
        value = getattr(info, field.name)
        optional = field.name in {"doi", "synthetic"}
        require(optional or bool(value), f"info.{field.name} is empty")
    require(
        info.name == info.name.lower() and info.name.isidentifier(),
        f"info.name {info.name!r} is no plain name",
    )
    require(info.fps > 0, f"info.fps is {info.fps}")


def _check_keys(database: Database, clips: Sequence[Clip]) -> None:
    recordings = list(database.recordings())
    _check_unique("recording", (recording.key for recording in recordings))
    _check_unique("clip", (clip.key for clip in clips))
    known = set(recordings)
    # A composite hands out the clips of its parts under their own names.
    names = {part.info.name for part in getattr(database, "databases", (database,))}
    for clip in clips:
        require(clip.recording in known, f"{clip.key}: its recording is not among recordings()")
        require(clip.database in names, f"{clip.key} does not bear the name {database.info.name}")


def _check_unique(what: str, keys: Iterable[str]) -> None:
    repeated = [key for key, n in Counter(keys).items() if n > 1]
    require(not repeated, f"{what} keys must be unique, these are not: {', '.join(repeated)}")


def _check_labels(clip: Clip) -> None:
    units = clip.expression.action_units
    written = format_action_units(units)
    require(parse_action_units(written) == units, f"{clip.key}: action units {written!r} are not read back")
    require(clip.fps > 0, f"{clip.key}: frame rate {clip.fps}")


def _check_extent(database: Database, clip: Clip) -> None:
    length, offset = database.n_frames(clip.recording), clip.expression.interval.offset
    require(offset < length, f"{clip.key}: offset {offset} lies beyond the recording's {length} frames")


def _spread(clips: Sequence[Clip], n: int) -> list[Clip]:
    places = np.linspace(0, len(clips) - 1, min(n, len(clips))).astype(int)
    return [clips[place] for place in places]


def _check_frames(database: Database, clip: Clip) -> None:
    grey, rgb = database.frames(clip, colour="grey"), database.frames(clip, colour="rgb")
    n_frames = clip.expression.interval.n_frames
    for name, frames, n_axes in (("grey", grey, 3), ("rgb", rgb, 4)):
        require(frames.dtype == np.uint8, f"{clip.key}: {name} frames are {frames.dtype}, not uint8")
        require(frames.ndim == n_axes, f"{clip.key}: {name} frames have {frames.ndim} axes, not {n_axes}")
        require(
            len(frames) == n_frames, f"{clip.key}: {len(frames)} {name} frames for {n_frames} labelled ones"
        )
    require(
        rgb.shape == (*grey.shape, 3), f"{clip.key}: grey {grey.shape} and rgb {rgb.shape} frames disagree"
    )


def _check_sources(database: Database, clips: Sequence[Clip]) -> None:
    rows = Counter(database.source(clip) for clip in clips)
    for (file, row), n in rows.items():
        require(bool(file), "source() names no file")
        require(row is None or row >= 1, f"source() names row {row} of {file}, rows count from 1")
        require(row is None or n == 1, f"source() gives row {row} of {file} to {n} clips")


def _check_problems(database: Database, clips: Sequence[Clip]) -> None:
    used = {f"{clip.participant}/{clip.name}" for clip in clips}
    rows = {database.source(clip): clip.key for clip in clips}
    for problem in database.validate():
        require(bool(problem.file and problem.message and problem.remedy), f"incomplete problem: {problem!r}")
        lost_but_used = problem.fatal and problem.clip in used
        require(
            not lost_but_used, f"validate() says that {problem.clip} is lost, but clips() has it: {problem}"
        )
        key = rows.get((problem.file, problem.row)) if problem.fatal and problem.row is not None else None
        require(key is None, f"validate() says that row {problem.row} is lost, but {key} comes from it")


def _check_repeatable(database: Database, again: Database, clips: Sequence[Clip]) -> None:
    require(list(again.clips()) == clips, "opened again, the release has other clips")
    same_recordings = list(again.recordings()) == list(database.recordings())
    require(same_recordings, "opened again, the release has other recordings")
    require(
        list(again.validate()) == list(database.validate()), "opened again, validate() finds other problems"
    )
