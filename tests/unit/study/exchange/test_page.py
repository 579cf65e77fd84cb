"""The reference page says what the code does."""

from __future__ import annotations

from pathlib import Path

from countenance.study.exchange import READABLE, ROLES, WRITABLE
from countenance.study.exchange.boris.writing import _BEHAVIOURS
from countenance.study.exchange.tables.columns import COLUMNS

PAGE = (Path(__file__).parents[4] / "docs/reference/coding-files.md").read_text(encoding="utf-8")


def rows(first: str) -> list[list[str]]:
    table = PAGE[PAGE.index(f"| {first} |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table]


def names(cell: str) -> list[str]:
    return [part.strip("` ") for part in cell.split(",") if part.strip()]


def test_endings():
    endings = {ending: row[-1] for row in rows("ending") for ending in names(row[0])}
    assert set(endings) == set(READABLE)
    assert {ending for ending, written in endings.items() if written == "yes"} == set(WRITABLE)


def test_columns_and_their_other_titles():
    told = {names(row[0])[0]: names(row[1]) for row in rows("column")}
    assert told == {column.names[0]: list(column.names[1:]) for column in COLUMNS}


def test_meanings_of_tiers():
    sentence = PAGE[PAGE.index("Meanings are ") :].split(". ")[0]
    assert set(sentence.replace("\n", " ").split("`")[1::2]) == set(ROLES)


def test_behaviours():
    told = {row[0].split("`")[1]: row[1] for row in rows("behaviour")}
    assert told == {code: kind.split()[0].lower() for code, (kind, *_) in _BEHAVIOURS.items()}
