"""Base of databases whose release is a label table beside folders of frames; a reader module declares the rest.

``films.py`` finds frames on disk (``extents.py``: which numbers exist), ``rows.py`` makes a clip of a row,
``contents.py`` compares the rows with each other, ``wording.py`` says what to do about files, and ``tabular.py``
is the database itself.
"""

from countenance.databases.releases.extents import Extent, listed
from countenance.databases.releases.films import Film, Footage, FrameFolder, UnusableFilmError
from countenance.databases.releases.rows import EMOTIONS, Numbers, RowReader
from countenance.databases.releases.tabular import TabularDatabase
from countenance.databases.releases.wording import Wording

__all__ = [
    "EMOTIONS",
    "Extent",
    "Film",
    "Footage",
    "FrameFolder",
    "Numbers",
    "RowReader",
    "TabularDatabase",
    "UnusableFilmError",
    "Wording",
    "listed",
]
