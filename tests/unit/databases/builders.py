"""A tiny release in the layout of CAS(ME)2: grey squares of 32 x 32 pixels instead of faces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import openpyxl

WORKBOOK = "CAS(ME)^2code_final.xlsx"
Row = Sequence[object]


def micro(name: str = "anger1_1", subject: object = 1, **changes: object) -> list[object]:
    """A sound row: frames 5, 9 and 14 are 300 ms."""
    row = {
        "subject": subject,
        "name": name,
        "onset": 5,
        "apex": 9,
        "offset": 14,
        "units": "4+7",
        "emotion": "negative",
        "kind": "micro-expression",
        "report": "anger",
    }
    assert set(changes) <= set(row)
    return list((row | changes).values())


def macro(name: str = "anger1_1", subject: object = 1, **changes: object) -> list[object]:
    """A sound row: frames 5, 15 and 35 are 1 s."""
    return micro(name, subject, **({"kind": "macro-expression", "apex": 15, "offset": 35} | changes))


@dataclass
class Release:
    """What a release is to hold; :meth:`write` lays it on disk."""

    root: Path
    rows: Sequence[Row] = field(default_factory=lambda: [micro()])
    recordings: dict[str, int] = field(default_factory=lambda: {"s15/15_0401angercrash": 40})
    folder: str = "rawpic"
    workbook: str = WORKBOOK
    sheets: tuple[str, str, str] = ("CASFEcode_final", "naming rule1", "naming rule2")
    participants: Sequence[Row] = ((15, "s15", 1), (16, "s16", 2), (19, "s19", 3), (23, "s23", 4))
    films: Sequence[Row] = (("0101", "disgust1"), ("0401", "anger1"), ("0502", "happy1"))

    def write(self) -> Path:
        self.write_workbook()
        for recording, n_frames in self.recordings.items():
            write_frames(self.root / self.folder / recording, range(1, n_frames + 1))
        return self.root

    def write_workbook(self, merge: str | None = None) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in zip(self.sheets, (self.rows, self.participants, self.films), strict=True):
            sheet = book.create_sheet(title)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row, 1):
                    sheet.cell(number, column, value)
        if merge is not None:
            book.worksheets[0].merge_cells(merge)
        self.root.mkdir(parents=True, exist_ok=True)
        book.save(self.root / self.workbook)
        return self.root / self.workbook


def image(number: int) -> np.ndarray:
    """A square whose grey level tells the frame number, also after JPEG compression."""
    return np.full((32, 32), 2 * number, dtype=np.uint8)


def write_frames(folder: Path, numbers: Sequence[int]) -> None:
    folder.mkdir(parents=True)
    for number in numbers:
        (folder / f"img{number:03d}.jpg").write_bytes(cv2.imencode(".jpg", image(number))[1].tobytes())
