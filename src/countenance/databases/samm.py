"""SAMM: 159 micro-expressions of 32 participants at 200 frames per second, cut out of longer films.

What the reader decides where the release leaves room:

- A clip is a recording of its own that begins at its first file; files (``006_05562.jpg``) and labels bear
  the numbers of the film that it was cut out of. In a few folders files are named otherwise; the last number
  counts in all.
- The header of the table stands in row 14, below remarks; it is found by its titles.
- Participants are named by three digits, also where a spreadsheet has made numbers of them. They are the
  participants of SAMM Long Videos, and the two databases share one pool of people: no split may part them.
- Where a coder could not decide between two action units (``14 or 23``), the second is kept as the
  alternative.
- All expressions are micro-expressions, whatever they last. The published objective class is kept.
"""

from __future__ import annotations

from countenance.core import DatabaseInfo
from countenance.databases.releases import FrameFolder, TabularDatabase
from countenance.databases.tables import Column

__all__ = ["SAMM"]

_LEVELS = (r"(?P<participant>\d{1,3})", r"(?P<recording>\d+_\d+_\d+)")


class SAMM(TabularDatabase):
    """A SAMM release on disk; for parameters see :class:`~countenance.databases.releases.TabularDatabase`.

    Its folders are ``SAMM``, which may also be the root itself, and ``SAMM_CROP``.

    Examples
    --------
    >>> SAMM.info.fps, SAMM.people
    (200.0, 'samm')
    """

    info = DatabaseInfo(
        name="samm",
        title="SAMM",
        citation=(
            "Davison A. K., Lansley C., Costen N., Tan K., Yap M. H.: SAMM: A Spontaneous Micro-Facial Movement "
            "Dataset, IEEE Transactions on Affective Computing 9(1), 2018, pp. 116-129; objective classes: "
            "Davison A. K., Merghani W., Yap M. H.: Objective Classes for Micro-Facial Expression Recognition, "
            "Journal of Imaging 4(10), 2018, 119, doi 10.3390/jimaging4100119"
        ),
        doi="10.1109/TAFFC.2016.2573832",
        licence="For academic research under a signed licence agreement; it must not be passed on.",
        access=(
            "Sign the licence agreement of Manchester Metropolitan University "
            "(http://www2.docm.mmu.ac.uk/STAFF/M.Yap/dataset.php) and send a scan of it."
        ),
        fps=200.0,
    )
    tables = ("SAMM_Micro_FACS_Codes_v2.xlsx", "SAMM_20181215_Micro_FACS_Codes_v2.xlsx")
    columns = (
        Column("participant", ("Subject",)),
        Column("clip", ("Filename",)),
        Column("onset", ("Onset Frame",)),
        Column("apex", ("Apex Frame",)),
        Column("offset", ("Offset Frame",)),
        Column("action_units", ("Action Units",)),
        Column("emotion", ("Estimated Emotion",)),
        Column("objective_class", ("Objective Classes", "Objective Class"), required=False),
    )
    folders = (FrameFolder("SAMM", _LEVELS, aliases=(".",)), FrameFolder("SAMM_CROP", _LEVELS))
    participant_format = "{:03d}"
    people = "samm"
