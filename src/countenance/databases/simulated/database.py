"""The simulated release as a database: the layout of CAS(ME)2, and a file that says that it is simulated."""

from __future__ import annotations

from pathlib import Path

from countenance.core import DatabaseError, DatabaseInfo
from countenance.databases.casme2sq.layout import SIMULATION_NOTE, CASME2Layout

__all__ = ["SimulatedDatabase"]


class SimulatedDatabase(CASME2Layout):
    """A simulated release on disk.

    Parameters
    ----------
    root : str or Path
        Folder that the simulator has written.
    folder : str, optional
        Where frames come from, as for ``casme2sq``.
    corrections : str or Path, optional
        As for ``casme2sq``.

    Raises
    ------
    DatabaseError
        If the root is no simulated release.

    Examples
    --------
    >>> SimulatedDatabase.info.synthetic
    True
    """

    info = DatabaseInfo(
        name="simulated",
        title="Simulated faces",
        citation="Rendered by countenance; cite countenance and its version.",
        doi="",
        licence="Free to use: it shows no person.",
        access="Simulate a release with countenance; a figure measured on it says nothing about real faces.",
        fps=30.0,
        synthetic=True,
    )

    def __init__(
        self, root: str | Path, folder: str | None = None, *, corrections: str | Path | None = None
    ) -> None:
        super().__init__(root, folder, corrections=corrections)
        if not (self.root / SIMULATION_NOTE).is_file():
            raise DatabaseError(
                f"{self.root} is not a simulated release, because it has no {SIMULATION_NOTE}; simulate one "
                "into it, or open a release of real faces under its own name"
            )
