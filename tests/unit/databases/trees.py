"""Tiny trees in the layouts of the published releases: grey squares instead of faces, made-up labels."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import openpyxl
import xlwt

from countenance.databases.casme import CASME
from countenance.databases.casme2 import CASME2
from countenance.databases.mmew import MMEW
from countenance.databases.releases import TabularDatabase
from countenance.databases.samm import SAMM
from countenance.databases.samm_long_videos import SAMMLongVideos

Row = Mapping[str, object]


@dataclass(frozen=True)
class Tree:
    """What a release is to hold; :meth:`write` lays it on disk.

    ``rows`` are cells by the title of their column, ``films`` the frame numbers of each folder, ``above`` the
    remarks above the header.
    """

    database: type[TabularDatabase]
    table: str
    header: tuple[str | None, ...]
    rows: tuple[Row, ...]
    films: Mapping[str, range]
    picture: str
    above: int = 0
    sheet: str = "Sheet1"
    other_sheets: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        return self.database.info.name

    def title(self, field_name: str) -> str:
        """Title of the column that holds a field."""
        (column,) = (column for column in self.database.columns if column.field == field_name)
        return next(name for name in column.names if name in self.header)

    def edited(self, row: int, **cells: object) -> list[Row]:
        """The rows, one of them with other cells by field."""
        rows = list(self.rows)
        rows[row] = {**rows[row], **{self.title(name): value for name, value in cells.items()}}
        return rows

    def cells(self, rows: Sequence[Row] | None = None) -> list[list[object]]:
        """The table as a spreadsheet shows it."""
        remarks: list[list[object]] = [[f"remark {number}"] for number in range(self.above)]
        body = [
            [row.get(title or "") for title in self.header] for row in (self.rows if rows is None else rows)
        ]
        return [*remarks, list(self.header), *body]

    def row_number(self, row: int) -> int:
        """Row of the spreadsheet that holds one of the rows."""
        return self.above + 2 + row

    def write(
        self, root: Path, rows: Sequence[Row] | None = None, films: Mapping[str, Sequence[int]] | None = None
    ) -> TabularDatabase:
        """Lay the tree on disk and open it."""
        self.write_table(root / self.table, rows)
        for folder, numbers in (self.films if films is None else films).items():
            write_pictures(root / folder, numbers, self.picture.replace("{name}", Path(folder).name))
        return self.database(root)

    def write_table(self, path: Path, rows: Sequence[Row] | None = None, merge: str | None = None) -> None:
        write_table(path, self.cells(rows), self.sheet, self.other_sheets, merge)


def write_table(
    path: Path,
    cells: Sequence[Sequence[object]],
    sheet: str = "Sheet1",
    other_sheets: Sequence[str] = (),
    merge: str | None = None,
) -> None:
    """Write a table in the format that its suffix names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title in (*other_sheets, sheet):
            page = book.create_sheet(title)
            for number, row in enumerate(cells if title == sheet else [["nothing here"]], 1):
                for column, value in enumerate(row, 1):
                    page.cell(number, column, value)
        if merge is not None:
            book[sheet].merge_cells(merge)
        book.save(path)
    elif path.suffix == ".xls":
        old = xlwt.Workbook()
        page_old: Any = old.add_sheet(sheet)
        for number, row in enumerate(cells):
            for column, value in enumerate(row):
                if value is not None:
                    page_old.write(number, column, value)
        old.save(str(path))
    else:
        text = io.StringIO()
        writer = csv.writer(text, delimiter="\t" if path.suffix == ".tsv" else ",")
        writer.writerows(["" if value is None else value for value in row] for row in cells)
        path.write_text(text.getvalue(), encoding="utf-8", newline="")


def picture(number: int) -> np.ndarray:
    """A square whose grey level tells the frame number, also after JPEG compression."""
    return np.full((12, 16), 2 * (number % 120), dtype=np.uint8)


def write_pictures(folder: Path, numbers: Sequence[int], name: str) -> None:
    folder.mkdir(parents=True)
    for number in numbers:
        encoded = cv2.imencode(".jpg", picture(number))[1].tobytes()
        (folder / name.format(number=number)).write_bytes(encoded)


CASME_TREE = Tree(
    CASME,
    "casme.xlsx",
    ("Subject", "Filename", None, "OnsetF", "ApexF1", "ApexF2", "OffsetF", None, "AU", "Emotion"),
    (
        {
            "Subject": 1, "Filename": "EP01_12", "OnsetF": 73, "ApexF1": 81, "ApexF2": 0, "OffsetF": 91,
            "AU": "4", "Emotion": "tense",
        },
        {
            "Subject": 2, "Filename": "EP01_12", "OnsetF": 12, "ApexF1": 20, "OffsetF": 25, "AU": "1+2",
            "Emotion": "surprise",
        },
        {
            "Subject": 2, "Filename": "EP03_1", "OnsetF": 98, "ApexF1": 100, "OffsetF": 101, "AU": "L12",
            "Emotion": "happiness",
        },
    ),
    {
        "CASME_raw_selected/sub01/EP01_12": range(65, 101),
        "CASME_raw_selected/sub02/EP01_12": range(12, 26),
        "CASME_raw_selected/sub02/EP03_1": range(96, 103),
    },
    "{name}-{number}.jpg",
)  # fmt: skip

