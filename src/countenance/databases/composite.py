"""Several releases as one database, for evaluation across databases."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from countenance.core import Clip, Database, DatabaseError, DatabaseInfo, InputError, Problem, Recording
from countenance.databases.corrections import Correction
from countenance.databases.label_schemes import LabelScheme
from countenance.databases.selections import Selection, select

__all__ = ["Composite"]


class Composite:
    """Several releases as one: the clips of all, each read by its own database.

    A label scheme maps the words of the single databases to common classes. Participants never mix: a clip
    keeps the name of its database, and databases that filmed the same people share ``Recording.people``.

    Parameters
    ----------
    databases : sequence of Database
        Opened releases; each registered name once.
    selection : Selection, optional
        The published list of clips to which the composite is restricted. Rows that find no clip, clips that the
        list leaves out, and labels that differ from those of ``scheme`` are named by :meth:`validate`.
    scheme : LabelScheme, optional
        By which the labels of the list are checked; they are never taken from the list.

    Raises
    ------
    InputError
        If there is no database, or one twice.

    Attributes
    ----------
    info : DatabaseInfo
        Joined from the parts: ``synthetic`` if any part is, ``fps`` the highest.
    root : Path
        The folder that holds all of them.
    databases : tuple of Database
        The parts.
    """

    def __init__(
        self,
        databases: Sequence[Database],
        *,
        selection: Selection | None = None,
        scheme: LabelScheme | None = None,
    ) -> None:
        self.databases = tuple(databases)
        self.selection, self.scheme = selection, scheme
        if not self.databases:
            raise InputError("a composite needs at least one database; open the releases that it joins")
        for name, n in Counter(database.info.name for database in self.databases).items():
            if n > 1:
                raise InputError(
                    f"a composite has each database once, but {name} was given {n} times; leave the others out"
                )
        self.info = _joined([database.info for database in self.databases])
        self.root = _common_root([database.root for database in self.databases])

    def clips(self) -> list[Clip]:
        """The clips of every database in turn, restricted to the selection where there is one.

        Raises
        ------
        DatabaseError
            If one of the releases cannot be used as a whole.
        """
        return list(self._contents[0])

    def recordings(self) -> list[Recording]:
        """The recordings of every database in turn, whether their clips are selected or not."""
        return [recording for database in self.databases for recording in database.recordings()]

    def n_frames(self, recording: Recording) -> int:
        """Length of a recording in frames.

        Raises
        ------
        DatabaseError
            If it belongs to none of the databases.
        """
        return self.part(recording.database).n_frames(recording)

    def frames(self, clip: Clip, *, colour: Literal["grey", "rgb"] = "grey") -> NDArray[np.uint8]:
        """Frames of a clip, as its own database gives them."""
        return self.part(clip.database).frames(clip, colour=colour)

    def source(self, clip: Clip) -> tuple[str, int | None]:
        """File and row of a clip; the file begins with the title of its database."""
        database = self.part(clip.database)
        file, row = database.source(clip)
        return _titled(database, file), row

    def validate(self, *, deep: bool = False) -> list[Problem]:
        """What is wrong with every release and with the selection; each sentence names the database.

        Where a release cannot be used as a whole, this is said, and nothing of the selection.
        """
        problems = [
            _in_part(database, problem)
            for database in self.databases
            for problem in database.validate(deep=deep)
        ]
        try:
            return problems + self._contents[1]
        except DatabaseError:
            return problems

    @property
    def corrections(self) -> tuple[Any, ...]:
        """The corrections to published labels that were used; each clip begins with the name of its database."""
        return tuple(
            _of_part(database, correction)
            for database in self.databases
            for correction in getattr(database, "corrections", ())
        )

    def part(self, name: str) -> Database:
        """The database of a registered name.

        Raises
        ------
        DatabaseError
            If it is not one of those joined here.
        """
        for database in self.databases:
            if database.info.name == name:
                return database
        known = ", ".join(database.info.name for database in self.databases)
        raise DatabaseError(f"{self.info.title} has no database {name!r}; it joins {known}")

    def __reduce__(self) -> tuple[Any, ...]:
        """As the databases themselves are pickled; what was read from them is not sent along."""
        return _composite, (self.databases, self.selection, self.scheme)

    @cached_property
    def _contents(self) -> tuple[list[Clip], list[Problem]]:
        clips = [clip for database in self.databases for clip in _clips(database)]
        if self.selection is None:
            return clips, []
        titles = {database.info.name: database.info.title for database in self.databases}
        return select(clips, self.selection, titles, self.scheme)


def _composite(
    databases: Sequence[Database], selection: Selection | None, scheme: LabelScheme | None
) -> Composite:
    return Composite(databases, selection=selection, scheme=scheme)


def _joined(infos: Sequence[DatabaseInfo]) -> DatabaseInfo:
    def each(field: str, separator: str) -> str:
        return separator.join(dict.fromkeys(filter(None, _parts(infos, field))))

    return DatabaseInfo(
        name="_and_".join(info.name for info in infos),
        title=each("title", " + "),
        citation=each("citation", "; "),
        doi=each("doi", ", "),
        licence=" ".join(f"{info.title}: {info.licence}" for info in infos),
        access=" ".join(f"{info.title}: {info.access}" for info in infos),
        fps=max(info.fps for info in infos),
        synthetic=any(info.synthetic for info in infos),
    )


def _parts(infos: Iterable[DatabaseInfo], field: str) -> Iterator[str]:
    return (getattr(info, field) for info in infos)


def _common_root(roots: Sequence[Path]) -> Path:
    absolute = [root.absolute() for root in roots]
    try:
        return Path(os.path.commonpath(absolute))
    except ValueError:  # on several drives
        return absolute[0]


def _clips(database: Database) -> Sequence[Clip]:
    try:
        return database.clips()
    except DatabaseError as error:
        raise DatabaseError(_titled(database, str(error))) from error


def _titled(database: Database, file: str) -> str:
    return f"{database.info.title}: {file}"


def _of_part(database: Database, correction: Any) -> Any:
    """A correction whose clip is told apart from those of the other databases; a plug-in's own is left alone."""
    if not isinstance(correction, Correction):
        return correction
    return replace(correction, clip=f"{database.info.name}/{correction.clip}")


def _in_part(database: Database, problem: Problem) -> Problem:
    """A problem with the title of its database; names of clips repeat between databases."""
    clip = None if problem.clip is None else f"{database.info.name}/{problem.clip}"
    return replace(problem, file=_titled(database, problem.file), clip=clip)
