"""CASME: 195 micro-expressions of 19 participants at 60 frames per second, cut out of longer films.

What the reader decides where the release leaves room:

- A clip is a recording of its own that begins at its first file; files and labels bear the numbers of the
  film that it was cut out of, and a clip may go on before its onset and after its offset.
- The table has two columns of apexes, for expressions with two peaks. The apex is the one in ``ApexF1``; what
  ``ApexF2`` says is noted.
- ``repression`` and ``tense`` are no emotion that is positive or negative in itself and are filed under
  ``other``; the word as published is kept beside the category.
- A few rows name frames that the folders do not have: 195 expressions are published, about 189 can be used.
  They are listed, and a corrections file can mend them.
"""

from __future__ import annotations

from types import MappingProxyType

from countenance.core import Category, Clip, DatabaseInfo
from countenance.databases.releases import EMOTIONS, Film, FrameFolder, TabularDatabase
from countenance.databases.tables import Column, LabelRow, Sentences, is_empty, shown, whole_number

__all__ = ["CASME"]

_LEVELS = (r"(?P<participant>sub\d+)", r"(?P<recording>EP.+)")


class CASME(TabularDatabase):
    """A CASME release on disk; for parameters see :class:`~countenance.databases.releases.TabularDatabase`.

    Its folders are ``CASME_raw_selected`` and ``Cropped``.

    Examples
    --------
    >>> CASME.info.fps, [folder.name for folder in CASME.folders]
    (60.0, ['CASME_raw_selected', 'Cropped'])
    """

    info = DatabaseInfo(
        name="casme",
        title="CASME",
        citation=(
            "Yan W.-J., Wu Q., Liu Y.-J., Wang S.-J., Fu X.: CASME Database: A Dataset of Spontaneous "
            "Micro-Expressions Collected From Neutralized Faces, 10th IEEE International Conference and Workshops "
            "on Automatic Face and Gesture Recognition (FG), 2013, pp. 1-7"
        ),
        doi="10.1109/FG.2013.6553799",
        licence="For academic research under a signed licence agreement; it must not be passed on.",
        access=(
            "Sign the licence agreement of the Institute of Psychology, Chinese Academy of Sciences "
            "(http://casme.psych.ac.cn/casme/e1) and send a scan of it."
        ),
        fps=60.0,
    )
    tables = ("casme.xlsx", "casme.xls")
    columns = (
        Column("participant", ("Subject",)),
        Column("clip", ("Filename",)),
        Column("onset", ("OnsetF", "OnsetFrame")),
        Column("apex", ("ApexF1", "ApexF")),
        Column("second_apex", ("ApexF2",), required=False),
        Column("offset", ("OffsetF", "OffsetFrame")),
        Column("action_units", ("AU", "AUs", "Action Units")),
        Column("emotion", ("Emotion", "Estimated Emotion")),
    )
    folders = (FrameFolder("CASME_raw_selected", _LEVELS), FrameFolder("Cropped", _LEVELS))
    participant_format = "sub{:02d}"
    emotions = MappingProxyType(
        EMOTIONS | {"amusement": Category.POSITIVE, "repression": Category.OTHER, "tense": Category.OTHER}
    )

    def remark(self, row: LabelRow, clip: Clip, film: Film, say: Sentences) -> None:
        """Note a second apex."""
        super().remark(row, clip, film, say)
        second = row["second_apex"]
        if not is_empty(second) and whole_number(second) != 0:
            say.note(f"{row.column('second_apex')} names a second apex, {shown(second)}, which is not used")
