"""The simulated release as a database: the layout of CAS(ME)2, and a file that says that it is simulated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from countenance.core import DatabaseError, DatabaseInfo, InputError
from countenance.databases.casme2sq.layout import SIMULATION_NOTE, CASME2Layout
from countenance.databases.simulated.notes import read_note

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
        self.info = replace(type(self).info, fps=_frame_rate(self.root / SIMULATION_NOTE))


def _frame_rate(note: Path) -> float:
    """Frames per second of this release, because long recordings come at any rate."""
    try:
        rate = read_note(note).get("frames_per_second", SimulatedDatabase.info.fps)
    except InputError as error:
        raise DatabaseError(str(error)) from error
    if not isinstance(rate, int | float) or not rate > 0:
        raise DatabaseError(
            f"{note} gives {rate!r} frames per second, a number above 0 was expected; simulate the release again"
        )
    return float(rate)
