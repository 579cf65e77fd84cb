"""Who may ask for what: every route with every role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fastapi import APIRouter
from fastapi.params import Form
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from countenance.app.web.study import Site, study_app
from countenance.app.web.study import app as module
from countenance.app.web.study.app import gates_of, is_streamed, routes
from countenance.app.web.study.bodies import MOST
from countenance.app.web.study.gates import PAGE_OF, Anybody
from countenance.app.web.study.visitors import Part
from countenance.app.web.study.visits import Pass
from countenance.store.records import SessionRow
from countenance.study.project import Study
from countenance.study.recording import film_of

from .....staged_session import begin, stage
from .....web_everything import make_everything, open_session
from .....web_study import PEOPLE, account_id
from .conftest import PORT

_SIGNED_OUT = {"/enter", "/sign-in", "/sign-out"}
"""For anybody; whatever else is open would be open by mistake."""


@pytest.fixture(scope="module")
def everything(tmp_path_factory) -> Iterator[Study]:
    with make_everything(tmp_path_factory.mktemp("everything")) as study:
        yield study


@pytest.fixture
def visiting(everything, tmp_path) -> Iterator[Callable[[str], TestClient]]:
    """Makes the browser of somebody by what he is: a role, a participant, whoever began a study, or nobody."""
    with ExitStack() as stack:
        new = Site(stack.enter_context(Study.create(tmp_path / "new", "New")), PORT)
        old = Site(everything, PORT)
        stack.callback(new.close)
        stack.callback(old.close)

        def client(part: str) -> TestClient:
            site = new if part == Part.OWNER else old
            made = stack.enter_context(
                TestClient(
                    study_app(site),
                    f"http://127.0.0.1:{PORT}",
                    follow_redirects=False,
                    raise_server_exceptions=False,
                )
            )
            if part == Part.PARTICIPANT:
                made.cookies.set(
                    site.session_cookie, site.visits.issue(Pass(session=open_session(everything)))
                )
            elif part == Part.OWNER:
                made.cookies.set(site.account_cookie, site.visits.issue(Pass()))
            elif part:
                name = next(name for name, role in PEOPLE.items() if role == part)
                given = Pass(account=account_id(everything, name))
                made.cookies.set(site.account_cookie, site.visits.issue(given))
            return made

        yield client


_OF_PARTICIPANTS = ("/session/", "/api/session/", "/api/captures/", "/recordings/")
"""Captures and recordings are those of their session alone."""


def _requests() -> list[tuple[str, str, APIRoute]]:
    return [
        (method, re.sub(r"\{[^}]+\}", "0", route.path), route)
        for route in routes()
        for method in sorted(route.methods)
    ]


def test_what_is_open_is_meant_to_be():
    is_open = {path for _, path, route in _requests() if not gates_of(route)[0].parts}
    assert is_open == _SIGNED_OUT


@pytest.mark.parametrize("part", ["", *sorted(Part)])
def test_every_route_with_every_part(part, visiting):
    """Who is not let in gets 401 or 403, and who is let in gets neither, whatever he asks for."""
    client = visiting(part)
    for method, path, route in _requests():
        wanted = gates_of(route)[0].parts
        if not wanted:
            continue
        answer = client.request(method, path)
        status = answer.status_code
        if not part:
            assert status == 401, (method, path)
        elif Part(part) not in wanted:
            assert status == 403, (method, path)
        else:
            assert status not in {401, 405, 500}, (method, path, status)
            assert "This is for" not in answer.text, (method, path)


def test_participants_and_who_began_reach_nothing_else():
    """Who needs no password is let in nowhere but where he belongs."""
    of = {
        part: {path for _, path, route in _requests() if part in gates_of(route)[0].parts}
        for part in (Part.PARTICIPANT, Part.OWNER)
    }
    assert of[Part.OWNER] == {"/", "/welcome"}
    rest = {path for path in of[Part.PARTICIPANT] if not path.startswith(_OF_PARTICIPANTS)}
    assert rest == {"/", "/session"}


def test_a_participant_sees_no_other_participant(visiting, everything):
    """The ids of another's recording and session, at every address that takes one."""
    with everything.reading() as reader:
        film = film_of(reader, "even")
        session = min(reader.find(SessionRow), key=lambda row: row.started_at)
    assert session.id != open_session(everything)
    client, n = visiting(Part.PARTICIPANT), 0
    for route in routes():
        if Part.PARTICIPANT not in gates_of(route)[0].parts or "{" not in route.path:
            continue
        for method in route.methods:
            for own in (film.id, session.id):
                path = re.sub(r"\{[^}]+\}", "0", re.sub(r"\{[^}:]+\}", own, route.path, count=1))
                status = client.request(method, path).status_code
                assert status in {403, 404, 422}, (method, path, status)
                n += 1
    assert n > 10


