"""An array that grows row by row on disk, so that one larger than memory can be made."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from countenance.core.cache import atomic_file
from countenance.core.errors import InputError

__all__ = ["RowFile"]


class RowFile:
    """Rows of one shape, written in any order and read back as one array that stays on disk.

    Rows are written and not mapped: a full disk is then an error that can be told, and what was written does not
    count as memory of this process.

    Parameters
    ----------
    n_rows : int
        Rows at most.
    folder : Path, optional
        Where the rows lie while they are collected; without it the system's folder for temporary files.

    Examples
    --------
    >>> with RowFile(3) as rows:
    ...     rows.write(2, np.array([5, 6]))
    ...     rows.write(0, np.array([1, 2]))
    ...     rows.finish().tolist()
    [[1, 2], [5, 6]]
    """

    def __init__(self, n_rows: int, folder: Path | None = None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self.written = np.zeros(n_rows, dtype=bool)
        self._folder = folder or Path(tempfile.gettempdir())
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 # closed by __exit__
        self._row: tuple[tuple[int, ...], np.dtype[Any]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, position: int, row: NDArray[Any]) -> None:
        """Write a row.

        Raises
        ------
        InputError
            If its shape or type is not that of the rows before.
        OSError
            If it cannot be written, for example because the disk is full; it names the folder.
        """
        kind = (row.shape, row.dtype)
        if self._row is None:
            self._row = kind
        elif self._row != kind:
            raise InputError(
                f"row {position} is {row.dtype} of shape {row.shape}, and rows before it are {self._row[1]} of "
                f"shape {self._row[0]}; all must agree"
            )
        try:
            self._file.seek(position * row.nbytes)
            self._file.write(np.ascontiguousarray(row).data)
        except OSError as error:
            error.filename = error.filename or str(self._folder)  # a full disk does not say where it is
            raise
        self.written[position] = True

    def finish(self, path: Path | None = None) -> NDArray[Any]:
        """The rows that were written, in the order of positions; nothing can be written any more.

        Parameters
        ----------
        path : Path, optional
            ``.npy`` file in which they are kept; without it they are gone with the array.

        Returns
        -------
        ndarray of shape (n, ...)
            Read-only, and on disk until it is read; of shape (0,) if nothing was written.
        """
        shape, dtype = self._row or ((), np.dtype(np.float32))
        whole = (int(self.written.sum()), *shape) if self._row else (0,)
        self._close_gaps(int(np.prod(shape)) * dtype.itemsize)
        self._file.flush()
        if path is not None:
            self._file.seek(0)
            with atomic_file(path) as kept:
                header = {
                    "descr": np.lib.format.dtype_to_descr(dtype),
                    "fortran_order": False,
                    "shape": whole,
                }
                np.lib.format.write_array_header_1_0(kept, header)
                shutil.copyfileobj(self._file, kept)
        if not np.prod(whole):
            return np.empty(whole, dtype)
        if path is not None:
            return np.asarray(np.load(path, mmap_mode="r"))
        return np.asarray(np.memmap(self._file, dtype, "r", shape=whole))

    def _close_gaps(self, n_bytes: int) -> None:
        """Move rows up to where none was written, and cut off what is left."""
        for place, position in enumerate(np.flatnonzero(self.written)):
            if place != position:
                self._file.seek(int(position) * n_bytes)
                row = self._file.read(n_bytes)
                self._file.seek(place * n_bytes)
                self._file.write(row)
        self._file.truncate(int(self.written.sum()) * n_bytes)
