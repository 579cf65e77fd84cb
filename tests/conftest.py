"""Fixtures that every test may use."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from countenance.databases.simulated import simulate_release
from countenance.study.project import Study

from .copied_studies import Build, BuiltStudies
from .postgres import Postgres

# The same examples in every run; HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("repeatable", derandomize=True, max_examples=60)
settings.register_profile("search", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

SHARED = Path(__file__).parents[2] / "shared"

MadeOnce = Callable[[str, Callable[[Path], object]], Path]
NewUrl = Callable[..., str]
Copied = Callable[..., Study]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared test material: real videos, two coders' codings, reference histograms."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"the shared test material is not at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """Make a folder once for all processes that run tests side by side: ``made_once(name, make)`` tells where."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once(name: str, make: Callable[[Path], object]) -> Path:
        folder, done = base / f"once-{name}", base / f"once-{name}.done"
        with (base / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                folder.mkdir(exist_ok=True)
                make(folder)
                done.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def simulated(made_once: MadeOnce) -> Path:
    """Three simulated participants with two expressions each; to be read, never written to."""
    return made_once("simulated", lambda folder: simulate_release(folder, participants=3, expressions=6))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server of PostgreSQL."""
    address = os.environ.get("COUNTENANCE_TEST_POSTGRES")
    if address is None:
        pytest.skip("COUNTENANCE_TEST_POSTGRES names no server: scripts/postgres starts one")
    server = Postgres(address)
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database_server(request: pytest.FixtureRequest) -> Postgres | None:
    """Where databases are made: on a server of PostgreSQL, or in files of SQLite."""
    if request.param == "sqlite":
        return None
    found: Postgres = request.getfixturevalue("postgres")
    return found


@pytest.fixture
def new_url(database_server: Postgres | None, tmp_path: Path) -> Iterator[NewUrl]:
    """Makes addresses of databases: empty ones, and copies of others that nobody has open."""
    made: list[str] = []

    def make(like: str = "") -> str:
        if database_server is None:
            path = tmp_path / f"{secrets.token_hex(4)}.sqlite"
            if like:
                shutil.copyfile(like.removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"
        made.append(database_server.new(like))
        return made[-1]

    yield make
    if database_server is not None:
        for address in made:
            database_server.drop(address)


@pytest.fixture(scope="session")
def built_studies(tmp_path_factory: pytest.TempPathFactory) -> BuiltStudies:
    """Studies to copy."""
    return BuiltStudies(tmp_path_factory.mktemp("built-studies"))


@pytest.fixture
def copied(built_studies: BuiltStudies, database_server: Postgres | None) -> Iterator[Copied]:
    """Copies studies that are built once, in SQLite and in PostgreSQL: ``copied(build, folder, **how)``."""
    made: list[Study] = []

    def copy(build: Build, folder: Path, **how: object) -> Study:
        made.append(built_studies.copy(build, folder, database_server, **how))
        return made[-1]

    yield copy
    for study in made:
        study.close()
        if database_server is not None:
            database_server.drop(str(study.store.engine.url))
