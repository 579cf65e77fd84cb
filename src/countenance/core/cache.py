"""Results kept on disk under the digest of everything that they depend on.

A killed run leaves either a whole entry or none, so the next run continues where it stopped. Two processes
may write the same entry: both write the same bytes, and the last rename wins.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

__all__ = ["ArrayCache", "atomic_file", "digest", "digest_path", "settle_folder", "write_atomically"]


def digest(*parts: Any) -> str:
    """SHA-256 of values that JSON can hold, and of arrays by shape, type and content.

    >>> digest("lbp-top", {"rx": 1}) == digest("lbp-top", {"rx": 1})
    True
    >>> digest("1") == digest(1)
    False
    """
    state = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            state.update(f"{part.dtype.str}{part.shape}".encode())
            state.update(np.ascontiguousarray(part).tobytes())
        else:
            state.update(json.dumps(part, sort_keys=True, ensure_ascii=True).encode())
        state.update(b"\0")
    return state.hexdigest()


def digest_path(path: Path) -> str:
    """SHA-256 of a file's content; of a folder, the names, sizes and times of change of its files."""
    if path.is_dir():
        files = sorted((entry for entry in path.iterdir() if entry.is_file()), key=lambda file: file.name)
        return digest([[f.name, f.stat().st_size, f.stat().st_mtime_ns] for f in files])
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def atomic_file(path: Path, *, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file to write to that takes the place of ``path`` when everything went well, and is gone otherwise.

    Its scratch name is unique, so that threads, processes and machines may write the same file at once.

    Parameters
    ----------
    path : Path
    mode : int
        Permissions, less what the user's mask takes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with open(partial, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        error.filename = str(path)  # a full disk names nothing, and the scratch name says nothing
        raise
    finally:
        partial.unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes | str, *, mode: int = 0o666) -> None:
    """Write a file so that it is there whole or not at all, even if the process is killed.

    Parameters
    ----------
    path : Path
    content : bytes or str
    mode : int
        Permissions, less what the user's mask takes.
    """
    with atomic_file(path, mode=mode) as file:
        file.write(content.encode() if isinstance(content, str) else content)


def settle_folder(path: Path) -> None:
    """Make sure that names in a folder outlive a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class ArrayCache:
    """Named arrays under a key, one file an entry.

    Parameters
    ----------
    folder : Path
        Made when first written to.

    Examples
    --------
    >>> import tempfile
    >>> cache = ArrayCache(Path(tempfile.mkdtemp()))
    >>> cache.put("ab12", {"codes": np.arange(3)})
    >>> cache.get("ab12")["codes"].tolist(), cache.get("cd34")
    ([0, 1, 2], None)
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Where the entry lies or would lie."""
        return self.folder / key[:2] / f"{key}.npz"

    def get(self, key: str) -> dict[str, NDArray[Any]] | None:
        """The entry, or None where there is none or it cannot be read."""
        try:
            # Opened here, because np.load leaves a damaged file open.
            with self.path(key).open("rb") as file, np.load(file, allow_pickle=False) as entry:
                return {name: entry[name] for name in entry.files}
        except FileNotFoundError:
            return None
        except (OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error):
            # A damaged entry is computed again: the cache holds nothing that cannot be.
            return None

    def put(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Write the entry, whole or not at all."""
        with atomic_file(self.path(key)) as file:
            np.savez_compressed(file, allow_pickle=False, **dict[str, Any](arrays))
