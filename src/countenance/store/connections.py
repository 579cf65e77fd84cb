"""Connections to SQLite and PostgreSQL that behave alike, and what goes wrong with them in sentences."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from countenance.core.errors import SetupError, StoreError

__all__ = ["check_url", "engine_of", "is_sqlite", "scrub", "shown", "transaction"]

_PATIENCE_SECONDS = 30
"""How long a writer waits for the one before it."""
_LOOKS_EVERY_SECONDS = 0.1
"""How often who waits looks whether the others are done."""
_WRITERS = 0x636F756E
"""Number of the lock in PostgreSQL that writers of a study take turns by."""
_WRITES = "countenance_writes"
_SECRET = re.compile(r"(password=)[^&]*")


def check_url(url: str | Path) -> URL:
    """Read the address of a database.

    Parameters
    ----------
    url : str or Path
        An address; or a file, whatever characters its name has, for SQLite.

    Raises
    ------
    StoreError
        If it is none of SQLite or PostgreSQL.
    """
    if isinstance(url, Path):
        return URL.create("sqlite", database=str(url.absolute()))
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # the latter of a port that is no number
        raise StoreError(
            f"{_masked(url)!r} is no address of a database: expected postgresql://USER@HOST/NAME"
        ) from None
    if address.get_backend_name() == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite":
        raise StoreError(f"{shown(address)} is neither SQLite nor PostgreSQL: give a postgresql:// address")
    return address


def shown(url: URL) -> str:
    """An address without its password."""
    return _SECRET.sub(r"\1***", url.render_as_string(hide_password=True))


def _masked(text: str) -> str:
    """What was given for an address, without anything that may be a password."""
    who, at, where = text.rpartition("@")
    scheme, slashes, _ = who.rpartition("://")
    return _SECRET.sub(r"\1***", f"{scheme}{slashes}***@{where}" if at else text)


def is_sqlite(engine: Engine) -> bool:
    """Whether the study lies in a file."""
    return engine.dialect.name == "sqlite"


def engine_of(url: URL) -> Engine:
    """Connections to a database, none of them opened yet.

    Raises
    ------
    SetupError
        If the library for PostgreSQL is not installed.
    """
    options: dict[str, Any] = {}
    if url.get_backend_name() == "sqlite":
        options = {"connect_args": {"timeout": _PATIENCE_SECONDS}}
    try:
        engine = create_engine(url, **options)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise SetupError("PostgreSQL needs the extra: pip install 'countenance[postgres]'") from error
    if is_sqlite(engine):
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says so
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # Who wants to write waits here, not half-way, where SQLite would give up.
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITES) else "BEGIN")


@contextmanager
def transaction(engine: Engine, *, writes: bool) -> Iterator[Connection]:
    """One view of the database; what is written in it is there whole, or not at all.

    Writers take turns, so that whatever one of them has read stays true until it is done.

    Parameters
    ----------
    engine : Engine
    writes : bool

    Raises
    ------
    StoreError
        If the database cannot be reached, read or written to.
    """
    try:
        with engine.connect().execution_options(**{_WRITES: writes}) as connection, connection.begin():
            if not is_sqlite(engine):
                level = "READ COMMITTED" if writes else "REPEATABLE READ, READ ONLY"
                connection.execute(text(f"SET TRANSACTION ISOLATION LEVEL {level}"))
                connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE_SECONDS}s'"))
                if writes:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS})
            yield connection
    except DBAPIError as error:
        raise StoreError(f"{shown(engine.url)}: {_why(error)}") from error


def scrub(engine: Engine) -> None:
    """Write a database anew without what was removed from it.

    Raises
    ------
    StoreError
        If it cannot be written to, or others have it open for too long; what was removed is still there then.
    """
    clear = _scrub_sqlite if is_sqlite(engine) else _scrub_postgres
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            clear(connection)
    except DBAPIError as error:
        raise StoreError(f"{shown(engine.url)}: {_why(error)}") from error


def _scrub_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("VACUUM")
    # The old pages lie in the log beside the database for as long as anybody reads from it.
    busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    if busy:
        raise _still_there(connection)


def _scrub_postgres(connection: Connection) -> None:
    began = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    # Rows that an older transaction can still see would be written into the new files.
    older = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND backend_xmin IS NOT NULL AND backend_type = 'client backend' AND xact_start < :began"
    )
    patience = time.monotonic() + _PATIENCE_SECONDS
    while connection.execute(older, {"began": began}).scalar_one():
        if time.monotonic() > patience:
            raise _still_there(connection)
        time.sleep(_LOOKS_EVERY_SECONDS)
    connection.exec_driver_sql(f"SET lock_timeout = '{_PATIENCE_SECONDS}s'")
    try:
        connection.exec_driver_sql("VACUUM FULL")
    finally:
        connection.exec_driver_sql("RESET lock_timeout")


def _still_there(connection: Connection) -> StoreError:
    return StoreError(
        f"{shown(connection.engine.url)}: other programs have the study open, and what was removed is still in its "
        "files: close them, then run 'countenance study withdraw STUDY --finish'"
    )


_FULL = "the disk is full, and nothing of this step was saved; what was saved before is kept; make room"
_BUSY = f"another program has been writing for {_PATIENCE_SECONDS} s; try again"
_LOCK_NOT_AVAILABLE = "55p03"
"""Code of PostgreSQL, whose sentences are in the language of the server."""
_REASONS = {
    _LOCK_NOT_AVAILABLE: _BUSY,
    "disk is full": _FULL,
    "no space left": _FULL,
    "disk i/o error": _FULL.replace("the disk is full", "the disk is full, or cannot be written to"),
    "database is locked": _BUSY,
    "readonly": "it cannot be written to; check the permissions of the file and its folder",
    "unable to open": "it cannot be opened; check that the folder is there and can be read",
    "not a database": "it is no SQLite database; restore a backup",
    "malformed": "it is damaged; restore a backup",
    "no such table": "it holds no study of this version; run 'countenance study migrate'",
    "does not exist": "it holds no study of this version, or is not there; run 'countenance study init'",
    "append-only": "the log of changes cannot be changed",
}


def _why(error: DBAPIError) -> str:
    said = str(error.orig).strip()
    told = f"{getattr(error.orig, 'sqlstate', '')} {said}".casefold()
    for sign, sentence in _REASONS.items():
        if sign in told:
            return sentence
    return said.splitlines()[0] if said else type(error.orig).__name__
