"""One run at a time may write to a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from countenance.core.errors import InputError

try:
    import fcntl
except ModuleNotFoundError:  # Windows
    HAS_LOCKS = False
else:
    HAS_LOCKS = True

__all__ = ["HAS_LOCKS", "sole_writer"]


@contextmanager
def sole_writer(path: Path) -> Iterator[None]:
    """Hold a lock file while writing to the folder that it lies in.

    The operating system lets go of the lock when the process ends, however it ends. Without such locks, on
    Windows, nothing is held, and it is up to the user not to run two at once.

    Parameters
    ----------
    path : Path
        The lock file; made, and gone afterwards.

    Raises
    ------
    InputError
        If another run holds it, or the file system has no locks.
    """
    if not HAS_LOCKS:
        yield
        return
    with _locked(path):
        try:
            yield
        finally:
            # Before the lock is given up: whoever opens the file of this name holds another one from now on.
            path.unlink(missing_ok=True)


def _locked(path: Path) -> BinaryIO:
    while True:
        file = path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_still_there(file, path):
                return file
        except BlockingIOError:
            file.close()
            raise InputError(
                f"Another run is writing to {path.parent}: wait until it has ended, or name another folder."
            ) from None
        except OSError as error:
            file.close()
            raise InputError(
                f"{path.parent} cannot be locked ({error.strerror}): name a folder on a local disk."
            ) from error
        file.close()


def _is_still_there(file: BinaryIO, path: Path) -> bool:
    """Whether the file was not deleted, by a run that ended, between opening and locking it."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
