"""Memory-mapped samples on their way to worker processes."""

from __future__ import annotations

import mmap
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import InputError

__all__ = ["MappedFile", "mapped_again"]


@dataclass(frozen=True, slots=True)
class MappedFile:
    """A memory-mapped array on its way to a worker, which maps the file itself instead of being sent it.

    Parameters
    ----------
    path : str
    dtype : str
    shape : tuple of int
    offset : int
        Of the array in the file, in bytes.
    order : {"C", "F"}
    """

    path: str
    dtype: str
    shape: tuple[int, ...]
    offset: int
    order: Literal["C", "F"] = "C"

    @classmethod
    def of(cls, X: Any) -> Any:
        """The file of an array that is a whole mapping; anything else as it is."""
        mapped: Any = X if isinstance(X, np.memmap) else getattr(X, "base", None)
        if not isinstance(mapped, np.memmap) or mapped.filename is None:
            return X
        source: Any = mapped.base
        # A slice of a mapping does not know where in the file it begins.
        kind, expected = (X.shape, X.strides, X.dtype), (mapped.shape, mapped.strides, mapped.dtype)
        whole = isinstance(source, mmap.mmap) and kind == expected and X.ctypes.data == mapped.ctypes.data
        if not (whole and X.flags.forc):
            return X
        order: Literal["C", "F"] = "C" if X.flags.c_contiguous else "F"
        return cls(str(Path(mapped.filename).absolute()), X.dtype.str, X.shape, int(mapped.offset), order)

    def open(self) -> NDArray[Any]:
        """Map the file again, for reading alone.

        Raises
        ------
        InputError
            If it is not there.
        """
        try:
            mapped: NDArray[Any] = np.memmap(
                self.path, np.dtype(self.dtype), "r", self.offset, self.shape, self.order
            )
        except (OSError, ValueError) as error:
            raise InputError(
                f"a worker on {socket.gethostname()} cannot map {self.path} ({error}); the file must lie at the "
                "same place on every machine that works, and stay there during the run"
            ) from error
        return mapped


def mapped_again(value: Any) -> Any:
    """The array of a :class:`MappedFile`; anything else as it is."""
    return value.open() if isinstance(value, MappedFile) else value
