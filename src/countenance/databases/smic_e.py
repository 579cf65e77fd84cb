"""SMIC-E: the films around the micro-expressions of SMIC, by the same three cameras, with onset and offset.

What the reader decides where the release leaves room:

- The table counts frames as the camera did, and a film begins at ``FirstF``: frame 0 is ``FirstF``. Files may
  bear the camera's numbers or count from 1; a film that fits neither is lost, and listed.
- A row may hold a second and a third expression (``OnsetF2``, ``OffsetF2`` ...). Each is a clip of its own, whose
  source is the row and the column.
- Below the labels the high-speed table goes on with other contents. A row after the last one that names a
  participant and a film, and that names neither, is noted and not read; anywhere else such a row is damaged,
  and lost.
- The name of a film, its participant and its emotion must agree.
- There is no apex, and none is made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from countenance.core import Clip, DatabaseInfo, Labels, Problem
from countenance.databases.cut_outs import CutOutDatabase
from countenance.databases.releases import Film, Footage, FrameFolder, Numbers
from countenance.databases.smic import SMIC_PEOPLE, smic_name_fault
from countenance.databases.tables import (
    Column,
    LabelRow,
    Sentences,
    frame_number,
    is_empty,
    text_of,
    whole_number,
)

__all__ = ["SMICEHS", "SMICENIR", "SMICEVIS"]

_FURTHER = (2, 3)
_LEVELS = (r"(?P<participant>s\d+)", r"(?P<recording>s\d+_[a-z]+_\d+)")
_CITATION = (
    "Li X., Hong X., Moilanen A., Huang X., Pfister T., Zhao G., Pietikäinen M.: Towards Reading Hidden Emotions: "
    "A Comparative Study of Spontaneous Micro-Expression Spotting and Recognition Methods, IEEE Transactions on "
    "Affective Computing 9(4), 2018, pp. 563-577; "
    "Li X., Pfister T., Huang X., Zhao G., Pietikäinen M.: A Spontaneous Micro-expression Database: Inducement, "
    "Collection and Baseline, IEEE FG 2013, doi 10.1109/FG.2013.6553717"
)
_LICENCE = "For academic research under a signed licence agreement; it must not be passed on."
_ACCESS = (
    "Ask the Center for Machine Vision and Signal Analysis of the University of Oulu for the licence agreement "
    "(page of the SMIC database, https://www.oulu.fi/cmvs/node/41319) and return it signed."
)


class _SMICE(CutOutDatabase):
    """One camera of SMIC-E."""

    columns = (
        Column("participant", ("Subject",)),
        Column("clip", ("Filename",)),
        Column("onset", ("OnsetF",)),
        Column("offset", ("OffsetF",)),
        Column("first", ("FirstF",)),
        Column("emotion", ("Emotion",)),
        Column("last", ("LastF",), required=False),
        *(
            Column(f"{field}{number}", (f"{title}F{number}", f"{title}{number}F"), required=False)
            for number in _FURTHER
            for field, title in (("onset", "Onset"), ("offset", "Offset"))
        ),
    )
    participant_format = "s{:02d}"
    people = SMIC_PEOPLE

    def label_rows(self) -> Iterator[LabelRow]:
        """Rows, those with further expressions once for each."""
        for row in super().label_rows():
            yield row
            for number in _FURTHER:
                onset, offset = row[f"onset{number}"], row[f"offset{number}"]
                if not (is_empty(onset) and is_empty(offset)):
                    file = f"{row.file}, expression {number}"
                    cells = {**row.cells, "onset": onset, "offset": offset, "expression": number}
                    names = ("onset", "offset")
                    columns = {**row.columns, **{name: row.column(f"{name}{number}") for name in names}}
                    yield replace(row, file=file, cells=cells, columns=columns)

    def read_row(self, row: LabelRow, footage: Footage) -> tuple[tuple[Clip, Film] | None, list[Problem]]:
        """Read one row; what follows the labels is not one."""
        nameless = is_empty(row["participant"]) and is_empty(row["clip"])
        if nameless and (row.number or 0) > self._last_label:
            message = "it follows the labels, names no participant and no film, and is not read"
            return None, [
                Problem(row.file, row.number, None, message, "nothing needs to be done", fatal=False)
            ]
        return super().read_row(row, footage)

    def clip_name(self, row: LabelRow) -> str:
        """Name of the film; further expressions in it bear their number."""
        name = super().clip_name(row)
        return f"{name}_{row['expression']}" if "expression" in row else name

    def recording_name(self, row: LabelRow, clip: str) -> str:
        """Name of the film."""
        return text_of(row["clip"]) or clip

    def labels(self, row: LabelRow, say: Sentences) -> Labels | None:
        """The emotion, which the name of the film must agree with."""
        labels = super().labels(row, say)
        if labels is None or labels.category is None or say.clip is None:
            return None
        participant = say.clip.partition("/")[0]
        fault = smic_name_fault(text_of(row["clip"]) or "", participant, labels.category)
        if fault is not None:
            remedy = f"correct {row.column('participant')}, {row.column('clip')} or {row.column('emotion')}"
            say.fatal(fault, remedy)
            return None
        return replace(labels, published=str(labels.category))

    def numbers(self, row: LabelRow, say: Sentences) -> Numbers | None:
        """Frames of a row, once it is certain which file is the film's first frame."""
        numbers = super().numbers(row, say)
        first = say.take(frame_number, row["first"], "the first frame", row.column("first"))
        if numbers is None or first is None:
            return None
        if numbers.onset < first:
            remedy = f"correct {row.column('onset')} or {row.column('first')}"
            say.fatal(f"onset {numbers.onset} lies before frame {first}, the first of the film", remedy)
            return None
        film = self.film_of_row(row)
        return numbers if film is None else self.in_file_numbers(numbers, first, film, say)

    def remark(self, row: LabelRow, clip: Clip, film: Film, say: Sentences) -> None:
        """Note a film whose length is not that of the table."""
        super().remark(row, clip, film, say)
        first, last = whole_number(row["first"]), whole_number(row["last"])
        if first is not None and last is not None and film.n_frames != last - first + 1:
            say.note(
                f"the film has {film.n_frames} frames, the table says {last - first + 1}, and those there are used",
                "compare the folder with the release",
            )

    @cached_property
    def _last_label(self) -> int:
        """The last row that names a participant and a film."""
        rows = () if self._table is None else self._table.rows
        named = (
            row.number or 0 for row in rows if not (is_empty(row["participant"]) or is_empty(row["clip"]))
        )
        return max(named, default=0)


