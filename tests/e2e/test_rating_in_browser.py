"""A rater at work, with the keyboard alone; and the page of what all raters said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from countenance.store.records import RatedClip, Stimulus
from countenance.study.recording import add_stimulus, clips_of_rater

from ..barcodes import write_barcodes

N = 3


@pytest.fixture
def clips(serving, tmp_path) -> dict[str, str]:
    """Three stimuli of half a second, by id."""
    for number in range(N):
        path = write_barcodes(tmp_path / f"sad parting {number}.mp4", 15, first=100 * number)
        add_stimulus(serving.site.study, path, emotion="sadness")
    with serving.site.study.reading() as reader:
        return {one.id: one.name for one in reader.find(Stimulus)}


def rated(serving, name: str) -> list[tuple[tuple[str, ...], int] | None]:
    """What somebody has said, in his order."""
    with serving.site.study.reading() as reader:
        found = clips_of_rater(reader, name).clips
    return [one.rating and (one.rating.emotions, one.rating.intensity) for one in found]


def watch(page: Page) -> None:
    """By the keyboard, to the end."""
    expect(page.get_by_role("button", name="Play")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Save and go on")).to_be_enabled()


@pytest.mark.usefixtures("clips")
def test_a_rater_rates_everything_with_the_keyboard_alone(visitor, serving):
    page = visitor("anna", "/ratings")
    page.get_by_role("link", name="Begin with clip 1").focus()
    page.keyboard.press("Enter")
    for place, keys in enumerate(("d7", "hu3", "w"), 1):
        expect(page.get_by_role("heading", name=f"Clip {place} of {N}")).to_be_visible()
        assert "parting" not in page.content()
        page.keyboard.press("d")  # too early: nothing is chosen
        watch(page)
        for key in keys:
            page.keyboard.press(key)
        if keys == "w":
            page.keyboard.type("saudade, fear")
            page.keyboard.press("Escape")
            page.keyboard.press("9")
        page.keyboard.press("Enter")
    expect(page.get_by_text("Every clip is rated")).to_be_visible()
    assert rated(serving, "anna") == [
        (("disgust",), 7), (("happiness", "surprise"), 3), (("saudade", "fear"), 9),
    ]  # fmt: skip


@pytest.mark.usefixtures("clips")
def test_enter_leaves_ones_own_word_for_the_strength_and_no_word_has_a_digit(visitor, serving):
    page = visitor("anna", "/ratings")
    page.get_by_role("link", name="Begin").click()
    watch(page)
    word, five = page.get_by_label("Another word"), page.get_by_role("radio", name="5")
    for key in "w", "Enter":
        page.keyboard.press(key)
    expect(page.get_by_role("alert")).to_contain_text("write a word of your own")
    page.keyboard.type("pride")
    page.keyboard.press("Enter")
    expect(word).not_to_be_focused()
    expect(page.get_by_role("alert")).to_be_hidden()
    page.keyboard.press("5")
    expect(five).to_be_checked()
    expect(word).to_have_value("pride")
    page.keyboard.press("w")
    page.keyboard.type("!7")
    expect(page.get_by_role("radio", name="7")).to_be_checked()
    expect(word).to_have_value("pride!")
    word.fill("pride5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("has no digits")
    word.fill("pride")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Clip 2 of {N}")).to_be_visible()
    assert rated(serving, "anna") == [(("pride",), 7), None, None]


@pytest.mark.usefixtures("clips")
def test_a_rating_is_saved_once_however_long_the_next_clip_takes(visitor):
    page, sent, held = visitor("anna", "/ratings"), list[str](), list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.on("request", lambda asked: sent.append(asked.method) if asked.method == "PUT" else None)
    page.get_by_role("link", name="Begin").click()
    watch(page)
    page.route(re.compile(r"^http://[^/]+/ratings/"), hold)
    page.keyboard.press("d")
    page.keyboard.press("7")
    page.get_by_role("button", name="Save and go on").evaluate(
        "save => { setInterval(() => save.click(), 30); }"
    )
    while not held:
        page.wait_for_timeout(50)
    page.wait_for_timeout(300)
    for route in held:
        route.continue_()
    expect(page.get_by_role("heading", name=f"Clip 2 of {N}")).to_be_visible()
    assert sent == ["PUT"]


@pytest.mark.usefixtures("clips")
def test_a_clip_is_watched_to_its_end_before_it_is_rated(visitor):
    page = visitor("anna", "/ratings")
    page.get_by_role("link", name="Begin").click()
    save = page.get_by_role("button", name="Save and go on")
    expect(save).to_be_disabled()
    expect(page.get_by_role("radio", name="5")).to_be_disabled()
    video = page.locator("video")
    assert video.get_attribute("controls") is None
    # Whoever moves the clip on is moved back, and is not let rate.
    video.evaluate("one => new Promise(done => { one.currentTime = one.duration; setTimeout(done, 300); })")
    expect(save).to_be_disabled()
    watch(page)
    expect(page.get_by_role("button", name="Play again")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Play again")).to_be_hidden()
    expect(page.get_by_role("button", name="Play again")).to_be_visible()


@pytest.mark.usefixtures("clips")
def test_a_rating_is_corrected_and_the_rest_goes_on(visitor, serving):
    page = visitor("anna", "/ratings")
    page.get_by_role("link", name="Begin").click()
    watch(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Choose an emotion")
    page.get_by_role("checkbox", name="disgust").click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("from 1 to 9")
    page.keyboard.press("4")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name=f"Clip 2 of {N}")).to_be_visible()
    page.get_by_role("link", name="Your clips").click()
    page.get_by_role("link", name="Correct clip 1").click()
    expect(page.get_by_role("checkbox", name="disgust")).to_be_checked()
    page.evaluate("customElements.whenDefined('clip-rating').then(() => true)")
    page.keyboard.press("8")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("link", name="Continue with clip 2")).to_be_visible()
    assert rated(serving, "anna") == [(("disgust",), 8), None, None]


def test_what_a_clip_is_meant_to_evoke_is_said_afterwards(visitor, serving, clips):
    one, *_ = clips
    with serving.site.study.writing("test") as writer:
        writer.add(RatedClip(rater="r1", stimulus=one, emotions=("sadness",), intensity=4))
    page = visitor("dora", "/ratings/summary")
    page.locator("#clips summary").click()
    keep = page.get_by_role("button", name="Keep", exact=True)
    expect(keep).to_be_hidden()
    field = page.get_by_label(f"What {clips[one]} is meant to evoke")
    expect(field).to_have_value("sadness")
    field.fill("Anger")
    keep.click()
    expect(field).to_have_value("anger")
    told = page.locator("#clips").get_by_role("status")
    expect(told).to_have_text("Kept as anger: words count as the same in small and capital letters.")
    expect(keep).to_be_hidden()
    expect(page.locator("#table").get_by_role("row", name=clips[one])).to_contain_text("meant to evoke anger")
    field.fill("a\u200bb")
    page.keyboard.press("Enter")
    expect(page.locator("#clips").get_by_role("alert")).to_contain_text("is no emotion")
    expect(told).to_be_hidden()
    with serving.site.study.reading() as reader:
        assert reader.get(Stimulus, one).emotion == "anger"


@pytest.mark.usefixtures("clips")
def test_what_is_refused_of_several_clips_is_told_and_the_rest_is_taken_in(visitor, serving, tmp_path):
    page = visitor("dora", "/ratings/summary")
    field = page.locator("[data-upload='/api/stimuli'] [type=file]")
    names = ("at 10:30", "late", "sad parting 0", "more")
    field.set_input_files(
        [write_barcodes(tmp_path / f"{name}.mp4", 15, first=500 + 50 * n) for n, name in enumerate(names)]
    )
    page.locator("[data-upload] [name=emotion]").fill("Freude")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Not taken in: 2 of 4")
    expect(page.get_by_role("alert").get_by_role("listitem")).to_contain_text(
        ["'at 10:30.mp4' is no name of a file", "sad parting 0.mp4 is not the stimulus"]
    )
    expect(page.get_by_text("more is there, 0.5 s long, meant to evoke freude.")).to_be_visible()
    # What is left can be sent again.
    assert field.evaluate("one => [...one.files].map(file => file.name)") == [
        "at 10:30.mp4",
        "sad parting 0.mp4",
    ]
    with serving.site.study.reading() as reader:
        assert {one.name for one in reader.find(Stimulus)} >= {"late", "more"}


def test_what_all_said_is_summed_up_chosen_and_added_to(visitor, serving, clips, tmp_path):
    one, *_ = clips
    with serving.site.study.writing("test") as writer:
        for rater, score in (("r1", 4), ("r2", 6)):
            writer.add(RatedClip(rater=rater, stimulus=one, emotions=("disgust",), intensity=score))
    page = visitor("dora", "/ratings/summary")
    row = page.get_by_role("row", name=clips[one])
    expect(row).to_contain_text("5.00")
    expect(page.get_by_role("img", name=f"{clips[one]}: mean intensity 5.00, SD 1.41")).to_be_visible()
    page.get_by_label("disgust", exact=True).fill("1")
    page.get_by_label("Raters at least").fill("2")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.url.endswith("/choice") else None)
    page.get_by_role("button", name="Choose", exact=True).dblclick()
    expect(page.get_by_text(f"Chosen: {clips[one]}.")).to_be_visible()
    expect(row).to_contain_text("chosen")
    assert len(asked) == 1
    films = [
        write_barcodes(tmp_path / f"{name}.mp4", 15, first=first)
        for name, first in (("late", 900), ("more", 950))
    ]
    page.locator("[data-upload='/api/stimuli'] [type=file]").set_input_files(films)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("late is there, 0.5 s long.")).to_be_visible()
    expect(page.locator("#table").get_by_role("row", name="more")).to_contain_text("nobody rated it")
    page.locator("[data-upload='/api/stimuli'] [type=file]").set_input_files(
        {"name": "no.mp4", "mimeType": "video/mp4", "buffer": b"none"}
    )
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("no.mp4")
    page.locator("[data-upload='/api/ratings/table'] [type=file]").set_input_files(
        {"name": "r.csv", "mimeType": "text/csv", "buffer": b"rater,clip,emotion,intensity\nr9,late,joy,2\n"}
    )
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("1 added, 0 changed, 0 there already.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    assert download.value.path().read_text().startswith("of,clip,seconds,main_emotion,raters")
    marker, heading = page.locator("#clips summary").bounding_box(), page.locator("#clips h2").bounding_box()
    assert marker["height"] < 1.5 * heading["height"]  # on one line
    page.locator("#clips summary").click()
    page.get_by_role("button", name="Take out more").click()
    page.get_by_role("dialog").get_by_role("button", name="Take out").click()
    expect(page.locator("#table")).not_to_contain_text("more")
