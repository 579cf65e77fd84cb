"""Whole sessions before a camera that shows numbers: gone through, broken off, stopped."""

from __future__ import annotations

import itertools
import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from countenance.store.records import Consent, Film, Medium, Report
from countenance.study.elicitation import EventKind, State
from countenance.study.recording import clips_of, kept_session
from countenance.video import VideoFile

from ..barcodes import frame_in
from ..staged_session import begin, stage
from .attending import agree, films_of, photographed, press, to_the_end, to_the_films, watch
from .cameras import N_PLAYED, camera_browser, renderers
from .serving import Served


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium with a camera that shows the numbers of its frames."""
    with camera_browser(tmp_path_factory.mktemp("camera")) as browser:
        yield browser


@pytest.fixture
def session(serving: Served, tmp_path: Path) -> str:
    stage(serving.site.study, tmp_path)
    return begin(serving.site.study)


def numbers_in(serving: Served, film: Film) -> list[int]:
    """What the camera showed in each frame of a recording."""
    with serving.site.study.reading() as reader:
        medium = reader.get(Medium, film.medium)
    source = VideoFile(serving.site.study.media.path(medium.digest, medium.suffix))
    return [frame_in(frame.image) for frame in source.frames()]


def check_frames(serving: Served, film: Film) -> None:
    """Every frame of a recording can be read, and none comes before one that the camera delivered earlier.

    On a busy machine the camera itself shows a number twice or leaves one out; that the recorder does not is tested
    where it can be told apart.
    """
    numbers = numbers_in(serving, film)
    steps = [(after - before) % N_PLAYED for before, after in itertools.pairwise(numbers)]
    assert len(numbers) == film.n_frames
    assert max(steps) < N_PLAYED // 2, [(index, step) for index, step in enumerate(steps) if step != 1]


def test_a_whole_session(visitor: Callable[..., Page], serving: Served, session: str):
    monitor = visitor("dora", f"/sessions/{session}")
    page = visitor("")
    page.goto(serving.session_entrance(session))
    to_the_films(page, monitor)
    for number in (1, 2):
        watch(page, number)
        page.wait_for_timeout(400)
        photographed(page, f"film-{number}")
        photographed(monitor, f"monitor-film-{number}")
        expect(page.get_by_role("heading", name="Rest")).to_be_visible(timeout=30_000)
        photographed(page, f"rest-{number}")
    review(page)
    photographed(monitor, "monitor-review")
    to_the_end(page)
    assert kept_in(page) == {}
    expect(monitor.get_by_text("done", exact=True)).to_be_visible()
    photographed(monitor, "monitor-end")

    (film,) = films_of(serving, session, 1)
    check_frames(serving, film)
    with serving.site.study.reading() as reader:
        kept = kept_session(reader, session)
        reports = list(reader.find(Report, film=film.id))
    assert kept.session.state is State.DONE
    assert kept.problems == []
    found = clips_of(film)
    assert [(one.stimulus, one.take, one.problem) for one in found] == [("baby", 1, ""), ("teeth", 1, "")]
    assert all(one.interval is not None and 40 <= one.interval.n_frames <= 60 for one in found)
    (said,) = reports
    assert (said.emotion, said.intensity, said.text) == ("happiness", 6, "So funny")
    assert found[0].interval is not None
    assert said.onset - found[0].interval.onset == 5
    assert said.offset - said.onset == 10


def review(page: Page) -> None:
    expect(page.get_by_role("heading", name="What did your face do?")).to_be_visible(timeout=60_000)
    page.get_by_role("heading", name="What did your face do?").click()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("e")
    expect(page.get_by_text("First go to where the movement begins")).to_be_visible()
    page.keyboard.press("b")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("e")
    page.get_by_label("happiness", exact=True).check()
    page.get_by_label("6", exact=True).check()
    page.get_by_label("In your own words").fill("So sad")
    keeps_what_is_not_saved(page)
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert kept_in(page)["drafts"] == {}
    press(page, "Change")
    page.get_by_label("In your own words").fill("So funny")
    photographed(page, "review")
    press(page, "Save")
    expect(page.get_by_text("So funny")).to_be_visible()
    play(page)
    press(page, "Play")
    press(page, "Film 2, 0 marked")
    page.get_by_label("In your own words").fill("Nothing")
    press(page, "I am finished")
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("You have not played film 2. What you began in film 2 is not saved. Once")
    press(page, "Back to the films")
    press(page, "Cancel")
    play(page)
    press(page, "I am finished")


def play(page: Page) -> None:
    """Play a film until its end."""
    press(page, "Play")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def keeps_what_is_not_saved(page: Page) -> None:
    """What is filled in is there again when the page is loaded anew, in its own film only, and nobody else's is."""
    page.evaluate("sessionStorage.setItem('countenance-review-another', '{}')")
    page.reload()
    expect(page.get_by_text("This is not saved yet.")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("A movement is marked. What was it?")).to_be_visible()
    expect(page.get_by_label("happiness", exact=True)).to_be_checked()
    expect(page.get_by_label("6", exact=True)).to_be_checked()
    press(page, "Film 2, 0 marked")
    expect(page.get_by_label("In your own words")).to_have_value("")
    expect(page.get_by_label("happiness", exact=True)).not_to_be_checked()
    press(page, "Film 1, 0 marked")
    expect(page.get_by_label("In your own words")).to_have_value("So sad")


def kept_in(page: Page) -> dict[str, Any]:
    """What a page keeps of the review in its tab, of one session at most."""
    kept = page.evaluate("Object.entries(sessionStorage).filter(([name]) => name.includes('review'))")
    assert len(kept) <= 1
    return json.loads(kept[0][1]) if kept else {}


