"""A plug-in that cannot be used costs one line, and not the list that it stands in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from countenance.core import plugins


@pytest.fixture
def third_party(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installed distribution whose databases and methods are of no use."""
    metadata = tmp_path / "third_party-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: third-party\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        "[countenance.databases]\nabsent_faces = third_party_absent:Faces\nodd_faces = json:dumps\n"
        "[countenance.methods]\nabsent-method = third_party_absent:METHOD\nodd-method = json:dumps\n"
        "mdmo-2 = countenance.recognition.methods.mdmo:METHOD\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins._found.cache_clear()
    yield
    plugins._found.cache_clear()


@pytest.mark.usefixtures("third_party")
@pytest.mark.parametrize(
    ("group", "known", "absent", "odd"),
    [
        ("databases", "casme2sq", "absent_faces", "odd_faces"),
        ("methods", "mdmo", "absent-method", "odd-method"),
    ],
)
def test_lists_go_on_without_it(cli, group: str, known: str, absent: str, odd: str):
    shown = cli(group, "list", "--format", "json")
    assert shown.code == 0
    listed = [row["name"] for row in json.loads(shown.out)]
    assert known in listed
    assert not {absent, odd} & set(listed)
    first, second = [line for line in shown.err.splitlines() if "mdmo-2" not in line]
    assert first.startswith(f"note: the plug-in {absent} (third_party_absent:")
    assert second.startswith(f"note: the plug-in {odd} (json:dumps of third-party 1.0) ")
    assert " is no " in second
    assert second.endswith("repair or uninstall third-party")


@pytest.mark.usefixtures("third_party")
@pytest.mark.parametrize(
    "words",
    [
        ("databases", "info", "absent_faces"),
        ("databases", "info", "odd_faces"),
        ("databases", "validate", "absent_faces=."),
        ("databases", "profile", "odd_faces=."),
        ("databases", "validate", ".", "--database", "odd_faces"),
        ("methods", "info", "absent-method"),
        ("methods", "info", "odd-method"),
        ("methods", "info", "mdmo-2"),
    ],
)
def test_asked_for_by_name_it_is_one_sentence(cli, words: tuple[str, ...]):
    shown = cli(*words)
    assert shown.code == 2
    assert shown.err.startswith("error: the plug-in ")
    assert shown.err.count("\n") == 1


@pytest.mark.usefixtures("third_party")
def test_an_entry_point_and_its_method_must_bear_one_name(cli):
    said = (
        "the plug-in mdmo-2 (countenance.recognition.methods.mdmo:METHOD of third-party 1.0) is a Method of "
        "another name, 'mdmo': expected 'mdmo-2'; repair or uninstall third-party"
    )
    assert cli("methods", "info", "mdmo-2").err == f"error: {said}\n"
    assert f"note: {said}" in cli("methods", "list").err.splitlines()
    assert cli("methods", "info", "mdmo").code == 0


def test_a_method_that_crashes_says_where_in_one_sentence_and_then_shows_the_traceback(cli, monkeypatch):
    from countenance.core.errors import MethodError
    from countenance.recognition import methods

    def crash():
        crashed = MethodError("the describer lab.Mean crashed at the clip made/s1/r1/c2")
        raise crashed from ZeroDivisionError("division by zero")

    monkeypatch.setattr(methods, "names", crash)
    shown = cli("methods", "list")
    assert shown.code == 1
    assert shown.err.splitlines() == [
        "error: the describer lab.Mean crashed at the clip made/s1/r1/c2",
        "ZeroDivisionError: division by zero",
    ]
