"""Whatever is sent to a route: no fault, and errors are one sentence (Schemathesis)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation
from starlette.testclient import TestClient

from countenance.app.web.study import Site, study_app
from countenance.app.web.study.app import gates_of, routes
from countenance.app.web.study.visitors import Part
from countenance.app.web.study.visits import Pass
from countenance.store.records import Decision, Film, Mark, Record, SessionRow, Stimulus
from countenance.study.project import Study

from ..web_everything import make_everything, open_session
from ..web_study import PEOPLE, account_id

PORT = 4321
EXAMPLES = 5
"""Of each route, with data that fit and with data that do not."""
ELSEWHERE = {"/sign-in", "/sign-out", "/welcome", "/account"}
"""Passwords are slow on purpose, and who has signed out asks for nothing; test_signing.py has these."""
KNOWN: dict[str, type[Record]] = {
    "film": Film,
    "session": SessionRow,
    "stimulus": Stimulus,
    "decision": Decision,
    "mark": Mark,
}
"""Parameters of addresses that are given ids that exist, every other time."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with make_everything(tmp_path) as study:
        site = Site(study, PORT)
        yield site
        site.close()


@pytest.fixture
def application(site: Site) -> FastAPI:
    return study_app(site)


@pytest.mark.parametrize("part", sorted(set(Part) - {Part.OWNER}))
def test_no_route_is_at_fault(application: FastAPI, site: Site, part: Part):
    schema = schemathesis.openapi.from_dict(application.openapi())
    own = _shared_out()[part]
    ids = _ids(site.study)
    found: dict[str, str] = {}
    tried: set[tuple[str, str]] = set()
    with TestClient(application, f"http://127.0.0.1:{PORT}", follow_redirects=False) as client:
        _sign_in(client, site, part)
        for result in schema.get_all_operations():
            operation = result.ok()
            if (operation.method.upper(), operation.path) not in own:
                continue
            tried.add((operation.method.upper(), operation.path))
            # What has no field has no wrong field.
            wrong = [GenerationMode.NEGATIVE] if operation.query or operation.body else []
            for mode in (GenerationMode.POSITIVE, *wrong):
                try:
                    _try(operation, mode, client, ids)
                except Exception as error:
                    found[operation.label] = f"{type(error).__name__}: {error}"[:600]
    assert tried == own
    assert not found, "\n\n".join(f"{label}\n{told}" for label, told in found.items())


def _shared_out() -> dict[Part, set[tuple[str, str]]]:
    """Each route goes to one of those who are let in, in turn."""
    own: dict[Part, set[tuple[str, str]]] = {part: set() for part in Part}
    for place, route in enumerate(route for route in routes() if route.path not in ELSEWHERE):
        parts = sorted((gates_of(route)[0].parts or set(Part)) - {Part.OWNER})
        own[parts[place % len(parts)]] |= {(method, route.path_format) for method in route.methods}
    return own


def _try(
    operation: APIOperation, mode: GenerationMode, client: TestClient, ids: dict[str, list[str]]
) -> None:
    dice = random.Random(operation.label)

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answers(case: Case) -> None:
        for name in set(case.path_parameters or {}) & set(ids):
            if dice.random() < 0.5:
                case.path_parameters[name] = dice.choice(ids[name])
        _check(case, client)

    answers()


def _check(case: Case, client: TestClient) -> None:
    sent = case.as_transport_kwargs(base_url=str(client.base_url))
    if isinstance(sent.get("data"), bytes | str):
        sent["content"] = sent.pop("data")
    answer = client.request(**{name: value for name, value in sent.items() if name != "cookies"})
    assert answer.status_code < 500, (answer.status_code, answer.text)
    if answer.status_code >= 400 and case.operation.path.startswith("/api/"):
        content = answer.json()
        assert list(content) == ["error"], content
        assert isinstance(content["error"], str)
        assert 0 < len(content["error"]) < 1000


def _ids(study: Study) -> dict[str, list[str]]:
    with study.reading() as reader:
        return {name: [row.id for row in reader.find(kind)] for name, kind in KNOWN.items()}


def _sign_in(client: TestClient, site: Site, part: Part) -> None:
    if part is Part.PARTICIPANT:
        client.cookies.set(site.session_cookie, site.visits.issue(Pass(session=open_session(site.study))))
        return
    name = next(name for name, role in PEOPLE.items() if role == part)
    client.cookies.set(site.account_cookie, site.visits.issue(Pass(account=account_id(site.study, name))))
