"""In and out."""

from __future__ import annotations

import pytest

from countenance.app.web.study.throttle import Throttle
from countenance.app.web.study.visits import Pass, Passes
from countenance.store.records import Account
from countenance.study.people import change_account

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
    for _ in range(5):
        throttle.failed("anna")
    assert throttle.wait("anna") == 1
    now += 1
    assert throttle.wait("anna") == 0
    throttle.failed("anna")
    assert throttle.wait("anna") == 2
    for _ in range(40):
        throttle.failed("anna")
    assert throttle.wait("anna") == 900
    throttle.passed("anna")
    assert throttle.wait("anna") == 0


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
    assert "at least 10 characters" in client.post("/welcome", data={"name": "eve", "password": "short"}).text
    assert (
        client.post("/welcome", data={"name": "eve", "password": "long enough to be safe"}).status_code == 303
    )
    assert "Administration" in client.get("/").text
    # From now on nobody comes in without an account.
    again = signed_in("")
    again.get("/enter", params={"token": site.invitations.issue(Pass())})
    assert again.get("/welcome", headers=HTML).headers["location"].startswith("/sign-in")
