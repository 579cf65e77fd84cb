"""Decoding spread over workers finds what ``validate(deep=True)`` finds, in the same order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from countenance.core import Database
from countenance.databases.casme2sq import CASME2Squared
from countenance.databases.decoding import Decoded, validate_deeply

from .builders import Release, macro, micro
from .in_memory import InMemory
from .test_generic import GenericDatabase, release, row


def casme2sq(root: Path) -> Database:
    rows = [micro(), micro("anger1_2", onset=20, apex=22, offset=30), macro("anger1_3", offset=0)]
    damage(Release(root, rows).write() / "rawpic/s15/15_0401angercrash", ("img007.jpg", "img025.jpg"))
    return CASME2Squared(root)


def generic(root: Path) -> Database:
    rows = [row(onset=n, apex=n, offset=n) for n in (9, 2, 40, 15, 6)]
    damage(release(root, rows) / "recordings/film1", ("002", "009", "015"))
    return GenericDatabase(root)


def damage(folder: Path, names: tuple[str, ...]) -> None:
    damaged = [path for path in folder.iterdir() if any(name in path.name for name in names)]
    assert len(damaged) == len(names)
    for path in damaged:
        path.write_bytes(path.read_bytes()[:40])


@pytest.mark.parametrize(("open_damaged", "n"), [(casme2sq, 2), (generic, 3)])
def test_the_same_in_the_same_order(open_damaged, n: int, tmp_path: Path):
    database = open_damaged(tmp_path)
    assert isinstance(database, Decoded)
    alone = database.validate(deep=True)
    assert [p.message.startswith("its frames cannot be decoded") for p in alone[-n - 1 :]] == [False] + [
        True
    ] * n
    told: list[tuple[str, int, int]] = []
    with ThreadPoolExecutor(2) as pool:
        spread = validate_deeply(database, executor=pool, progress=lambda *step: told.append(step))
    assert spread == alone
    total = len(database.clips())
    assert told == [("decoding clips", done, total) for done in range(total + 1)]
    assert validate_deeply(database) == alone


def test_a_database_that_only_knows_validate_is_asked_itself():
    [looked] = validate_deeply(InMemory("lab", []))
    assert looked.file == "deep"
