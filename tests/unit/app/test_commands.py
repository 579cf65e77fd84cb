from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import typer.main

from countenance import __version__
from countenance.app.cli import app


def commands(group: typer.main.TyperGroup, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every command with its help text."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command.help or ""


ALL = dict(commands(typer.main.get_command(app)))


def test_version(cli):
    assert cli("--version").out == f"countenance {__version__}\n"


@pytest.mark.parametrize("name", ALL)
def test_every_commands_help_has_an_example(name: str, cli):
    assert f"Example: [bold]countenance {name}" in ALL[name]
    shown = cli(*name.split(), "--help")
    assert shown.code == 0
    assert "Example:" in shown.out


def test_databases_are_listed_in_three_forms(cli):
    table = cli("databases", "list")
    assert "casme2sq" in table.out
    rows = json.loads(cli("databases", "list", "--format", "json").out)
    assert {row["name"] for row in rows} >= {"casme2sq", "simulated"}
    assert [row["name"] for row in rows if row["synthetic"]] == ["simulated"]
    lines = list(csv.DictReader(io.StringIO(cli("databases", "list", "--format", "csv").out)))
    assert [line["name"] for line in lines] == [row["name"] for row in rows]


def test_info_says_how_to_obtain_a_database(cli):
    facts = json.loads(cli("databases", "info", "casme2sq", "-f", "json").out)[0]
    assert facts["access"]
    assert facts["licence"]
    assert "10." in facts["doi"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("databases", "info", "casme3"), "'casme3' is not registered; known names: "),
        (("databases", "validate", "/nowhere/at/all"), "/nowhere/at/all"),
        (("baseline", "/nowhere/at/all", "--out", "x"), "/nowhere/at/all"),
        (("measure", "/nowhere.mp4", "--out", "x"), "/nowhere.mp4 does not exist"),
    ],
)
def test_bad_input_gives_one_sentence_and_exit_code_2(cli, words, sentence, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = cli(*words)
    assert outcome.code == 2
    assert sentence in outcome.err
    assert outcome.err.count("\n") == 1
    assert outcome.out == ""
    assert list(tmp_path.iterdir()) == []


def test_unknown_interpolation_is_refused(cli, tmp_path: Path):
    outcome = cli("baseline", tmp_path, "--out", tmp_path / "out", "--interpolation", "cubic")
    assert outcome.code == 2


def test_video_that_is_none(cli, tmp_path: Path):
    text = tmp_path / "letter.mp4"
    text.write_text("Dear reader", encoding="utf-8")
    outcome = cli("measure", text, "--out", tmp_path / "out")
    assert outcome.code == 2
    assert "letter.mp4" in outcome.err


def test_out_that_is_a_file(cli, tmp_path: Path):
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    outcome = cli("demo", "--out", taken)
    assert outcome.code == 2
    assert "taken" in outcome.err


def test_rate_is_asked_for_where_nothing_knows_it_and_refused_where_the_file_does(cli, tmp_path: Path):
    empty = cli("measure", tmp_path, "--fps", 30, "--out", tmp_path / "out")
    assert "give --fps" not in empty.err
    cv2.imwrite(str(tmp_path / "img1.png"), np.zeros((8, 8, 3), np.uint8))
    for words, sentence in (((), "give --fps"), (("--fps", "inf"), "is no frame rate")):
        folder = cli("measure", tmp_path, *words, "--out", tmp_path / "out")
        assert folder.code == 2
        assert sentence in folder.err
    file = tmp_path / "film.mp4"
    file.write_bytes(b"")
    outcome = cli("measure", file, "--fps", 30, "--out", tmp_path / "out")
    assert outcome.code == 2
    assert "leave out --fps" in outcome.err


def test_a_release_that_cannot_be_opened_is_a_list_of_one_for_programs(cli, tmp_path: Path):
    outcome = cli("databases", "validate", tmp_path, "--format", "json")
    assert outcome.code == 2
    [row] = json.loads(outcome.out)
    assert row["lost"] is True
    assert row["problem"] in outcome.err
