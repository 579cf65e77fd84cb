"""A PostgreSQL server on which tests make databases."""

from __future__ import annotations

import secrets

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

__all__ = ["Postgres"]


class Postgres:
    """A server, by an address of it; what was made there and not dropped is dropped in the end."""

    def __init__(self, address: str) -> None:
        self._address = make_url(address)
        driven = self._address.set(drivername="postgresql+psycopg")
        self._admin = create_engine(driven, isolation_level="AUTOCOMMIT")
        self._made: set[str] = set()

    def new(self, like: str = "") -> str:
        """Address of a new database: an empty one, or a copy of one that nobody has open."""
        name, source = f"study_{secrets.token_hex(6)}", make_url(like).database if like else "template1"
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {source}"))
        self._made.add(name)
        return self._address.set(database=name).render_as_string(hide_password=False)

    def drop(self, address: str) -> None:
        """Drop a database that was made here, whoever has it open."""
        name = make_url(address).database or ""
        with self._admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        self._made.remove(name)

    def close(self) -> None:
        """Drop what is left."""
        for name in sorted(self._made):
            self.drop(self._address.set(database=name).render_as_string(hide_password=False))
        self._admin.dispose()
