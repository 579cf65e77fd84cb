"""Published databases of facial expressions, read from the releases as their authors hand them out.

One module a database, found through the entry points ``countenance.databases``; what is wrong with a release
is listed, row by row, and never repaired in silence. :func:`profile` counts what a release holds.

>>> from countenance import databases
>>> databases.info("casme2sq").title
'CAS(ME)2'
"""

from countenance.databases.label_schemes import label_scheme
from countenance.databases.paper import PAPER_TABLE_2, PAPER_TABLE_4
from countenance.databases.profiles import Profile
from countenance.databases.profiling import profile
from countenance.databases.published import literature
from countenance.databases.registry import info, names, open_database

open = open_database  # noqa: A001 (reads as ``databases.open``)

__all__ = [
    "PAPER_TABLE_2",
    "PAPER_TABLE_4",
    "Profile",
    "info",
    "label_scheme",
    "literature",
    "names",
    "open",
    "open_database",
    "profile",
]
