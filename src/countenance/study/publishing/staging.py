"""The folder that a release is written into: renamed when it is whole, gone when it is not."""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from countenance.core import InputError
from countenance.core.cache import digest_path
from countenance.store import MediaFolder
from countenance.study.elicitation.log_lock import HAS_LOCKS, lock
from countenance.study.publishing.contents import RecordingContent

__all__ = ["CHECKSUMS", "Stage", "abandoned", "check_out", "remove_stage", "staged"]

CHECKSUMS = "SHA256SUMS"
"""Name of the list of files, as ``sha256sum -c`` reads it."""

_CHUNK = 1 << 20
_LOCK = "lock"
_MARK = ".release-"
_PICTURE = ".jpg"


@dataclass(slots=True)
class Stage:
    """A folder that is being filled.

    Parameters
    ----------
    folder : Path
    media : MediaFolder
        Of the study.
    token : str
        Random; stands in the name of the hidden folder that holds it.
    digests : dict of str to str
        SHA-256 of files that were hashed while they were written, by their place in the folder.
    """

    folder: Path
    media: MediaFolder
    token: str
    digests: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, text: str) -> None:
        """Write a text file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def copy(self, recording: RecordingContent, name: str) -> Path:
        """Copy the file of a recording, and make sure that it is what was taken in.

        Raises
        ------
        InputError
            If there is none, or it was damaged.
        """
        if recording.digest is None:
            raise InputError(
                f"recording {recording.name} has no file: ingest it, or keep it from the release"
            )
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        self.digests[name] = _copied(self.media.path(recording.digest), target)
        if self.digests[name] != recording.digest:
            raise InputError(
                f"the file of recording {recording.name} is damaged: restore {recording.digest} from a backup"
            )
        return target

    def manifest(self) -> dict[str, str]:
        """SHA-256 of everything in the folder, and the list of it as a file.

        Returns
        -------
        dict of str to str
            By place. Pictures are summed up, one digest for each folder of them: of its lines in the list.
        """
        digests = {place: self._digest(place) for place in sorted(self._places())}
        lines = {place: f"{digest}  {place}\n" for place, digest in digests.items()}
        self.write(CHECKSUMS, "".join(lines.values()))
        return {**_summed_up(digests, lines), CHECKSUMS: digest_path(self.folder / CHECKSUMS)}

    def _places(self) -> Iterator[str]:
        for path in self.folder.rglob("*"):
            if path.is_file():
                yield path.relative_to(self.folder).as_posix()

    def _digest(self, place: str) -> str:
        return self.digests.get(place) or digest_path(self.folder / place)


def check_out(out: Path) -> None:
    """Refuse a place that holds something.

    Raises
    ------
    InputError
        If there is a file, or a folder that is not empty.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out} is there already: name a new or empty folder for the release")


@contextmanager
def staged(out: Path, media: MediaFolder) -> Iterator[Stage]:
    """A folder beside the place of a release; whoever fills it renames it, and what is left is removed.

    It is locked as long as its process lives, so that :func:`abandoned` tells what a kill has left.

    Parameters
    ----------
    out : Path
        The place.
    media : MediaFolder
        Of the study.
    """
    check_out(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    token = secrets.token_hex(8)
    scratch = out.parent / f".{out.name}{_MARK}{token}"
    scratch.mkdir(mode=0o700)
    try:
        with (scratch / _LOCK).open("xb") as held:
            with suppress(InputError):  # a file system without locks: nothing is taken for abandoned there
                lock(held.fileno(), scratch / _LOCK)
            folder = scratch / out.name
            folder.mkdir()
            yield Stage(folder, media, token)
    finally:
        remove_stage(scratch)


def abandoned(out: Path) -> dict[str, Path]:
    """Folders of releases to the same place whose processes were killed while they wrote, by token."""
    if not HAS_LOCKS or not out.parent.is_dir():
        return {}
    named = re.compile(re.escape(f".{out.name}{_MARK}") + "([0-9a-f]{16})")
    found = ((named.fullmatch(path.name), path) for path in out.parent.iterdir())
    return {match[1]: path for match, path in found if match and _is_abandoned(path)}


def remove_stage(scratch: Path) -> None:
    """Remove the folder of a stage; the lock goes last, so that :func:`abandoned` finds what is left of it."""
    if not scratch.is_dir():
        return
    for path in scratch.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
    if not any(path.is_dir() for path in scratch.iterdir()):
        shutil.rmtree(scratch, ignore_errors=True)


def _is_abandoned(scratch: Path) -> bool:
    try:
        with (scratch / _LOCK).open("rb") as held:
            lock(held.fileno(), scratch / _LOCK)
    except (InputError, OSError):
        return False
    return True


def _copied(source: Path, target: Path) -> str:
    """Copy and hash in one pass: the disk is what limits."""
    state = hashlib.sha256()
    with source.open("rb") as read, target.open("xb") as write:
        while chunk := read.read(_CHUNK):
            state.update(chunk)
            write.write(chunk)
    return state.hexdigest()


def _summed_up(digests: Mapping[str, str], lines: Mapping[str, str]) -> dict[str, str]:
    """Hundreds of thousands of pictures would make a row of the study that nobody wants to read."""
    told: dict[str, str] = {}
    folders: dict[str, list[str]] = {}
    for place, digest in digests.items():
        if place.endswith(_PICTURE):
            folders.setdefault(f"{place.rpartition('/')[0]}/", []).append(lines[place])
        else:
            told[place] = digest
    told |= {place: hashlib.sha256("".join(held).encode()).hexdigest() for place, held in folders.items()}
    return dict(sorted(told.items()))