CASME2_TREE = Tree(
    CASME2,
    "CASME2-coding-20190701.xlsx",
    (
        "Subject", "Filename", None, "OnsetFrame", "ApexFrame", "OffsetFrame", None, "Action Units",
        "Estimated Emotion",
    ),
    (
        {
            "Subject": 1, "Filename": "EP02_01f", "OnsetFrame": 46, "ApexFrame": 59, "OffsetFrame": 86,
            "Action Units": "4+L10", "Estimated Emotion": "disgust",
        },
        {
            "Subject": 1, "Filename": "EP03_02", "OnsetFrame": 9, "ApexFrame": 12, "OffsetFrame": 14,
            "Action Units": 12, "Estimated Emotion": "happiness",
        },
        {
            "Subject": 17, "Filename": "EP01_15", "OnsetFrame": 50, "ApexFrame": 55, "OffsetFrame": 60,
            "Action Units": "15+17", "Estimated Emotion": "repression",
        },
    ),
    {
        "CASME2_RAW_selected/sub01/EP02_01f": range(46, 87),
        "CASME2_RAW_selected/sub01/EP03_02": range(5, 20),
        "CASME2_RAW_selected/sub17/EP01_15": range(50, 61),
    },
    "img{number}.jpg",
)  # fmt: skip

SAMM_TREE = Tree(
    SAMM,
    "SAMM_Micro_FACS_Codes_v2.xlsx",
    (
        "Subject", "Filename", "Inducement Code", "Onset Frame", "Apex Frame", "Offset Frame", "Duration", "Micro",
        "Action Units", "Estimated Emotion", "Objective Classes", "Notes",
    ),
    (
        {
            "Subject": "006", "Filename": "006_1_2", "Inducement Code": 1, "Onset Frame": 5562, "Apex Frame": 5575,
            "Offset Frame": 5588, "Duration": 27, "Micro": "Micro - 1/2", "Action Units": "AU4 + AU7",
            "Estimated Emotion": "Anger", "Objective Classes": 3,
        },
        {
            "Subject": 6, "Filename": "006_1_3", "Onset Frame": 7138, "Apex Frame": 7150, "Offset Frame": 7157,
            "Action Units": "R12 or R15", "Estimated Emotion": "Other", "Objective Classes": "VII",
        },
        {
            "Subject": "013", "Filename": "013_7_1", "Onset Frame": 9998, "Apex Frame": 10001,
            "Offset Frame": 10003, "Action Units": "14or23", "Estimated Emotion": "Contempt",
            "Objective Classes": "VII",
        },
    ),
    {
        "SAMM/006/006_1_2": range(5562, 5589),
        "SAMM/006/006_1_3": range(7130, 7160),
        "SAMM/013/013_7_1": range(9998, 10004),
    },
    "006_{number:05d}.jpg",
    above=13,
)  # fmt: skip

SAMM_LONG_TREE = Tree(
    SAMMLongVideos,
    "SAMM_LongVideos_V3_Release.xlsx",
    (
        "Subject", "Filename", "Inducement Code", "Onset", "Apex", "Offset", "Duration", "Type", "Action Units",
        "Notes",
    ),
    (
        {
            "Subject": 6, "Filename": "006_1_1", "Onset": 2, "Apex": 60, "Offset": 113, "Type": "Macro",
            "Action Units": "12C",
        },
        {
            "Subject": "006", "Filename": "006_1_2", "Onset": 115, "Apex": 118, "Offset": 124,
            "Type": "Micro - 1/2", "Action Units": "AU4",
        },
        {
            "Subject": "007", "Filename": "007_3_1", "Onset": 1, "Apex": 4, "Offset": 9, "Type": "Micro - 1/2",
            "Action Units": "L14",
        },
    ),
    {
        "SAMM_longvideos/006_1": range(1, 127),
        "SAMM_longvideos/007_3": range(1, 13),
        "SAMM_longvideos/007_4": range(1, 4),
    },
    "{name}_{number:04d}.jpg",
    above=9,
    sheet="FACS_Movement_Only",
    other_sheets=("Remarks",),
)  # fmt: skip

MMEW_TREE = Tree(
    MMEW,
    "MMEW_Micro_Exp.xlsx",
    (
        "Subject", "Filename", "OnsetFrame", "ApexFrame", "OffsetFrame", "Action Units", "Estimated Emotion",
        "remarks",
    ),
    (
        {
            "Subject": 1, "Filename": "S01-07-001", "OnsetFrame": 1, "ApexFrame": 8, "OffsetFrame": 15,
            "Action Units": "4+7", "Estimated Emotion": "anger", "remarks": "eyes closed",
        },
        {
            "Subject": 13, "Filename": "S13-03-002", "OnsetFrame": 3, "ApexFrame": 5, "OffsetFrame": 11,
            "Action Units": "9", "Estimated Emotion": "others",
        },
    ),
    {
        "Micro_Expression/anger/S01-07-001": range(1, 16),
        "Micro_Expression/repression/S13-03-002": range(1, 14),
    },
    "{number}.jpg",
)  # fmt: skip

TREES = (CASME_TREE, CASME2_TREE, SAMM_TREE, SAMM_LONG_TREE, MMEW_TREE)
