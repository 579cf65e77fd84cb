"""The camera in a real browser: every frame that it delivers is in the recording, whatever happens to the page."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from countenance.store.records import Film, Medium
from countenance.study.recording.capturing import finish_capture
from countenance.study.recording.spooling import Spool
from countenance.video import VideoFile

from ..barcodes import frame_in
from ..sessions import begun_sessions
from .cameras import FPS, N_PLAYED, camera_browser
from .serving import Served


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium with a camera that shows the numbers of its frames."""
    with camera_browser(tmp_path_factory.mktemp("camera")) as browser:
        yield browser


@pytest.fixture
def session(serving: Served, tmp_path: Path) -> str:
    """A session of the first participant."""
    return begun_sessions(serving.site.study, tmp_path)[0]


@pytest.fixture
def page(visitor) -> Page:
    """A page of somebody who may hold sessions."""
    return prepared(visitor("dora"))


def prepared(page: Page) -> Page:
    page.evaluate(
        """async () => {
          const { CameraRecorder } = await import("/static/capture/recorder.js");
          globalThis.told = [];
          globalThis.Recorder = CameraRecorder;
          globalThis.opened = async () => {
            const recorder = await CameraRecorder.open();
            for (const kind of ["problem", "gap"])
              recorder.addEventListener(kind, ({ detail }) => told.push([kind, detail]));
            globalThis.recorder = recorder;
          };
          globalThis.rest = (ms) => new Promise((done) => setTimeout(done, ms));
        }"""
    )
    return page


def start(page: Page, session: str) -> None:
    page.evaluate(
        "async (url) => { await opened(); await recorder.start({ url }); }", f"/api/captures/{session}/0"
    )


def finish(page: Page) -> str:
    return page.evaluate("recorder.finish()")


def numbers(serving: Served, film: str) -> list[int]:
    """The numbers in the frames of a recording; the played film goes on from its beginning without a break."""
    study = serving.site.study
    with study.reading() as reader:
        found = reader.first(Film, id=film)
        medium = reader.first(Medium, id=found.medium)
    source = VideoFile(study.media.path(medium.digest, medium.suffix))
    assert source.size == (640, 480)
    assert all(earlier < later for earlier, later in itertools.pairwise(source.timestamps()))
    return [frame_in(frame.image) for frame in source.frames(colour="grey")]


def missing(shown: list[int]) -> int:
    """How many frames are not there between the first and the last; none comes twice or goes back."""
    steps = [(later - earlier) % N_PLAYED for earlier, later in itertools.pairwise(shown)]
    assert all(0 < step < N_PLAYED // 2 for step in steps)
    return sum(steps) - len(steps)


def test_the_camera_is_measured(page):
    found = page.evaluate("opened().then(() => recorder.measure(2))")
    assert (found["width"], found["height"]) == (640, 480)
    assert found["fps"] == pytest.approx(FPS, rel=0.05)
    assert found["frames"] == pytest.approx(2 * FPS, abs=3)
    assert found["longestGapMs"] >= 1000 / FPS


def test_a_gap_is_longer_than_the_camera_usually_pauses(page):
    """By hand: 1.5 intervals of 50 ms at 20 frames/s, and never less than 50 ms."""
    found = page.evaluate(
        """async () => {
          const { longestGapAt } = await import("/static/capture/recorder.js");
          return [60, 30, 25, 20, 10, 0].map(longestGapAt);
        }"""
    )
    assert found == [50, 50, 60, 75, 150, 50]


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "the page is busy"])
def test_every_frame_is_recorded(page, serving, session, busy):
    start(page, session)
    page.evaluate(
        """async (busy) => {
          const end = performance.now() + 4000;
          while (performance.now() < end) {
            const until = performance.now() + 200;
            while (busy && performance.now() < until);
            await rest(busy ? 20 : 200);
          }
        }""",
        busy,
    )
    found = page.evaluate("recorder.stop()")
    shown = numbers(serving, finish(page))
    assert len(shown) == found["frames"]
    assert len(shown) > 3.5 * FPS
    assert abs(missing(shown) - found["dropped"]) <= 1  # one may be under way at either end
    assert page.evaluate("told.filter(([kind]) => kind === 'problem')") == []


