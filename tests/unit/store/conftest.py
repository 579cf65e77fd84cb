"""A new store for each test, once in SQLite and once in PostgreSQL."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from countenance.store import MediaFolder, Store

NewUrl = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgres"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewUrl]:
    """Makes addresses of empty databases."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path}/{secrets.token_hex(4)}.sqlite"
        return
    server = os.environ.get("COUNTENANCE_TEST_POSTGRES")
    if server is None:
        pytest.skip("COUNTENANCE_TEST_POSTGRES names no server: scripts/postgres starts one")
    made: list[str] = []
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")

    def make() -> str:
        made.append(f"study_{secrets.token_hex(6)}")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {made[-1]}"))
        return make_url(server).set(database=made[-1]).render_as_string(hide_password=False)

    yield make
    with admin.connect() as connection:
        for name in made:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def store(new_url: NewUrl) -> Iterator[Store]:
    """An empty study's database."""
    made = Store.create(new_url())
    yield made
    made.close()


@pytest.fixture
def media(tmp_path: Path) -> MediaFolder:
    """An empty folder of files."""
    return MediaFolder(tmp_path / "media")
