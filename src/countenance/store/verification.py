"""Whether a study is whole: the log, every row against the log, and every file against its name."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, text

from countenance.core.executors import Progress, ignore_progress
from countenance.core.words import counted
from countenance.store.audit import broken_links, row_digest
from countenance.store.connections import is_sqlite, transaction
from countenance.store.media import MediaFolder
from countenance.store.records import RECORDS, Medium
from countenance.store.schema import AUDIT, HISTORY, table_of
from countenance.store.store import Store

__all__ = ["Verified", "clean", "verify"]

_AT_ONCE = 1000
_OLD_SECONDS = 3600
"""Age from which a file without a row is nobody's."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a look at everything found.

    Parameters
    ----------
    faults : tuple of str
        What must not be, a sentence each; empty for a study that is whole.
    remarks : tuple of str
        What does no harm.
    entries : int
        Of the log.
    head : str
        Hash of its last entry. Who notes it elsewhere can tell later whether entries were cut off the end.
    rows, files : int
        That were looked at.
    """

    faults: tuple[str, ...]
    remarks: tuple[str, ...]
    entries: int
    head: str
    rows: int
    files: int


def verify(
    store: Store, media: MediaFolder, *, known_head: str = "", progress: Progress = ignore_progress
) -> Verified:
    """Look at everything.

    Parameters
    ----------
    store : Store
    media : MediaFolder
    known_head : str
        Hash of an entry of the log as it was noted elsewhere: it must still be there.
    progress : callable

    Returns
    -------
    Verified
    """
    with transaction(store.engine, writes=False) as connection:
        faults = [
            *_database_faults(connection, sqlite=is_sqlite(store.engine)),
            *_log_faults(connection, known_head),
        ]
        n_rows, wrong = _row_faults(connection)
        digests = {row.digest for row in connection.execute(select(table_of(Medium).c.digest))}
    with store.reading() as reader:
        entries, head = reader.head()
    progress("checking files", 0, len(digests))
    for done, digest in enumerate(sorted(digests), 1):
        if not media.is_sound(digest):
            faults.append(f"the file {digest} is missing or was changed; restore it from a backup")
        progress("checking files", done, len(digests))
    remarks = tuple(_stray(media, path) for path in media.strays(digests))
    return Verified((*faults, *wrong), remarks, entries, head, n_rows, len(digests))


def _stray(media: MediaFolder, path: Path) -> str:
    return (
        f"the file {path.relative_to(media.root)} in {media.root} belongs to nothing: "
        "'countenance study verify STUDY --clean' removes it an hour after it was written"
    )


def clean(store: Store, media: MediaFolder, actor: str) -> int:
    """Remove files that belong to nothing, and what a killed program has left of others.

    Files that were written in the last hour stay: somebody may be about to add their rows.

    Parameters
    ----------
    store : Store
    media : MediaFolder
    actor : str
        Who, for the log.

    Returns
    -------
    int
        Number of files.
    """
    # Writers take turns, so that nobody adds a row for a file between the look and the removal.
    with store.writing(actor) as writer:
        needed = {medium.digest for medium in writer.find(Medium)}
        old = [path for path in media.strays(needed) if time.time() - path.stat().st_mtime > _OLD_SECONDS]
        for path in old:
            path.unlink()
        if old:
            writer.note("clean", f"{counted(len(old), 'file')} that belonged to nothing")
    return len(old)


def _database_faults(connection: Connection, *, sqlite: bool) -> Iterator[str]:
    if not sqlite:
        return
    for (said,) in connection.execute(text("PRAGMA integrity_check")):
        if said != "ok":
            yield f"the database is damaged: {said}; restore a backup"
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"a row of the table {row[0]} refers to one of {row[2]} that is not there"


def _log_faults(connection: Connection, known_head: str) -> Iterator[str]:
    rows = connection.execute(
        select(AUDIT).order_by(AUDIT.c.sequence), execution_options={"yield_per": _AT_ONCE}
    )
    yield from broken_links(row._asdict() for row in rows)
    if known_head and not connection.execute(select(AUDIT).where(AUDIT.c.hash == known_head)).first():
        yield f"the log no longer holds the entry {known_head}: entries were cut off its end"


def _row_faults(connection: Connection) -> tuple[int, list[str]]:
    """Rows that are not what the log says they became, and those that are missing."""
    due: dict[tuple[str, str], str] = {}
    columns = select(AUDIT.c.entity, AUDIT.c.entity_id, AUDIT.c.digest).order_by(AUDIT.c.sequence)
    for entity, row, digest in connection.execute(columns, execution_options={"yield_per": _AT_ONCE}):
        due[entity, row] = digest
    n, faults = 0, []
    for record in RECORDS:
        table = table_of(record)
        for row in connection.execute(select(table)):
            n, values = n + 1, row._asdict()
            if due.pop((record.table, values["id"]), None) != row_digest(record.table, values):
                faults.append(f"the {record.noun} {values['id']} was changed without the log")
    faults += [
        f"the row {row} of the table {entity} is missing" for (entity, row), left in due.items() if left
    ]
    return n, faults + list(_history_faults(connection))


def _history_faults(connection: Connection) -> Iterator[str]:
    """Earlier contents are in the log with the digests that they had; of rows that are there, none is missing."""
    logged = select(AUDIT.c.entity, AUDIT.c.entity_id, AUDIT.c.version, AUDIT.c.digest)
    digests = {(row[0], row[1], row[2]): row[3] for row in connection.execute(logged) if row[3]}
    for values in connection.execute(select(HISTORY)).mappings():
        key = values["entity"], values["entity_id"], values["version"]
        if digests.pop(key, None) != row_digest(values["entity"], _content(values["content"])):
            yield f"version {key[2]} of the row {key[1]} of the table {key[0]} was changed afterwards"
    present = {
        (record.table, row) for record in RECORDS if record.keeps_history
        for row in connection.execute(select(table_of(record).c.id)).scalars()
    }  # fmt: skip
    for entity, row, version in digests:
        if (entity, row) in present:
            yield f"version {version} of the row {row} of the table {entity} is missing in its history"


def _content(written: str) -> dict[str, Any]:
    """The columns as they were; nothing where they cannot be read, which has no digest in the log."""
    try:
        content = json.loads(written)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