def test_a_moment_has_its_frame(page, session):
    start(page, session)
    moment, frame, early = page.evaluate(
        """async () => {
          await rest(1500);
          const until = performance.now() + 300;
          while (performance.now() < until);
          const moment = performance.now();
          return [moment, await recorder.settledFrameAt(moment), recorder.frameAt(moment)];
        }"""
    )
    times = page.evaluate("recorder.times.map((_, index) => recorder.timeOf(index))")
    assert early is None or early == frame
    assert times[frame] <= moment < times[frame + 1]
    page.evaluate("recorder.stop()")
    state = page.evaluate("fetch(recorder.url).then((answer) => answer.json())")
    assert state["frames"] == page.evaluate("recorder.frames")


def test_what_a_killed_browser_sent_is_a_film(page, serving, session):
    start(page, session)
    page.evaluate("rest(3000)")
    page.context.close()
    film = finish_capture(serving.site.study, session, 0)
    shown = numbers(serving, film.id)
    assert len(shown) > 1.5 * FPS
    assert missing(shown) == 0


def test_a_server_that_is_away_for_a_while_costs_nothing(browser, serving, session):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(serving.entrance("dora"))
        start(prepared(page), session)
        page.evaluate("rest(1200)")
        context.set_offline(True)
        page.evaluate("rest(2500)")
        assert page.evaluate("recorder.delayed") > 0
        context.set_offline(False)
        found = page.evaluate("recorder.stop()")
        assert len(numbers(serving, finish(page))) == found["frames"]
        told = [detail["sentence"] for kind, detail in page.evaluate("told") if kind == "problem"]
    assert told[0].startswith("The server does not answer.")
    assert told[-1] == ""


def test_a_camera_is_let_go_while_its_recording_waits_for_the_server(browser, serving, session):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(serving.entrance("dora"))
        start(prepared(page), session)
        page.evaluate("rest(1200)")
        context.set_offline(True)
        page.evaluate("rest(800)")
        page.evaluate("() => { globalThis.over = recorder.stop(); recorder.release(); }")
        assert page.evaluate("recorder.stream.getTracks().map((track) => track.readyState)") == ["ended"]
        context.set_offline(False)
        found = page.evaluate("over")
        assert found["frames"] > FPS
        assert len(numbers(serving, finish(page))) == found["frames"]


def test_a_second_window_cannot_record_over_the_first(page, serving, session):
    start(page, session)
    page.evaluate("rest(1200)")
    page.evaluate("globalThis.first = recorder")
    start(page, session)
    page.evaluate("rest(1500)")
    problems = [detail for kind, detail in page.evaluate("told") if kind == "problem"]
    assert [one["fatal"] for one in problems] == [True]
    assert "is recorded already" in problems[0]["sentence"]
    found = page.evaluate("first.stop()")
    assert Spool(serving.site.study, session, 0).n_frames == found["frames"]


def test_without_a_worker_the_browsers_own_recorder_makes_a_film(page, serving, session):
    page.evaluate("delete globalThis.MediaStreamTrackProcessor")
    assert page.evaluate("Recorder.isExact") is False
    start(page, session)
    page.evaluate("rest(3200)")
    found = page.evaluate("recorder.stop()")
    shown = numbers(serving, finish(page))
    assert len(shown) == pytest.approx(found["frames"], abs=5)
    assert len(shown) > 2 * FPS


def test_a_camera_that_is_not_allowed_is_told(page):
    told = page.evaluate(
        """() => {
          navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
          return Recorder.open().catch((error) => error.message);
        }"""
    )
    assert told.startswith("The browser may not use the camera.")


def test_a_picture_without_a_face_is_told(page):
    seen = page.evaluate(
        """async () => {
          await opened();
          const { look } = await import("/static/capture/looking.js");
          const video = document.createElement("video");
          video.muted = true;
          video.srcObject = recorder.stream;
          await video.play();
          return look(video);
        }"""
    )
    assert (seen["face"], seen["n_faces"]) == (None, 0)
    assert seen["problems"][0].startswith("No face can be seen.")
