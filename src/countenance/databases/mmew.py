"""MMEW: 300 micro-expressions of 36 participants at 90 frames per second, each in a folder of its own.

What the reader decides where the release leaves room:

- The micro-expressions are read. The 900 macro-expressions of the release are single pictures without a label
  table and are no clips.
- Files count from 1 in every folder (``1.jpg``), and so do the labels.
- Folders lie below one for each emotion. The table decides, and a folder below another emotion is noted; what
  the table calls ``others`` lies in the folder ``repression`` in some copies, which is no contradiction.
- ``others`` is filed under ``other``. Remarks in the table are left alone.
"""

from __future__ import annotations

from types import MappingProxyType

from countenance.core import Category, Clip, DatabaseInfo
from countenance.databases.releases import EMOTIONS, Film, FrameFolder, TabularDatabase
from countenance.databases.tables import Column, LabelRow, Sentences

__all__ = ["MMEW"]

_LEVELS = (r"(?P<emotion>[a-z]+)", r"(?P<recording>(?P<participant>S\d+)-\d+-\d+)")
_SAME = {"others": "other", "repression": "other"}


class MMEW(TabularDatabase):
    """An MMEW release on disk; for parameters see :class:`~countenance.databases.releases.TabularDatabase`.

    Its folder is ``Micro_Expression``.

    Examples
    --------
    >>> MMEW.info.fps, MMEW.emotions["others"]
    (90.0, <Category.OTHER: 'other'>)
    """

    info = DatabaseInfo(
        name="mmew",
        title="MMEW",
        citation=(
            "Ben X., Ren Y., Zhang J., Wang S.-J., Kpalma K., Meng W., Liu Y.-J.: Video-Based Facial "
            "Micro-Expression Analysis: A Survey of Datasets, Features and Algorithms, IEEE Transactions on "
            "Pattern Analysis and Machine Intelligence 44(9), 2022, pp. 5826-5846"
        ),
        doi="10.1109/TPAMI.2021.3067464",
        licence="For academic research under a signed licence agreement; it must not be passed on.",
        access="Sign the licence agreement at http://www.dpailab.com/database.html and send a scan of it.",
        fps=90.0,
    )
    tables = ("MMEW_Micro_Exp.xlsx", "MMEW_Micro_Exp_v2.xlsx", "MMEW_Micro_Exp.csv")
    columns = (
        Column("participant", ("Subject",)),
        Column("clip", ("Filename",)),
        Column("onset", ("OnsetFrame",)),
        Column("apex", ("ApexFrame",)),
        Column("offset", ("OffsetFrame",)),
        Column("action_units", ("Action Units",)),
        Column("emotion", ("Estimated Emotion",)),
    )
    folders = (FrameFolder("Micro_Expression", _LEVELS, aliases=("MMEW_Final/Micro_Expression",)),)
    participant_format = "S{:02d}"
    first_file = 1
    emotions = MappingProxyType(EMOTIONS | {"repression": Category.OTHER})

    def remark(self, row: LabelRow, clip: Clip, film: Film, say: Sentences) -> None:
        """Note a folder that lies below another emotion than the table's."""
        super().remark(row, clip, film, say)
        held, labelled = film.groups["emotion"], clip.expression.labels.published or ""
        if _plain(held) != _plain(labelled):
            say.note(
                f"the emotion is {labelled} although its folder lies in {held}, and the table is trusted"
            )


def _plain(emotion: str) -> str:
    word = emotion.strip().casefold()
    return _SAME.get(word, word)
