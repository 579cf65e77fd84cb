"""A release of a label table and folders of frames as a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.core import Clip, DatabaseError, InputError, Problem, Recording
from countenance.databases.corrections import Correction, CorrectionBook, read_corrections
from countenance.databases.decoding import undecodable
from countenance.databases.registry import checked_root
from countenance.databases.releases.contents import Contents, read_contents
from countenance.databases.releases.films import Film, Footage, FrameFolder
from countenance.databases.releases.rows import RowReader
from countenance.databases.reopening import Reopened
from countenance.databases.tables import LabelRow, LabelTable, MissingColumnsError, find_table
from countenance.video import Colour

__all__ = ["TabularDatabase"]


class TabularDatabase(Reopened, RowReader):
    """A release of one label table and folders of frames; with no table, each folder is a label.

    A reader is a subclass that declares ``info``, ``tables``, ``columns``, ``folders`` and what else of the class
    attributes differs (see :class:`~countenance.databases.releases.RowReader`).

    Parameters
    ----------
    root : str or Path
        Folder into which the release was unpacked.
    folder : str, optional
        Which of ``folders`` the frames come from; without it the first one that the release has.
    corrections : str or Path, optional
        A corrections file, see :mod:`countenance.databases.corrections`.

    Attributes
    ----------
    tables : tuple of str
        Names of the label table, the one to be read first; paths below the root. Empty for a release without.
    sheets : tuple of str
        Sheets of it to be preferred where several have such a table.
    folders : tuple of FrameFolder
        Where frames may lie.

    Raises
    ------
    DatabaseError
        If the root is no folder, or has no label table or no frames.
    InputError
        If an option cannot be used.
    """

    tables: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    folders: tuple[FrameFolder, ...]

    def __init__(
        self, root: str | Path, *, folder: str | None = None, corrections: str | Path | None = None
    ) -> None:
        self.root = checked_root(root, self.info)
        self._table_files = self.found_tables()
        self._frame_folder, self._base = self.found_folder(folder)
        self._corrections_file = None if corrections is None else Path(corrections)
        if self._corrections_file is not None and not self._corrections_file.is_file():
            raise InputError(f"{corrections} is no file; give a corrections file or leave it out")

    @property
    def folder(self) -> str:
        """Where frames come from."""
        return self._frame_folder.name

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Corrections of published labels that were applied; every result must name them."""
        return self._book.applied if self._contents is not None else ()

    def clips(self) -> list[Clip]:
        """Every usable labelled expression, in the order of the label file.

        Raises
        ------
        DatabaseError
            If the label table or the corrections as a whole cannot be used.
        """
        faults = [*self._faults, *self._contents.faults]
        if faults:
            raise DatabaseError(str(faults[0]))
        return [labelled.clip for labelled in self._contents.clips.values()]

    def recordings(self) -> list[Recording]:
        """Every recording with frames on disk, labelled or not, by participant and name."""
        return [film.recording for film in self._footage.films.values()]

    def n_frames(self, recording: Recording) -> int:
        """Length of a recording in frames, those missing on disk counted.

        Raises
        ------
        DatabaseError
            If the recording is not one of this release.
        """
        return self._film(recording).n_frames

    def recording_path(self, recording: Recording) -> Path:
        """Folder of images or video file of a recording, for those who read it from end to end.

        Raises
        ------
        DatabaseError
            If the recording is not one of this release.
        VideoError
            If frames are missing.
        """
        return self._film(recording).whole()

    def frames(self, clip: Clip, *, colour: Colour = "grey") -> NDArray[np.uint8]:
        """Frames of a clip from onset to offset.

        Only the folder that they lie in is read, not the label table, which a worker process does not need.

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
            If the clip's recording is not one of this release.
        VideoError
            If a frame is missing or cannot be decoded.
        """
        return self._footage.read(self._film(clip.recording), clip.expression.interval, colour)

    def source(self, clip: Clip) -> tuple[str, int | None]:
        """Label table and row that a clip was read from; without a table its folder.

        Raises
        ------
        DatabaseError
            If the clip is not one of this release.
        """
        labelled = self._contents.clips.get(clip.key)
        if labelled is None:
            raise DatabaseError(f"{self.root} has no usable clip {clip.key}; see clips()")
        return labelled.row.file, labelled.row.number

    def validate(self, *, deep: bool = False) -> list[Problem]:
        """Everything that is wrong with the release, in the order of files and rows.

        Parameters
        ----------
        deep : bool
            Decode every labelled frame too. Without it, directories are listed and videos measured.

        Returns
        -------
        list of Problem
            A fatal one with a row has cost this row's expression. A fatal one without row and clip has made the
            whole release unusable. Without ``deep`` no fatal one names one of :meth:`clips`; with it, those that
            do are what only decoding could find.
        """
        contents = self._contents
        notes = [] if self._table is None else [*self._table.notes]
        problems = [*self._unread_tables(), *self._faults, *contents.faults, *notes, *self._footage.problems]
        return [*problems, *contents.problems, *(undecodable(self) if deep else [])]

    def decodable(self) -> list[Clip]:
        """Clips whose frames ``validate(deep=True)`` decodes."""
        return [labelled.clip for labelled in self._contents.clips.values()]

    @property
    def damaged_remedy(self) -> str:
        """What to do about frames that cannot be decoded."""
        return self.wording.damaged

    def label_rows(self) -> Iterator[LabelRow]:
        """Rows in the order of the label file; a release without a table has one for each recording.

        The cells of the latter are the groups of its folders' names, and the first and last frame as onset and
        offset.
        """
        if self._table is not None:
            yield from self._table.rows
        elif not self.tables:
            for film in self._footage.films.values():
                yield self.folder_row(film)

    def folder_row(self, film: Film) -> LabelRow:
        """What the names of a recording's folders say about the expression that it shows."""
        file = self._footage.relative(film.path)
        cells = {
            "participant": film.recording.participant,
            "clip": film.recording.name,
            "onset": film.extent.first,
            "offset": film.extent.last,
        }
        said = {name: text for name, text in film.groups.items() if name not in {*cells, "recording"}}
        cells_and_groups: dict[str, object] = {**said, **cells}
        return LabelRow(
            file, None, cells_and_groups, dict.fromkeys(cells_and_groups, "the name of the folder")
        )

    def _options(self) -> Mapping[str, Any]:
        corrections = self._corrections_file
        return {
            "folder": self.folder,
            "corrections": None if corrections is None else str(corrections.absolute()),
        }

    @cached_property
    def _read_table(self) -> tuple[LabelTable | None, tuple[Problem, ...]]:
        if not self._table_files:
            return None, ()
        path = self._table_files[0]
        file = path.relative_to(self.root).as_posix()
        try:
            return find_table(path, self.columns, sheets=self.sheets, file=file), ()
        except DatabaseError as error:
            lacking = error.titles if isinstance(error, MissingColumnsError) else ()
            remedy = self.wording.columns.format(titles=", ".join(lacking)) if lacking else self.wording.table
            return None, (Problem(file, None, None, str(error), remedy),)

    @property
    def _table(self) -> LabelTable | None:
        return self._read_table[0]

    @property
    def _faults(self) -> tuple[Problem, ...]:
        return self._read_table[1]

    @cached_property
    def _footage(self) -> Footage:
        return Footage(self.root, self._frame_folder, self._base, self.film, self.wording)

    @cached_property
    def _book(self) -> CorrectionBook:
        return read_corrections(self._corrections_file)

    @cached_property
    def _contents(self) -> Contents:
        if self._faults:
            return Contents()
        return read_contents(self.label_rows(), self, self._footage, self._book)

    def _film(self, recording: Recording) -> Film:
        film = self._footage.film(recording)
        if film is None:
            raise DatabaseError(f"{self.root} has no recording {recording.key}; see recordings()")
        return film

    def _unread_tables(self) -> list[Problem]:
        used, *others = [path.relative_to(self.root).as_posix() for path in self._table_files] or [""]
        message = f"{used} is read and this table is not"
        return [Problem(other, None, None, message, "keep the one you mean", fatal=False) for other in others]

    def found_tables(self) -> list[Path]:
        """Label tables of the release, the one to be read first.

        Raises
        ------
        DatabaseError
            If it should have one and has none.
        """
        found = [path for name in self.tables for path in [_file(self.root / name)] if path is not None]
        if self.tables and not found:
            raise DatabaseError(
                f"{self.root} holds no label table; expected {' or '.join(self.tables)}, {self.wording.no_table}"
            )
        return found

    def found_folder(self, wanted: str | None) -> tuple[FrameFolder, Path]:
        """Folder of frames to be read, and where it lies.

        Raises
        ------
        InputError
            If the database knows no such folder.
        DatabaseError
            If the release has none.
        """
        choice = [folder for folder in self.folders if wanted is None or wanted in folder.names]
        if not choice:
            known = ", ".join(folder.name for folder in self.folders)
            raise InputError(f"folder {wanted!r} is unknown; known folders: {known}")
        for folder in choice:
            base = folder.base(self.root)
            if base is not None:
                return folder, base
        message = f"{self.root} has no folder {' or '.join(folder.name for folder in choice)}; copy it there"
        held = [folder.name for folder in self.folders if folder.base(self.root) is not None]
        if held:
            message += f" or name one that it has, as in --folder {held[0]}, in Python folder={held[0]!r}"
        raise DatabaseError(message)


def _file(path: Path) -> Path | None:
    """The file of that name in whatever case; programs that unpack or copy a release change it."""
    if path.is_file() or not path.parent.is_dir():
        return path if path.is_file() else None
    name = path.name.casefold()
    return next(
        (
            other
            for other in sorted(path.parent.iterdir())
            if other.name.casefold() == name and other.is_file()
        ),
        None,
    )