def _tables(camera: str) -> tuple[str, ...]:
    names = tuple(f"SMIC-{camera}-E_annotation{edition}.xlsx" for edition in ("", "_2019"))
    names += (f"SMIC_{camera}_E_annotation.xlsx",)
    homes = (f"{camera}_long/", f"{camera}_long/SMIC-{camera}-E/")
    return tuple(
        f"{prefix}{home}{name}" for prefix in ("SMIC-E_raw image/", "") for home in homes for name in names
    )


def _folders(camera: str) -> tuple[FrameFolder, ...]:
    home = f"{camera}_long/SMIC-{camera}-E"
    outer = "SMIC-E_raw image/"
    return (FrameFolder(f"{outer}{home}/{camera}", _LEVELS, (f"{home}/{camera}", f"{outer}{home}", home)),)


def _info(camera: str, fps: float) -> DatabaseInfo:
    name, title = f"smic_e_{camera.lower()}", f"SMIC-E-{camera}"
    return DatabaseInfo(name, title, _CITATION, "10.1109/TAFFC.2017.2667642", _LICENCE, _ACCESS, fps)


class SMICEHS(_SMICE):
    """SMIC-E as filmed by the high-speed camera: 157 films at 100 frames per second.

    Parameters
    ----------
    root : str or Path
        Folder with ``SMIC-E_raw image``, or with ``HS_long``.
    folder : str, optional
        Where the frames lie, if not where the release has them.
    corrections : str or Path, optional
        A corrections file, see :mod:`countenance.databases.corrections`.

    Raises
    ------
    DatabaseError
        If the root is no such folder.

    Examples
    --------
    >>> SMICEHS.info.title, SMICEHS.tables[0]
    ('SMIC-E-HS', 'SMIC-E_raw image/HS_long/SMIC-HS-E_annotation.xlsx')
    """

    info = _info("HS", 100.0)
    tables = _tables("HS")
    folders = _folders("HS")


class SMICEVIS(_SMICE):
    """SMIC-E as filmed by the camera for visible light: 71 films at 25 frames per second.

    Parameters and errors are those of :class:`SMICEHS`.
    """

    info = _info("VIS", 25.0)
    tables = _tables("VIS")
    folders = _folders("VIS")


class SMICENIR(_SMICE):
    """SMIC-E as filmed by the near-infrared camera: 71 films at 25 frames per second.

    Parameters and errors are those of :class:`SMICEHS`.
    """

    info = _info("NIR", 25.0)
    tables = _tables("NIR")
    folders = _folders("NIR")
