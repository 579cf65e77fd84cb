"""Releases in the study's own folder: names for new ones, which are there, and one of them as a ZIP file."""

from __future__ import annotations

import os
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from countenance.core import InputError
from countenance.core.cache import digest_path
from countenance.store import Reader
from countenance.store.records import Release, Tombstone
from countenance.study.project import Study
from countenance.study.publishing.entering import settle_interrupted
from countenance.study.publishing.staging import CHECKSUMS
from countenance.study.recording.access import checked_name
from countenance.study.recording.sessions import withdrawn_in_sessions

__all__ = [
    "DELETED",
    "KeptRelease",
    "delete_release",
    "kept_releases",
    "name_of",
    "new_release",
    "settle_all",
    "zipped",
]

DELETED = "deleted"
"""In the manifest of a release that was deleted: the name that it had."""
_CHUNK = 1 << 20
_MOST_BYTES = 180
"""Of a name: a release is written beside its place under a longer one."""


@dataclass(frozen=True, slots=True)
class KeptRelease:
    """A release that the study has entered.

    Parameters
    ----------
    release : Release
    folder : Path or None
        Where it lies in the study's folder; None where it went elsewhere.
    withdrawn : tuple of str
        Pseudonyms of those in it who have withdrawn since, or wished to in a session.
    """

    release: Release
    folder: Path | None
    withdrawn: tuple[str, ...]


def releases_folder(study: Study) -> Path:
    """Folder of the releases that are made in the browser."""
    return study.folder.absolute() / "releases"


def new_release(study: Study, name: str) -> Path:
    """Place for a release of a name.

    Raises
    ------
    InputError
        If it is no name of a folder, or there is one of it.
    """
    checked = checked_name(name, "release")
    if len(os.fsencode(checked)) > _MOST_BYTES:
        raise InputError(f"{checked!r} is too long for the name of a release: give a shorter one")
    folder = releases_folder(study)
    taken = [one.name for one in folder.iterdir()] if folder.is_dir() else []
    if checked.casefold() in {one.casefold() for one in taken}:
        raise InputError(f"there is already a release {checked!r}: give another name")
    return folder / checked


def name_of(study: Study, out: Path) -> str:
    """What a release at a place is called; empty where that is not in the study's folder."""
    place = out.absolute()
    return place.name if place.parent.resolve() == releases_folder(study).resolve() else ""


def kept_releases(study: Study, reader: Reader) -> list[KeptRelease]:
    """Every release that the study has entered, the last one first."""
    folders = _folders(study)
    gone = {one.pseudonym for one in reader.find(Tombstone)}.union(withdrawn_in_sessions(reader))
    found = sorted(reader.find(Release), key=lambda one: one.made_at, reverse=True)
    return [
        KeptRelease(
            one,
            folders.get(one.manifest.get("files", {}).get(CHECKSUMS, "")),
            tuple(sorted(gone.intersection(one.participants))),
        )
        for one in found
    ]


def _folders(study: Study) -> dict[str, Path]:
    """Folders by the SHA-256 of their lists of files, which rows know, too."""
    sums = sorted(releases_folder(study).glob(f"[!.]*/{CHECKSUMS}"))
    return {digest_path(path): path.parent for path in sums}


def delete_release(study: Study, kept: KeptRelease, actor: str) -> None:
    """Delete a release from the study's folder; that it was made, and whom it held, stays known.

    Raises
    ------
    InputError
        If it does not lie there.
    """
    if kept.folder is None:
        raise InputError("this release does not lie in the study's folder: delete it where it is")
    # Under a hidden name it is no release any more, even if the program is killed meanwhile.
    gone = kept.folder.with_name(f".{kept.folder.name}.deleted-{secrets.token_hex(4)}")
    kept.folder.rename(gone)
    with study.writing(actor) as writer:
        writer.note("delete release", f"release {kept.release.id}, {kept.folder.name}")
        row = writer.get(Release, kept.release.id)
        writer.change(row, manifest={**row.manifest, DELETED: kept.folder.name})
    shutil.rmtree(gone)


def settle_all(study: Study, actor: str) -> None:
    """Settle what kills left of releases in the study's folder; those that are being written stay."""
    for path in releases_folder(study).glob(".*.deleted-*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in list(releases_folder(study).glob(".*.release-*")):
        settle_interrupted(study, actor, path.parent / path.name[1:].rpartition(".release-")[0])


def zipped(folder: Path) -> Iterator[bytes]:
    """A folder as a ZIP file without compression, in parts: videos and pictures do not get smaller.

    Parameters
    ----------
    folder : Path
        Its name begins every name in the file.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink()):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            info = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
            with path.open("rb") as read, archive.open(info, "w") as write:
                while chunk := read.read(_CHUNK):
                    write.write(chunk)
                    yield sink.taken()
    yield sink.taken()


class _Sink:
    """Where a ZIP file is written to that nobody can go back in."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes, /) -> int:
        """Take a part."""
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def taken(self) -> bytes:
        """What has come since the last time."""
        whole = b"".join(self._parts)
        self._parts.clear()
        return whole
