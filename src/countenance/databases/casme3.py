"""CAS(ME)3: part A, long colour and depth recordings, and part C, a mock crime.

What the readers decide where the release leaves room:

- Part A has two tables. The one of micro-expressions (``JpgIndex``) has an emotion for each; the other
  (``CAS(ME)3_part_A_v2.xls``) has macro- and micro-expressions and their type, but no emotion. The first is read
  unless ``table="all"``; then a row takes the emotion of the row of the first that agrees with it in
  participant, film, onset, apex and offset, and has none where there is no such row.
- In part A a clip is named by its film and its onset, because a film has several expressions and no number for
  them: ``a_166``. Frames count from file 1.
- In part C there is no apex, and none is made up. A folder holds the frames of one expression, and the label finds
  them by the number in the file's name.
- About a tenth of the labels of part A need frames that the release does not have. Each is listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from countenance.core import Category, DatabaseError, DatabaseInfo, InputError, Labels, Problem
from countenance.databases.releases import EMOTIONS, FrameFolder, TabularDatabase
from countenance.databases.tables import (
    Column,
    LabelRow,
    Sentences,
    UnusableCellError,
    find_table,
    is_empty,
    shown,
    text_of,
)

__all__ = ["CASME3PartA", "CASME3PartC"]

_CITATION = (
    "Li J., Dong Z., Lu S., Wang S.-J., Yan W.-J., Ma Y., Liu Y., Huang C., Fu X.: CAS(ME)3: A Third Generation "
    "Facial Spontaneous Micro-Expression Database With Depth Information and High Ecological Validity, IEEE "
    "Transactions on Pattern Analysis and Machine Intelligence 45(3), 2023, pp. 2782-2800"
)
_DOI = "10.1109/TPAMI.2022.3174895"
_LICENCE = "For academic research under a signed licence agreement; it must not be passed on."
_ACCESS = (
    "Fill out the application form of the Institute of Psychology, Chinese Academy of Sciences "
    "(http://casme.psych.ac.cn/casme/e4) and upload a scan of the signed licence agreement."
)
_HOMES = ("part_A/annotation/", "annotation/", "part_A/", "")
_MICRO = ("cas(me)3_part_A_ME_label_JpgIndex_v2.xlsx", "cas(me)3_part_A_ME_label_JpgIndex_v1.xls")
_ALL = ("CAS(ME)3_part_A_v2.xls", "CAS(ME)3_part_A_v2.xlsx")
_WHERE = ("part_A/data/part_A", "part_A", ".")
_WHICH = ("participant", "film", "onset", "apex", "offset")


class CASME3PartA(TabularDatabase):
    """Part A of a CAS(ME)3 release on disk: 100 participants, 30 frames per second.

    Parameters
    ----------
    root : str or Path
        Folder with ``part_A`` and the label table.
    folder : {"color", "depth"}, optional
        Which frames; colour unless said.
    corrections : str or Path, optional
        A corrections file, see :mod:`countenance.databases.corrections`.
    table : {"micro", "all"}, optional
        The table of micro-expressions with emotions, or that of all expressions with their type; without it
        the first of them that the release has.

    Raises
    ------
    DatabaseError
        If the root is no such folder, or lacks the table that was asked for.
    InputError
        If an option cannot be used.

    Examples
    --------
    >>> [folder.name for folder in CASME3PartA.folders]
    ['color', 'depth']
    """

    info = DatabaseInfo("casme3_a", "CAS(ME)3 part A", _CITATION, _DOI, _LICENCE, _ACCESS, 30.0)
    tables = tuple(home + name for name in (*_MICRO, *_ALL) for home in _HOMES)
    columns = (
        Column("participant", ("Subject", "sub")),
        Column("film", ("Filename", "seq")),
        Column("onset", ("Onset",)),
        Column("apex", ("Apex",)),
        Column("offset", ("Offset",)),
        Column("action_units", ("AU", "Action Units")),
        Column("objective_class", ("Objective class",), required=False),
        Column("emotion", ("emotion",), required=False),
        Column("kind", ("Expression type", "type"), required=False),
    )
    folders = tuple(
        FrameFolder(
            modality,
            (r"(?P<participant>spNO\.\d+)", r"(?P<recording>[a-z]+\d*)", modality),
            _WHERE,
            ignored=rf"annotation|data|{other}|.*\.zip",
        )
        for modality, other in (("color", "depth"), ("depth", "color"))
    )
    participant_format = "spNO.{}"
    first_file = 1
    emotions: Mapping[str, Category | None] = {
        **EMOTIONS,
        "happy": Category.POSITIVE,
        "sad": Category.NEGATIVE,
    }

    def __init__(
        self,
        root: str | Path,
        *,
        folder: str | None = None,
        corrections: str | Path | None = None,
        table: str | None = None,
    ) -> None:
        if table not in {None, "micro", "all"}:
            raise InputError(f"table {table!r} is unknown; known tables: micro, all")
        self._wanted_table = table
        super().__init__(root, folder=folder, corrections=corrections)

    def found_tables(self) -> list[Path]:
        """The label tables that the release has, the one to be read first."""
        found = super().found_tables()
        if self._wanted_table is None:
            return found
        names = _MICRO if self._wanted_table == "micro" else _ALL
        chosen = [path for path in found if _is_one(path, names)]
        if not chosen:
            raise DatabaseError(
                f"{self.root} has no table {' or '.join(names)}, which table={self._wanted_table!r} needs; "
                "copy it there or leave the option out"
            )
        return chosen + [path for path in found if path not in chosen]

    def label_rows(self) -> Iterator[LabelRow]:
        """Rows in the order of the table; a clip has no column, and is corrected where its film stands."""
        for row in super().label_rows():
            yield replace(row, columns={**row.columns, "clip": row.column("film")})

    def clip_name(self, row: LabelRow) -> str:
        """Film and onset."""
        return f"{self.recording_name(row, '')}_{text_of(row['onset']) or 'unknown'}"

    def recording_name(self, row: LabelRow, clip: str) -> str:  # noqa: ARG002 (the film is a column)
        """The film."""
        film = text_of(row["film"])
        if film is None or is_empty(row["film"]):
            message = f"the film is {shown(row['film'])}, a letter such as a was expected"
            raise UnusableCellError(message, f"correct {row.column('film')}")
        return film.casefold()

    def names(self, row: LabelRow) -> tuple[str, ...]:
        """Names under which a correction may mean a row."""
        written = f"{text_of(row['participant'])}/{text_of(row['film'])}_{text_of(row['onset'])}"
        return tuple(dict.fromkeys((*super().names(row)[:1], written)))

    def labels(self, row: LabelRow, say: Sentences) -> Labels | None:
        """Labels of a row, with the emotion of the other table where this one has none."""
        if "emotion" in row or not self._emotions_elsewhere:
            return super().labels(row, say)
        found = self._emotions_elsewhere.get(_identity(row), [])
        if len({text_of(other["emotion"]) for other in found}) != 1:
            return super().labels(row, say)
        with_emotion = replace(row, cells={**row.cells, "emotion": found[0]["emotion"]})
        return super().labels(with_emotion, say)

    def _options(self) -> Mapping[str, Any]:
        return {**super()._options(), "table": self._wanted_table}

    @cached_property
    def _emotions_elsewhere(self) -> Mapping[tuple[str | None, ...], list[LabelRow]]:
        """Rows of the table of micro-expressions, if it lies there and is not the one that is read."""
        path = next((path for path in self._table_files[1:] if _is_one(path, _MICRO)), None)
        if path is None:
            return {}
        rows: dict[tuple[str | None, ...], list[LabelRow]] = defaultdict(list)
        try:
            table = find_table(path, self.columns)
        except DatabaseError:
            return {}
        for row in table.rows:
            rows[_identity(row)].append(row)
        return rows

    def validate(self, *, deep: bool = False) -> list[Problem]:
        """Everything that is wrong; of a table that only lends its emotions, that it does so."""
        return [self._lending(problem) for problem in super().validate(deep=deep)]

    def _lending(self, problem: Problem) -> Problem:
        unread = problem.message.endswith("is read and this table is not")
        if not (unread and self._emotions_elsewhere and _is_one(Path(problem.file), _MICRO)):
            return problem
        message = "only its emotions are read, for expressions that the other table has with the same frames"
        return replace(problem, message=message, remedy="nothing needs to be done")


def _is_one(path: Path, names: Sequence[str]) -> bool:
    """Whether a file bears one of some names, in whatever case, as tables are found."""
    return path.name.casefold() in {name.casefold() for name in names}


def _identity(row: LabelRow) -> tuple[str | None, ...]:
    """What two tables must agree on to mean the same expression."""
    return tuple((text_of(row[field]) or "").casefold() or None for field in _WHICH)


class CASME3PartC(TabularDatabase):
    """Part C of a CAS(ME)3 release on disk: a mock crime, 31 participants, micro-expressions without apex.

    Parameters
    ----------
    root : str or Path
        Folder with ``ME_C`` and the label table.
    folder : {"color", "depth"}, optional
        Which frames; colour unless said.
    corrections : str or Path, optional
        A corrections file, see :mod:`countenance.databases.corrections`.

    Raises
    ------
    DatabaseError
        If the root is no such folder.
    """

    info = DatabaseInfo("casme3_c", "CAS(ME)3 part C", _CITATION, _DOI, _LICENCE, _ACCESS, 30.0)
    tables = tuple(
        home + "CAS(ME)3_part_C_ME.xlsx" for home in ("", "annotation/", "part_C/", "part_C/annotation/")
    )
    columns = (
        Column("participant", ("sub",)),
        Column("clip", ("count",)),
        Column("onset", ("onset",)),
        Column("offset", ("offset",)),
        Column("action_units", ("au",)),
    )
    folders = tuple(
        FrameFolder(
            modality,
            (r"(?P<participant>\d+)", r"(?P<recording>\d+)", modality),
            ("ME_C", "part_C/ME_C"),
            ignored=other,
        )
        for modality, other in (("color", "depth"), ("depth", "color"))
    )
    participant_format = "{:02d}"
