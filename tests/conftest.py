"""Fixtures that every test may use."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from countenance.databases.simulated import simulate_release

# The same examples in every run; HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("repeatable", derandomize=True, max_examples=60)
settings.register_profile("search", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

SHARED = Path(__file__).parents[2] / "shared"

MadeOnce = Callable[[str, Callable[[Path], object]], Path]
NewUrl = Callable[[], str]


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
