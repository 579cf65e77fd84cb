r"""SAMM Long Videos: 343 macro- and 159 micro-expressions in 147 films of 32 participants at 200 frames per second.

What the reader decides where the release leaves room:

- A recording is a long film, ``006_1``; its files (``006_1_0001.jpg``, four or five digits) count from 1 and
  so do the labels. The clip ``006_1_2`` is the second label of that film. A missing file is missed by its
  number.
- The table was published three times. The last version is read and the others are noted; they differ in
  labels, so that a result must name the version, which the file's name does.
- The header stands below remarks, in row 10 of the sheet ``FACS_Movement_Only``; it is found by its titles.
- The column ``Type`` (``Micro - 1/2``, ``Macro``) decides between macro and micro, whatever the duration
  says; a contradiction is noted.
- No emotion is published, and so none is given: the category of every clip is None.
- Participants are those of SAMM, and the two databases share one pool of people: no split may part them. The
  same micro-expression bears the same name in both.
"""

from __future__ import annotations

import re

from countenance.core import DatabaseInfo
from countenance.databases.releases import FrameFolder, TabularDatabase
from countenance.databases.tables import Column, LabelRow, UnusableCellError, shown

__all__ = ["SAMMLongVideos"]

_CLIP = re.compile(r"(?P<recording>\d+_\d+)_\d+")


class SAMMLongVideos(TabularDatabase):
    """A SAMM Long Videos release; for parameters see :class:`~countenance.databases.releases.TabularDatabase`.

    Its folder is ``SAMM_longvideos``.

    Examples
    --------
    >>> SAMMLongVideos.info.name, SAMMLongVideos.people
    ('samm_long_videos', 'samm')
    """

    info = DatabaseInfo(
        name="samm_long_videos",
        title="SAMM Long Videos",
        citation=(
            "Yap C. H., Kendrick C., Yap M. H.: SAMM Long Videos: A Spontaneous Facial Micro- and "
            "Macro-Expressions Dataset, 15th IEEE International Conference on Automatic Face and Gesture "
            "Recognition (FG), 2020, arXiv 1911.01519"
        ),
        doi="10.48550/arXiv.1911.01519",
        licence="For academic research under a signed licence agreement; it must not be passed on.",
        access=(
            "Sign the licence agreement of Manchester Metropolitan University "
            "(http://www2.docm.mmu.ac.uk/STAFF/M.Yap/dataset.php) and send a scan of it."
        ),
        fps=200.0,
    )
    tables = tuple(f"SAMM_LongVideos_V{version}_Release.xlsx" for version in (3, 2, 1))
    sheets = ("FACS_Movement_Only",)
    columns = (
        Column("participant", ("Subject",)),
        Column("clip", ("Filename",)),
        Column("onset", ("Onset", "Onset Frame")),
        Column("apex", ("Apex", "Apex Frame")),
        Column("offset", ("Offset", "Offset Frame")),
        Column("kind", ("Type",)),
        Column("action_units", ("Action Units",)),
    )
    folders = (FrameFolder("SAMM_longvideos", (r"(?P<recording>(?P<participant>\d+)_\d+)",)),)
    participant_format = "{:03d}"
    first_file = 1
    people = "samm"

    def recording_name(self, row: LabelRow, clip: str) -> str:  # noqa: ARG002 (the name alone tells)
        """Film of a label: ``006_1_2`` was taken from ``006_1``."""
        match = _CLIP.fullmatch(clip)
        if match is None:
            raise UnusableCellError(f"the clip name is {shown(clip)}, one such as 006_1_2 was expected", "")
        return match["recording"]
