"""An empty study's database and an empty folder of files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from countenance.store import MediaFolder, Store

from ...conftest import NewUrl
from ...postgres import Postgres


@pytest.fixture(scope="session")
def with_tables(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Postgres | None], str]:
    """Addresses of databases with the tables of a study and nothing in them, made once to be copied."""

    @cache
    def make(server: Postgres | None) -> str:
        folder = tmp_path_factory.mktemp("with-tables")
        address = f"sqlite:///{folder}/study.sqlite" if server is None else server.new()
        Store.create(address).close()
        return address

    return make


@pytest.fixture
def store(
    new_url: NewUrl, database_server: Postgres | None, with_tables: Callable[[Postgres | None], str]
) -> Iterator[Store]:
    """An empty study's database."""
    made = Store.open(new_url(like=with_tables(database_server)))
    yield made
    made.close()


@pytest.fixture
def media(tmp_path: Path) -> MediaFolder:
    """An empty folder of files."""
    return MediaFolder(tmp_path / "media")
