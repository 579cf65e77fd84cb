"""The leaderboard as a reader meets it: opened from disk in a real browser."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

from countenance.evaluation import GroupedKFold, LeaveOneVideoOut, cross_validate, megc2019_like_labels
from countenance.reports import write_leaderboard


@pytest.fixture(scope="module")
def leaderboard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    y, groups, databases = megc2019_like_labels()
    random = np.random.default_rng(0)
    X = random.normal(size=(442, 4)) + 1.2 * (np.unique(y, return_inverse=True)[1])[:, None]
    results = [
        cross_validate(estimator, X, y, groups, GroupedKFold(5), databases=databases)
        for estimator in (LogisticRegression(), GaussianNB(), DummyClassifier(strategy="most_frequent"))
    ]
    its = np.flatnonzero(np.isin(groups, np.unique(groups)[:12]))
    results.append(cross_validate(KNeighborsClassifier(3), X[its], y[its], groups[its], LeaveOneVideoOut()))
    path = tmp_path_factory.mktemp("leaderboard") / "page.html"
    write_leaderboard(results, path)
    return path


def column(page: Page, number: int) -> list[str]:
    cells = page.locator("table.sortable").first.locator(f"tbody tr td:nth-child({number})")
    return [str(cell.get_attribute("data-value")) for cell in cells.all()]


def test_rows_are_sorted_by_what_is_clicked(page: Page, leaderboard: Path):
    page.goto(leaderboard.as_uri())
    heads = page.locator("table.sortable").first.locator("thead th")
    scores = [float(value) for value in column(page, 4)]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 3
    heads.nth(3).get_by_role("button").click()
    assert [float(value) for value in column(page, 4)] == sorted(scores)
    assert heads.nth(3).get_attribute("aria-sort") == "ascending"
    heads.nth(5).get_by_role("button").click()
    accuracies = [float(value) for value in column(page, 6)]
    assert accuracies == sorted(accuracies, reverse=True)
    assert heads.nth(5).get_attribute("aria-sort") == "descending"
    assert heads.nth(3).get_attribute("aria-sort") is None
    heads.nth(1).get_by_role("button").click()
    assert column(page, 2) == sorted(column(page, 2))


def test_sorting_by_keyboard(page: Page, leaderboard: Path):
    page.goto(leaderboard.as_uri())
    button = page.locator("table.sortable").first.get_by_role("button", name="UAR")
    button.focus()
    page.keyboard.press("Enter")
    scores = [float(value) for value in column(page, 5)]
    assert scores == sorted(scores, reverse=True)


def test_chance_and_majority_stay_below_and_published_figures_apart(page: Page, leaderboard: Path):
    page.goto(leaderboard.as_uri())
    boards = page.locator("section.board")
    assert boards.count() == 2
    page.locator("table.sortable").first.get_by_role("button", name="Accuracy").click()
    assert "Chance" in boards.first.locator("tfoot tr").first.inner_text()
    assert page.locator(".published").count() == 1
    assert page.locator("section.board .published").count() == 0
    assert "HTNet" in page.locator(".published").inner_text()
    assert "UF1 on strangers" in boards.nth(1).inner_text()


def test_plots_are_described_and_drawn_where_the_figures_say(page: Page, leaderboard: Path):
    page.goto(leaderboard.as_uri())
    plots = page.locator("section.board tbody svg.interval-plot")
    assert all("UF1 0." in str(plot.get_attribute("aria-label")) for plot in plots.all())
    first = plots.first
    value = float(column(page, 4)[0])
    assert float(str(first.locator("circle").get_attribute("cx"))) == pytest.approx(240 * value)


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_runs_off_the_page(page: Page, leaderboard: Path, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(leaderboard.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
