"""Which version of the tables a database has, and how it gets the latest."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from countenance.core.errors import StoreError
from countenance.store.connections import check_url, engine_of, is_sqlite, shown, transaction

__all__ = ["REVISION", "check_revision", "create_tables", "ensure_tables", "migrate", "revision_of"]

REVISION = "0001"
"""Of the tables that this program works with."""


def revision_of(connection: Connection) -> str | None:
    """Revision of the tables in a database; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def check_revision(engine: Engine) -> None:
    """Refuse a database whose tables are not those of this program.

    Raises
    ------
    StoreError
        With what to do.
    """
    with transaction(engine, writes=False) as connection:
        found = revision_of(connection)
    if found is None:
        raise StoreError(f"{shown(engine.url)} holds no study: a study begins with 'countenance study init'")
    if found > REVISION:
        raise StoreError(
            f"{shown(engine.url)} was written by a later countenance (tables {found}, here {REVISION}): install it"
        )
    if found < REVISION:
        raise StoreError(
            f"{shown(engine.url)} was written by an earlier countenance (tables {found}, here {REVISION}): run "
            "'countenance study migrate'"
        )


def create_tables(engine: Engine) -> None:
    """Make the tables of a new study.

    Raises
    ------
    StoreError
        If there are any tables already.
    """
    with transaction(engine, writes=True) as connection:
        _make_tables(connection)


def ensure_tables(connection: Connection) -> None:
    """Make the tables in an empty database; those of this program may be there already.

    Raises
    ------
    StoreError
        If there are any others.
    """
    if revision_of(connection) != REVISION:
        _make_tables(connection)


def _make_tables(connection: Connection) -> None:
    there = inspect(connection).get_table_names()
    if there:
        raise StoreError(
            f"{shown(connection.engine.url)} holds tables already ({there[0]}): name an empty database"
        )
    _upgrade(connection)


def migrate(url: str | Path) -> tuple[str, Path | None]:
    """Bring the tables to the latest revision; all of it, or nothing.

    Parameters
    ----------
    url : str or Path
        Address of the database, or the file of SQLite.

    Returns
    -------
    before : str
        Revision until now.
    copy : Path or None
        Where the database as it was is kept; None where nothing was to do, and of PostgreSQL.

    Raises
    ------
    StoreError
        If there is no study, or one of a later program.
    """
    engine = engine_of(check_url(url))
    try:
        return _migrated(engine)
    finally:
        engine.dispose()


def _migrated(engine: Engine) -> tuple[str, Path | None]:
    with transaction(engine, writes=True) as connection:
        before = revision_of(connection)
        if before is None or before > REVISION:
            raise StoreError(
                f"{shown(engine.url)} holds no study that can be brought to tables {REVISION}: it has "
                f"{before or 'none'}"
            )
        if before == REVISION:
            return before, None
        copy = _copied(engine, before) if is_sqlite(engine) else None
        _upgrade(connection)
    return before, copy


def _copied(engine: Engine, revision: str) -> Path:
    source = Path(engine.url.database or "")
    target = source.with_name(f"{source.stem}.before-{revision}{source.suffix}")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    return target


def _upgrade(connection: Connection) -> None:
    # Only who makes or migrates a study waits for this import.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, REVISION)
