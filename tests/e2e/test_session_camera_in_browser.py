"""The camera of a session: a face that passes, none at all, one that is lost, one that another program recorded."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from countenance.store.records import Participant
from countenance.study.recording import clips_of, film_of, kept_session
from countenance.video import from_jpeg

from ..barcodes import write_barcodes
from ..staged_session import begin, stage
from .attending import agree, films_of, photographed, press, understand, watch
from .cameras import camera_browser, renderers, write_still
from .serving import Served

Opens = Callable[..., Page]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory, simulated: Path) -> Iterator[Browser]:
    """Chromium before whose camera sits a simulated participant."""
    folder = tmp_path_factory.mktemp("camera")
    face = from_jpeg(next(iter(sorted(simulated.rglob("*.jpg")))).read_bytes())
    scale = 480 / face.shape[0]
    large = cv2.resize(np.asarray(face, np.uint8), None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    with camera_browser(folder, played=write_still(folder / "face.y4m", large)) as browser:
        yield browser


@pytest.fixture
def session(serving: Served, tmp_path: Path) -> str:
    stage(serving.site.study, tmp_path, clip_frames=300)
    return begin(serving.site.study)


def sends(text: str) -> Callable[[Route], None]:
    """Answers with a script."""
    return lambda route: route.fulfill(body=text, content_type="text/javascript")


@pytest.fixture
def attend(visitor: Opens, serving: Served, session: str) -> Callable[[], Page]:
    """Opens a participant's page whose look at the camera is short, and asks nothing of a busy machine."""
    changed = {
        "capture/recorder.js": {"FPS = 29.5": "FPS = 0.5", "GAP_MS = 50": "GAP_MS = 5000"},
        "sessions/before.js": {"MEASURED_S = 10": "MEASURED_S = 1"},
    }
    static = Path(__file__).parents[2] / "src/countenance/app/web/study/static"

    def opened() -> Page:
        page = visitor("")
        for name, words in changed.items():
            text = (static / name).read_text(encoding="utf-8")
            for before, after in words.items():
                assert before in text
                text = text.replace(before, after)
            page.route(f"**/static/{name}", sends(text))
        page.goto(serving.session_entrance(session))
        agree(page)
        return page

    return opened


@pytest.fixture
def attending(attend: Callable[[], Page]) -> Page:
    """A participant's page after the consent."""
    return attend()


def to_the_first_film(page: Page) -> None:
    understand(page)
    press(page, "Start")
    watch(page, 1)


def test_a_face_in_good_light_passes(attending: Page, visitor: Opens, session: str):
    monitor = visitor("dora", f"/sessions/{session}")
    expect(attending.get_by_text("Your face is in the picture, and the light is good.")).to_be_visible()
    expect(attending.locator(".picture rect")).to_have_count(1)
    photographed(attending, "face-passes")
    expect(monitor.locator("#figure-check")).to_have_text("good")
    expect(monitor.locator("#figure-light")).to_contain_text("of 255")
    press(attending, "Continue")
    expect(attending.get_by_role("heading", name="What you are going to do")).to_be_visible()
    attending.reload()
    expect(monitor.locator("#figure-resumed")).to_have_text("1")
    expect(monitor.locator("#figure-check")).to_have_text("good")


def test_a_box_is_drawn_only_where_the_check_counts_a_face(attending: Page):
    box, again = attending.locator(".picture rect"), "Measure again"
    seen = {"face": None, "n_faces": 0, "brightness": None, "problems": ["No face can be seen."]}
    attending.route("**/api/captures/look", lambda route: route.fulfill(json=seen))
    expect(attending.get_by_role("button", name=again)).to_be_enabled()
    looked(attending)
    press(attending, again)
    expect(attending.get_by_text("No face can be seen.")).to_be_visible()
    seen.update(face=[200, 100, 200, 250], n_faces=1, brightness=120, problems=[])
    looked(attending)
    expect(attending.get_by_text("No face can be seen.")).to_be_visible()
    expect(box).to_have_count(0)
    press(attending, again)
    expect(attending.get_by_text("Your face is in the picture, and the light is good.")).to_be_visible()
    expect(box).to_have_count(1)


def looked(page: Page) -> None:
    """Wait until a page has looked at its camera's picture as it is from now on."""
    for _ in range(3):
        with page.expect_response("**/api/captures/look"):
            pass


def test_another_cameras_film_is_tied_to_the_session_by_what_it_shows(
    attending: Page, visitor: Opens, serving: Served, session: str, tmp_path: Path
):
    monitor = visitor("dora", f"/sessions/{session}")
    press(monitor, "Go on without this camera")
    to_the_first_film(attending)
    expect(monitor.locator("#log")).to_contain_text("clip onset")
    expect(monitor.locator("#figure-fps")).to_have_text("another one")
    press(attending, "Stop")
    press(attending, "Stop here")
    expect(attending.get_by_role("heading", name="What this was about")).to_be_visible()

    monitor.get_by_text("Take in the film of another camera").click()
    outside = write_barcodes(tmp_path / "Anna Miller.mp4", 60, first=2000)
    monitor.get_by_label("Recorded by another camera").set_input_files(outside)
    expect(monitor.get_by_label("Part of the session")).to_contain_text("Part 1")
    shows = monitor.get_by_label("Event that it shows")
    appears = shows.locator("option", has_text="baby, take 1, appears").get_attribute("value")
    shows.select_option(appears)
    monitor.get_by_label("Frame of the film, from 0").fill("99")
    press(monitor, "Take in")
    expect(monitor.locator("#external-told.problem")).to_contain_text("has frames 0 to 59")
    monitor.get_by_label("Frame of the film, from 0").fill("5")
    press(monitor, "Take in")
    expect(monitor.locator("#external-told")).to_contain_text("It is the recording")
    photographed(monitor, "external-film")
    (film,) = films_of(serving, session, 1)
    assert film.name.endswith("session 1 part 1 other camera")
    assert film.report["alignment"]["points"] == [[5, float(str(appears))]]
    assert [(one.stimulus, one.take) for one in clips_of(film)] == [("baby", 1)]


