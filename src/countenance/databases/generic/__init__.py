"""The generic layout: any laboratory's recordings beside a table of what is seen in them.

It serves databases that were never released in one layout, such as USF-HD and Polikovsky's, and a laboratory's own.
The documentation (``docs/reference/databases.md``) describes it with an example. In short: ``labels.csv`` or
``labels.xlsx`` has a row for each expression, ``recordings/`` a folder of frames or a video for each recording,
and ``database.toml`` says what to cite, how fast the camera was and whether frames count from 0 or 1.

What the reader decides:

- Who is seen in a recording, the table says. A recording without an expression has a row with no more than
  ``recording`` and ``participant``; a recording that no row names is not used.
- All rows of a recording must agree on participant, frame rate and stimulus; otherwise none of them is used.
- A clip without a name of its own is named by its recording and its onset.
- Several emotions are written ``surprise+positive``. They are kept as they are, and have a category only if
  they share one. A word that is neither in common use nor in ``database.toml`` has no category, which is noted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from countenance.core import Category, Clip, DatabaseInfo, Labels, Problem
from countenance.databases.generic.facts import Facts, read_facts
from countenance.databases.registry import checked_root
from countenance.databases.releases import (
    EMOTIONS,
    Film,
    Footage,
    FrameFolder,
    TabularDatabase,
    UnusableFilmError,
    Wording,
)
from countenance.databases.tables import (
    Column,
    LabelRow,
    Sentences,
    UnusableCellError,
    is_empty,
    shown,
    text_of,
)

__all__ = ["GenericDatabase"]

_JOINED = re.compile(r"[+,;/&，、；＋]")
_WHOSE = ("participant", "fps", "stimulus")
_EXPRESSION = ("clip", "onset", "apex", "offset", "action_units", "emotion", "kind")

_OWN = Wording(
    again="copy it there again",
    damaged="copy the recording there again",
    frames="copy the missing frames there",
    rest="copy the rest of the frames there",
    early="number its files anew, or correct first_frame in the description of the release",
    misnamed="rename it",
    nothing=(
        "it holds no folder of frames and no video that can be used",
        "copy them there, named as in the column recording",
    ),
    absent="{folder} has neither a folder nor a video {recording} with frames",
    fetch="copy it there",
    no_table="write one",
    table="correct it",
    columns="add the missing columns to its header: {titles}",
)
"""For recordings and labels that whoever uses the layout made."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the table says of a recording, and the rows that say something else."""

    participant: str
    fps: str | None
    stimulus: str | None
    contradiction: str | None = None


