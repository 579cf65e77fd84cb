"""The page of agreement as a reader meets it: opened from disk in a real browser."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import Page

from countenance.core import Coding, CodingPass, parse_action_units
from countenance.reports.agreement import write_agreement_report
from countenance.study.agreement import agreement

BROW = parse_action_units("1+2")


def passes() -> list[CodingPass]:
    """Three coders of twenty recordings; ben is late, cleo sees every other event and never any apex."""
    made = []
    for number in range(20):
        brow = Coding(40, 50, 90, BROW, upper="surprise")
        late = Coding(40 + number % 4, 52, 91, BROW, upper="surprise" if number else "fear")
        seen = (Coding(41, None, 90, upper=""),) if number % 2 else ()
        for coder, codings in (("anna", (brow,)), ("ben", (late,)), ("cleo-with-a-long-name", seen)):
            made.append(
                CodingPass(
                    f"recording-of-participant-{number}", coder, codings, 300, Fraction(30), f"p{number}"
                )
            )
    return made


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("agreement") / "report.html"
    write_agreement_report(agreement(passes()), passes(), path, title="Brows", synthetic=True)
    return path


def test_headline_figures_are_those_that_were_measured(page: Page, report: Path):
    page.goto(report.as_uri())
    tiles = page.locator(".pair").first.locator(".tile")
    assert [tile.locator("b").inner_text() for tile in tiles.all()][:2] == ["1.000", "1.000"]
    assert "paper: 0.8" in tiles.nth(1).inner_text()
    assert "paper: 0.82" in tiles.nth(2).inner_text()
    assert page.title() == "Agreement of coders: Brows"
    assert "Synthetic" in page.locator(".note").inner_text()


def test_what_is_not_defined_says_why_where_the_figure_would_stand(page: Page, report: Path):
    page.goto(report.as_uri())
    cleo = page.locator("#pair-2")
    assert "not defined: no matched event has the apex of both coders" in cleo.inner_text()


def test_every_figure_says_what_it_shows(page: Page, report: Path):
    page.goto(report.as_uri())
    labels = [figure.get_attribute("aria-label") or "" for figure in page.locator("svg.figure").all()]
    assert len(labels) == 12
    assert all(len(label) > 20 for label in labels)
    assert "The 12 of 20 recordings with most disagreement" in page.locator("#pair-1").inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_runs_off_the_page(page: Page, report: Path, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
