"""The documentation's pictures are those that its script draws, from simulated faces alone."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from countenance.databases.simulated import Person
from countenance.face import regions36

DOCS = Path(__file__).parents[2] / "docs"
ALIKE = 1.5
"""Difference of pictures shrunk to an eighth, in 8-bit steps: more than dithering makes, less than another face."""


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "make_figures.py"), run_name="make_figures")


@pytest.fixture(scope="module")
def person(script: dict[str, Any]) -> Person:
    return script["sitter"]()


@pytest.mark.parametrize(
    ("name", "draw"), [("face", "face"), ("expressions", "expressions"), ("regions", "numbered_regions")]
)
def test_pictures_are_up_to_date(name: str, draw: str, script: dict[str, Any], person: Person):
    drawn = script[draw](person)
    with Image.open(DOCS / f"images/{name}.png") as image:
        shown = image.convert("RGB")
    assert shown.size == drawn.shape[1::-1], "run: python docs/make_figures.py"
    small, expected = (
        np.asarray(picture.reduce(8), dtype=float) for picture in (shown, Image.fromarray(drawn))
    )
    assert np.abs(small - expected).mean() < ALIKE, "run: python docs/make_figures.py"


def test_a_picture_is_saved_whole_and_small(script: dict[str, Any], tmp_path: Path):
    picture = np.indices((60, 80)).sum(0).astype(np.uint8)[..., None].repeat(3, axis=2)
    script["save"](picture, tmp_path / "ramp.png")
    with Image.open(tmp_path / "ramp.png") as image:
        saved = np.asarray(image.convert("RGB"))
    np.testing.assert_allclose(saved, picture, atol=4)


def test_numbers_stand_inside_their_regions(script: dict[str, Any]):
    x, y = script["inner_point"](np.array([(0.0, 0.0), (40, 0), (40, 10), (10, 10), (10, 30), (0, 30)]))
    assert 2 < x < 12
    assert 2 < y < 12


def test_every_number_of_the_figure_is_in_the_table():
    rows = re.findall(r"^\| (\d+) \| `", (DOCS / "reference/regions.md").read_text(), flags=re.MULTILINE)
    points = np.random.default_rng(0).uniform(0, 100, (68, 2))
    assert [int(row) for row in rows] == list(range(1, len(regions36(points)) + 1))
