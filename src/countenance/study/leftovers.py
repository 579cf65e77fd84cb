"""What killed programs have left in a study's folder: found by locks that end with their process, and removed."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from countenance.core.errors import InputError
from countenance.core.words import counted
from countenance.store import Writer
from countenance.store.records import Medium, SessionRow
from countenance.study.elicitation.log_lock import HAS_LOCKS, lock
from countenance.study.project import Study

__all__ = ["UPLOADS", "clear_leftovers", "is_quiet", "remove_abandoned", "remove_strays", "scratch_folder"]

UPLOADS = "uploads"
"""Folder of a study for files on their way into it."""

_CAPTURES = "captures"
_DIGEST = re.compile("[0-9a-f]{64}")
_QUIET_SECONDS = 60.0
"""Whoever takes in a file writes to it, or waits for the database for half as long."""


@contextmanager
def scratch_folder(root: Path) -> Iterator[Path]:
    """A folder for what is under way, gone afterwards; a kill leaves it for :func:`remove_abandoned`.

    Parameters
    ----------
    root : Path
        Where it is made.
    """
    with tempfile.TemporaryDirectory(dir=root, ignore_cleanup_errors=True) as name:
        handle = os.open(name, os.O_RDONLY) if HAS_LOCKS else -1
        try:
            with suppress(InputError):  # a file system without locks: nothing is taken for abandoned there
                lock(handle, Path(name))
            yield Path(name)
        finally:
            if HAS_LOCKS:
                os.close(handle)


def remove_abandoned(root: Path) -> None:
    """Remove scratch folders whose programs were killed; those in use stay."""
    for path in [one for one in root.glob("*") if one.is_dir()] if HAS_LOCKS else []:
        with suppress(FileNotFoundError):  # its program has just ended well
            handle = os.open(path, os.O_RDONLY)
            try:
                lock(handle, path)
                shutil.rmtree(path)
            except InputError:
                continue
            finally:
                os.close(handle)


def clear_leftovers(study: Study, actor: str) -> None:
    """Remove what killed programs have left: halves of uploads and of recordings, and what belongs to nothing.

    A job that was killed just after a withdrawal has written into a cache that the withdrawal had cleared.

    Parameters
    ----------
    study : Study
    actor : str
        Who, for the log.

    Raises
    ------
    OSError
        If something cannot be removed.
    """
    for root in (study.folder / UPLOADS, *(study.folder / _CAPTURES).glob("*")):
        remove_abandoned(root)
    for path in _unnamed(study):
        shutil.rmtree(path, ignore_errors=True)
    with study.writing(actor) as writer:
        remove_strays(study, writer)


def _unnamed(study: Study) -> list[Path]:
    """Captures and caches of what the study no longer has; not what is kept of the study as a whole."""
    # Looked at first: what is begun meanwhile has its row already, and stays.
    captures = [*(study.folder / _CAPTURES).glob("*")]
    caches = [path for path in study.cache("").glob("*") if _DIGEST.fullmatch(path.name)]
    with study.reading() as reader:
        sessions = {one.id for one in reader.find(SessionRow)}
        media = {one.digest for one in reader.find(Medium)}
    gone = [path for path in captures if path.name not in sessions]
    return gone + [path for path in caches if path.name not in media]


def remove_strays(study: Study, writer: Writer) -> None:
    """Remove files of the study that no row names; those that are being taken in at this moment stay.

    A kill between the copy of a recording and its row leaves one, of which a withdrawal would know nothing.
    """
    needed = {medium.digest for medium in writer.find(Medium)}
    old = [path for path in study.media.strays(needed) if is_quiet(path, _QUIET_SECONDS)]
    for path in old:
        path.unlink(missing_ok=True)
    if old:
        writer.note("clean", f"{counted(len(old), 'file')} that belonged to nothing")


def is_quiet(path: Path, seconds: float) -> bool:
    """Whether nobody has written to a file for so long; a clock that was set back makes none look busy."""
    try:
        return abs(time.time() - path.stat().st_mtime) > seconds
    except FileNotFoundError:
        return False
