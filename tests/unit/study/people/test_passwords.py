"""Passwords are kept as hashes, and are looked at by the account's name alone."""

from __future__ import annotations

import pytest

from countenance.core import InputError
from countenance.store.records import Account
from countenance.study.people import account, account_with_password, change_account, set_password
from countenance.study.project import Study

GOOD = "correct horse battery"


@pytest.fixture
def with_password(study: Study) -> Study:
    """Of anna."""
    with study.writing("admin") as writer:
        set_password(writer, account(writer, "anna"), GOOD)
    return study


def test_a_password_belongs_to_one_account(with_password: Study):
    with with_password.reading() as reader:
        assert account_with_password(reader, " ANNA ", GOOD).name == "anna"
        for name, password in (
            ("anna", GOOD + "!"),
            ("anna", ""),
            ("ben", GOOD),
            ("nobody", GOOD),
            ("", GOOD),
        ):
            assert account_with_password(reader, name, password) is None
        # Whoever has no password has none that anybody could guess.
        assert account_with_password(reader, "ben", "the password of nobody") is None


def test_it_is_kept_as_a_salted_hash(with_password: Study):
    with with_password.writing("admin") as writer:
        first = account(writer, "anna").password
        second = set_password(writer, account(writer, "anna"), GOOD).password
    assert first.startswith("$argon2id$")
    assert first != second
    assert not [
        path
        for path in with_password.folder.rglob("*")
        if path.is_file() and GOOD.encode() in path.read_bytes()
    ]


def test_who_is_shut_out_has_no_password(with_password: Study):
    with with_password.writing("admin") as writer:
        change_account(writer, "anna", active=False)
        assert account_with_password(writer, "anna", GOOD) is None
        change_account(writer, "anna", active=True)
        assert account_with_password(writer, "anna", GOOD) is not None


@pytest.mark.parametrize(
    ("password", "told"), [("123456789", "at least 10"), ("x" * 1001, "at least 10"), ("", "at least 10")]
)
def test_what_is_no_password_is_refused(study: Study, password: str, told: str):
    with study.writing("admin") as writer, pytest.raises(InputError, match=told):
        set_password(writer, account(writer, "anna"), password)


def test_the_name_is_no_password(study: Study):
    with study.writing("admin") as writer:
        long = writer.add(Account(name="Anna Annasdottir", roles=("coder",)))
        with pytest.raises(InputError, match="the first that anybody tries"):
            set_password(writer, long, "anna annasdottir")
