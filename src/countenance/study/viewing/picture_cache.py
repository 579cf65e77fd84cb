"""Pictures on disk: each is there whole or not at all, and those not looked at for longest go first."""

from __future__ import annotations

import shutil
import uuid
import zlib
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import RLock

from countenance.study.project import Study

__all__ = ["PictureCache"]

_FOLDER, _SUFFIX, _PART = "frames", ".jpg", ".part"
_SUM_BYTES = 4
"""Of the checksum behind each picture: a file that a power cut left half written is none."""


class PictureCache:
    """JPEG pictures of a study's recordings, up to a number of bytes for all of them together.

    Files are made without waiting for the disk, because everything here can be made again.

    Parameters
    ----------
    study : Study
    limit : int
        Bytes.
    """

    def __init__(self, study: Study, limit: int) -> None:
        self._study, self._limit = study, limit
        self._sizes: OrderedDict[tuple[str, str], int] | None = None
        self._total = 0
        self._lock = RLock()

    @property
    def total(self) -> int:
        """Bytes that are kept."""
        with self._lock:
            self._known()
            return self._total

    def holds(self, digest: str, name: str) -> bool:
        """Whether a picture is there."""
        with self._lock:
            return (digest, name) in self._known()

    def get(self, digest: str, name: str) -> bytes | None:
        """A picture, or None where there is none or it is damaged.

        Parameters
        ----------
        digest : str
            Of the recording's file.
        name : str
            Of the picture, made of letters, digits and dashes.
        """
        with self._lock:
            if (digest, name) not in self._known():
                return None
        try:
            content = self._path(digest, name).read_bytes()
        except OSError:
            content = b""
        picture, checksum = content[:-_SUM_BYTES], content[-_SUM_BYTES:]
        if not picture or _checksum(picture) != checksum:
            self._forget(digest, name)
            return None
        with self._lock, suppress(KeyError):
            self._known().move_to_end((digest, name))
        return picture

    def put(self, digest: str, name: str, picture: bytes) -> None:
        """Keep a picture, and let go of others where there are too many bytes.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        path = self._path(digest, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{uuid.uuid4().hex}{_PART}")
        try:
            part.write_bytes(picture + _checksum(picture))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        with self._lock:
            self._enter(digest, name, len(picture) + _SUM_BYTES)
            self._make_room()

    def drop(self, digest: str) -> None:
        """Let go of everything that was made of a recording, even the folder, whose name tells of it."""
        with self._lock:
            for _, name in [key for key in self._known() if key[0] == digest]:
                self._forget(digest, name)
        # Who still writes there drops it in turn.
        shutil.rmtree(self._study.cache(digest), ignore_errors=True)

    def _enter(self, digest: str, name: str, size: int) -> None:
        known = self._known()
        self._total += size - known.pop((digest, name), 0)
        known[digest, name] = size

    def _make_room(self) -> None:
        known = self._known()
        while self._total > self._limit and known:
            (digest, name), size = known.popitem(last=False)
            self._total -= size
            with suppress(OSError):  # a withdrawal may have taken it already
                self._path(digest, name).unlink()

    def _forget(self, digest: str, name: str) -> None:
        with self._lock:
            self._total -= self._known().pop((digest, name), 0)

    def _known(self) -> OrderedDict[tuple[str, str], int]:
        if self._sizes is None:
            self._sizes = OrderedDict()
            self._look()
        return self._sizes

    def _look(self) -> None:
        """Find what an earlier server has left, and remove what it was killed over."""
        found: list[tuple[float, str, str, int]] = []
        for path in self._study.cache("").glob(f"*/{_FOLDER}/*"):
            with suppress(OSError):
                if path.suffix == _PART:
                    path.unlink()
                    continue
                facts = path.stat()
                found.append((facts.st_mtime, path.parent.parent.name, path.stem, facts.st_size))
        for _, digest, name, size in sorted(found):
            self._enter(digest, name, size)
        self._make_room()

    def _path(self, digest: str, name: str) -> Path:
        return self._study.cache(digest) / _FOLDER / f"{name}{_SUFFIX}"


def _checksum(picture: bytes) -> bytes:
    return zlib.crc32(picture).to_bytes(_SUM_BYTES, "big")
