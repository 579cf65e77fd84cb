"""The report of a spotted recording as a reader meets it: opened from disk in a real browser."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from countenance.core import ActionUnit, ExpressionKind, Interval
from countenance.core.action_units import Side
from countenance.core.contracts import Excluded, Spotted
from countenance.databases.simulated import Person
from countenance.reports import write_spotting_report
from countenance.reports.spotting import MOST_SHOWN, strips
from countenance.spotting import Spotting
from countenance.spotting.files import Origin, Timeline, to_document
from countenance.video import FrameArray, FrameSource

METHOD = {
    "name": "planted",
    "title": "Planted",
    "citation": "Nobody",
    "doi": "10.0/none",
    "settings": {"k": 2},
}


def write(path: Path, spotting: Spotting, source: FrameSource | None = None) -> Path:
    timeline = Timeline.of(None, spotting.n_frames, spotting.fps)
    document = to_document(spotting, timeline, Origin("<b>.mp4", "ab12", METHOD, {"countenance": "1"}))
    pictures = {} if source is None else strips(source, spotting.expressions, MOST_SHOWN)
    write_spotting_report(path, spotting, timeline, document, pictures)
    return path


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    person = Person.from_seed(3)
    levels = [*np.linspace(0, 1, 5), 1.0, *np.linspace(1, 0, 5)]
    frames = np.stack([person.render({"1": level, "2": level}) for level in levels])
    regions = ("brow_inner_right", "brow_inner_left")
    found = Spotted(
        Interval(0, 10),
        5,
        ExpressionKind.MICRO,
        0.91,
        regions,
        (ActionUnit(1), ActionUnit(2, Side.LEFT)),
        ("head motion",),
    )
    curves = np.array([levels, levels[::-1]], np.float32).T
    spotting = Spotting(
        "a <script>", 30.0, 11, (found,), (Excluded(Interval(7, 9), "blink"),), regions, curves,
        ("Of two faces, the left one was watched.",), "a <script> is cut short",
    )  # fmt: skip
    return write(tmp_path_factory.mktemp("one") / "report.html", spotting, FrameArray(frames, fps=30))


@pytest.fixture(scope="module")
def none(tmp_path_factory: pytest.TempPathFactory) -> Path:
    spotting = Spotting("still", 30.0, 90, (), (), (), np.empty((90, 0), np.float32))
    return write(tmp_path_factory.mktemp("none") / "report.html", spotting)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 expressions in an hour."""
    n = 30 * 3600
    rng = np.random.default_rng(0)
    kinds = (ExpressionKind.MICRO, ExpressionKind.MACRO)
    found = tuple(
        Spotted(Interval(on, on + 10 + 20 * (i % 2)), on + 5, kinds[i % 2], float(rng.random()), ("chin",))
        for i, on in enumerate(range(100, n - 400, n // 302))
    )
    blinks = tuple(Excluded(Interval(on, on + 8), "blink") for on in range(40, n - 20, 1500))
    curves = rng.normal(0, 0.2, (n, 2)).astype(np.float32)
    names = ("chin", "brow_inner_right")
    spotting = Spotting("an hour", 30.0, n, found[:300], blinks, names, curves)
    return write(tmp_path_factory.mktemp("many") / "report.html", spotting)


def test_an_expression_is_shown_with_all_that_is_known_of_it(page: Page, one: Path):
    page.goto(one.as_uri())
    card = page.locator("section.spotted").inner_text()
    for told in (
        "micro",
        "0:00.00",
        "0.91",
        "333 ms",
        "0 – 5 – 10",
        "brow inner",
        "AU1 inner brow",
        "AU2 left outer brow",
        "head motion",
    ):
        assert told in card, told
    pictures = page.locator(".three img")
    assert pictures.count() == 3
    for picture, when in zip(
        pictures.all(), ("onset, frame 0", "apex, frame 5", "offset, frame 10"), strict=True
    ):
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("image => image.decode().then(() => image.naturalHeight)") == 300
        assert when in (picture.get_attribute("alt") or "")
    notes = " ".join(page.locator(".note").all_inner_texts())
    assert "a <script> is cut short" in notes
    assert "the left one was watched" in notes


def test_method_settings_and_what_is_no_expression_are_told(page: Page, one: Path):
    page.goto(one.as_uri())
    text = page.locator("main").inner_text()
    for told in ("Planted", "10.0/none", "k = 2", "<b>.mp4", "ab12", "countenance 1", "blink"):
        assert told in text, told
    links = [link.get_attribute("href") for link in page.locator("main ul a").all()]
    assert links == ["spotting.json", "expressions.csv", "excluded.csv", "spotting.eaf", "curves.csv.gz"]


def test_figures_say_what_they_show(page: Page, one: Path):
    page.goto(one.as_uri())
    assert "0 macro-expressions, 1 micro-expression " in (
        page.locator("svg.figure").get_attribute("aria-label") or ""
    )
    assert "Curve of brow inner" in (page.locator("svg.close-up").get_attribute("aria-label") or "")
    assert page.locator("img:not([alt])").count() == 0
    assert page.locator("h1").count() == 1


def test_a_recording_without_expressions_says_so(page: Page, none: Path):
    page.goto(none.as_uri())
    assert "None was found." in page.locator("main").inner_text()
    assert page.locator("svg.figure").bounding_box()["height"] > 40  # type: ignore[index]
    assert page.locator("section.spotted").count() == 0


def test_of_300_expressions_the_most_certain_are_shown_and_all_are_listed(page: Page, many: Path):
    page.goto(many.as_uri())
    assert page.locator("section.spotted").count() == MOST_SHOWN
    assert f"the {MOST_SHOWN} of 300 with the highest scores" in page.locator("main").inner_text()
    assert page.locator("table").first.locator("tbody tr").count() == 300
    assert many.stat().st_size < 3_000_000


def test_a_bar_of_a_third_of_a_second_is_seen_in_an_hour(page: Page, many: Path):
    page.goto(many.as_uri())
    bars = page.locator("svg.figure path[style*='#dd6fa3']")
    measure = "p => p.getBoundingClientRect().width + parseFloat(getComputedStyle(p).strokeWidth)"
    widths = bars.evaluate_all(f"paths => paths.map({measure})")
    assert len(widths) >= 150
    assert min(widths) > 1


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["one", "none", "many"])
def test_nothing_runs_off_the_page(page: Page, request: pytest.FixtureRequest, name: str, width: int):
    report: Path = request.getfixturevalue(name)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
