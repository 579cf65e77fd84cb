"""CASME II: 247 micro-expressions of 26 participants at 200 frames per second, cut out of longer films.

What the reader decides where the release leaves room:

- A clip is a recording of its own that begins at its first file; files (``img46.jpg``, ``reg_img46.jpg``) and
  labels bear the numbers of the film that it was cut out of. Neutral frames before the onset and after the
  offset belong to the recording and not to the expression.
- The table comes under several names; the newest is read. It counts 255 rows where it lists ``others`` too,
  of which the paper uses 247.
- An apex of ``/`` was not coded. It is not estimated here: the clip is used without one, and a method that
  needs one says that it estimated it.
- ``repression`` is no emotion that is positive or negative in itself and is filed under ``other``; the grand
  challenge of 2019 counts it as negative, which the label scheme of that name does from the word as
  published.
- Folders without a row (known ones: ``sub09/EP02_02f`` and ``sub24/EP02_07``) are recordings without a label.
"""

from __future__ import annotations

from types import MappingProxyType

from countenance.core import Category, DatabaseInfo
from countenance.databases.releases import EMOTIONS, FrameFolder, TabularDatabase
from countenance.databases.tables import Column

__all__ = ["CASME2"]

_LEVELS = (r"(?P<participant>sub\d+)", r"(?P<recording>EP.+)")


class CASME2(TabularDatabase):
    """A CASME II release on disk; for parameters see :class:`~countenance.databases.releases.TabularDatabase`.

    Its folders are ``CASME2_RAW_selected`` and ``Cropped``.

    Examples
    --------
    >>> CASME2.info.title, CASME2.info.fps
    ('CASME II', 200.0)
    """

    info = DatabaseInfo(
        name="casme2",
        title="CASME II",
        citation=(
            "Yan W.-J., Li X., Wang S.-J., Zhao G., Liu Y.-J., Chen Y.-H., Fu X.: CASME II: An Improved "
            "Spontaneous Micro-Expression Database and the Baseline Evaluation, PLoS ONE 9(1), 2014, e86041"
        ),
        doi="10.1371/journal.pone.0086041",
        licence="For academic research under a signed licence agreement; it must not be passed on.",
        access=(
            "Sign the licence agreement of the Institute of Psychology, Chinese Academy of Sciences "
            "(http://casme.psych.ac.cn/casme/e2) and send a scan of it."
        ),
        fps=200.0,
    )
    tables = ("CASME2-coding-20190701.xlsx", "CASME2-coding-updated.xlsx", "CASME2-coding-20140508.xlsx")
    columns = (
        Column("participant", ("Subject",)),
        Column("clip", ("Filename",)),
        Column("onset", ("OnsetFrame",)),
        Column("apex", ("ApexFrame",)),
        Column("offset", ("OffsetFrame",)),
        Column("action_units", ("Action Units",)),
        Column("emotion", ("Estimated Emotion",)),
    )
    folders = (
        FrameFolder("CASME2_RAW_selected", _LEVELS, aliases=("CASME2-RAW", "CASME2_RAW", "RAW_selected")),
        FrameFolder("Cropped", _LEVELS, aliases=("Cropped-updated/Cropped",)),
    )
    participant_format = "sub{:02d}"
    emotions = MappingProxyType(EMOTIONS | {"repression": Category.OTHER})
