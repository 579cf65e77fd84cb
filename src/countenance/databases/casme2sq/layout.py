"""A folder in the layout of CAS(ME)2 as a database: clips, recordings, frames, and all that is wrong."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from countenance.core import (
    Clip,
    DatabaseError,
    DatabaseInfo,
    InputError,
    Problem,
    Recording,
)
from countenance.databases.casme2sq.contents import Contents, Labelled, read_contents
from countenance.databases.casme2sq.footage import FOLDERS, Footage
from countenance.databases.casme2sq.rows import check_cells
from countenance.databases.casme2sq.workbook import WORKBOOKS, Tables, find_workbooks, read_tables
from countenance.databases.corrections import Correction, CorrectionBook, read_corrections
from countenance.databases.decoding import undecodable
from countenance.databases.registry import checked_root
from countenance.databases.reopening import Reopened
from countenance.video import Colour

__all__ = ["SIMULATION_NOTE", "CASME2Layout"]

SIMULATION_NOTE = "SIMULATED.json"
"""File by which a simulated release is known."""


class CASME2Layout(Reopened):
    """Reader of every database that is laid out as CAS(ME)2; a subclass brings its ``info``.

    Parameters
    ----------
    root : str or Path
        Folder with the workbook of labels and the folders of frames.
    folder : str, optional
        Where frames come from: ``"rawpic"``, ``"selectedpic"``, ``"cropped"`` or ``"rawvideo"``; without it
        ``rawpic``, or ``rawvideo`` where that is all there is.
    corrections : str or Path, optional
        A corrections file, see :mod:`countenance.databases.corrections`.

    Raises
    ------
    DatabaseError
        If the root is no folder, or has no workbook or no frames.
    InputError
        If the folder is unknown, or the corrections file does not exist.
    """

    info: DatabaseInfo
    damaged_remedy = "copy them from the release again"

    def __init__(
        self, root: str | Path, folder: str | None = None, *, corrections: str | Path | None = None
    ) -> None:
        self.root = checked_root(root, self.info)
        self._workbooks = find_workbooks(self.root)
        if not self._workbooks:
            raise DatabaseError(
                f"{self.root} holds no workbook of labels; expected {' or '.join(WORKBOOKS)}, copy it there"
            )
        self.folder = _folder(self.root, folder)
        self._corrections_file = None if corrections is None else Path(corrections)
        if self._corrections_file is not None and not self._corrections_file.is_file():
            raise InputError(f"{corrections} is no file; give a corrections file or leave it out")

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Corrections of published labels that were applied; every result must name them."""
        return () if self._tables.faults or self._contents.faults else self._book.applied

    def clips(self) -> list[Clip]:
        """Every usable labelled expression, in the order of the label file.

        Raises
        ------
        DatabaseError
            If the workbook or the corrections as a whole cannot be used.
        """
        faults = self._tables.faults or self._contents.faults
        if faults:
            raise DatabaseError(str(faults[0]))
        return [labelled.clip for labelled in self._contents.clips.values()]

    def recordings(self) -> list[Recording]:
        """Every recording with frames on disk, labelled or not, by participant and clip code."""
        return self._footage.recordings

    def n_frames(self, recording: Recording) -> int:
        """Length of a recording in frames, those missing on disk counted.

        Raises
        ------
        DatabaseError
            If the recording is not one of this release.
        """
        last = [shot.extent.last for shot in self._footage.shots(recording)]
        if not last:
            raise DatabaseError(f"{self.root} has no recording {recording.key}; see recordings()")
        return max(last)

    def recording_path(self, recording: Recording) -> Path:
        """Folder of images or video file of a recording, for those who read it from end to end.

        Raises
        ------
        DatabaseError
            If there is no such recording, or only cut-out expressions of it.
        VideoError
            If frames are missing.
        """
        for shot in self._footage.shots(recording):
            if shot.clip is None:
                return shot.whole()
        raise DatabaseError(
            f"{self._footage.folder} of {self.root} does not hold the whole of {recording.key}; choose a folder "
            "with long recordings, such as rawpic"
        )

    def frames(self, clip: Clip, *, colour: Colour = "grey") -> NDArray[np.uint8]:
        """Frames of a clip from onset to offset.

        Parameters
        ----------
        clip : Clip
            One of :meth:`clips`.
        colour : {"grey", "rgb"}
            Grey levels or RGB.

        Returns
        -------
        ndarray of uint8, shape (T, H, W) or (T, H, W, 3)
            T is ``clip.expression.interval.n_frames``.

        Raises
        ------
        DatabaseError
            If the clip is not one of this release.
        VideoError
            If a frame cannot be decoded.
        """
        return self._footage.read(self._labelled(clip).shot, clip.expression.interval, colour)

    def source(self, clip: Clip) -> tuple[str, int | None]:
        """Workbook and row, as the spreadsheet numbers it, that a clip was read from.

        Raises
        ------
        DatabaseError
            If the clip is not one of this release.
        """
        labelled = self._labelled(clip)
        return labelled.file, labelled.row.number

    def validate(self, *, deep: bool = False) -> list[Problem]:
        """Everything that is wrong with the release, in the order of files and rows.

        Parameters
        ----------
        deep : bool
            Decode every labelled frame too. Without it, directories are listed and videos measured.

        Returns
        -------
        list of Problem
            A fatal one with a row has cost this row's expression; all fatal ones of a row name the same clip,
            or none. A fatal one without a row has made the whole release unusable; rows are then still checked for
            what they say themselves. Without ``deep`` no fatal one
            names one of :meth:`clips`; with it, those that do are what only decoding could find.
        """
        problems = [*self._ignored_workbooks(), *self._tables.faults, *self._footage.problems]
        if self._tables.faults:
            own = (check_cells(row, self._tables.file) for row in self._tables.rows)
            return [*problems, *self._tables.problems, *chain.from_iterable(own)]
        problems += [*self._contents.faults, *self._contents.problems]
        return problems + (undecodable(self) if deep else [])

    def decodable(self) -> list[Clip]:
        """Clips whose frames ``validate(deep=True)`` decodes."""
        return [] if self._tables.faults else [labelled.clip for labelled in self._contents.clips.values()]

    def _options(self) -> dict[str, str | None]:
        corrections = self._corrections_file
        return {
            "folder": self.folder,
            "corrections": None if corrections is None else str(corrections.absolute()),
        }

    @cached_property
    def _tables(self) -> Tables:
        return read_tables(self._workbooks[0])

    @cached_property
    def _footage(self) -> Footage:
        fps = Fraction(self.info.fps)
        return Footage(self.root, self.folder, self.info.name, fps, self._tables.films)

    @cached_property
    def _contents(self) -> Contents:
        return read_contents(self._tables, self._footage, self._book)

    @cached_property
    def _book(self) -> CorrectionBook:
        return read_corrections(self._corrections_file)

    def _labelled(self, clip: Clip) -> Labelled:
        labelled = self._contents.clips.get(clip.key)
        if labelled is None:
            raise DatabaseError(f"{self.root} has no usable clip {clip.key}; see clips()")
        return labelled

    def _ignored_workbooks(self) -> list[Problem]:
        used, *others = self._workbooks
        message = f"{used.name} is read and this workbook is not"
        return [
            Problem(other.name, None, None, message, "keep the one you mean", fatal=False) for other in others
        ]


def _folder(root: Path, folder: str | None) -> str:
    """Folder of frames to be read."""
    if folder is not None and folder not in FOLDERS:
        raise InputError(f"folder {folder!r} is unknown; known folders: {', '.join(FOLDERS)}")
    wanted = ("rawpic", "rawvideo") if folder is None else (folder,)
    held = [name for name in FOLDERS if (root / name).is_dir()]
    found = next((name for name in wanted if name in held), None)
    if found is None:
        message = f"{root} has no folder {' or '.join(wanted)}; copy it there"
        if held:
            choice = f"--folder {held[0]}, in Python folder={held[0]!r}"
            message += f" or name one that it has ({', '.join(held)}), as in {choice}"
        raise DatabaseError(message)
    return found
