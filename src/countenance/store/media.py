"""Files of a study, each kept once under the SHA-256 of its content."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from countenance.core.cache import atomic_file, settle_folder
from countenance.core.errors import StoreError

__all__ = ["KeptFile", "MediaFolder"]

_CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"(\.[a-z0-9]{1,8})?")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was taken in."""

    digest: str
    size: int
    suffix: str


class MediaFolder:
    """The folder in which a study keeps its files.

    A file is there whole or not at all, and is never changed. Files that nothing refers to do no harm.

    Parameters
    ----------
    root : Path
        Made when first written to.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "face.mp4").write_bytes(b"film")
    >>> media = MediaFolder(folder / "media")
    >>> kept = media.add(folder / "face.mp4")
    >>> kept.size, kept.suffix, media.path(kept.digest).read_bytes()
    (4, '.mp4', b'film')
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, digest: str, suffix: str | None = None) -> Path:
        """Where a file lies.

        Parameters
        ----------
        digest : str
        suffix : str, optional
            Of the name it was taken in with; the file is looked for unless given.

        Raises
        ------
        StoreError
            If the digest or the suffix is none, or the file is not there and no suffix is given.
        """
        if not _DIGEST.fullmatch(digest):
            raise StoreError(f"{digest!r} is no SHA-256 of a file")
        if not _SUFFIX.fullmatch(suffix or ""):
            raise StoreError(f"{suffix!r} is no suffix of a file: a dot and up to 8 letters or digits are")
        folder = self.root / digest[:2]
        if suffix is not None:
            return folder / f"{digest}{suffix}"
        found = next(iter(sorted(folder.glob(f"{digest}*"))), None)
        if found is None:
            raise StoreError(f"the file {digest} is missing in {self.root}: restore it from a backup")
        return found

    def add(self, source: Path) -> KeptFile:
        """Take in a file; one that is there already is not copied again.

        Raises
        ------
        StoreError
            If it cannot be read.
        """
        if not source.is_file():
            raise StoreError(f"{source} is no file")
        digest, size = _digest_of(source)
        suffix = source.suffix.lower() if _SUFFIX.fullmatch(source.suffix.lower()) else ""
        target = self.path(digest, suffix)
        if not target.is_file() or target.stat().st_size != size:
            with source.open("rb") as read, atomic_file(target) as write:
                shutil.copyfileobj(read, write, _CHUNK)
            settle_folder(target.parent)
        else:
            target.touch()  # it may belong to nothing yet, and what is old is removed then
        return KeptFile(digest, size, suffix)

    def add_bytes(self, content: bytes, suffix: str = "") -> KeptFile:
        """Take in a file that is made here."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.path(digest, suffix)
        if not target.is_file():
            with atomic_file(target) as write:
                write.write(content)
            settle_folder(target.parent)
        else:
            target.touch()
        return KeptFile(digest, len(content), suffix)

    def remove(self, digest: str) -> None:
        """Remove a file, if it is there."""
        for path in (self.root / digest[:2]).glob(f"{digest}*"):
            path.unlink()

    def files(self) -> Iterator[tuple[str, Path]]:
        """Every file with its digest; what was left by a killed program is none."""
        for path in sorted(self.root.glob("??/*")):
            digest = path.name.partition(".")[0]
            if _DIGEST.fullmatch(digest) and path.is_file():
                yield digest, path

    def strays(self, needed: Collection[str]) -> Iterator[Path]:
        """Every file of none of these digests, with what was left by a killed program."""
        for path in sorted(self.root.rglob("*")):
            known = _DIGEST.fullmatch(digest := path.name.partition(".")[0]) and digest in needed
            if path.is_file() and not known:
                yield path

    def holds(self, digest: str) -> bool:
        """Whether a file is there."""
        return any((self.root / digest[:2]).glob(f"{digest}*"))

    def is_sound(self, digest: str) -> bool:
        """Whether a file is there and holds what its name says."""
        try:
            return _digest_of(self.path(digest))[0] == digest
        except (StoreError, OSError):
            return False


def _digest_of(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return digest, file.tell()
