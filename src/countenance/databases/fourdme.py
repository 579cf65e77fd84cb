"""4DME: micro-expressions cut out of grey films at 60 frames per second, each under one or more of five emotions.

What the reader decides where the release leaves room:

- The table says its action units twice, as text and in a column for each, and its emotions likewise. Where the
  two disagree the row is lost, and both are named: two rows of the release are said to have changed places, and
  no row is ever repaired by its number. A correction of the action units decides for the text.
- ``(k)`` marks an action unit that is held and does not move. It is kept, with a note; its column may be 0 or 1.
- Several emotions, as in ``Surprise+Positive``, are kept as published. They have a category only if they share one.
- ``Repression`` is filed under ``other``, as in CASME II.
- Files may bear the numbers of the table or count from 1; in the latter case there must be exactly as many as the
  row has frames, or nothing tells where the onset lies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from countenance.core import Category, Clip, DatabaseInfo, InputError, Labels, parse_action_units
from countenance.core.action_units import ACTION_UNIT_NAMES
from countenance.databases.cut_outs import CutOutDatabase
from countenance.databases.releases import Film, FrameFolder, Numbers
from countenance.databases.tables import (
    Column,
    LabelRow,
    Sentences,
    UnusableCellError,
    is_empty,
    shown,
    text_of,
    whole_number,
    word,
)

__all__ = ["FourDME"]

_EMOTIONS: Mapping[str, Category] = MappingProxyType(
    {
        "positive": Category.POSITIVE,
        "negative": Category.NEGATIVE,
        "surprise": Category.SURPRISE,
        "repression": Category.OTHER,
        "others": Category.OTHER,
    }
)
_JOINED = re.compile(r"[+,;/&，、；＋]")


class FourDME(CutOutDatabase):
    """The grey micro-expression clips of a 4DME release on disk.

    Parameters
    ----------
    root : str or Path
        Folder with ``gray_micro`` and the label table.
    folder : str, optional
        Where the frames lie, if not in ``gray_micro``.
    corrections : str or Path, optional
        A corrections file, see :mod:`countenance.databases.corrections`.

    Raises
    ------
    DatabaseError
        If the root is no such folder.

    Examples
    --------
    >>> FourDME.info.fps
    60.0
    """

    info = DatabaseInfo(
        name="fourdme",
        title="4DME",
        citation=(
            "Li X., Cheng S., Li Y., Behzad M., Shen J., Zafeiriou S., Pantic M., Zhao G.: 4DME: A Spontaneous "
            "4D Micro-Expression Dataset With Multimodalities, IEEE Transactions on Affective Computing, 2022"
        ),
        doi="10.1109/TAFFC.2022.3182342",
        licence="For academic research under a signed licence agreement; it must not be passed on.",
        access=(
            "Ask the Center for Machine Vision and Signal Analysis of the University of Oulu for the licence "
            "agreement and return it signed."
        ),
        fps=60.0,
    )
    tables = tuple(f"4DME_Labelling_Micro_release{version}.xlsx" for version in (" v1", "_v1", ""))
    columns = (
        Column("participant", ("sub_ID",)),
        Column("clip", ("fold_name",)),
        Column("onset", ("Onset",)),
        Column("apex", ("Apex",)),
        Column("offset", ("Offset",)),
        Column("emotion", ("Emotion",)),
        Column("action_units", ("AUs",)),
        *(Column(f"au{number}", (f"AU{number}",), required=False) for number in ACTION_UNIT_NAMES),
        *(Column(f"is_{emotion}", (emotion,), required=False) for emotion in _EMOTIONS),
    )
    folders = (
        FrameFolder("gray_micro", (r"(?P<participant>[^/]+)", r"(?P<recording>[^/]+)")),
        FrameFolder("gray_micro_crop", (r"(?P<participant>[^/]+)", r"(?P<recording>[^/]+)")),
    )

    def labels(self, row: LabelRow, say: Sentences) -> Labels | None:
        """The emotions, once everything that the row says twice agrees."""
        published = text_of(row["emotion"]) or ""
        emotions = say.take(_emotions, row)
        self._compare_action_units(row, say)
        if emotions is None:
            return None
        marked = {emotion for emotion in _EMOTIONS if say.take(_is_marked, row, f"is_{emotion}")}
        if any(f"is_{emotion}" in row for emotion in _EMOTIONS) and marked != set(emotions):
            message = (
                f"the emotion is {shown(published)}, but the columns of single emotions mark "
                f"{', '.join(sorted(marked)) or 'none'}, and nothing tells which is right"
            )
            say.fatal(message, f"correct {row.column('emotion')} or the columns of single emotions")
        if any(problem.fatal for problem in say.problems):
            return None
        categories = {_EMOTIONS[emotion] for emotion in emotions}
        return Labels(published=published, category=categories.pop() if len(categories) == 1 else None)

    def numbers(self, row: LabelRow, say: Sentences) -> Numbers | None:
        """Frames of a row as its files are numbered."""
        numbers = super().numbers(row, say)
        film = None if numbers is None else self.film_of_row(row)
        if numbers is None or film is None:
            return numbers
        extent, n_labelled = film.extent, numbers.offset - numbers.onset + 1
        if extent.first <= numbers.onset and numbers.offset <= extent.last:
            return numbers
        if extent.first in {0, 1} and film.n_frames > n_labelled:
            path = self._footage.relative(film.path)
            message = (
                f"{path} has {film.n_frames} frames that count from {extent.first} and the row {n_labelled}, so "
                "that nothing tells which of them is the onset"
            )
            say.fatal(message, "copy the folder from the release again, or correct the row")
            return None
        return self.in_file_numbers(numbers, numbers.onset, film, say)

    def remark(self, row: LabelRow, clip: Clip, film: Film, say: Sentences) -> None:
        """Note action units that are held."""
        super().remark(row, clip, film, say)
        held = sorted(_held(row["action_units"]))
        if held:
            units = " and ".join(map(str, held))
            say.note(f"action unit {units} is marked (k), held without moving, and is kept")

    def _compare_action_units(self, row: LabelRow, say: Sentences) -> None:
        """Set the text beside the columns of single action units."""
        if not any(f"au{number}" in row for number in ACTION_UNIT_NAMES) or self._is_corrected(row):
            return
        try:
            coded = {unit.number for unit in parse_action_units(row["action_units"])}
        except InputError:
            return  # said where the text is read
        marked = {number for number in ACTION_UNIT_NAMES if say.take(_is_marked, row, f"au{number}")}
        known = {number for number in coded if f"au{number}" in row}
        if not known - _held(row["action_units"]) <= marked <= coded:
            message = (
                f"the action units are {shown(row['action_units'])}, but the columns of single ones mark "
                f"{', '.join(map(str, sorted(marked))) or 'none'}, and nothing tells which is right"
            )
            remedy = f"compare it with the rows around it, and correct {row.column('action_units')}"
            say.fatal(message, remedy)

    def _is_corrected(self, row: LabelRow) -> bool:
        names = self.names(row)
        return any(c.field == "action_units" and c.clip in names for c in self._book.applied)


def _emotions(row: LabelRow) -> list[str]:
    """Every emotion of a row, in lower case.

    Raises
    ------
    UnusableCellError
        If a part of the cell is none.
    """
    column = row.column("emotion")
    parts = _JOINED.split(text_of(row["emotion"]) or "")
    meanings = {emotion: emotion for emotion in _EMOTIONS}
    return [word(part or None, meanings, "emotion", column) for part in parts]


def _is_marked(row: LabelRow, field: str) -> bool:
    """Whether a column of 0 and 1 holds 1."""
    value = row[field]
    if is_empty(value):
        return False
    number = whole_number(value)
    if number not in {0, 1}:
        message = f"{row.column(field)} holds {shown(value)}, 0 or 1 was expected"
        raise UnusableCellError(message, f"correct {row.column(field)}")
    return number == 1


def _held(units: object) -> set[int]:
    """Numbers of action units that the text marks with ``(k)``.

    >>> sorted(_held("AUR2+12(k)+45")), _held("4+7"), _held(None)
    ([12], set(), set())
    """
    parts = _JOINED.split(text_of(units) or "")
    matches = (re.search(r"(\d{1,3})[A-E]?\s*\(k\)", part, re.IGNORECASE) for part in parts)
    return {int(match[1]) for match in matches if match is not None}
