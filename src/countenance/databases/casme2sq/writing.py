"""Write a folder in the layout of CAS(ME)2: pictures of a recording, and the workbook of labels."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
from numpy.typing import NDArray

from countenance.core import Category, ExpressionKind, Interval
from countenance.core.cache import atomic_file
from countenance.video import to_jpeg

__all__ = ["WORKBOOK", "label_row", "write_frames", "write_workbook"]

WORKBOOK = "CAS(ME)^2code_final.xlsx"
"""Name of a workbook that is written."""

_CATEGORY_NAMES = {Category.OTHER: "others"}

Cell = str | int | None


def write_frames(
    target: Path, pictures: Iterable[NDArray[np.uint8]], *, first: int = 1, quality: int = 92
) -> None:
    """Write pictures as ``img001.jpg``, ``img002.jpg`` and on.

    A folder beside the target is filled and renamed at the end: a folder of that name is always complete.

    Parameters
    ----------
    target : Path
        A new folder.
    pictures : iterable of ndarray of shape (H, W, 3), uint8
        RGB.
    first : int
        Number of the first one, from 1.
    quality : int
        Of JPEG, up to 100.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
        folder = Path(scratch, target.name)
        folder.mkdir()
        for number, picture in enumerate(pictures, start=first):
            (folder / f"img{number:03d}.jpg").write_bytes(to_jpeg(picture, quality=quality))
        folder.replace(target)


def label_row(
    participant: int,
    name: str,
    interval: Interval,
    apex: int,
    *,
    action_units: str,
    category: Category,
    kind: ExpressionKind,
    self_report: str | None = None,
) -> list[Cell]:
    """A row of the label sheet, in which frames count from 1.

    Parameters
    ----------
    participant : int
        Subject number, as the sheet of participants has it.
    name : str
        Of the clip: film, underscore, number of the expression.
    interval : Interval
    apex : int
        Counted from 0, as the interval.
    action_units : str
        As coders write them, for example ``4+7``.
    category : Category
    kind : ExpressionKind
    self_report : str, optional

    Examples
    --------
    >>> of = {"action_units": "4+7", "category": Category.OTHER, "kind": ExpressionKind.MACRO}
    >>> label_row(1, "anger1_2", Interval(45, 60), 50, **of)
    [1, 'anger1_2', 46, 51, 61, '4+7', 'others', 'macro-expression', None]
    """
    word = _CATEGORY_NAMES.get(category, category.value)
    frames = (interval.onset + 1, apex + 1, interval.offset + 1)
    return [participant, name, *frames, action_units, word, f"{kind.value}-expression", self_report]


def write_workbook(
    path: Path,
    labels: Iterable[Sequence[Cell]],
    participants: Iterable[tuple[int, str, int]],
    films: Iterable[tuple[str, str]],
) -> None:
    """Write the labels in three sheets without headers, as the release has them.

    Parameters
    ----------
    path : Path
    labels : iterable of sequence
        As from :func:`label_row`.
    participants : iterable of tuple
        Number in the folder's name, the folder's name and the subject number.
    films : iterable of tuple
        Four-digit code and name.
    """
    book = openpyxl.Workbook()
    # The time of writing would make equal releases differ.
    book.properties.created = book.properties.modified = datetime(2016, 6, 21)  # noqa: DTZ001
    sheet = book.worksheets[0]
    sheet.title = "CASFEcode_final"
    first, second = book.create_sheet("naming rule1"), book.create_sheet("naming rule2")
    for sheet_rows, rows in ((second, films), (first, participants), (sheet, labels)):
        for row in rows:
            sheet_rows.append(list(row))
    with atomic_file(path) as file:
        book.save(file)
