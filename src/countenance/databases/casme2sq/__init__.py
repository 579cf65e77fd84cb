"""CAS(ME)2, read from the release as its authors hand it out.

The layout (``layout.py``) is a workbook of labels (``workbook.py``, ``rows.py``, ``contents.py``) beside
folders of frames (``footage.py``, ``shots.py``). What the reader decides where the release leaves room:

- Frame numbers count from 1 in the workbook and in file names, from 0 in the program. A label finds its
  frames by the number in the file's name, never by position, so that a gap is noticed.
- Offset 0 means "not coded". Such an expression cannot be clipped: it is left out and listed.
- Apex 0 means "not coded" as well; the clip is used without an apex.
- The type column decides between macro and micro, whatever the duration says; a contradiction is noted.
- A recording belongs to the participant whose number its name begins with, wherever the folder lies; a
  misfiled folder is noted.
"""

from __future__ import annotations

from pathlib import Path

from countenance.core import DatabaseError, DatabaseInfo
from countenance.databases.casme2sq.layout import SIMULATION_NOTE, CASME2Layout

__all__ = ["CASME2Squared"]


class CASME2Squared(CASME2Layout):
    """A CAS(ME)2 release on disk.

    Parameters
    ----------
    root : str or Path
        Folder with the workbook of labels and ``rawpic``, ``selectedpic``, ``cropped`` or ``rawvideo``.
    folder : {"rawpic", "selectedpic", "cropped", "rawvideo"}, optional
        Where frames come from; without it ``rawpic``, or ``rawvideo`` where that is all there is.
    corrections : str or Path, optional
        A corrections file, see :mod:`countenance.databases.corrections`; frames in it count from 1, as in the
        workbook.

    Raises
    ------
    DatabaseError
        If the root is no such folder, or holds a simulated release, whose figures must not pass for those of
        real faces.

    Examples
    --------
    >>> CASME2Squared.info.fps, CASME2Squared.info.synthetic
    (30.0, False)
    """

    info = DatabaseInfo(
        name="casme2sq",
        title="CAS(ME)2",
        citation=(
            "Qu F., Wang S.-J., Yan W.-J., Fu X.: CAS(ME)2: A Database of Spontaneous Macro-expressions and "
            "Micro-expressions, HCI International 2016, LNCS 9733, pp. 48-59, "
            "doi 10.1007/978-3-319-39513-5_5; "
            "Qu F., Wang S.-J., Yan W.-J., Li H., Wu S., Fu X.: CAS(ME)2: A Database for Spontaneous "
            "Macro-Expression and Micro-Expression Spotting and Recognition, IEEE Transactions on Affective "
            "Computing 9(4), 2018, pp. 424-436"
        ),
        doi="10.1109/TAFFC.2017.2654440",
        licence="For academic research under a signed licence agreement; it must not be passed on.",
        access=(
            "Fill out the application form of the Institute of Psychology, Chinese Academy of Sciences "
            "(http://casme.psych.ac.cn/casme/e3) and upload a scan of the signed licence agreement."
        ),
        fps=30.0,
    )

    def __init__(
        self, root: str | Path, folder: str | None = None, *, corrections: str | Path | None = None
    ) -> None:
        super().__init__(root, folder, corrections=corrections)
        if (self.root / SIMULATION_NOTE).is_file():
            raise DatabaseError(
                f"{self.root} is a simulated release, because it has a {SIMULATION_NOTE}; open it as 'simulated'"
            )
