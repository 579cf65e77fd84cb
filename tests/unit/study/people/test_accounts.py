"""Accounts are changed by one at a time, and a study keeps an admin."""

from __future__ import annotations

import pytest

from countenance.core import InputError
from countenance.core.errors import ConflictError
from countenance.store.records import Account
from countenance.study.people import account, add_account, change_account, require
from countenance.study.project import Study


def test_roles_and_being_active_change_apart(study: Study):
    with study.writing("admin") as writer:
        assert change_account(writer, "anna", roles=["analyst", "coder", "analyst"]).roles == (
            "analyst",
            "coder",
        )
        assert not change_account(writer, "anna", active=False).active
        with pytest.raises(InputError, match="there is no account 'anna'"):
            account(writer, "anna")
        again = change_account(writer, "anna", active=True)
        assert require(writer, "anna", "analyst") == again


@pytest.mark.parametrize(
    ("name", "roles", "told"),
    [("nobody", ["coder"], "there is no account 'nobody'"), ("anna", ["king"], "king is no role"),
     ("anna", [], "an account needs a role")],
)  # fmt: skip
def test_what_cannot_be_changed_is_told(study: Study, name: str, roles: list[str], told: str):
    with study.writing("admin") as writer, pytest.raises(InputError, match=told):
        change_account(writer, name, roles=roles)


def test_nobody_overwrites_what_he_has_not_seen(study: Study):
    with study.reading() as reader:
        seen = account(reader, "anna").version
    with study.writing("cleo") as writer:
        change_account(writer, "anna", roles=["arbiter"], version=seen)
    with study.writing("dora") as writer, pytest.raises(ConflictError, match="was changed by cleo"):
        change_account(writer, "anna", active=False, version=seen)
    with study.reading() as reader:
        assert (account(reader, "anna").roles, account(reader, "anna").active) == (("arbiter",), True)


@pytest.mark.parametrize("change", [{"active": False}, {"roles": ["coder"]}])
def test_the_only_admin_stays_until_there_is_another(study: Study, change: dict[str, object]):
    with study.writing("admin") as writer:
        add_account(writer, "eve", ["admin"])
    with pytest.raises(InputError, match="eve is the only admin"), study.writing("admin") as writer:
        change_account(writer, "eve", **change)
    with study.writing("admin") as writer:
        assert "admin" in account(writer, "eve").roles
        change_account(writer, "anna", roles=["admin"])
        change_account(writer, "eve", **change)


@pytest.mark.parametrize("name", ["command line", " Countenance ", "PARTICIPANT", "simulation"])
def test_nobody_goes_by_a_name_that_the_log_gives_the_program(study: Study, name: str):
    with study.writing("admin") as writer, pytest.raises(InputError, match="calls the program itself"):
        add_account(writer, name, ["rater"])


@pytest.mark.parametrize("name", ["a\nb", "a\0b", "x" * 61])
def test_names_are_short_and_can_be_printed(study: Study, name: str):
    with study.writing("admin") as writer:
        with pytest.raises(InputError, match="up to 60 characters"):
            add_account(writer, name, ["coder"])
        assert name not in {one.name for one in writer.find(Account)}
