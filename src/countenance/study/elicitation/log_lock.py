"""One process at a time may write to a file."""

from __future__ import annotations

from pathlib import Path

from countenance.core import InputError

try:
    import fcntl
except ModuleNotFoundError:  # Windows
    HAS_LOCKS = False
else:
    HAS_LOCKS = True

__all__ = ["HAS_LOCKS", "lock"]


def lock(handle: int, path: Path) -> None:
    """Lock an open file until it is closed, or its process ends, however it ends.

    Where the system has no such locks nothing is held, and `HAS_LOCKS` tells.

    Parameters
    ----------
    handle : int
        Descriptor of the open file.
    path : Path
        For messages.

    Raises
    ------
    InputError
        If another process, or another part of this one, holds the lock, or the file system has none.
    """
    if not HAS_LOCKS:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InputError(
            f"{path} is being written by another program: a session runs once; end the other program first"
        ) from None
    except OSError as error:
        raise InputError(
            f"{path} cannot be locked ({error.strerror}): keep sessions on a disk of this machine"
        ) from error
