"""A study in one file, and back: the same from SQLite and from PostgreSQL, into either.

The file is a tar archive: ``manifest.json`` (who, when, revision, the log's head, SHA-256 of every member), a
``tables/NAME.jsonl`` for each table, and the ``media``. It is written in one view of the database, so that it is
consistent however busy the study is.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from sqlalchemy import Connection, Table, insert, select

from countenance.core.cache import atomic_file
from countenance.core.errors import StoreError
from countenance.core.executors import Progress, ignore_progress
from countenance.store.connections import transaction
from countenance.store.media import MediaFolder
from countenance.store.migrating import REVISION, ensure_tables
from countenance.store.records import Medium
from countenance.store.schema import AUDIT, METADATA, canonical, table_of, utc_text
from countenance.store.store import Reader, Store

__all__ = ["BackedUp", "back_up", "restore"]

_FORMAT = "countenance-study-backup"
_AT_ONCE = 1000
_DAMAGES = (tarfile.TarError, EOFError, ValueError, KeyError)
"""What reading a file that is no backup, or not whole, ends with."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds."""

    rows: int
    files: int
    head: str


def back_up(
    store: Store, media: MediaFolder, target: Path, *, progress: Progress = ignore_progress
) -> BackedUp:
    """Write a study into one file, which is there whole or not at all.

    Parameters
    ----------
    store : Store
    media : MediaFolder
    target : Path
        A new file.
    progress : callable

    Raises
    ------
    StoreError
        If the file is there already, or a file of the study is missing.
    """
    if target.exists():
        raise StoreError(f"{target} is there already: name a new file for the backup")
    with atomic_file(target) as file, tarfile.open(fileobj=file, mode="w") as archive:
        with transaction(store.engine, writes=False) as connection:
            head = Reader(connection).head()[1]
            members, rows = _write_tables(archive, connection)
            kept = connection.execute(select(table_of(Medium).c.digest, table_of(Medium).c.suffix)).all()
        progress("copying files", 0, len(kept))
        for done, (digest, suffix) in enumerate(kept, 1):
            path = media.path(digest, suffix)
            if not path.is_file():
                raise StoreError(
                    f"the file {digest} is missing in {media.root}: 'countenance study verify' lists all"
                )
            archive.add(path, f"media/{digest}{suffix}", recursive=False)
            progress("copying files", done, len(kept))
        manifest = {
            "format": _FORMAT, "revision": REVISION, "made_at": utc_text(datetime.now(UTC)), "head": head,
            "rows": rows, "tables": members,
        }  # fmt: skip
        _write(archive, "manifest.json", json.dumps(manifest, indent=1).encode())
    return BackedUp(sum(rows.values()), len(kept), head)


def restore(
    source: Path, store: Store, media: MediaFolder, *, progress: Progress = ignore_progress
) -> BackedUp:
    """Fill a new study from a backup: all of it, or nothing.

    Parameters
    ----------
    source : Path
    store : Store
        New: without tables, or with empty ones.
    media : MediaFolder
    progress : callable

    Raises
    ------
    StoreError
        If the file is no backup, is damaged, or the study is not empty.
    """
    taken: list[Path] = []
    try:
        with tarfile.open(source, "r:") as archive, transaction(store.engine, writes=True) as connection:
            manifest = _manifest(archive, source)
            ensure_tables(connection)
            _read_tables(archive, connection, manifest, source)
            for done, total in _take_files(archive, connection, media, source, taken):
                progress("copying files", done, total)
    except BaseException as error:
        for path in taken:
            path.unlink(missing_ok=True)
        if isinstance(error, _DAMAGES) and not isinstance(error, StoreError):
            raise StoreError(f"{source} is no backup of a study, or is damaged ({error})") from error
        raise
    return BackedUp(sum(manifest["rows"].values()), len(taken), manifest["head"])


