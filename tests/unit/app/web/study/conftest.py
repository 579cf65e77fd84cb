"""The pages of a small study, and browsers of people who are signed in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from countenance.app import study_work
from countenance.app.web.study import Site, study_app
from countenance.app.web.study.throttle import Throttle
from countenance.app.web.study.visits import Pass
from countenance.core.executors import ignore_progress
from countenance.store.records import Film
from countenance.study.project import Study
from countenance.study.recording import film_of
from countenance.study.suggestions import film_digest, suggestions_folder

from .....conftest import MadeOnce
from .....web_study import account_id, make_study

PORT = 4321

SignedIn = Callable[[str], TestClient]


@pytest.fixture
def web_study(tmp_path: Path) -> Iterator[Study]:
    with make_study(tmp_path) as study:
        yield study


@pytest.fixture
def site(web_study: Study) -> Iterator[Site]:
    """Pages whose clock for passwords stands still: trying one takes long on a busy machine."""
    site = Site(web_study, PORT, throttle=Throttle(lambda: 0.0))
    yield site
    site.close()


@pytest.fixture
def signed_in(site: Site) -> Iterator[SignedIn]:
    """Makes the browser of somebody by name; of nobody for an empty name."""
    app = study_app(site)
    clients: list[TestClient] = []

    def client(name: str) -> TestClient:
        made = TestClient(app, f"http://127.0.0.1:{PORT}", follow_redirects=False)
        if name:
            secret = site.visits.issue(Pass(account=account_id(site.study, name)))
            made.cookies.set(site.account_cookie, secret)
        clients.append(made)
        return made

    yield client
    for one in clients:
        one.close()


@pytest.fixture
def searched(made_once: MadeOnce) -> Callable[[Study, str], Film]:
    """Puts what a spotter finds in the recording ``even`` into a study, as a run of some key; it searches once."""

    def put(study: Study, key: str) -> Film:
        with study.reading() as reader:
            film = film_of(reader, "even")
            sha256 = film_digest(reader, film)

        def search(folder: Path) -> None:
            path = study.media.path(sha256)
            study_work.spot(path, film.name, "feature-difference", {}, folder / "run", ignore_progress)

        found = made_once(f"found-in-{sha256[:16]}", search) / "run"
        shutil.copytree(found, suggestions_folder(study, sha256) / key)
        return film

    return put
