"""Reading and writing of records: what is written is there whole or not at all, and in the log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, func, insert, select, update

from countenance.core.errors import ConflictError, InputError, StoreError
from countenance.store.audit import FIRST, Entry, row_digest
from countenance.store.connections import check_url, engine_of, scrub, transaction
from countenance.store.migrating import check_revision, create_tables
from countenance.store.records import Record
from countenance.store.schema import (
    AUDIT,
    HISTORY,
    canonical,
    from_values,
    table_of,
    to_values,
    utc_text,
    values_of,
)

__all__ = ["Reader", "Store", "Writer"]

R = TypeVar("R", bound=Record)

_IN_PARTS = {"yield_per": 1000}
"""Given to single statements: a connection with it could not write on PostgreSQL."""


class Store:
    """A study's database.

    Parameters
    ----------
    engine : Engine
        As :meth:`create` and :meth:`open` make it.

    Examples
    --------
    >>> import tempfile
    >>> from countenance.store.records import Account
    >>> store = Store.create(f"sqlite:///{tempfile.mkdtemp()}/study.sqlite")
    >>> with store.writing("me") as writer:
    ...     anna = writer.add(Account(name="anna", roles=("coder",)))
    >>> with store.reading() as reader:
    ...     reader.get(Account, anna.id).name, reader.count(Account)
    ('anna', 1)
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def create(cls, url: str | Path) -> Self:
        """Make the tables of a new study.

        Parameters
        ----------
        url : str or Path
            Address of a database, or a file for SQLite.

        Raises
        ------
        StoreError
            If there are tables already, or nothing can be written there.
        """
        return cls._checked(engine_of(check_url(url)), create_tables)

    @classmethod
    def open(cls, url: str | Path) -> Self:
        """Open a study's database.

        Parameters
        ----------
        url : str or Path
            Address of a database, or the file of SQLite.

        Raises
        ------
        StoreError
            If there is none, or one of another version.
        """
        address = check_url(url)
        if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
            raise StoreError(f"{address.database} is not there: a study begins with 'countenance study init'")
        return cls._checked(engine_of(address), check_revision)

    @classmethod
    def unmade(cls, url: str | Path) -> Self:
        """A database in which nothing is made yet, to restore a backup into.

        Parameters
        ----------
        url : str or Path
            Address of a database, or a file for SQLite.

        Raises
        ------
        StoreError
            If it is no address.
        """
        return cls(engine_of(check_url(url)))

    @classmethod
    def _checked(cls, engine: Engine, check: Callable[[Engine], None]) -> Self:
        try:
            check(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def scrub(self) -> None:
        """Let no byte of what was removed stay in the files of the database.

        Raises
        ------
        StoreError
            If others have it open for too long; the bytes are still there then.
        """
        scrub(self.engine)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """One view of the study, in which nothing changes."""
        with transaction(self.engine, writes=False) as connection:
            yield Reader(connection)

    @contextmanager
    def writing(self, actor: str, note: str = "") -> Iterator[Writer]:
        """Change the study: all that is written within, or nothing.

        Parameters
        ----------
        actor : str
            Who, for the log.
        note : str
            Why.
        """
        with transaction(self.engine, writes=True) as connection:
            yield Writer(connection, actor, note)


class Reader:
    """A view of the study.

    Parameters
    ----------
    connection : Connection
        In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, record: type[R], id: str) -> R:  # noqa: A002 - the field's name
        """One record.

        Raises
        ------
        StoreError
            If there is none of that id.
        """
        found = self.first(record, id=id)
        if found is None:
            raise StoreError(f"there is no {record.noun} {id}")
        return found

    def first(self, record: type[R], **equal: Any) -> R | None:
        """The record with these values, or None."""
        row = self._connection.execute(_chosen(record, equal).limit(1)).first()
        return None if row is None else from_values(record, row._asdict())

    def find(self, record: type[R], *, order: str = "", **equal: Any) -> Iterator[R]:
        """Records with these values, a thousand in memory at a time.

        Parameters
        ----------
        record : type
        order : str
            Field to sort by; the order of ids, which means nothing, unless given.
        **equal
            Values of fields; a list of values means any of them.
        """
        chosen = _chosen(record, equal, order)
        with self._connection.execute(chosen, execution_options=_IN_PARTS) as rows:
            for row in rows:
                yield from_values(record, row._asdict())

    def count(self, record: type[Record], **equal: Any) -> int:
        """Number of records with these values."""
        counted = select(func.count()).select_from(table_of(record)).where(*_conditions(record, equal))
        return int(self._connection.execute(counted).scalar_one())

    def tally(self, record: type[Record], field: str) -> dict[str, int]:
        """Number of records for each value of a field, as the database holds it; without those that have none."""
        column = table_of(record).c[field]
        counted = select(column, func.count()).where(column.is_not(None)).group_by(column)
        return {str(value): int(n) for value, n in self._connection.execute(counted)}

    def was_there(self, record: type[Record], id: str) -> bool:  # noqa: A002 - the field's name
        """Whether a record of that id is there, or was: an id is never given twice."""
        logged = select(AUDIT.c.sequence).where(AUDIT.c.entity == record.table, AUDIT.c.entity_id == id)
        return self._connection.execute(logged.limit(1)).first() is not None

    def history(self, record: R) -> list[tuple[str, str, R]]:
        """Every content that a record has had, the first one first, with when and who."""
        chosen = (
            select(HISTORY)
            .where(HISTORY.c.entity == record.table, HISTORY.c.entity_id == record.id)
            .order_by(HISTORY.c.version)
        )
        return [
            (row["at"], row["actor"], from_values(type(record), json.loads(row["content"])))
            for row in self._connection.execute(chosen).mappings()
        ]

    def log(self, *, since: int = 0) -> Iterator[Mapping[str, Any]]:
        """Entries of the log after one of them, in order."""
        chosen = select(AUDIT).where(AUDIT.c.sequence > since).order_by(AUDIT.c.sequence)
        with self._connection.execute(chosen, execution_options=_IN_PARTS) as rows:
            for row in rows:
                yield row._asdict()

    def last_entries(self, n: int, *, before: int = 0, **equal: str) -> list[Mapping[str, Any]]:
        """Entries of the log, the last one first.

        Parameters
        ----------
        n : int
            At most so many.
        before : int
            Number of an entry, of which those before are wanted; all unless given.
        **equal
            Values of ``actor``, ``action`` or ``entity``.
        """
        chosen = select(AUDIT).where(*(AUDIT.c[name] == value for name, value in equal.items()))
        if before:
            chosen = chosen.where(AUDIT.c.sequence < before)
        rows = self._connection.execute(chosen.order_by(AUDIT.c.sequence.desc()).limit(n))
        return [row._asdict() for row in rows]

    def log_values(self, field: str) -> list[str]:
        """Every value that ``actor``, ``action`` or ``entity`` has in the log, in alphabetical order."""
        column = AUDIT.c[field]
        return sorted(self._connection.execute(select(column).distinct()).scalars())

    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry of the log."""
        last = select(AUDIT.c.sequence, AUDIT.c.hash).order_by(AUDIT.c.sequence.desc()).limit(1)
        found = self._connection.execute(last).first()
        return (0, FIRST) if found is None else (int(found[0]), str(found[1]))


class Writer(Reader):
    """A view of the study that can change it; nobody else changes it meanwhile.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    actor, note : str
        For the log.
    """

    def __init__(self, connection: Connection, actor: str, note: str) -> None:
        super().__init__(connection)
        self._actor, self._note = actor, note
        self._head = self.head()

    def find(self, record: type[R], *, order: str = "", **equal: Any) -> Iterator[R]:
        """Records with these values as they are now, whatever is changed while one goes through them."""
        rows = self._connection.execute(_chosen(record, equal, order)).all()
        return iter([from_values(record, row._asdict()) for row in rows])

    def add(self, record: R) -> R:
        """Add a record.

        Raises
        ------
        InputError
            If it may not be there twice, or refers to what is not there.
        """
        self._check(record)
        values = to_values(record)
        self._connection.execute(insert(table_of(type(record))).values(**values))
        self._keep(record, values, "add")
        return record

    def change(self, record: R, **fields: Any) -> R:
        """Change fields of a record as it was read.

        Raises
        ------
        ConflictError
            If somebody has changed or removed it since.
        InputError
            If it may not be there twice, or refers to what is not there.
        """
        changed = replace(record, version=record.version + 1, **fields)
        self._check(changed)
        table, values = table_of(type(record)), to_values(changed)
        same = (table.c.id == record.id) & (table.c.version == record.version)
        if not self._connection.execute(update(table).where(same).values(**values)).rowcount:
            raise self.conflict(record)
        self._keep(changed, values, "change")
        return changed

    def remove(self, record: Record) -> None:
        """Remove a record, with every content that it has had.

        Raises
        ------
        ConflictError
            If somebody has changed or removed it since.
        """
        table = table_of(type(record))
        same = (table.c.id == record.id) & (table.c.version == record.version)
        if not self._connection.execute(delete(table).where(same)).rowcount:
            raise self.conflict(record)
        self._connection.execute(
            delete(HISTORY).where(HISTORY.c.entity == record.table, HISTORY.c.entity_id == record.id)
        )
        self._log("remove", record.table, record.id, record.version + 1, "")

    def note(self, action: str, what: str) -> None:
        """Enter into the log what is no change of a record, for example that something was exported."""
        self._log(action, "study", "", 0, "", what)

    def _check(self, record: Record) -> None:
        kind = type(record)
        for names in kind.unique:
            same = self.first(kind, **{name: getattr(record, name) for name in names})
            if same is not None and same.id != record.id:
                raise InputError(f"there is already {_article(kind.noun)} with this {' and '.join(names)}")
        for name, target in kind.refers.items():
            wanted = getattr(record, name)
            if wanted is not None and not self._is_there(target, wanted):
                raise InputError(f"{_article(kind.noun)} refers to the {target} {wanted}, which is not there")

    def _is_there(self, target: str, wanted: str) -> bool:
        table = AUDIT.metadata.tables[target]
        return self._connection.execute(select(table.c.id).where(table.c.id == wanted)).first() is not None

    def conflict(self, record: Record) -> ConflictError:
        """What to raise where somebody has changed or removed a record since it was read: who, and when."""
        now = self.first(type(record), id=record.id)
        last = (
            select(AUDIT.c.actor, AUDIT.c.at)
            .where(AUDIT.c.entity_id == record.id)
            .order_by(AUDIT.c.sequence.desc())
        )
        who = self._connection.execute(last.limit(1)).first()
        by = "" if who is None else f" by {who[0]} at {who[1][:16].replace('T', ' ')} UTC"
        what = "removed" if now is None else "changed"
        return ConflictError(
            f"the {record.noun} was {what}{by} after you read it: read it again, then repeat the change"
        )

    def _keep(self, record: Record, values: Mapping[str, Any], action: str) -> None:
        if record.keeps_history:
            self._connection.execute(
                insert(HISTORY).values(
                    entity=record.table,
                    entity_id=record.id,
                    version=record.version,
                    at=utc_text(datetime.now(UTC)),
                    actor=self._actor,
                    content=canonical(dict(values)),
                )
            )
        self._log(action, record.table, record.id, record.version, row_digest(record.table, values))

    def _log(self, action: str, table: str, row: str, version: int, digest: str, note: str = "") -> None:
        sequence, previous = self._head
        entry = Entry(
            sequence + 1, utc_text(datetime.now(UTC)), self._actor, action, table, row, version, digest,
            note or self._note, previous,
        )  # fmt: skip
        self._connection.execute(insert(AUDIT).values(**entry.values()))
        self._head = entry.sequence, entry.hash


def _chosen(record: type[Record], equal: Mapping[str, Any], order: str = "") -> Select[Any]:
    table = table_of(record)
    by = [table.c[order]] if order else []
    return select(table).where(*_conditions(record, equal)).order_by(*by, table.c.id)


def _conditions(record: type[Record], equal: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    table = table_of(record)
    unknown = set(equal) - {one.name for one in fields(record)}
    if unknown:
        raise InputError(f"{_article(record.noun)} has no {', '.join(sorted(unknown))}")
    return [_condition(record, table.c[name], name, value) for name, value in equal.items()]


def _condition(record: type[Record], column: Any, name: str, value: Any) -> ColumnElement[bool]:
    if isinstance(value, list):
        wanted: ColumnElement[bool] = column.in_([values_of(record, **{name: one})[name] for one in value])
        return wanted
    same: ColumnElement[bool] = column == values_of(record, **{name: value})[name]
    return same


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