class GenericDatabase(TabularDatabase):
    """A release in the generic layout.

    Parameters
    ----------
    root : str or Path
        Folder with ``database.toml``, ``labels.csv`` and ``recordings``.
    folder : str, optional
        Not needed: there is one folder of recordings.
    corrections : str or Path, optional
        A corrections file, see :mod:`countenance.databases.corrections`.

    Raises
    ------
    DatabaseError
        If the root is no such folder.

    Notes
    -----
    The class's own ``info`` describes the layout, an instance's ``info`` its release.

    Examples
    --------
    >>> GenericDatabase.info.title
    'Generic layout'
    """

    info = DatabaseInfo(
        name="generic",
        title="Generic layout",
        citation="What the release's own database.toml says.",
        doi="",
        licence="What the release's own database.toml says.",
        access="Lay out your recordings as the documentation describes, or convert a database that you have.",
        fps=30.0,
    )
    tables = ("labels.csv", "labels.xlsx", "labels.tsv", "labels.xls")
    columns = (
        Column("recording", ("recording",)),
        Column("participant", ("participant",)),
        Column("onset", ("onset",)),
        Column("offset", ("offset",)),
        Column("kind", ("type",)),
        Column("apex", ("apex",), required=False),
        Column("action_units", ("aus",), required=False),
        Column("emotion", ("emotion",), required=False),
        Column("clip", ("clip",), required=False),
        Column("fps", ("fps",), required=False),
        Column("stimulus", ("stimulus",), required=False),
        Column("self_report", ("self_report",), required=False),
        Column("objective_class", ("objective_class",), required=False),
    )
    folders = (FrameFolder("recordings", (r"(?P<recording>[^/]+)",), videos=True),)
    recording_field = "recording"
    wording = _OWN

    def __init__(
        self, root: str | Path, *, folder: str | None = None, corrections: str | Path | None = None
    ) -> None:
        facts = read_facts(checked_root(root, type(self).info))
        self.info = facts.info
        self.first_file, self.people = facts.first_frame, facts.people
        self._facts: Facts = facts
        super().__init__(root, folder=folder, corrections=corrections)

    def film(self, path: Path, groups: Mapping[str, str]) -> Film:
        """A recording on disk, with what the table says of it.

        Raises
        ------
        UnusableFilmError
            If no row names it, or the rows contradict each other.
        """
        name = groups["recording"]
        known = self._known.get(name.casefold())
        if known is None:
            table = self._table_files[0].name
            raise UnusableFilmError(
                f"no row of {table} names it, so that nobody knows who is seen, and it is not used",
                f"add a row with its recording and participant to {table}, or leave it",
            )
        if known.contradiction is not None:
            raise UnusableFilmError(f"{known.contradiction}, and it is not used", "make these rows agree")
        film = super().film(path, {**groups, "participant": known.participant})
        fps = film.recording.fps if known.fps is None else Fraction(known.fps)
        recording = replace(film.recording, fps=fps, stimulus=known.stimulus)
        return replace(film, recording=recording)

    def validate(self, *, deep: bool = False) -> list[Problem]:
        """Everything that is wrong; of recordings nothing while the table that has to name them cannot be read."""
        problems = super().validate(deep=deep)
        unnamed = self._footage.problems if self._faults else []
        return [problem for problem in problems if problem not in unnamed]

    def read_row(self, row: LabelRow, footage: Footage) -> tuple[tuple[Clip, Film] | None, list[Problem]]:
        """Read one row; one that only says whose a recording is, is no expression."""
        named = not (is_empty(row["recording"]) or is_empty(row["participant"]))
        if row.merged is None and named and all(is_empty(row[field]) for field in _EXPRESSION):
            return None, self._whose(row, footage)
        return super().read_row(row, footage)

    def participant(self, value: object) -> str:
        """Name of a participant, who may not be left open."""
        if is_empty(value):
            raise UnusableCellError(f"the participant is {shown(value)}, a name was expected", "")
        return super().participant(value)

    def clip_name(self, row: LabelRow) -> str:
        """The clip's own name, or that of its recording with its onset."""
        if not is_empty(row["clip"]):
            return super().clip_name(row)
        return f"{self.recording_name(row, '')}_{text_of(row['onset']) or 'unknown'}"

    def naming_remedy(self, row: LabelRow) -> str:
        """The column ``clip`` tells apart what recording and onset do not."""
        if "clip" in row:
            return super().naming_remedy(row)
        return "add a column clip and give each expression its own name in it"

    def recording_name(self, row: LabelRow, clip: str) -> str:  # noqa: ARG002 (the recording is a column)
        """The recording."""
        name = text_of(row["recording"])
        if name is None or is_empty(row["recording"]) or "/" in name:
            message = (
                f"the recording is {shown(row['recording'])}, the name of a folder or video was expected"
            )
            raise UnusableCellError(message, f"correct {row.column('recording')}")
        return name

    def labels(self, row: LabelRow, say: Sentences) -> Labels | None:
        """The emotions as written, and the category that they share."""
        say.take(_rate, row)
        known = self._known.get((text_of(row["recording"]) or "").casefold())
        if known is not None and known.contradiction is not None:
            say.fatal(known.contradiction, "make these rows agree")
        if any(problem.fatal for problem in say.problems):
            return None
        return Labels(
            self_report=text_of(row["self_report"]),
            category=self._category(row),
            published=None if is_empty(row["emotion"]) else text_of(row["emotion"]),
            objective_class=None if is_empty(row["objective_class"]) else text_of(row["objective_class"]),
        )

    def remark(self, row: LabelRow, clip: Clip, film: Film, say: Sentences) -> None:
        """Note words that have no category."""
        super().remark(row, clip, film, say)
        strange = [emotion for emotion in _emotions(row) if emotion not in self._categories]
        if strange:
            say.note(
                f"the emotion {shown(strange[0])} has no category, and the clip is used without",
                f"give it one under [emotions] in database.toml, or correct {row.column('emotion')}",
            )

    @property
    def _categories(self) -> Mapping[str, Category]:
        return {**EMOTIONS, **self._facts.emotions}

    def _category(self, row: LabelRow) -> Category | None:
        found = {self._categories.get(emotion) for emotion in _emotions(row)}
        return found.pop() if len(found) == 1 else None

    def _whose(self, row: LabelRow, footage: Footage) -> list[Problem]:
        """What is wrong with a row that only says whose a recording is."""
        say = Sentences(row.file, row.number)
        name, participant = text_of(row["recording"]) or "", text_of(row["participant"]) or ""
        known = self._known.get(name.casefold())
        if known is not None and known.contradiction is not None:
            say.note(known.contradiction, "make these rows agree")
        elif footage.find(participant, name) is None:
            say.note(*self.absence(participant, name, footage))
        return say.problems

    @cached_property
    def _known(self) -> Mapping[str, _Known]:
        """Recordings by name in lower case."""
        rows: dict[str, list[LabelRow]] = defaultdict(list)
        for row in () if self._table is None else self._table.rows:
            name = text_of(row["recording"])
            if name is not None and row.merged is None and not is_empty(row["participant"]):
                rows[name.casefold()].append(row)
        return {name: _merged(group) for name, group in rows.items()}


