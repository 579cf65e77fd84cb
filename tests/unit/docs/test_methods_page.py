"""The page of methods agrees with what is registered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from countenance.core.errors import SetupError
from countenance.recognition import methods
from countenance.recognition.describers.gradients import _MIDDLE, _PAIRS

PAGE = (Path(__file__).parents[3] / "docs/reference/methods.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """Rows of the table whose header begins with the given cell."""
    body = re.search(rf"^\| {re.escape(heading)} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, flags=re.MULTILINE)
    assert body is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body[1].splitlines()]


ROWS = {row[0].strip("`"): row[1:] for row in table("method")}


def test_every_method_has_a_row():
    assert list(ROWS) == methods.names()


@pytest.mark.parametrize("name", ROWS)
def test_rows_say_what_the_methods_say(name: str):
    title, paper, _, extra = ROWS[name]
    try:
        method = methods.method(name)
    except SetupError:
        pytest.skip(f"{name} needs the extra {extra}")
    assert title == method.title
    assert (f"](https://doi.org/{method.doi})" in paper) if method.doi else "doi.org" not in paper
    assert extra.strip("`") == method.extra


@pytest.mark.parametrize("name", ["bi-woof", "gradients-3d", "hoof", "mdmo", "region-lbp-top", "tim-lbp-top"])
def test_sizes_of_descriptions(name: str):
    sizes = {
        "bi-woof": 8 * 8 * 8,
        "gradients-3d": 12 * 3 * (8 + 12 + 12),
        "hoof": 10 * 4 * 4 * 30,
        "mdmo": 2 * 36,
        "region-lbp-top": 36 * 3 * 15,
        "tim-lbp-top": 8 * 8 * 3 * 59,
    }
    assert ROWS[name][2].startswith(f"{sizes[name]} numbers")


def test_twelve_regions():
    sided = [(f"`{name}_right`, `{name}_left`", areas) for name, areas in _PAIRS.items()]
    middle = [(f"`{name}`", areas) for name, areas in _MIDDLE.items()]
    assert table("region of 12") == [[name, ", ".join(areas)] for name, areas in (*sided, *middle)]
