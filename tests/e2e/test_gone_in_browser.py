"""Pages that are open while a recording is removed, or its participant withdraws: nothing of it stays in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from countenance.store.records import Assignment, Participant
from countenance.study.people import WITHHELD, withdraw
from countenance.study.recording import end_session, film_of

from ..coded_study import submit_all
from ..staged_session import begin, stage

GONE = "This recording is no longer in the study."
NOT_SHOWN = f"This recording is not shown: {WITHHELD}."


@pytest.fixture
def open_page(browser: Browser, serving) -> Iterator[Callable[[str, str], Page]]:
    """Opens a page that may be told that something is not there."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    faults: list[str] = []

    def opened(name: str, path: str) -> Page:
        page = context.new_page()
        page.clock.install()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(serving.entrance(name))
        page.goto(serving.origin + path)
        return page

    yield opened
    context.close()
    assert faults == []


def remove(serving) -> None:
    """The participant withdraws, and what was recorded of him is removed."""
    study = serving.site.study
    with study.reading() as reader:
        pseudonym = reader.get(Participant, film_of(reader, "even").participant).pseudonym
    withdraw(study, pseudonym, "ada")


def shows_nothing(page: Page, back: str, sentence: str = GONE) -> None:
    expect(page.get_by_role("alert")).to_contain_text(sentence)
    expect(page.locator("main")).to_have_text(f"{sentence}{back}")


def kept_of(page: Page, film: str) -> list[str]:
    """Names of what the browser keeps of a recording."""
    return page.evaluate("film => Object.keys(localStorage).filter(place => place.includes(film))", film)


def mark_onset(page: Page) -> None:
    """Begin a movement, which the browser keeps."""
    page.locator("movement-coder[ready]").wait_for()
    expect(page.locator("[data-do=curve]")).to_have_attribute("aria-pressed", "true")
    for key in ("o", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("[data-frame]")).to_have_text("1")


@pytest.mark.parametrize("how", ["steps", "keeps", "hides the curve", "waits"])
def test_a_coder_sees_nothing_of_a_recording_that_is_removed(open_page, serving, film, how):
    page = open_page("anna", f"/coding/{film}")
    mark_onset(page)
    remove(serving)
    if how == "waits":
        page.clock.fast_forward(15_000)
    else:
        page.keyboard.press({"steps": "End", "keeps": "Enter", "hides the curve": "m"}[how])
    shows_nothing(page, "Your recordings")
    assert kept_of(page, film) == []
    page.get_by_role("link", name="Your recordings").click()
    page.wait_for_url("**/coding")


@pytest.mark.parametrize("how", ["steps", "keeps", "waits"])
def test_a_coder_keeps_nothing_of_a_recording_whose_participant_withdrew_in_a_session(
    open_page, serving, film, tmp_path: Path, how
):
    study = serving.site.study
    stage(study, tmp_path)
    session = begin(study)
    page = open_page("anna", f"/coding/{film}")
    mark_onset(page)
    page.wait_for_load_state("networkidle")  # no frame is on its way, which would ask
    assert kept_of(page, film) != []
    with study.writing("dora") as writer:
        end_session(writer, session, "withdrawn", "dora")
    if how == "waits":
        page.clock.fast_forward(15_000)
    else:
        page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))  # only what is pressed asks
        page.keyboard.press({"steps": "End", "keeps": "Enter"}[how])
    shows_nothing(page, "Your recordings", NOT_SHOWN)
    assert kept_of(page, film) == []


def test_what_a_coder_did_with_a_recording_that_is_no_longer_his_stays_in_his_browser(
    open_page, serving, film
):
    page = open_page("anna", f"/coding/{film}")
    mark_onset(page)
    with serving.site.study.writing("ada") as writer:
        for one in list(writer.find(Assignment, film=film)):
            writer.remove(one)
    page.clock.fast_forward(15_000)
    shows_nothing(page, "Your recordings", "This recording is not yours to code.")
    assert kept_of(page, film) != []


def test_an_arbiter_sees_nothing_of_a_recording_that_is_removed(open_page, serving, film):
    submit_all(serving.site.study)
    page = open_page("cleo", f"/compare/{film}")
    page.locator("arbitration-desk[ready]").wait_for()
    remove(serving)
    page.clock.fast_forward(2500)
    shows_nothing(page, "Compare")


def test_the_picture_of_a_recording_that_is_removed_goes_wherever_it_is_seen(open_page, serving, film):
    page = open_page("dora", f"/recordings/{film}")
    canvas = page.locator("frame-viewer canvas")
    expect(canvas).to_have_attribute("aria-label", "Frame 0 of 0 to 89")
    assert canvas.evaluate("one => one.width") > 0
    remove(serving)
    page.keyboard.press("End")
    expect(canvas).to_have_attribute("aria-label", "There is no such recording.")
    assert canvas.evaluate("one => one.width") == 0