def _merged(rows: list[LabelRow]) -> _Known:
    """What all rows of a recording say; a blank cell says nothing."""
    said: dict[str, str | None] = {}
    for field in _WHOSE:
        values = {text_of(row[field]): row.number for row in reversed(rows) if not is_empty(row[field])}
        if len(values) > 1:
            (a, first), (b, second) = sorted(values.items(), key=lambda item: item[1] or 0)[:2]
            message = (
                f"row {first} says that the {field} of recording {text_of(rows[0]['recording'])} is {a}, and row "
                f"{second} that it is {b}"
            )
            return _Known("", None, None, message)
        said[field] = next(iter(values), None)
    fps = said["fps"]
    return _Known(said["participant"] or "", fps if fps is None or _is_rate(fps) else None, said["stimulus"])


def _rate(row: LabelRow) -> str | None:
    """The frame rate of a row.

    Raises
    ------
    UnusableCellError
        If the cell holds none.
    """
    if is_empty(row["fps"]):
        return None
    text = text_of(row["fps"]) or ""
    if not _is_rate(text):
        message = f"fps is {shown(row['fps'])}, frames per second as a number above 0 were expected"
        raise UnusableCellError(message, f"correct {row.column('fps')}")
    return text


def _is_rate(text: str) -> bool:
    """Whether a text is a frame rate, such as 30, 59.94 or 30000/1001."""
    if re.fullmatch(r"\d{1,6}(\.\d{1,6}|/[1-9]\d{0,6})?", text) is None:
        return False
    return 0 < Fraction(text) <= 100_000


def _emotions(row: LabelRow) -> list[str]:
    """Every emotion of a row, in lower case."""
    if is_empty(row["emotion"]):
        return []
    parts = _JOINED.split(text_of(row["emotion"]) or "")
    return [" ".join(part.split()).casefold() for part in parts if part.strip()]
