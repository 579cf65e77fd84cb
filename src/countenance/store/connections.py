"""Connections to SQLite and PostgreSQL that behave alike, and what goes wrong with them in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from countenance.core.errors import SetupError, StoreError

__all__ = ["check_url", "engine_of", "is_sqlite", "scrub", "shown", "transaction"]

_PATIENCE_SECONDS = 30
"""How long a writer waits for the one before it."""
_WRITERS = 0x636F756E
"""Number of the lock in PostgreSQL that writers of a study take turns by."""
_WRITES = "countenance_writes"


def check_url(url: str) -> URL:
    """Read the address of a database.

    Raises
    ------
    StoreError
        If it is none of SQLite or PostgreSQL.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise StoreError(
            f"{url!r} is no address of a database: expected postgresql://USER@HOST/NAME"
        ) from None
    if address.get_backend_name() == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite":
        raise StoreError(f"{shown(address)} is neither SQLite nor PostgreSQL: give a postgresql:// address")
    return address


def shown(url: URL) -> str:
    """An address without its password."""
    return url.render_as_string(hide_password=True)


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
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
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
        If it cannot be written to, or is in use for too long.
    """
    sentences = ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"] if is_sqlite(engine) else ["VACUUM FULL"]
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for sentence in sentences:
                connection.exec_driver_sql(sentence)
    except DBAPIError as error:
        raise StoreError(f"{shown(engine.url)}: {_why(error)}") from error


_FULL = "the disk is full, and nothing of this step was saved; what was saved before is kept; make room"
_REASONS = {
    "disk is full": _FULL,
    "no space left": _FULL,
    "database is locked": f"another program has been writing for {_PATIENCE_SECONDS} s; try again",
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
    for sign, sentence in _REASONS.items():
        if sign in said.casefold():
            return sentence
    return said.splitlines()[0] if said else type(error.orig).__name__
