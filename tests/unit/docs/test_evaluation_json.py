"""The reference of result files names every field that they have."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from countenance.evaluation import LeaveOneVideoOut, Result, cross_validate

PAGE = Path(__file__).parents[3] / "docs/reference/evaluation-json.md"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    import json

    random = np.random.default_rng(0)
    y = np.tile(["a", "b"], 6)
    found = cross_validate(
        LogisticRegression(),
        random.normal(size=(12, 2)),
        y,
        np.repeat(["x:1", "x:2", "y:1"], 4),
        LeaveOneVideoOut(),
        databases=np.repeat(["x", "x", "y"], 4),
        recordings=[f"film{i}" for i in range(12)],
        intervals=[(0, 9)] * 12,
    )
    path = tmp_path_factory.mktemp("result") / "evaluation.json"
    found.save(path)
    assert Result.load(path).by_database["y"].intervals["uf1"] != found.scores.intervals["uf1"]
    return json.loads(path.read_text(encoding="utf-8"))


def rows(heading: str) -> list[str]:
    """First cells of the table whose header begins with the given cell."""
    body = re.search(
        rf"^\| {heading} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert body is not None
    return [line.split("|")[1].strip().strip("`") for line in body[1].splitlines()]


def test_fields_are_those_of_the_file_in_their_order(content: dict[str, object]):
    assert rows("field") == list(content)
    assert set(content["beside"]) == set(content) - {"sha256"}


def test_parts_are_named(content: dict[str, object]):
    named = set(re.findall(r"`([^`\n]+)`", PAGE.read_text(encoding="utf-8")))
    parts = (content["scores"], content["by_class"][0], content["samples"][0], content["references"])
    for part in (*parts, content["bootstrap"], {"bootstrap"}):
        assert set(part) <= named
    assert content["kind"] in named


def test_interval_of_a_single_participant_is_null(content: dict[str, object]):
    assert content["databases"]["y"]["intervals"]["uf1"] == [None, None]


def test_setting_of_plain_arrays_is_empty(content: dict[str, object]):
    assert content["setting"] == {}
