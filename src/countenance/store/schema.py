"""Tables made from the records, and how a record becomes a row of one.

Times are text in UTC, fractions are text, lists and dictionaries are JSON: the same in SQLite, in PostgreSQL and
in a backup.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from countenance.store.records import RECORDS, Record

__all__ = ["AUDIT", "HISTORY", "METADATA", "canonical", "from_values", "table_of", "to_values", "values_of"]

R = TypeVar("R", bound=Record)


def canonical(value: Any) -> str:
    """JSON with one spelling for each value, so that digests agree."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def utc_text(moment: datetime) -> str:
    """A moment as text that sorts by time; a time without a zone is taken for UTC."""
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return aware.isoformat(timespec="microseconds")


@dataclasses.dataclass(frozen=True, slots=True)
class _Codec:
    """How values of one Python type are kept in a column."""

    column: type[TypeEngine[Any]]
    write: Callable[[Any], Any] = lambda value: value
    read: Callable[[Any], Any] = lambda value: value


_CODECS: Mapping[Any, _Codec] = {
    str: _Codec(Text),
    int: _Codec(BigInteger, int, int),
    float: _Codec(Float, float, float),
    bool: _Codec(Boolean, bool, bool),
    datetime: _Codec(Text, utc_text, datetime.fromisoformat),
    Fraction: _Codec(Text, str, Fraction),
    tuple: _Codec(Text, lambda value: canonical(list(value)), lambda text: tuple(json.loads(text))),
    dict: _Codec(Text, canonical, json.loads),
}


@dataclasses.dataclass(frozen=True, slots=True)
class _Field:
    name: str
    codec: _Codec
    optional: bool


def _field(name: str, hint: Any) -> _Field:
    parts = [part for part in typing.get_args(hint) if part is not type(None)]
    optional = typing.get_origin(hint) is types.UnionType
    kind = parts[0] if optional else hint
    return _Field(name, _CODECS[typing.get_origin(kind) or kind], optional)


_FIELDS: Mapping[type[Record], tuple[_Field, ...]] = {
    record: tuple(
        _field(one.name, hint)
        for one in dataclasses.fields(record)
        for hint in [typing.get_type_hints(record)[one.name]]
    )
    for record in RECORDS
}


def to_values(record: Record) -> dict[str, Any]:
    """The columns of a record's row."""
    return {
        one.name: None if (value := getattr(record, one.name)) is None else one.codec.write(value)
        for one in _FIELDS[type(record)]
    }


def from_values(record: type[R], values: Mapping[str, Any]) -> R:
    """The record of a row."""
    found: dict[str, Any] = {
        one.name: None if values[one.name] is None else one.codec.read(values[one.name])
        for one in _FIELDS[record]
    }
    return record(**found)


def values_of(record: type[Record], **fields: Any) -> dict[str, Any]:
    """Some fields as their columns hold them."""
    codecs = {one.name: one.codec for one in _FIELDS[record]}
    return {name: None if value is None else codecs[name].write(value) for name, value in fields.items()}


def _table(record: type[Record]) -> Table:
    columns = [
        Column(
            one.name,
            one.codec.column(),
            *([ForeignKey(f"{record.refers[one.name]}.id")] if one.name in record.refers else []),
            primary_key=one.name == "id",
            nullable=one.optional,
        )
        for one in _FIELDS[record]
    ]
    unique = [
        UniqueConstraint(*names, name=f"uq_{record.table}_{'_'.join(names)}") for names in record.unique
    ]
    indexes = [Index(f"ix_{record.table}_{name}", name) for name in record.refers]
    return Table(record.table, METADATA, *columns, *unique, *indexes)


METADATA = MetaData()
_TABLES = {record: _table(record) for record in RECORDS}

HISTORY = Table(
    "history",
    METADATA,
    Column("entity", Text, primary_key=True),
    Column("entity_id", Text, primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("content", Text, nullable=False),
)
"""Every content that a row of some tables has had, the present one included."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("entity_id", Text, nullable=False, index=True),
    Column("version", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
)
"""Who did what, each entry with the hash of the one before."""


def table_of(record: type[Record]) -> Table:
    """The table of a class of records."""
    return _TABLES[record]
