"""Result files that show when they were changed."""

from __future__ import annotations

import json

import pytest

from countenance.core.errors import InputError
from countenance.evaluation.sealed import SealedFile

FILE = SealedFile("tea", 2, "holds no tea", "the cook", "brew it again")
TEA = {"kind": "tea", "schema": 2, "leaves": [0.1, None], "name": "gruén"}


def test_what_was_written_is_read(tmp_path):
    FILE.write(TEA, tmp_path / "tea.json")
    assert FILE.read(tmp_path / "tea.json") == TEA
    assert "gruén" in (tmp_path / "tea.json").read_text(encoding="utf-8")


def test_not_a_number_is_refused(tmp_path):
    with pytest.raises(ValueError, match="JSON compliant"):
        FILE.write({**TEA, "leaves": float("nan")}, tmp_path / "tea.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"leaves": [0.2, None]}, "was changed after it was written: brew it again"),
        ({"sha256": None}, "was changed after it was written: brew it again"),
        ({"kind": "coffee"}, "holds no tea: give a file that the cook has written"),
        ({"schema": 3}, "has the layout 3, but this version reads 2"),
    ],
)
def test_a_changed_file(tmp_path, change, sentence):
    path = tmp_path / "tea.json"
    FILE.write(TEA, path)
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **change}), encoding="utf-8")
    with pytest.raises(InputError, match=sentence):
        FILE.read(path)


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json(tmp_path, content):
    path = tmp_path / "tea.json"
    path.write_bytes(content)
    with pytest.raises(
        InputError, match=r"tea.json cannot be read \(it is no whole JSON file\): brew it again"
    ):
        FILE.read(path)


def test_a_list_and_no_file(tmp_path):
    (tmp_path / "list.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(InputError, match="holds no tea"):
        FILE.read(tmp_path / "list.json")
    with pytest.raises(InputError, match="does not exist: give a file that the cook has written"):
        FILE.read(tmp_path / "none.json")
    with pytest.raises(InputError, match="cannot be read"):
        FILE.read(tmp_path)