def test_a_participant_is_no_account_and_an_account_no_participant(visiting):
    """Both cookies in one browser: each gate looks at the one that it is for, and neither lends its rights."""
    participant, experimenter = visiting(Part.PARTICIPANT), visiting(Part.EXPERIMENTER)
    secret = next(iter(participant.cookies.values()))
    stranger = visiting("")
    stranger.cookies.set(f"countenance-{PORT}", secret)
    assert stranger.get("/sessions").status_code == 403
    both = visiting("")
    both.cookies.update({**dict(participant.cookies), **dict(experimenter.cookies)})
    assert both.get("/session").status_code == 200
    assert both.get("/sessions").status_code == 200
    assert both.get("/admin").status_code == 403


def test_there_is_no_owner_where_there_is_an_admin(site, signed_in):
    client = signed_in("")
    client.cookies.set(site.account_cookie, site.visits.issue(Pass()))
    assert client.get("/welcome").status_code == 401
    assert (
        client.post("/welcome", data={"name": "eve", "password": "long enough to be safe"}).status_code == 401
    )


def test_a_cookie_of_another_port_opens_nothing(site, signed_in):
    client = signed_in("")
    secret = site.visits.issue(Pass(account=account_id(site.study, "ada")))
    client.cookies.set(f"countenance-{PORT + 1}", secret)
    assert client.get("/admin").status_code == 401


@pytest.mark.parametrize("method", ["TRACE", "HEAD", "OPTIONS", "CONNECT", "PATCH", "LINK"])
def test_other_methods_do_nothing(signed_in, method):
    client = signed_in("ada")
    for _, path, route in _requests():
        if method not in route.methods:
            answer = client.request(method, path)
            assert answer.status_code == 405, (method, path)
            assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("chunked", [False, True])
def test_no_route_takes_more_than_it_says(visiting, chunked):
    """A megabyte and a byte, sent to each route that reads all of what it is sent before it looks."""
    clients = {part: visiting(part) for part in Part}
    refused = 0
    for method, path, route in _requests():
        most = route.max_body_size or MOST
        if method == "GET" or is_streamed(route) or route.body_field is None or most > 2**24:
            continue
        client = clients[next(iter(sorted(gates_of(route)[0].parts)), Part.ADMIN)]
        content = b"x" * (most + 1)
        is_form = isinstance(route.body_field.field_info, Form)
        answer = client.request(
            method,
            path,
            content=iter([content]) if chunked else content,
            headers={"content-type": "application/x-www-form-urlencoded" if is_form else "application/json"},
        )
        assert answer.status_code == 413, (method, path)
        assert answer.json() == {"error": "That is more than can be sent here."}
        assert "content-security-policy" in answer.headers
        refused += 1
    assert refused > 20


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


def test_every_answer_is_guarded_and_kept_by_nobody(visiting):
    """Errors, too; what is kept all the same is private to the browser, and never changes."""
    client = visiting(Part.ADMIN)
    for method, path, _ in _requests():
        headers = client.request(method, path).headers
        assert headers["x-frame-options"] == "DENY", (method, path)
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        kept = headers["cache-control"]
        assert kept == "no-store" or kept.startswith("private"), (method, path, kept)


