"""One's own account and password."""

from __future__ import annotations

import pytest

from countenance.store.records import Account
from countenance.study.people import account_with_password

from .....web_study import PASSWORD, account_id

NEW = "another sentence to keep"


def given(old: str = PASSWORD, password: str = NEW, again: str = NEW) -> dict[str, str]:
    return {"old": old, "password": password, "again": again}


def test_somebody_changes_his_own_password(signed_in, site):
    client, elsewhere = signed_in("anna"), signed_in("anna")
    answer = client.post("/account", data=given())
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?done=true")
    assert "is changed" in client.get("/account?done=true").text
    assert elsewhere.get("/api/standing").status_code == 401
    with site.study.reading() as reader:
        assert account_with_password(reader, "anna", NEW) is not None
        assert account_with_password(reader, "anna", PASSWORD) is None
        assert account_with_password(reader, "ben", PASSWORD) is not None


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (given(old="guessed password"), "is another one"),
        (given(again=NEW + "!"), "twice"),
        (given(password="short", again="short"), "at least 10 characters"),
        (given(password="", again=""), "at least 10 characters"),
    ],
)
def test_what_is_refused_is_told(signed_in, site, form, told):
    client = signed_in("anna")
    answer = client.post("/account", data=form)
    assert answer.status_code == 400
    assert told in answer.text
    assert client.get("/api/standing").status_code == 200
    with site.study.reading() as reader:
        assert account_with_password(reader, "anna", PASSWORD) is not None


def test_an_open_browser_is_no_place_to_guess(signed_in):
    client = signed_in("anna")
    told = [client.post("/account", data=given(old=f"guess number {n}")).text for n in range(6)]
    assert ["too many tries" in one for one in told] == [False] * 5 + [True]


def test_who_came_by_an_address_sets_a_first_password(signed_in, site):
    with site.study.writing("ada") as writer:
        writer.change(writer.get(Account, account_id(site.study, "ben")), password=None)
    client = signed_in("ben")
    assert "Password that you have now" not in client.get("/account").text
    assert client.post("/account", data=given(old="")).status_code == 303
    with site.study.reading() as reader:
        assert account_with_password(reader, "ben", NEW) is not None