def _write_tables(archive: tarfile.TarFile, connection: Connection) -> tuple[dict[str, str], dict[str, int]]:
    digests, counts = {}, {}
    for table in METADATA.sorted_tables:
        # A table may be larger than memory, and a member's length is written before it.
        with tempfile.TemporaryFile() as lines:
            counts[table.name] = sum(1 for row in _rows(connection, table) if lines.write(row))
            digests[table.name] = _add(archive, f"tables/{table.name}.jsonl", lines)
    return digests, counts


def _rows(connection: Connection, table: Table) -> Iterator[bytes]:
    chosen = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(chosen, execution_options={"yield_per": _AT_ONCE}):
        yield canonical(row._asdict()).encode() + b"\n"


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes]) -> str:
    member = tarfile.TarInfo(name)
    member.size = file.tell()
    file.seek(0)
    digest = hashlib.file_digest(cast("Any", file), "sha256").hexdigest()
    file.seek(0)
    archive.addfile(member, file)
    return digest


def _write(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _open(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    file = archive.extractfile(name)
    if file is None:
        raise ValueError(f"{name} is no file")
    return file


def _manifest(archive: tarfile.TarFile, source: Path) -> Mapping[str, Any]:
    manifest: Mapping[str, Any] = json.load(_open(archive, "manifest.json"))
    if manifest.get("format") != _FORMAT:
        raise StoreError(f"{source} is no backup of a study")
    if manifest["revision"] != REVISION:
        raise StoreError(
            f"{source} holds tables {manifest['revision']}, and this countenance works with {REVISION}: restore it "
            "with the countenance that made it, then run 'countenance study migrate'"
        )
    return manifest


def _take_files(
    archive: tarfile.TarFile, connection: Connection, media: MediaFolder, source: Path, taken: list[Path]
) -> Iterator[tuple[int, int]]:
    """Copy the file of every row, and nothing else; how many of how many are copied."""
    table = table_of(Medium)
    due = {
        f"media/{digest}{suffix}": (digest, media.path(digest, suffix))
        for digest, suffix in connection.execute(select(table.c.digest, table.c.suffix))
    }
    held = {member.name: member for member in archive.getmembers() if member.name.startswith("media/")}
    for name in sorted(due.keys() ^ held.keys()):
        fault = "is missing" if name in due else "belongs to nothing"
        raise StoreError(f"{source} is damaged: its file {name} {fault}")
    for name, (digest, target) in due.items():
        _take_file(archive, held[name], digest, target, source)
        taken.append(target)
        yield len(taken), len(due)


def _take_file(
    archive: tarfile.TarFile, member: tarfile.TarInfo, digest: str, target: Path, source: Path
) -> None:
    if not member.isfile():
        raise StoreError(f"{source} is damaged: its {member.name} is no file")
    read, state = _open(archive, member.name), hashlib.sha256()
    with atomic_file(target) as write:
        while chunk := read.read(1 << 20):
            state.update(chunk)
            write.write(chunk)
        if state.hexdigest() != digest:
            raise StoreError(f"{source} is damaged: its file {digest} is not what its name says")


def _read_tables(
    archive: tarfile.TarFile, connection: Connection, manifest: Mapping[str, Any], source: Path
) -> None:
    if connection.execute(select(AUDIT.c.sequence).limit(1)).first() is not None:
        raise StoreError("the study to restore into is not empty: name a new one")
    for table in METADATA.sorted_tables:
        name = f"tables/{table.name}.jsonl"
        if (
            hashlib.file_digest(cast("Any", _open(archive, name)), "sha256").hexdigest()
            != manifest["tables"][table.name]
        ):
            raise StoreError(f"{source} is damaged: its {name} was changed")
        batch: list[dict[str, Any]] = []
        for line in _open(archive, name):
            batch.append(json.loads(line))
            if len(batch) == _AT_ONCE:
                connection.execute(insert(table), batch)
                batch = []
        if batch:
            connection.execute(insert(table), batch)