@pytest.mark.parametrize("name", ["..", "a/..", "\\", ".mp4", "\N{CJK UNIFIED IDEOGRAPH-5FAE}" * 100])
def test_names_of_files_that_cannot_be(signed_in, site, name):
    """Some lie elsewhere, and some are longer than a disk takes."""
    answer = signed_in("dora").post("/api/stimuli", params={"file": name}, content=b"x")
    assert answer.status_code == 400
    assert str(site.study.folder) not in answer.text
    assert not list(site.study.folder.glob("uploads/*"))


def test_a_fault_is_told_in_a_sentence_and_shows_nothing(site, monkeypatch, caplog):
    def broken(_: Anybody) -> None:
        raise ZeroDivisionError("secret path /home/ada")

    router = APIRouter()
    router.get("/api/broken")(broken)
    router.get("/broken")(broken)
    monkeypatch.setattr(module, "ROUTERS", (router,))
    with TestClient(study_app(site), f"http://127.0.0.1:{PORT}", raise_server_exceptions=False) as client:
        answer = client.get("/api/broken")
        page = client.get("/broken", headers={"accept": "text/html"})
    assert (answer.status_code, page.status_code) == (500, 500)
    assert answer.json()["error"].startswith("Something went wrong in the server")
    assert "secret" not in answer.text + page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "ZeroDivisionError: secret path" in caplog.text


def test_errors_are_sentences(signed_in):
    client = signed_in("anna")
    assert client.get("/api/nothing").json() == {"error": "There is nothing here."}
    answer = client.get("/api/standing", params={"since": "x"})
    assert (answer.status_code, answer.json()["error"]) == (422, "since: expected a whole number, got 'x'.")
    page = client.get("/nowhere", headers={"accept": "text/html"})
    assert (page.status_code, "There is nothing here." in page.text) == (404, True)


def test_a_page_of_somebody_who_is_no_longer_signed_in_is_told(signed_in, site):
    """Windows of a browser share cookies: what is left open in one must not be done by the account of another."""
    anna, ben = (account_id(site.study, name) for name in ("anna", "ben"))
    client = signed_in("ben")
    assert f'<meta name="visitor" content="{ben}">' in client.get("/").text
    assert client.get("/api/standing", headers={PAGE_OF: ben}).status_code == 200
    answer = client.get("/api/standing", headers={PAGE_OF: anna})
    assert (answer.status_code, "Somebody else" in answer.json()["error"]) == (401, True)


def test_whose_page_it_is_decides_between_two_cookies(signed_in, site, tmp_path):
    """An experimenter opens a session for its participant in his own browser."""
    stage(site.study, tmp_path)
    session = begin(site.study)
    client = signed_in("dora")
    client.cookies.set(site.session_cookie, site.visits.issue(Pass(session=session)))
    of_both = f"/api/captures/{session}/1"  # for both, and not there yet
    for own in (session, account_id(site.study, "dora")):
        assert client.get(of_both, headers={PAGE_OF: own}).status_code == 404


@pytest.mark.parametrize(
    ("part", "path", "sentence"),
    [
        ("coder", "/compare", "This is for admins, arbiters and analysts. You are signed in as a coder."),
        ("analyst", "/coding", "This is for coders. You are signed in as an analyst."),
        ("participant", "/coding", "This is for coders. You are signed in as a participant."),
    ],
)
def test_who_is_not_let_in_is_told_for_whom_it_is(part, path, sentence, visiting):
    answer = visiting(part).get(path, headers={"accept": "text/html"})
    assert answer.status_code == 403
    assert "<h1>Not open to you</h1>" in answer.text
    assert f"<p>{sentence}</p>" in answer.text


def test_a_page_that_is_not_there_says_so_in_its_heading_and_leads_elsewhere(visiting):
    answer = visiting("coder").get("/nowhere", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "<h1>Nothing here</h1>" in answer.text
    assert 'href="/coding"' in answer.text
    assert 'href="/sign-in"' not in answer.text


def test_a_page_that_is_not_there_tells_nobody_more_than_that(signed_in):
    answer = signed_in("").get("/nowhere", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert 'href="/sign-in"' in answer.text
    assert 'href="/coding"' not in answer.text
