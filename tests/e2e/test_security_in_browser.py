"""What a browser refuses or is refused: scripts that were slipped in, pages of others, what is not one's own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from countenance.store.records import Assignment, Mark
from countenance.study.project import Study
from countenance.study.recording import film_of

from ..coded_study import ANNA, BEN, code
from ..web_study import PASSWORD, account_id
from .serving import Served

Opens = Callable[[str], Page]


@pytest.fixture
def quiet(browser: Browser, serving: Served) -> Iterator[Opens]:
    """Opens a browser of somebody's own, or of nobody; its console may complain: here it has reason to."""
    contexts: list[BrowserContext] = []

    def opened(name: str = "") -> Page:
        context = browser.new_context()
        contexts.append(context)
        page = context.new_page()
        if name:
            page.goto(serving.entrance(name))
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def elsewhere() -> Iterator[Callable[[str], None]]:
    """Another server of this machine; it answers everything with the page that it was given last."""
    held = {"page": ""}

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = held["page"].encode()
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is Python's
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def show(page: Page, content: str, host: str = "127.0.0.1") -> None:
        held["page"] = f"<!doctype html><title>Elsewhere</title>{content}"
        page.goto(f"http://{host}:{server.server_port}/")

    yield show
    server.shutdown()
    thread.join(30)
    server.server_close()


def answer_of(page: Page, path: str, **options: object) -> int:
    """Status of an answer to the page's own script."""
    return page.evaluate(
        "([path, options]) => fetch(path, options).then((answer) => answer.status)", [path, options]
    )


_SLIPPED_IN = """
async (kind) => {
  const told = new Promise((done) =>
    document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective), { once: true }),
  );
  const made = document.createElement({ picture: "img", style: "style" }[kind] ?? "script");
  if (kind === "picture") made.setAttribute("onerror", "window.hit = 1"), (made.src = "/nowhere.png");
  else if (kind === "foreign") made.src = "http://127.0.0.1:9/evil.js";
  else if (kind === "data") made.src = "data:text/javascript,window.hit = 1";
  else if (kind === "style") made.textContent = "body { display: none }";
  else made.textContent = "window.hit = 1";
  document.body.append(made);
  return [await told, window.hit ?? 0, getComputedStyle(document.body).display !== "none"];
}
"""


@pytest.mark.parametrize("kind", ["inline", "picture", "foreign", "data", "style"])
def test_what_was_slipped_into_a_page_does_not_run(quiet: Opens, kind: str):
    page = quiet("ada")
    directive, hit, is_shown = page.evaluate(_SLIPPED_IN, kind)
    assert directive.startswith("style-src" if kind == "style" else "script-src")
    assert (hit, is_shown) == (0, True)


def test_a_page_sends_nothing_elsewhere(quiet: Opens, elsewhere):
    page = quiet("ada")
    sent = """(address) => fetch(address, { mode: "no-cors" }).then(() => "sent", () => "kept")"""
    other = quiet()
    elsewhere(other, "")
    assert page.evaluate(sent, other.url) == "kept"


_FORM = '<form method="post" action="{action}"><button>Win a prize</button></form>'


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_form_on_a_page_of_others_does_nothing(quiet: Opens, serving: Served, elsewhere, host: str):
    """The same machine by the same name is the same site: the cookie comes along, and still nothing is done."""
    page = quiet("ada")
    elsewhere(page, _FORM.format(action=f"{serving.origin}/sign-out"), host)
    with page.expect_navigation() as moved:
        page.get_by_role("button").click()
    assert moved.value.status == 403
    assert "Requests from other pages are refused." in page.content()
    page.goto(serving.origin)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


_TRIES = """
async (origin) => {
  const by = (path, options) =>
    fetch(origin + path, { credentials: "include", ...options }).then(
      () => "answered",
      () => "refused",
    );
  const shown = await new Promise((done) => {
    const picture = new Image();
    picture.onload = () => done("shown");
    picture.onerror = () => done("refused");
    picture.src = origin + "/static/common/icon.svg";
    document.body.append(picture);
  });
  await by("/sign-out", { method: "POST", mode: "no-cors" });
  return [await by("/api/standing"), await by("/api/admin/verify", { method: "POST" }), shown];
}
"""


def test_a_script_on_a_page_of_others_reads_and_does_nothing(quiet: Opens, serving: Served, elsewhere):
    page = quiet("ada")
    elsewhere(page, "")
    assert page.evaluate(_TRIES, serving.origin) == ["refused"] * 3
    page.goto(serving.origin)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert page.evaluate("fetch('/api/admin/verify').then((answer) => answer.json())")["state"] == "never"


def test_a_page_of_others_frames_nothing(quiet: Opens, serving: Served, elsewhere):
    page = quiet("ada")
    elsewhere(page, f'<iframe src="{serving.origin}/"></iframe>')
    page.wait_for_load_state("networkidle")
    assert "Sign out" not in page.frames[1].content()


