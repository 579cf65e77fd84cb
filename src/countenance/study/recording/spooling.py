"""What a camera sends while it records: a growing file for each segment of a session, and a note of what it is."""

from __future__ import annotations

import json
import os
import shutil
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Self

from countenance.core.cache import write_atomically
from countenance.core.errors import ConflictError, InputError
from countenance.store.records import SessionRow
from countenance.study.leftovers import is_quiet
from countenance.study.project import Study
from countenance.video.muxing import Chunk

__all__ = ["FORMATS", "HEADER", "MOST_BYTES", "CaptureNote", "Spool", "read_chunks"]

HEADER = struct.Struct("<qII")
"""Before each frame: microseconds, bytes that follow, 1 for a keyframe and 0 otherwise; little-endian."""
FORMATS = ("chunks", "matroska", "mp4")
MOST_BYTES = 16 * 2**30
"""Of one segment."""

_LONGEST_CHUNK = 16 * 2**20
_SETTLED_EVERY = 4 * 2**20
_AT_ONCE = 2**20
_QUIET_S = 10.0
"""A browser sends every half second; after so long without a byte it is gone, or has stopped."""
_LOCKS: dict[Path, Lock] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureNote:
    """What is known of a capture beside its bytes.

    Parameters
    ----------
    key : str
        Of the recorder that sends it: another one may not go on.
    format : str
        One of :data:`FORMATS`.
    codec : str
        As WebCodecs names it; empty where the browser did not tell.
    width, height : int
        In pixels.
    fps : float
        That the camera was set to.
    clock_ms : float
        When the first frame came, on the clock of the session's segment.
    film : str
        Id of the recording that it became; empty until then.
    problem : str
        Why it has not become one; empty unless that was tried.
    """

    key: str
    format: str = "chunks"
    codec: str = ""
    width: int = 640
    height: int = 480
    fps: float = 30.0
    clock_ms: float = 0.0
    film: str = ""
    problem: str = ""

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """The note in a file; None where there is none.

        Raises
        ------
        InputError
            If it is damaged.
        """
        try:
            return cls(**json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            raise InputError(f"the note of the capture {path.name} is damaged ({error})") from error


@dataclass(frozen=True, slots=True)
class Spool:
    """The capture of one segment.

    Parameters
    ----------
    study : Study
    session : str
        Its id.
    segment : int
        How often the session had been resumed before.
    """

    study: Study
    session: str
    segment: int

    @property
    def path(self) -> Path:
        """The bytes."""
        return self._folder / f"{self.segment}.capture"

    @property
    def _note(self) -> Path:
        return self._folder / f"{self.segment}.json"

    @property
    def _folder(self) -> Path:
        return self.study.captures(self.session)

    @property
    def lock(self) -> Lock:
        """Held by whoever changes it."""
        return _LOCKS.setdefault(self.path, Lock())

    @property
    def n_bytes(self) -> int:
        """How many are there."""
        return self.path.stat().st_size if self.path.is_file() else 0

    @property
    def is_growing(self) -> bool:
        """Whether something came within the last seconds."""
        return self.path.is_file() and not is_quiet(self.path, _QUIET_S)

    @property
    def n_frames(self) -> int:
        """How many are whole; 0 where only the container knows."""
        note = self.note()
        if note is None or note.format != "chunks" or not self.path.is_file():
            return 0
        return sum(1 for _ in read_chunks(self.path, whole=False))

    def note(self) -> CaptureNote | None:
        """What is known of it; None where nothing was begun."""
        return CaptureNote.read(self._note)

    def mark(self, **changes: Any) -> CaptureNote:
        """Change the note.

        Raises
        ------
        InputError
            If there is none.
        ConflictError
            If the participant has withdrawn.
        """
        note = self.note()
        if note is None:
            raise InputError("nothing was recorded in this part of the session")
        changed = replace(note, **changes)
        write_atomically(self._note, json.dumps(asdict(changed)), mode=0o600)
        self._check_there()
        return changed

    def begin(self, note: CaptureNote) -> None:
        """Begin, or go on with what the same recorder has begun.

        Raises
        ------
        ConflictError
            If another recorder has begun this segment, or the participant has withdrawn.
        """
        with self.lock:
            there = self.note()
            if there is not None:
                if there.key != note.key or there.film:
                    raise ConflictError(
                        "this part of the session is recorded already: open the session again, "
                        "which begins another part"
                    )
                return
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600))
            write_atomically(self._note, json.dumps(asdict(note)), mode=0o600)
            self._check_there()

    def _check_there(self) -> None:
        with self.study.reading() as reader:
            gone = reader.first(SessionRow, id=self.session) is None
        if gone:  # withdrawn at this very moment, after the traces were cleared
            shutil.rmtree(self._folder, ignore_errors=True)
            raise ConflictError("this session is not there any more")

    def append(self, key: str, offset: int, content: bytes) -> int:
        """Add bytes that begin at an offset; those that are there already change nothing.

        Returns
        -------
        int
            How many bytes are there now.

        Raises
        ------
        ConflictError
            If another recorder has begun this segment, it is over, or bytes before the offset are missing.
        InputError
            If it grows too large.
        OSError
            If the disk takes no more; nothing is added then.
        """
        with self.lock:
            note = self.note()
            if note is None or note.key != key:
                raise ConflictError("this part of the session is recorded by another window")
            if note.film or not self.path.is_file():
                raise ConflictError("the recording of this part of the session is over")
            size = self.n_bytes
            if offset > size:
                raise ConflictError(
                    f"{size} bytes of this recording are here, and byte {offset} cannot follow"
                )
            fresh = content[size - offset :]
            if size + len(fresh) > MOST_BYTES:
                raise InputError(f"one recording may have {MOST_BYTES // 2**30} GiB at most")
            try:
                with self.path.open("r+b", buffering=0) as file:
                    _write(file, size, fresh)
            except FileNotFoundError:
                raise ConflictError("this session is not there any more") from None
            return size + len(fresh)

    def remove(self) -> None:
        """Let go of the bytes; the note stays, and tells what they became."""
        self.path.unlink(missing_ok=True)


def _write(file: BinaryIO, size: int, content: bytes) -> None:
    left = memoryview(content)
    file.seek(size)
    try:
        while left:
            left = left[file.write(left) :]
        if size // _SETTLED_EVERY != (size + len(content)) // _SETTLED_EVERY:
            os.fsync(file.fileno())
    except OSError:
        file.truncate(size)
        raise


def _is_blank(header: bytes, file: BinaryIO) -> bool:
    """Whether nothing but zeros follows: a file system may keep the length of what it could not write any more."""
    parts = iter(lambda: file.read(_AT_ONCE), b"")
    return not any(header) and not any(any(part) for part in parts)


def read_chunks(path: Path, *, whole: bool = True) -> Iterator[Chunk]:
    """The frames in a file of chunks; a last one that was cut off is left out, and zeros that a power cut left.

    Parameters
    ----------
    path : Path
    whole : bool
        Whether to read their content too.

    Raises
    ------
    InputError
        If a header cannot be one, which no killed browser brings about; never where content is left out, where
        reading ends there.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        index = 0
        while len(header := file.read(HEADER.size)) == HEADER.size:
            us, length, flag = HEADER.unpack(header)
            if not 0 < length <= _LONGEST_CHUNK or flag > 1:
                if not whole or _is_blank(header, file):
                    return
                raise InputError(f"what was recorded is damaged after {index} frames")
            if file.tell() + length > size:
                return
            content = file.read(length) if whole else b""
            if not whole:
                file.seek(length, os.SEEK_CUR)
            yield Chunk(us, bool(flag), content)
            index += 1
