"""Hosts, origins and addresses as attackers write them."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from countenance.app.web.guard import HostGuard

METHODS = ["GET", "POST", "HEAD"]


def browser(host: str = "127.0.0.1", names: tuple[str, ...] = (), scheme: str = "http") -> TestClient:
    def answer(_: object) -> PlainTextResponse:
        return PlainTextResponse("in")

    app = Starlette(routes=[Route("/{path:path}", answer, methods=METHODS)])
    return TestClient(HostGuard(app, host, names), f"{scheme}://127.0.0.1:4321")


@pytest.mark.parametrize(
    "host", ["127.0.0.1:4321", "localhost:4321", "LOCALHOST", "[::1]:4321", "lab.example"]
)
def test_own_names(host):
    assert browser(names=("Lab.Example",)).get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "", "evil.example", "127.0.0.1.evil.example", "evil.example@localhost", "localhost@evil.example",
        "localhost/evil", "localhost?evil", "localhost#evil", "localhost\\evil", "localhost:1:2", "localhost:x",
        "localhost, evil.example", "localhost.", "[::1", "[:::]", "0.0.0.0", "10.0.0.7", "2130706433", "0x7f.1",
    ],
)  # fmt: skip
def test_other_names(host):
    assert browser().get("/", headers={"host": host}).status_code == 421


def test_who_listens_everywhere_has_all_addresses_and_no_names():
    everywhere = browser("0.0.0.0")
    assert everywhere.get("/", headers={"host": "10.0.0.7:4321"}).status_code == 200
    assert everywhere.get("/", headers={"host": "rebound.example"}).status_code == 421


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "origin",
    [
        "null", "", "http://evil.example", "http://127.0.0.1", "http://127.0.0.1:4322", "https://127.0.0.1:4321",
        "http://localhost:4321", "http://127.0.0.1:4321/", "http://127.0.0.1:4321.evil.example", "file://",
    ],
)  # fmt: skip
def test_other_origins(method, origin):
    assert browser().request(method, "/", headers={"origin": origin}).status_code == 403


def test_the_own_origin():
    assert browser().post("/", headers={"origin": "http://127.0.0.1:4321"}).status_code == 200
    secure = browser(scheme="https")
    assert secure.post("/", headers={"origin": "https://127.0.0.1:4321"}).status_code == 200
    assert secure.post("/", headers={"origin": "http://127.0.0.1:4321"}).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_links_from_elsewhere_may_be_followed_and_nothing_else(site):
    visit = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert browser().get("/", headers=visit).status_code == 200
    assert browser().post("/", headers=visit).status_code == 403
    for other in ({"sec-fetch-dest": "iframe"}, {"sec-fetch-mode": "no-cors"}, {"origin": "null"}):
        assert browser().get("/", headers=visit | other).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/a%00",
        "/a%0d%0aset-cookie:x",
        "/%ff",
        "/a%c0%ae%c0%ae/b",
        "/%ed%a0%80",
        "/?a=%00",
        "/?a=%ff",
        "/?a=%1b",
    ],
)
def test_odd_addresses(path):
    assert browser().get(path).status_code == 400


def test_what_people_write_may_stand_in_an_address():
    assert browser().get("/Zo%C3%AB/%2e%2e?text=a%0d%0Ab%09c&more=%E2%80%8B").status_code == 200


def test_refusals_under_api_are_sentences():
    answer = browser().get("/api/%00")
    assert answer.json() == {"error": "No page has such an address."}
    assert answer.headers["cache-control"] == "no-store"
