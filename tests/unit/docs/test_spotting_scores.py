"""The reference of spotting scores names every field, policy, mode and published figure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from countenance.core import ExpressionKind, Interval
from countenance.evaluation.spotting import (
    LEGACY,
    POLICIES,
    PUBLISHED,
    LabelledInterval,
    Policies,
    PredictedInterval,
    Truth,
    score_spotting,
)
from countenance.evaluation.spotting.tables import COLUMNS

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "reference/spotting-scores.md").read_text(encoding="utf-8")
GUIDE = (DOCS / "howto/score-a-spotter.md").read_text(encoding="utf-8")


def table(text: str, heading: str) -> list[list[str]]:
    """Cells of the table whose header begins with the given cell."""
    body = re.search(rf"^\| {heading} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", text, flags=re.MULTILINE)
    assert body is not None
    return [[cell.strip() for cell in line.strip("|\n").split("|")] for line in body[1].splitlines()]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    macro = ExpressionKind.MACRO
    label = LabelledInterval("film", Interval(0, 9), macro, 3, "positive")
    truth = Truth(Truth.of([label]).recordings, (label,), Policies().described())
    found = [PredictedInterval("film", Interval(0, 9), macro, 3, 0.5, "positive")]
    path = tmp_path_factory.mktemp("scores") / "scores.json"
    score_spotting(truth, found, legacy=list(LEGACY)).save(path)
    return json.loads(path.read_text(encoding="utf-8"))


def test_fields_are_those_of_the_file_in_their_order(content: dict[str, Any]):
    assert [row[0].strip("`") for row in table(PAGE, "field")] == list(content)


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from keys(item)


def test_every_part_is_named(content: dict[str, Any]):
    del content["versions"]
    named = set(re.findall(r"`([^`\n]+)`", PAGE))
    of_rules = {name for rule in content["legacy"] for name in rule["values"]}
    numbers = {key for key in keys(content) if key.replace(".", "").isdigit()}
    assert set(keys(content)) - of_rules - numbers <= named


def test_policies_are_those_of_the_code():
    rows = [(row[0].strip("`"), row[1].split("`")[1], row[2]) for row in table(PAGE, "policy")]
    assert rows == [(name, choice, text) for name, all_ in POLICIES.items() for choice, text in all_.items()]
    defaults = {
        row[0].strip("`"): row[1].split("`")[1] for row in table(PAGE, "policy") if "default" in row[1]
    }
    assert defaults == {name: policy["choice"] for name, policy in Policies().described().items()}


def test_legacy_modes_are_those_of_the_code():
    assert [(row[0].strip("`"), row[1], row[2]) for row in table(PAGE, "mode")] == [
        (name, rule.meaning, rule.source) for name, rule in LEGACY.items()
    ]


def test_published_figures_are_those_of_the_code():
    shown = {
        (row[0], database): tuple(float(f1) for f1 in cell.split(" / "))
        for row in table(PAGE, "method")
        for database, cell in zip(("casme2sq", "samm_long_videos"), row[1:3], strict=True)
        if cell != "-"
    }
    assert shown == {(row.method, row.database): (row.macro, row.micro, row.overall) for row in PUBLISHED}


def test_columns_are_those_of_the_code():
    rows = [
        (row[0].strip("`"), *re.findall(r"`([^`]+)`", row[1]), row[2] == "yes")
        for row in table(GUIDE, "column")
    ]
    assert sorted(rows) == sorted((*column.names, column.required) for column in COLUMNS)