def test_the_cookie_is_out_of_reach(quiet: Opens, serving: Served):
    page = quiet("ada")
    (cookie,) = page.context.cookies()
    assert cookie["name"] == f"countenance-{serving.address.port}"
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/")
    assert cookie["expires"] == -1  # it ends with the browser
    assert page.evaluate("document.cookie") == ""


def test_who_has_signed_out_is_asked_who_he_is(quiet: Opens, serving: Served):
    page = quiet("ada")
    page.goto(f"{serving.origin}/admin/accounts")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.context.cookies() == []
    assert answer_of(page, "/api/standing") == 401
    page.go_back()  # nothing of what was shown is kept
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{serving.origin}/admin/log?actor=ada")
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/log?actor=ada")


def test_one_coder_gets_nothing_of_the_other(quiet: Opens, serving: Served):
    study = serving.site.study
    code(study, "even", anna=ANNA, ben=BEN)
    with study.writing("ada") as writer:
        even, uneven = film_of(writer, "even").id, film_of(writer, "uneven").id
        given = writer.first(Assignment, film=even, coder=account_id(study, "anna"))
        mark = next(writer.find(Mark, assignment=given.id))
        writer.remove(writer.first(Assignment, film=uneven, coder=account_id(study, "ben")))
    page = quiet("ben")
    own = f"/api/coding/{even}"
    as_json = {"content-type": "application/json"}
    assert answer_of(page, own) == 200
    assert mark.id not in page.evaluate("(path) => fetch(path).then((answer) => answer.text())", own)
    refused = {
        f"{own}/marks/{mark.id}/history": {},
        f"{own}/marks/{mark.id}?version=1": {"method": "DELETE"},
        f"{own}/marks/{mark.id}": {"method": "PUT", "headers": as_json, "body": '{"onset": 1, "version": 1}'},
        f"/api/coding/{uneven}": {},
        f"/recordings/{uneven}/frames/0.jpg": {},
        f"/recordings/{uneven}/video": {},
        f"/api/compare/recordings/{even}": {},
        "/library": {},
        "/api/reports": {},
    }
    found = {path: answer_of(page, path, **options) for path, options in refused.items()}
    assert found == dict.fromkeys(refused, 403)
    with study.reading() as reader:
        assert reader.get(Mark, mark.id) == mark


def test_an_address_works_once(quiet: Opens, serving: Served):
    address = serving.entrance("cleo")
    first, second = quiet(), quiet()
    first.goto(address)
    expect(first.get_by_role("button", name="Sign out")).to_be_visible()
    assert "token" not in first.url
    assert second.goto(address).status == 403
    expect(second.locator("main")).to_contain_text("This address was used already, or is too old.")
    assert second.context.cookies() == []


def test_an_address_that_came_by_mail_lets_in(quiet: Opens, serving: Served, elsewhere):
    """Mail is often read in a browser, which shows no strict cookie on a way that begins on a page of others."""
    page = quiet()
    elsewhere(page, f'<a href="{serving.entrance("cleo")}">Your study</a>', "localhost")
    page.get_by_role("link").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_page_that_one_coder_left_open_is_not_the_others(quiet: Opens, serving: Served):
    """Somebody else signs in in another window of the browser: nothing is seen or marked as the other."""
    study = serving.site.study
    code(study, "even", ben=BEN)
    with study.reading() as reader:
        film = film_of(reader, "even").id
    annas = quiet("anna")
    annas.goto(f"{serving.origin}/coding/{film}")
    coder = annas.locator("movement-coder[ready]")
    expect(coder).to_be_visible()
    other = annas.context.new_page()
    other.goto(serving.entrance("ben"))
    with annas.expect_response(f"**/api/coding/{film}") as looked:
        annas.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert looked.value.status == 401
    with annas.expect_response(f"**/api/coding/{film}/marks") as sent:
        for key in ("o", "ArrowRight", "f", "Enter"):
            annas.keyboard.press(key)
    assert sent.value.status == 401
    expect(coder).to_contain_text("Movements 1")
    assert n_marks(study, film) == {"anna": 0, "ben": len(BEN)}
    expect(coder).to_contain_text("signed out")
    other.goto(serving.entrance("anna"))
    expect(coder).not_to_contain_text("signed out")
    assert n_marks(study, film) == {"anna": 1, "ben": len(BEN)}


def n_marks(study: Study, film: str) -> dict[str, int]:
    with study.reading() as reader:
        given = {
            name: reader.first(Assignment, film=film, coder=account_id(study, name))
            for name in ("anna", "ben")
        }
        return {name: reader.count(Mark, assignment=one.id) for name, one in given.items() if one is not None}