def test_a_tab_that_is_killed_during_a_film(
    visitor: Callable[..., Page], browser: Browser, serving: Served, session: str
):
    """The session goes on by a new address at that film; both recordings can be read, and no event is missing."""
    monitor = visitor("dora", f"/sessions/{session}")
    others = renderers(browser)
    page = visitor("")
    page.goto(serving.session_entrance(session))
    to_the_films(page, monitor)
    watch(page, 1)
    page.wait_for_timeout(700)
    for process in renderers(browser) - others:
        os.kill(process, signal.SIGKILL)

    again = visitor("")
    again.goto(serving.session_entrance(session))
    for number in (1, 2):
        watch(again, number)
        expect(again.get_by_role("heading", name="Rest")).to_be_visible(timeout=30_000)
    expect(again.get_by_role("heading", name="What did your face do?")).to_be_visible(timeout=60_000)
    again.get_by_label("In your own words").fill("Nothing")
    press(again, "Cancel")
    assert kept_in(again)["drafts"] == {}
    press(again, "I am finished")
    asked = again.get_by_role("dialog")
    expect(asked).to_contain_text("You have marked no movement. You have not played any film. Once")
    press(again, "Yes, I am finished")
    to_the_end(again)

    films = films_of(serving, session, 2)
    with serving.site.study.reading() as reader:
        kept = kept_session(reader, session)
    takes = [(one.clip, one.number, one.is_complete) for one in kept.session.takes]
    assert takes == [("baby", 1, False), ("baby", 2, True), ("teeth", 1, True)]
    assert [event.sequence for event in kept.events] == list(range(len(kept.events)))
    assert sum(event.kind is EventKind.RESUMED for event in kept.events) == 2
    assert kept.problems == []
    by_segment = sorted(films, key=lambda film: film.report["alignment"]["segment"])
    assert [[(one.stimulus, one.take) for one in clips_of(film)] for film in by_segment] == [
        [("baby", 1)],
        [("baby", 2), ("teeth", 1)],
    ]
    assert clips_of(by_segment[0])[0].interrupted
    assert all(one.interval is not None for one in clips_of(by_segment[1]))
    for film in films:
        check_frames(serving, film)


def test_stopping_in_the_middle(visitor: Callable[..., Page], serving: Served, session: str):
    monitor = visitor("dora", f"/sessions/{session}")
    page = visitor("")
    page.goto(serving.session_entrance(session))
    to_the_films(page, monitor)
    watch(page, 1)
    press(page, "Stop")
    photographed(page, "stop")
    press(page, "Go on")
    press(page, "Stop")
    press(page, "Stop here")
    to_the_end(page)
    (film,) = films_of(serving, session, 1)
    check_frames(serving, film)
    with serving.site.study.reading() as reader:
        kept = kept_session(reader, session)
    assert (kept.session.state, kept.session.ended) == (State.DONE, "stopped")


def test_withdrawing_tells_the_experimenter_what_to_do(
    visitor: Callable[..., Page], serving: Served, session: str
):
    monitor = visitor("dora", f"/sessions/{session}")
    page = visitor("")
    page.goto(serving.session_entrance(session))
    agree(page)
    press(page, "Withdraw")
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("You have withdrawn.")).to_be_visible()
    press(page, "Continue")
    press(page, "I have been paid")
    expect(monitor.get_by_text("The participant has withdrawn.")).to_be_visible()
    photographed(monitor, "monitor-withdrawn")


def test_without_consent_to_recording_nothing_is_recorded(
    visitor: Callable[..., Page], serving: Served, session: str
):
    page = visitor("")
    page.goto(serving.session_entrance(session))
    agree(page, record="No")
    expect(page.get_by_text("Nothing was recorded.")).to_be_visible()
    with serving.site.study.reading() as reader:
        kept = kept_session(reader, session)
        refused = [one for one in reader.find(Consent) if not one.items["record"]]
    assert (kept.session.state, len(refused)) == (State.STOPPED, 1)


def test_the_experimenter_begins_a_session_and_ends_it(
    visitor: Callable[..., Page], serving: Served, tmp_path: Path
):
    stage(serving.site.study, tmp_path)
    page = visitor("dora", "/sessions")
    press(page, "Add a participant")
    page.get_by_label("Name").fill("Somebody New")
    page.get_by_label("Value of fact 1").fill("23")
    photographed(page, "add-participant")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("age 23")).to_be_visible()
    photographed(page, "list")
    press(page, "Begin")
    expect(page.get_by_role("heading", name="Session of")).to_be_visible()
    expect(page.get_by_text("page closed")).to_be_visible()
    press(page, "Participant's address")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open it here").click()
    expect(opened.value.get_by_role("heading", name="Consent")).to_be_visible()
    expect(page.get_by_text("page open", exact=True)).to_be_visible()
    press(page, "Stop")
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    expect(opened.value.get_by_text("This is the end")).to_be_visible()
    expect(page.locator("#log")).to_contain_text("by dora")


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", b"title = '\xe4'"], ids=["NUL", "not UTF-8"])
def test_what_is_no_protocol_is_refused_in_a_sentence(visitor: Callable[..., Page], content: bytes):
    page = visitor("dora", "/sessions")
    press(page, "Take in a protocol")
    page.get_by_label("File").set_input_files({"name": "film.toml", "mimeType": "", "buffer": content})
    page.get_by_role("button", name="Take in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("film.toml is no protocol: a protocol is plain text")
