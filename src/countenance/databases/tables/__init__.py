"""Label tables: workbooks and text files to rows, whatever wrote them, and cells to frames, units and words.

``sheets.py`` reads a file, ``headers.py`` finds the columns in it by their names, ``cells.py`` makes sense of a
cell or says in a sentence why it cannot. Nothing here knows of a database.
"""

from countenance.databases.tables.cells import (
    Sentences,
    UnusableCellError,
    action_units,
    frame_number,
    is_empty,
    name_of,
    shown,
    text_of,
    whole_number,
    word,
)
from countenance.databases.tables.headers import Column, LabelRow, LabelTable, MissingColumnsError, find_table
from countenance.databases.tables.sheets import Merge, Sheet, read_sheets

__all__ = [
    "Column",
    "LabelRow",
    "LabelTable",
    "Merge",
    "MissingColumnsError",
    "Sentences",
    "Sheet",
    "UnusableCellError",
    "action_units",
    "find_table",
    "frame_number",
    "is_empty",
    "name_of",
    "read_sheets",
    "shown",
    "text_of",
    "whole_number",
    "word",
]
