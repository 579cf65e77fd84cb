"""An empty database and an empty folder of files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from countenance.store import MediaFolder, Store

from ...conftest import NewUrl


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
