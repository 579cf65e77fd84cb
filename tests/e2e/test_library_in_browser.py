"""The library: strips, filters, an expression that plays, and a file that is taken along."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from countenance.study import arbitration
from countenance.study.arbitration import Action
from countenance.study.settlement import decide, label_all, open_items

from ..coded_study import submit_all


@pytest.fixture
def library(visitor, serving) -> Page:
    study = serving.site.study
    submit_all(study)
    with study.writing("cleo") as writer:
        for item in open_items(writer):
            action = Action.FIRST if item.first is not None else Action.SECOND
            decide(writer, "cleo", item, arbitration.Decision(action, "cleo"))
        label_all(writer, "cleo")
    return visitor("emil", "/library")


def strips(page: Page):
    """Strips of a page whose script runs."""
    return page.locator("expression-library:defined .strip")


def test_strips_show_pictures(library):
    expect(strips(library)).to_have_count(5)
    first = strips(library).first
    expect(first.locator("img")).to_have_count(3)
    for picture in first.locator("img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("one => one.naturalWidth") > 0


def test_filters_and_their_counts(library):
    count = library.locator(".count")
    expect(strips(library)).to_have_count(5)
    expect(count).to_contain_text("5 of 6 found")
    library.locator("select[name=category]").select_option("negative")
    expect(strips(library)).to_have_count(1)
    expect(count).to_contain_text("1 of 6 found")
    assert "category=negative" in library.url
    assert "participant" not in library.url
    library.get_by_role("link", name="Clear").click()
    expect(strips(library)).to_have_count(5)
    library.get_by_label("Action units").fill("6+12")
    library.keyboard.press("Enter")
    expect(strips(library)).to_have_count(3)
    library.get_by_label("Action units").fill("27")
    library.get_by_label("Words").fill("nothing of the kind")
    library.keyboard.press("Enter")
    expect(library.get_by_text("Nothing fits all of this.")).to_be_visible()


def test_what_is_no_action_unit_is_told_at_the_field_and_the_filters_stay(library):
    expect(strips(library)).to_have_count(5)
    library.locator("select[name=category]").select_option("positive")
    expect(strips(library)).to_have_count(3)
    units = library.get_by_label("Action units")
    units.fill("smile")
    library.keyboard.press("Enter")
    expect(library.get_by_role("alert")).to_contain_text("'smile' in 'smile' names no action unit")
    expect(units).to_be_focused()
    expect(units).to_have_accessible_description(re.compile("names no action unit"))
    units.fill("12")
    library.keyboard.press("Enter")
    expect(strips(library)).to_have_count(3)
    assert "category=positive" in library.url


def test_an_expression_plays_from_onset_to_offset(library):
    expect(strips(library)).to_have_count(5)
    library.locator("select[name=category]").select_option("negative")
    expect(strips(library)).to_have_count(1)
    library.get_by_role("button", name="Play even_2").press("Enter")
    dialog = library.get_by_role("dialog", name="even_2")
    half = dialog.get_by_role("button", name="Play at speed 1/2")
    expect(half).to_have_attribute("aria-pressed", "true")
    frames = dialog.evaluate(
        """async (dialog) => {
            const viewer = dialog.querySelector("frame-viewer");
            const seen = [];
            viewer.addEventListener("framechange", () => seen.push(viewer.index));
            while (seen.length < 30) await new Promise((done) => setTimeout(done, 50));
            return seen;
        }"""
    )
    assert {*frames} == {*range(14, 25)}
    dialog.get_by_role("button", name="Flicker onset and apex").click()
    expect(half).to_have_attribute("aria-pressed", "false")
    for wanted in ("frame 18", "frame 14", "frame 18"):
        expect(dialog.get_by_role("status")).to_have_text(wanted)
    dialog.get_by_role("button", name="Pause").click()
    where = dialog.locator("frame-viewer")
    where.evaluate("viewer => viewer.show(20)")
    library.keyboard.press("ArrowLeft")
    expect(dialog.get_by_role("status")).to_have_text("frame 19")
    library.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_name_opens_the_player_too(library):
    library.get_by_text("even_2", exact=True).click()
    expect(library.get_by_role("dialog", name="even_2")).to_be_visible()


def test_from_an_expression_to_its_codings(library):
    strips(library).nth(1).get_by_role("button").click()
    library.get_by_role("link", name="Compare the codings").click()
    library.locator("arbitration-desk[ready]").wait_for()
    expect(library.locator("[data-codings] .at").first).to_have_text("14")
    expect(library.locator("[data-codings] h2")).to_contain_text("settled")


def test_what_is_found_is_taken_along(library, serving):
    library.get_by_label("Action units").fill("12")
    library.keyboard.press("Enter")
    expect(strips(library)).to_have_count(3)
    with library.expect_download() as download:
        library.get_by_role("button", name="JSON").click()
    assert download.value.suggested_filename == "expressions.json"
    rows = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    shown = library.locator(".clip").all_text_contents()
    assert [row["clip"] for row in rows] == shown == ["even_1", "even_5", "even_6"]
    with serving.site.study.reading() as reader:
        assert list(reader.log())[-1]["action"] == "export"


def test_an_experimenter_looks_but_does_not_compare(library, visitor):
    expect(strips(library)).to_have_count(5)
    page = visitor("dora", "/library")
    strips(page).first.get_by_role("button").click()
    dialog = page.get_by_role("dialog", name=re.compile("even_1"))
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("link", name="Compare the codings")).to_have_count(0)
