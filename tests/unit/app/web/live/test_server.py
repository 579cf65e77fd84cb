"""The page, its stream and its guard."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx
import pytest

from countenance.app.web.live import server as module
from countenance.app.web.live.hub import Hub
from countenance.app.web.live.server import live_app
from countenance.app.web.live.session import Session

from .test_hub import unpacked

TOKEN = "secret-of-this-session"
ABOUT = {
    "source": "camera <0>",
    "fps": 25.0,
    "size": [32, 24],
    "method": "Bright frames",
    "citation": "Nobody (2020)",
    "curves": ["brightness"],
    "record": "",
    "played": False,
}


class Client:
    """A browser of one page, which waits for each answer to end."""

    def __init__(self, app, base_url: str = "http://127.0.0.1:4321") -> None:
        self._app, self._base_url = app, base_url
        self.cookies = httpx.Cookies()

    def get(self, path: str, **options) -> httpx.Response:
        return asyncio.run(self._ask("GET", path, **options))

    def post(self, path: str, **options) -> httpx.Response:
        return asyncio.run(self._ask("POST", path, **options))

    async def _ask(self, method: str, path: str, *, follow: bool = True, **options) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(
            transport=transport, base_url=self._base_url, cookies=self.cookies, follow_redirects=follow
        ) as client:
            answer = await client.request(method, path, **options)
            self.cookies = client.cookies
            return answer


@pytest.fixture
def session(in_step) -> Session:
    """One that is over, with two marks."""
    session = Session(*in_step(), Hub(ABOUT))
    session.start()
    assert session.wait(60)
    session.stop()
    return session


@pytest.fixture
def client(session) -> Client:
    return Client(live_app(session, ABOUT, host="127.0.0.1", port=4321, token=TOKEN))


@pytest.fixture
def known(client) -> Client:
    assert client.get("/", params={"token": TOKEN}).status_code == 200
    return client


def test_the_secret_of_the_address_goes_into_a_cookie(client):
    answer = client.get("/", params={"token": TOKEN}, follow=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert re.search(r"countenance-4321=.*HttpOnly.*SameSite=strict", cookie)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/stream", "/marks/0/apex.jpg", "/static/live.js", "/?token=guess", "/?token=ü"]
)
def test_without_the_secret_nothing_is_shown(client, path):
    answer = client.get(path)
    assert answer.status_code == 403
    assert "countenance live" in answer.text


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:4321", "", "127.0.0.1.evil.example", "[::2]:4321"]
)
def test_another_host_is_refused_even_with_the_secret(known, host):
    assert known.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:4321", "localhost:4321", "LOCALHOST", "[::1]:4321"])
def test_own_names_are_known(known, host):
    assert known.get("/", headers={"host": host, "cookie": f"countenance-4321={TOKEN}"}).status_code == 200


def test_requests_across_are_refused(known, session):
    foreign = {"origin": "http://evil.example"}
    assert known.post("/pause", headers=foreign).status_code == 403
    assert known.post("/pause", headers={"origin": "null"}).status_code == 403
    assert not session._camera.paused
    assert known.post("/pause", headers={"origin": "http://127.0.0.1:4321"}).status_code == 204


@pytest.mark.parametrize(
    ("listening", "host", "status"),
    [
        ("0.0.0.0", "192.168.1.7:1", 200),
        ("0.0.0.0", "evil.example", 421),
        ("192.168.1.7", "192.168.1.7", 200),
        ("192.168.1.7", "192.168.1.8", 421),
        ("laboratory", "laboratory:80", 200),
    ],
)
def test_the_address_that_is_listened_on_is_a_name_too(session, listening, host, status):
    app = live_app(session, ABOUT, host=listening, port=1, token=TOKEN)
    headers = {"host": host, "cookie": f"countenance-1={TOKEN}"}
    assert Client(app).get("/", headers=headers).status_code == status


@pytest.mark.parametrize(
    "path", ["/", "/stream", "/marks/0/apex.jpg", "/static/live.js", "/nothing", "/?token=no"]
)
def test_nothing_is_cached_and_nothing_foreign_may_run(known, session, path):
    session.hub.close()
    headers = known.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'; script-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_the_page_names_source_and_method(known):
    page = known.get("/").text
    assert "camera &lt;0&gt;" in page
    assert "Bright frames" in page
    assert "Nothing is stored</p>" in page  # at the top, and at the bottom with the way to keep a session
    assert "--record FOLDER" in page
    assert "style=" not in page
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("played", "advice", "other"), [(True, "--speed", "--size"), (False, "--size", "--speed")]
)
def test_who_is_too_slow_is_told_what_helps_with_this_source(session, played, advice, other):
    app = live_app(session, {**ABOUT, "played": played}, host="127.0.0.1", port=4321, token=TOKEN)
    page = Client(app).get("/", params={"token": TOKEN}).text
    assert advice in page
    assert other not in page


def test_pictures_of_a_mark(known):
    for moment in ("onset", "apex", "offset"):
        answer = known.get(f"/marks/1/{moment}.jpg")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert answer.content.startswith(b"\xff\xd8")
    assert known.get("/marks/1/middle.jpg").status_code == 404
    assert known.get("/marks/2/apex.jpg").status_code == 404


def test_pause_and_resume(known, session):
    assert known.post("/pause").status_code == 204
    assert session._camera.paused
    assert known.post("/resume").status_code == 204
    assert not session._camera.paused
    assert known.get("/pause").status_code == 405


def test_the_stream_tells_what_was_found(known, session):
    session.hub.close()  # or it would never end
    messages, _ = unpacked(known.get("/stream").content)
    assert messages[0]["curves"] == ["brightness"]
    assert [message["type"] for message in messages] == ["about", "remark", "mark", "mark", "status"]
    assert messages[-1]["state"] == "ended"


def test_the_page_asks_nobody_else():
    for path in (Path(module.__file__).parent / "static").iterdir():
        foreign = set(re.findall(r"https?://[^\s\"')]+", path.read_text())) - {"http://www.w3.org/2000/svg"}
        assert foreign == set(), path.name
