"""Files that are copied into a study, and do not stay there if the row that they belong to cannot be added."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from countenance.core.errors import InputError
from countenance.store import KeptFile, Writer
from countenance.store.records import Medium
from countenance.study.project import Study

__all__ = ["Kept", "keeping", "remove_unnamed"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A copy in the study's folder that has no row yet; `file` is None where nothing is copied."""

    study: Study
    file: KeptFile | None
    name: str

    def called(self, name: str) -> Kept:
        """The same copy by another name, to which only the suffix of its place in the study is added."""
        return replace(self, name=name + ("" if self.file is None else self.file.suffix))

    def row(self, writer: Writer) -> str | None:
        """Add the row, and give its id; None where nothing is copied.

        Raises
        ------
        InputError
            If the copy is gone, which another command that failed at this moment can have brought about.
        """
        if self.file is None:
            return None
        digest, size, suffix = self.file.digest, self.file.size, self.file.suffix
        if not self.study.media.path(digest, suffix).is_file():
            raise InputError(f"the copy of {self.name} is gone from the study's folder: repeat the command")
        there = writer.first(Medium, digest=digest)
        return (there or writer.add(Medium(digest=digest, size=size, suffix=suffix, name=self.name))).id


@contextmanager
def keeping(study: Study, path: Path | None, digest: str) -> Iterator[Kept]:
    """Copy a file into a study; what was copied goes again if anything within fails.

    A recording of somebody must not stay where no row names it, because a withdrawal would not find it.

    Parameters
    ----------
    study : Study
    path : Path or None
        None copies nothing.
    digest : str
        SHA-256 of the file when it was looked at.

    Raises
    ------
    InputError
        If the file has changed since.
    """
    if path is None:
        yield Kept(study, None, "")
        return
    file = study.media.add(path)
    try:
        _check_unchanged(path, file, digest)
        yield Kept(study, file, path.name)
    except BaseException:
        remove_unnamed(study, file.digest)
        raise


def _check_unchanged(path: Path, file: KeptFile, digest: str) -> None:
    if file.digest != digest:
        raise InputError(
            f"{path} changed while it was read: wait until it is written, then repeat the command"
        )


def remove_unnamed(study: Study, digest: str) -> None:
    """Remove a file and what was made of it, unless a row names it."""
    # Writers take turns, so that nobody adds a row for the copy between the look and the removal.
    with study.writing("countenance") as writer:
        if writer.first(Medium, digest=digest) is None:
            study.media.remove(digest)
            shutil.rmtree(study.cache(digest), ignore_errors=True)
