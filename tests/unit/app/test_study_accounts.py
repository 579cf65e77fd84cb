"""Accounts from the command line: roles, being shut out, passwords."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from countenance.app.cli.study import people as commands
from countenance.study.people import account_with_password
from countenance.study.project import Study

GOOD = "correct horse battery"


@pytest.fixture
def folder(cli, tmp_path: Path) -> Path:
    """A study with an admin and a coder."""
    folder = tmp_path / "smiles"
    cli("study", "init", folder, "--name", "Smiles", "--synthetic")
    for name, role in (("ada", "admin"), ("anna", "coder")):
        assert cli("study", "add-account", folder, name, "--role", role).code == 0
    return folder


def has(folder: Path, name: str, password: str) -> bool:
    with Study.open(folder) as study, study.reading() as reader:
        return account_with_password(reader, name, password) is not None


def test_roles_and_being_active(cli, folder: Path):
    told = cli(
        "study", "change-account", folder, "anna", "--role", "arbiter", "--role", "analyst", "--as", "ada"
    )
    assert told.out == "anna: arbiter, analyst.\n"
    assert cli("study", "change-account", folder, "anna", "--inactive").out == (
        "anna: arbiter, analyst; shut out.\n"
    )
    listed = json.loads(cli("study", "accounts", folder, "--format", "json").out)
    assert listed[1] == {"name": "anna", "roles": "arbiter, analyst", "active": False}
    assert cli("study", "change-account", folder, "anna", "--active").out == "anna: arbiter, analyst.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("anna",), "say what changes"),
        (("nobody", "--inactive"), "there is no account 'nobody'"),
        (("ada", "--inactive"), "ada is the only admin"),
        (("ada", "--role", "coder"), "ada is the only admin"),
        (("ada", "--role", "king"), "king is no role"),
        (("anna", "--role", "admin", "--as", "anna"), "anna is coder, and this is for admin"),
    ],
)
def test_what_cannot_be_changed(cli, folder: Path, words: tuple[str, ...], told: str):
    refused = cli("study", "change-account", folder, *words, columns=400)
    assert (refused.code, told in refused.err) == (2, True)


def test_a_password_from_a_file(cli, folder: Path, tmp_path: Path):
    file = tmp_path / "password.txt"
    file.write_text(f"{GOOD}\r\nnot this line\n")
    told = cli("study", "set-password", folder, "anna", "--password-file", file)
    assert told == (0, "anna has a new password.\n", "")
    assert has(folder, "anna", GOOD)
    file.write_text("short")
    assert "at least 10" in cli("study", "set-password", folder, "anna", "--password-file", file).err
    assert has(folder, "anna", GOOD)


def test_a_password_is_asked_for_twice_and_never_shown(cli, folder: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[dict[str, object]] = []

    def prompt(text: str, **options: object) -> str:
        asked.append({"text": text, **options})
        return GOOD

    monkeypatch.setattr(commands.typer, "prompt", prompt)
    told = cli("study", "set-password", folder, "anna")
    assert GOOD not in told.out + told.err
    assert has(folder, "anna", GOOD)
    assert asked == [
        {"text": "New password of anna", "hide_input": True, "confirmation_prompt": True, "err": True}
    ]


def test_nobody_is_asked_in_vain(cli, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(commands.typer, "prompt")
    for words in (("nobody",), ("ada", "--as", "anna")):
        assert cli("study", "set-password", folder, *words).code == 2
