"""In and out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from countenance.app.web.study import Site, study_app
from countenance.app.web.study.throttle import Throttle
from countenance.app.web.study.visits import Pass, Passes
from countenance.store.records import Account
from countenance.study.people import account, change_account, set_password

from .....web_study import PASSWORD, account_id

HTML = {"accept": "text/html"}


def test_name_and_password(signed_in):
    client = signed_in("")
    answer = client.post("/sign-in", data={"name": "Anna", "password": PASSWORD, "next": "/coding"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/coding")
    cookie = answer.headers["set-cookie"].casefold()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("next_page", ["//evil.example", "https://evil.example/", "/\\evil.example", ""])
def test_nobody_is_sent_elsewhere(signed_in, next_page):
    answer = signed_in("").post("/sign-in", data={"name": "anna", "password": PASSWORD, "next": next_page})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong"), ("nobody", PASSWORD), ("", ""), ("anna", "x" * 999)]
)
def test_what_does_not_belong_together(signed_in, name, password):
    answer = signed_in("").post("/sign-in", data={"name": name, "password": password})
    assert answer.status_code == 403
    assert "do not belong together" in answer.text


def test_guessing_is_slowed_down(signed_in):
    client = signed_in("")
    answers = [
        client.post("/sign-in", data={"name": "ANNA", "password": str(n)}).status_code for n in range(7)
    ]
    assert answers == [403] * 5 + [429] * 2
    assert client.post("/sign-in", data={"name": "anna", "password": PASSWORD}).status_code == 429


def test_the_pause_doubles_and_ends_with_a_success():
    now = 0.0
    throttle = Throttle(lambda: now)
    pauses = []
    for _ in range(16):
        while wait := throttle.enter("anna", "here"):
            pauses.append(wait)
            now += wait
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]
    throttle.passed("anna", "here")
    assert [throttle.enter("anna", "here") for _ in range(5)] == [0.0] * 5


def test_failures_are_forgotten_after_an_hour():
    now = 0.0
    throttle = Throttle(lambda: now)
    for _ in range(5):
        throttle.enter("anna", "here")
    assert throttle.enter("anna", "here") == 1
    now = 3600.0
    assert [throttle.enter("anna", "here") for _ in range(5)] == [0.0] * 5


def test_one_password_is_not_tried_with_every_name():
    throttle = Throttle(lambda: 0.0)
    waits = [throttle.enter(f"name {n}", "there") for n in range(32)]
    assert waits == [0.0] * 30 + [1.0] * 2


def test_own_successes_make_no_room_for_guesses_about_others():
    throttle = Throttle(lambda: 0.0)
    waits = []
    for n in range(31):
        waits.append(throttle.enter(f"name {n}", "there"))
        if throttle.enter("eve", "there") == 0.0:
            throttle.passed("eve", "there")
    assert waits == [0.0] * 30 + [1.0]


def test_who_guesses_from_everywhere_keeps_nobody_out():
    throttle = Throttle(lambda: 0.0)
    assert throttle.enter("anna", "desk") == 0
    throttle.passed("anna", "desk")
    waits = [throttle.enter("anna", f"address {n}") for n in range(60)]
    assert waits == [0.0] * 30 + [1.0] * 30
    assert throttle.enter("anna", "desk") == 0


def test_a_name_waits_half_a_minute_at_most_for_guesses_from_elsewhere():
    now = 0.0
    throttle = Throttle(lambda: now)
    for n in range(60):
        while wait := throttle.enter("anna", f"address {n}"):
            now += wait
    assert throttle.enter("anna", "home") == 30


def test_many_tries_at_once_are_counted():
    throttle = Throttle(lambda: 0.0)
    with ThreadPoolExecutor(8) as executor:
        waits = list(executor.map(lambda _: throttle.enter("anna", "here"), range(100)))
    assert waits.count(0.0) == 5


def test_an_address_works_once(signed_in, site):
    secret = site.invitations.issue(Pass(account=account_id(site.study, "cleo")))
    first, second = signed_in(""), signed_in("")
    assert first.get("/enter", params={"token": secret}).headers["location"] == "/"
    assert "cleo" in first.get("/").text
    assert second.get("/enter", params={"token": secret}, headers=HTML).status_code == 403
    assert second.get("/", headers=HTML).headers["location"] == "/sign-in?next=%2F"


def test_secrets_end():
    now = 0.0
    once, renewed = Passes(60, clock=lambda: now), Passes(60, renewed=True, clock=lambda: now)
    short, long = once.issue(Pass("a")), renewed.issue(Pass("a"))
    now = 50
    assert once.look(short) == renewed.look(long) == Pass("a")
    now = 100
    assert (once.look(short), renewed.look(long)) == (None, Pass("a"))
    renewed.revoke(Pass("a"))
    assert renewed.look(long) is None


def test_who_is_no_longer_active_is_out_at_once(signed_in, site):
    client = signed_in("anna")
    assert client.get("/").status_code == 200
    with site.study.writing("ada") as writer:
        change_account(writer, "anna", active=False)
    assert client.get("/api/standing").status_code == 401
    answer = signed_in("").post("/sign-in", data={"name": "anna", "password": PASSWORD})
    assert answer.status_code == 403


def test_a_new_password_ends_other_visits(signed_in, site):
    elsewhere = signed_in("")
    elsewhere.post("/sign-in", data={"name": "anna", "password": PASSWORD})
    assert elsewhere.get("/api/standing").status_code == 200
    with site.study.writing("ada") as writer:
        set_password(writer, account(writer, "anna"), "another long password")
    assert elsewhere.get("/api/standing").status_code == 401
    elsewhere.post("/sign-in", data={"name": "anna", "password": "another long password"})
    assert elsewhere.get("/api/standing").status_code == 200


def test_a_secret_that_somebody_planted_is_not_taken_over(signed_in, site):
    """Who plants his cookie in another's browser knows nothing after that one signs in."""
    client = signed_in("emil")
    planted = client.cookies[site.account_cookie]
    answer = client.post("/sign-in", data={"name": "anna", "password": PASSWORD})
    assert planted not in answer.headers["set-cookie"]
    attacker = signed_in("")
    attacker.cookies.set(site.account_cookie, planted)
    assert attacker.get("/api/standing").status_code == 401


