"""Tiny releases in the layouts of SMIC, SMIC-E, CAS(ME)3, 4DME and the generic one: flat squares, no faces."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import openpyxl
import xlwt
from hypothesis import strategies as st

Row = Mapping[str, object]

CELLS = (
    st.none()
    | st.integers(-5, 130)
    | st.floats(allow_infinity=False, allow_nan=False)
    | st.sampled_from(
        ["NULL", "4+7", "AU4(k)", "negative", "Surprise+Positive", "/", "1'", "s01_ne_01", "=1+1", "micro"]
    )
    | st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=6)
    | st.booleans()
)
"""What a cell may hold that somebody typed."""


def write_frames(folder: Path, numbers: Iterable[int], pattern: str = "img{:03d}.jpg") -> None:
    """Squares of 16 x 16 pixels whose grey level is twice the number in the file's name."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        name = pattern.format(number)
        image = np.full((16, 16), 2 * number % 256, dtype=np.uint8)
        (folder / name).write_bytes(cv2.imencode(Path(name).suffix, image)[1].tobytes())


def write_table(path: Path, rows: Sequence[Row], header: Sequence[str] | None = None) -> Path:
    """A table with one header row, in the format that the file's name says."""
    titles = list(header or dict.fromkeys(title for row in rows for title in row))
    lines = [titles, *([row.get(title) for title in titles] for row in rows)]
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(lines)
    elif path.suffix == ".xls":
        old = xlwt.Workbook()
        sheet = old.add_sheet("Sheet1")
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                if value is not None:
                    sheet.write(number, column, value)
        old.save(str(path))
    else:
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line)
        book.save(path)
    return path


def levels(frames: np.ndarray) -> list[int]:
    """Grey level of each frame, halved: the numbers of the files."""
    return [int(frame[8, 8]) // 2 for frame in frames]