def test_a_camera_that_is_lost_is_told_and_the_next_film_is_recorded_anew(
    attending: Page, visitor: Opens, serving: Served, session: str
):
    monitor = visitor("dora", f"/sessions/{session}")
    press(attending, "Continue")
    to_the_first_film(attending)
    expect(monitor.locator("#log")).to_contain_text("clip onset")
    attending.evaluate(
        """() => {
          const { track } = document.querySelector("participant-session").camera.recorder;
          track.stop();
          track.dispatchEvent(new Event("ended"));
        }"""
    )
    expect(monitor.locator("#log")).to_contain_text("camera: The camera was unplugged")
    expect(attending.get_by_role("heading", name="Rest")).to_be_visible(timeout=40_000)
    expect(attending.get_by_role("heading", name="Film 2 of 2")).to_be_visible()
    expect(monitor.locator("#figure-resumed")).to_have_text("1")
    watch(attending, 2)
    expect(monitor.locator("#captures")).to_contain_text("Part 2")
    with serving.site.study.reading() as reader:
        assert kept_session(reader, session).session.segment == 2


def test_a_recording_is_made_of_what_a_killed_tab_had_sent(
    attend: Callable[[], Page], visitor: Opens, browser: Browser, serving: Served, session: str
):
    monitor = visitor("dora", f"/sessions/{session}")
    others = renderers(browser)
    page = attend()
    press(page, "Continue")
    to_the_first_film(page)
    expect(monitor.locator("#captures")).to_contain_text("Part 1: ")
    for process in renderers(browser) - others:
        os.kill(process, signal.SIGKILL)
    expect(monitor.get_by_text("page closed")).to_be_visible()
    monitor.get_by_role("button", name="Make a recording of it").click(timeout=40_000)
    link = monitor.locator("#recordings a")
    expect(link).to_contain_text("session 1 part 1", timeout=40_000)
    with serving.site.study.reading() as reader:
        film = film_of(reader, link.inner_text())
    assert film.session == session
    link.click()
    expect(monitor.get_by_role("heading", name=film.name)).to_be_visible()
    expect(monitor.locator("#at")).to_contain_text(f"frame 0 of {film.n_frames - 1}, ")
    monitor.keyboard.press("ArrowRight")
    expect(monitor.locator("#at")).to_contain_text("frame 1 of")
    photographed(monitor, "recording")


def test_a_protocol_is_taken_in_by_the_dialog(visitor: Opens, session: str, tmp_path: Path):
    assert session
    page = visitor("dora", "/sessions")
    press(page, "Take in a protocol")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download a template").click()
    text = download.value.path().read_text(encoding="utf-8")
    film = tmp_path / "face.y4m"
    film.write_bytes(b"YUV4MPEG2")
    page.get_by_label("File").set_input_files(film)
    press(page, "Take in")
    expect(page.get_by_text("face.y4m is no protocol")).to_be_visible()
    large = tmp_path / "large.toml"
    large.write_text("#" * 600_000, encoding="utf-8")
    page.get_by_label("File").set_input_files(large)
    press(page, "Take in")
    expect(page.get_by_text("large.toml is too large for a protocol")).to_be_visible()
    own = tmp_path / "own.toml"
    changed = {'version = "1.0"': 'version = "7"', "Name of the review board": "Ethics board"}
    for before, after in changed.items():
        assert before in text
        text = text.replace(before, after)
    own.write_text(text, encoding="utf-8")
    page.get_by_label("File").set_input_files(own)
    press(page, "Take in")
    expect(page.get_by_role("status")).to_contain_text(", version 7, is taken in.")
    offered = page.get_by_role("combobox", name="Protocol")
    expect(offered.locator("option", has_text="version 7")).to_have_count(1)
    expect(offered.locator(":checked")).to_contain_text("version 7")  # the newest
    expect(page.get_by_role("region", name="Protocols").get_by_role("row", name="7")).to_be_visible()
    page.wait_for_load_state()
    for content, told in ((text, "is there already: this file says the same."), ("", "own.toml is empty")):
        own.write_text(content, encoding="utf-8")
        press(page, "Take in a protocol")
        page.get_by_label("File").set_input_files(own)
        press(page, "Take in")
        expect(page.get_by_role("main")).to_contain_text(told)
        page.wait_for_load_state()


def test_who_is_in_a_session_already_is_led_to_it(visitor: Opens, session: str, serving: Served):
    page = visitor("dora", "/sessions")
    with serving.site.study.reading() as reader:
        kept = kept_session(reader, session)
        who = reader.get(Participant, kept.row.participant).pseudonym
    page.get_by_role("combobox", name="Participant").select_option(who)
    press(page, "Begin")
    told = page.get_by_role("alert")
    expect(told).to_have_text(
        re.compile(rf"{who} is in the session of \d+-\d+-\d+ \d+:\d+ UTC, at .*: resume that one")
    )
    told.get_by_role("link").click()
    page.wait_for_url(f"**/sessions/{session}")


def test_an_empty_form_adds_nobody_unless_it_is_meant(visitor: Opens):
    page = visitor("dora", "/sessions")
    expect(page.locator("tbody tr")).to_have_count(2)
    press(page, "Add a participant")
    press(page, "Add")
    expect(page.get_by_text("Nothing is filled in.")).to_be_visible()
    press(page, "Add")
    expect(page.locator("tbody tr")).to_have_count(3)