def test_cookies_by_tls(web_study):
    site = Site(web_study, 443, secure=True)
    with TestClient(study_app(site), "https://127.0.0.1", follow_redirects=False) as client:
        answer = client.post("/sign-in", data={"name": "anna", "password": PASSWORD})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-countenance-443=")
        assert {"Secure", "HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
        assert client.get("/api/standing").status_code == 200
        gone = client.post("/sign-out").headers["set-cookie"]
        assert gone.startswith('__Host-countenance-443=""')
        assert {"Secure", "Path=/", "Max-Age=0"} <= set(gone.split("; "))
    site.close()


def test_signing_out(signed_in):
    client = signed_in("anna")
    cookies = dict(client.cookies)
    assert client.post("/sign-out").headers["location"] == "/sign-in"
    client.cookies.update(cookies)
    assert client.get("/api/standing").status_code == 401


def test_the_first_account_of_a_study(signed_in, site):
    with site.study.writing("countenance") as writer:
        for one in writer.find(Account):
            writer.change(one, active=False)
    client = signed_in("")
    client.get("/enter", params={"token": site.invitations.issue(Pass())})
    assert client.get("/").headers["location"] == "/welcome"
    safe = "long enough to be safe"
    for password, again, told in (("short", "short", "at least 10 characters"), (safe, "safe", "twice")):
        form = {"name": "eve", "password": password, "again": again}
        assert told in client.post("/welcome", data=form).text
    assert client.post("/welcome", data={"name": "eve", "password": safe, "again": safe}).status_code == 303
    assert client.get("/welcome").headers["location"] == "/"
    assert "Administration" in client.get("/").text
    # From now on nobody comes in without an account.
    again = signed_in("")
    again.get("/enter", params={"token": site.invitations.issue(Pass())})
    assert again.get("/welcome", headers=HTML).headers["location"].startswith("/sign-in")
