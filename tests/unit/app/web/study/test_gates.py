"""Who may ask for what: every route with every role."""

from __future__ import annotations

import re

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from countenance.app.web.study import app as module
from countenance.app.web.study import study_app
from countenance.app.web.study.app import gates_of, routes
from countenance.app.web.study.visitors import Part

from .....web_study import PEOPLE

_SIGNED_OUT = {"/enter", "/sign-in", "/sign-out"}
"""For anybody; whatever else is open would be open by mistake."""


def _requests() -> list[tuple[str, str, APIRoute]]:
    return [
        (method, re.sub(r"\{[^}]+\}", "0", route.path), route)
        for route in routes()
        for method in sorted(route.methods)
    ]


def test_what_is_open_is_meant_to_be():
    is_open = {path for _, path, route in _requests() if not gates_of(route)[0].parts}
    assert is_open == _SIGNED_OUT


@pytest.mark.parametrize("name", ["", *PEOPLE])
def test_every_route_with_every_role(signed_in, name):
    """Who is not let in gets 401 or 403, and who is let in gets neither, whatever he asks for."""
    client, part = signed_in(name), PEOPLE.get(name)
    for method, path, route in _requests():
        wanted = gates_of(route)[0].parts
        if not wanted:
            continue
        status = client.request(method, path).status_code
        if not part:
            assert status == 401, (method, path)
        elif Part(part) not in wanted:
            assert status == 403, (method, path)
        else:
            assert status not in {401, 403, 405, 500}, (method, path, status)


def test_a_route_without_a_gate_is_none(site, monkeypatch):
    router = APIRouter()
    router.get("/open")(lambda: "by mistake")
    monkeypatch.setattr(module, "ROUTERS", (router,))
    with pytest.raises(RuntimeError, match="/open has 0 gates"):
        study_app(site)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", ""])
def test_another_host_is_refused(signed_in, host):
    assert signed_in("ada").get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"},
    ],
)
def test_requests_across_are_refused(signed_in, headers):
    assert signed_in("ada").post("/sign-out", headers=headers).status_code == 403


def test_every_answer_forbids_what_pages_do_not_need(signed_in):
    for path in ("/", "/static/common/site.css", "/nowhere"):
        headers = signed_in("ada").get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//etc/passwd",
        "/static/%00",
    ],
)
def test_nothing_beside_the_static_files(signed_in, path):
    assert signed_in("ada").get(path).status_code in {400, 404}


def test_errors_are_sentences(signed_in):
    client = signed_in("anna")
    assert client.get("/api/nothing").json() == {"error": "There is nothing here."}
    assert client.get("/api/standing", params={"since": "x"}).json()["error"].startswith("since: ")
    page = client.get("/nowhere", headers={"accept": "text/html"})
    assert (page.status_code, "There is nothing here." in page.text) == (404, True)
