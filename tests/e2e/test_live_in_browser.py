"""Live spotting as somebody before the camera meets it: a served page in a real browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from queue import SimpleQueue

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from countenance import spotting
from countenance.app.web.live import Address, Hub, Recorder, Session, live_app, serve
from countenance.core.errors import VideoError
from countenance.video import PlayedFile, write_video
from countenance.video import camera as cameras
from countenance.video.live import LiveFrames

from ..unit.app.web.live.conftest import FPS, METHOD, Bright, level_at

TOKEN = "of-this-test"


def picture(number: int) -> np.ndarray:
    """A frame of the synthetic film with its number in it."""
    image = np.full((120, 160, 3), level_at(number), np.uint8)
    cv2.putText(image, str(number), (30, 80), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0, 0, 0), 2)
    return image


class Fed(LiveFrames):
    """A camera that delivers what a test gives it."""

    def __init__(self) -> None:
        super().__init__("camera of the test", Fraction(FPS), (160, 120), patience=None)
        self.seen = threading.Semaphore(0)
        self.faces_from = 0
        self._fed: SimpleQueue[int | Exception | None] = SimpleQueue()

    def _pictures(self):
        while (number := self._fed.get()) is not None:
            if isinstance(number, Exception):
                raise number
            yield picture(number), Fraction(number, FPS)

    def feed(self, numbers: range) -> None:
        """Deliver frames, each when the spotter has dealt with the one before."""
        for number in numbers:
            self._fed.put(number)
            assert self.seen.acquire(timeout=30)

    def disappear(self) -> None:
        self._fed.put(VideoError("camera 0 has disappeared (No such device): connect it again"))

    def blind(self, numbers: range) -> None:
        """Deliver frames that the spotter has no values for."""
        self.faces_from = numbers.stop
        self.feed(numbers)

    def close(self) -> None:
        self._fed.put(None)
        super().close()


class BrightAndTold(Bright):
    """The spotter for :class:`Fed`."""

    def __init__(self, camera: Fed) -> None:
        super().__init__()
        self._camera = camera

    def spot(self, frames, fps, *, trace=None):
        def told(index, values):
            trace(index, values if index >= self._camera.faces_from else np.full(2, np.nan, np.float32))
            self._camera.seen.release()

        return super().spot(frames, fps, trace=told)


@contextmanager
def served(camera: LiveFrames, spotter: Bright, record: Path | None = None) -> Iterator[tuple[str, Callable]]:
    """A running session: the address of its page, and how to end the program."""
    about = {
        "source": camera.name,
        "fps": float(camera.fps),
        "size": list(camera.size),
        "method": "Bright frames",
        "citation": "Nobody (2020)",
        "curves": list(spotter.curve_names),
        "record": "" if record is None else str(record),
        "played": isinstance(camera, PlayedFile),
    }
    recorder = None if record is None else Recorder(record, camera.fps)
    session = Session(camera, spotter, Hub(about), recorder)
    with Address("127.0.0.1", 0) as address:
        app = live_app(session, about, host=address.host, port=address.port, token=TOKEN)
        server = serve(app, ready=session.start, leave=session.hub.close)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [address.socket]})
        thread.start()

        def end() -> None:
            server.should_exit = True
            thread.join(30)
            session.stop()
            if recorder is not None:
                recorder.close()

        try:
            yield address.url(TOKEN), end
        finally:
            end()
            assert not thread.is_alive()


class Live:
    """What a test has at hand."""

    def __init__(self, browser: Browser, closing: ExitStack) -> None:
        self.camera = Fed()
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self._browser, self._closing = browser, closing
        self._context = closing.enter_context(
            self._browser.new_context(viewport={"width": 1280, "height": 860})
        )

    def serve(self, record: Path | None = None) -> None:
        running = served(self.camera, BrightAndTold(self.camera), record)
        self.url, self.end = self._closing.enter_context(running)

    def open(self) -> Page:
        page = self._context.new_page()
        origin = self.url.partition("?")[0]
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "request", lambda asked: None if asked.url.startswith(origin) else self.foreign.append(asked.url)
        )
        page.goto(self.url)
        expect(page.locator("#state")).not_to_have_text("Connecting")
        return page


@pytest.fixture
def live(browser: Browser) -> Iterator[Live]:
    """A session whose camera is fed by the test; its pages must neither complain nor ask anybody else."""
    with ExitStack() as closing:
        live = Live(browser, closing)
        yield live
        live._context.close()
    assert [text for text in live.complaints if "CONNECTION_REFUSED" not in text] == []
    assert [url for url in live.foreign if not url.startswith(("blob:", "data:"))] == []


@pytest.fixture
def page(live: Live) -> Page:
    live.serve()
    return live.open()


def n_like(page: Page, selector: str, colour: tuple[int, int, int]) -> int:
    """Pixels of a canvas that have a colour, or nearly."""
    script = """(canvas, colour) => {
        const copy = new OffscreenCanvas(canvas.width, canvas.height);
        const pen = copy.getContext("2d", { willReadFrequently: true });
        pen.drawImage(canvas, 0, 0);
        const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;
        let n = 0;
        for (let i = 0; i < data.length; i += 4)
            n += data[i + 3] > 0 && colour.every((value, j) => Math.abs(data[i + j] - value) < 12);
        return n;
    }"""
    return int(page.locator(selector).evaluate(script, list(colour)))


def until(page: Page, condition: str) -> None:
    """Wait for a JavaScript condition: the page's policy forbids what `wait_for_function` does with text."""
    while not page.evaluate(condition):
        page.wait_for_timeout(20)  # the test's own time limit ends it


def cards(page: Page):
    return page.locator("spotted-expression")


def test_an_expression_is_marked_one_frame_after_its_end(live: Live, page: Page):
    live.camera.feed(range(18))  # its offset is frame 17
    expect(page.locator("#n-micro")).to_have_text("0")
    assert cards(page).count() == 0
    live.camera.feed(range(18, 19))
    expect(cards(page)).to_have_count(1)
    expect(page.locator("#n-micro")).to_have_text("1")
    card = cards(page).first
    expect(card.locator(".kind")).to_have_text("micro-expression 0:00.4, 280 ms")
    expect(card).to_contain_text("AU 4? · forehead")
    expect(card).to_contain_text("score 0.75 · marked")
    expect(card).to_contain_text("with blink")
    expect(page.locator("#spoken")).to_have_text("Micro-expression at 0:00.4, forehead")
    expect(card).to_have_attribute(
        "aria-label",
        "Micro-expression at 0:00.4, forehead, 280 milliseconds, perhaps action unit 4, score 0.75, with blink",
    )
    assert page.locator("#delay").inner_text() != ""
    live.camera.feed(range(19, 62))
    expect(cards(page)).to_have_count(2)
    assert cards(page).first.get_attribute("kind") == "macro"  # the newest stands first


def test_what_may_be_an_expression_is_shown_until_it_is_told(live: Live, page: Page):
    perhaps = page.locator("#suspected")
    muted = (0x5B, 0x67, 0x76)
    live.camera.feed(range(10))
    expect(perhaps).to_be_hidden()
    before = n_like(page, "live-timeline canvas", muted)
    live.camera.feed(range(10, 18))
    expect(perhaps).to_have_text("perhaps one at 0:00.4")
    assert cards(page).count() == 0
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert n_like(page, "live-timeline canvas", muted) > before
    live.camera.feed(range(18, 20))
    expect(cards(page)).to_have_count(1)
    expect(perhaps).to_be_hidden()


def test_onset_apex_and_offset_are_shown(live: Live, page: Page):
    live.camera.feed(range(19))
    images = cards(page).first.locator("img")
    expect(images).to_have_count(3)
    until(page, "[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    captions = cards(page).first.locator("figcaption").all_inner_texts()
    assert [caption.split() for caption in captions] == [
        ["onset", "0:00.40"],
        ["apex", "0:00.52"],
        ["offset", "0:00.68"],
    ]


def test_the_picture_is_the_cameras(live: Live, page: Page):
    live.camera.feed(range(5))
    assert page.locator("#picture").evaluate("canvas => [canvas.width, canvas.height]") == [160, 120]
    while n_like(page, "#picture", (level_at(0),) * 3) <= 0.7 * 160 * 120:
        page.wait_for_timeout(20)  # the test's own time limit ends it


def test_what_is_no_expression_and_remarks_are_told(live: Live, page: Page):
    expect(page.locator("#remarks")).to_have_text("Brightness is all that counts here.")
    expect(page.locator("#excluded")).to_be_hidden()
    live.camera.feed(range(9, 11))  # one bright frame
    live.camera.feed(range(20, 22))
    expect(page.locator("#reasons")).to_have_text("flash 1×")
    assert cards(page).count() == 0


def test_the_timeline_draws_marks_and_curves(live: Live, page: Page):
    live.camera.feed(range(9))
    colour = "[...document.querySelectorAll('live-timeline canvas')][0]"
    until(page, f"{colour}.width > 300")
    macro, micro, video = (0x0F, 0x5C, 0x58), (0xC2, 0x49, 0x7F), (0x25, 0x63, 0xA8)
    canvas = "live-timeline canvas"
    assert n_like(page, canvas, macro) == n_like(page, canvas, micro) == 0
    assert n_like(page, canvas, video) > 0
    live.camera.feed(range(9, 70))
    expect(cards(page)).to_have_count(2)
    expect(page.locator(canvas)).to_have_attribute("aria-label", re.compile("1 macro.*1 micro"))
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert n_like(page, canvas, macro) > 200
    assert n_like(page, canvas, micro) > 50
    label = page.locator("live-timeline canvas").get_attribute("aria-label")
    assert label == "Timeline: 1 macro-expression, 1 micro-expression, 0 times not counted, 2 curves"


def test_pause_and_go_on_by_keyboard(live: Live, page: Page):
    page.keyboard.press("Space")
    expect(page.locator("#state")).to_have_text("Paused")
    assert live.camera.paused
    expect(page.locator("#pause")).to_have_text("Go on")
    page.keyboard.press("Space")
    expect(page.locator("#state")).to_have_text("Live")
    assert not live.camera.paused
    page.locator("#pause").click()
    expect(page.locator("#state")).to_have_text("Paused")


def test_a_session_of_a_study_is_stopped_on_its_page(visitor, serving, monkeypatch):
    camera, name = Fed(), "camera:/dev/video9"
    monkeypatch.setattr(spotting, "spotting_method", lambda _: METHOD)
    monkeypatch.setattr(cameras, "open_camera", lambda _: camera)
    room = serving.site.room
    room.begin(name, METHOD.name, "", "ada")
    page, other = visitor("dora", "/live/watch/"), visitor("emil", "/live/watch/")
    stop = "button:has-text('Stop')"
    for one in (page, other):
        expect(one.locator("#state")).to_have_text("Live")
        expect(one.locator(stop)).to_be_in_viewport()
    page.locator(stop).click()
    expect(page.get_by_role("button", name="Begin to watch")).to_be_visible()
    assert room.live is None
    expect(other.locator("#state")).to_have_text("Session ended")
    expect(other.locator("#stop")).to_be_hidden()


def test_a_tab_that_comes_later_shows_everything_and_all_go_on(live: Live, page: Page):
    live.camera.feed(range(19))
    expect(cards(page)).to_have_count(1)
    others = [live.open() for _ in range(3)]
    for other in others:
        expect(cards(other)).to_have_count(1)
    live.camera.feed(range(19, 62))
    for each in (page, *others):
        expect(cards(each)).to_have_count(2)
        expect(each.locator("#n-macro")).to_have_text("1")


def test_a_camera_that_disappears_is_told_and_what_was_found_stays(live: Live, page: Page):
    live.camera.feed(range(19))
    expect(cards(page)).to_have_count(1)
    live.camera.disappear()
    expect(page.locator("#state")).to_have_text("Camera lost")
    expect(page.get_by_role("alert")).to_have_text(
        "camera 0 has disappeared (No such device): connect it again. What was found stays on this page; to go on, "
        "end the program with Ctrl-C and start it again."
    )
    expect(page.locator("#pause")).to_be_disabled()
    expect(page.locator("#fps")).to_have_text("–")
    assert cards(page).count() == 1


def test_a_lost_face_is_told_while_it_is_lost(live: Live, page: Page):
    lost = page.locator("#lost")
    live.camera.feed(range(2))
    expect(lost).to_be_hidden()
    live.camera.blind(range(2, 22))
    expect(lost).to_have_text("No face to be measured")
    live.camera.feed(range(22, 23))
    expect(lost).to_be_hidden()


def test_a_page_that_was_closed_shows_everything_when_it_is_opened_again(live: Live, page: Page):
    live.camera.feed(range(19))
    expect(cards(page)).to_have_count(1)
    page.close()
    live.camera.feed(range(19, 62))
    again = live.open()
    expect(cards(again)).to_have_count(2)
    again.goto(live.url.partition("?")[0])  # the browser knows the secret by now
    expect(cards(again)).to_have_count(2)
    expect(again.locator("#n-micro")).to_have_text("1")


def test_without_any_expression_the_end_says_so(live: Live, page: Page):
    live.camera.feed(range(5))
    expect(page.locator("#empty")).to_have_text("Expressions appear here when they are over.")
    live.camera.disappear()
    expect(page.locator("#empty")).to_have_text("No expression was found.")


def test_missing_frames_are_called_so_and_nothing_is_called_a_recording(page: Page):
    words = """reasons => import("/static/timeline.js").then(module => reasons.map(module.reasonInWords))"""
    assert page.evaluate(words, ["gap in the recording", "blink"]) == ["no frames", "blink"]


def test_little_motion_for_who_wants_little(live: Live):
    live.serve()
    drawn = {}
    for motion in ("reduce", "no-preference"):
        page = live.open()
        page.emulate_media(reduced_motion=motion)
        number = live.camera.n_delivered
        live.camera.feed(range(number, number + 2))
        page.evaluate(
            """() => {
                window.drawn = 0;
                const clear = CanvasRenderingContext2D.prototype.clearRect;
                CanvasRenderingContext2D.prototype.clearRect = function (...place) {
                    window.drawn += 1;
                    return clear.apply(this, place);
                };
            }"""
        )
        page.wait_for_timeout(1500)
        drawn[motion] = page.evaluate("window.drawn")
        page.close()
    assert drawn["reduce"] <= 3
    assert drawn["no-preference"] >= 8


def test_when_the_program_ends_the_page_says_so_and_keeps_what_was_found(live: Live, page: Page):
    live.camera.feed(range(19))
    expect(cards(page)).to_have_count(1)
    live.end()
    expect(page.locator("#state")).to_have_text("Program ended")
    expect(page.get_by_role("alert")).to_contain_text("What was found stays on this page")
    assert cards(page).count() == 1


def test_recording_is_plain_to_see(live: Live, tmp_path: Path):
    live.serve(record=tmp_path / "session")
    page = live.open()
    live.camera.feed(range(3))
    expect(page.locator("#recording")).to_be_visible()
    expect(page.locator("#recording")).to_contain_text(str(tmp_path / "session"))
    expect(page.locator("footer")).to_contain_text("Everything before the camera is recorded")
    expect(page.locator("#stored")).to_have_count(0)


def test_without_recording_it_says_that_nothing_is_stored(page: Page):
    expect(page.locator("#recording")).to_be_hidden()
    expect(page.locator("header")).to_contain_text("Nothing is stored")
    expect(page.locator("#stop")).to_have_count(0)  # this session ends with its program
    expect(page.locator("footer")).to_contain_text("--record FOLDER")


def test_keys(live: Live, page: Page):
    live.camera.feed(range(70))
    expect(cards(page)).to_have_count(2)
    span, back = page.locator("#span"), page.locator("#live")
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(span).to_have_text("5 s")
    page.keyboard.press("-")
    expect(span).to_have_text("10 s")
    page.keyboard.press("j")
    expect(page.locator("spotted-expression.chosen")).to_have_attribute("kind", "macro")
    page.keyboard.press("j")
    expect(page.locator("spotted-expression.chosen")).to_have_attribute("kind", "micro")
    page.keyboard.press("k")
    expect(page.locator("spotted-expression.chosen")).to_have_attribute("kind", "macro")
    expect(page.locator("spotted-expression[aria-current=true]")).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    expect(back).to_be_visible()
    later = page.get_by_role("button", name="Later")
    later.click()
    expect(back).to_be_hidden()
    expect(later).to_be_disabled()
    page.get_by_role("button", name="Earlier").click()
    expect(back).to_be_visible()
    page.keyboard.press("l")
    expect(back).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    cards(page).last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("spotted-expression.chosen")).to_have_attribute("kind", "micro")


def test_nobody_without_the_address_sees_anything(live: Live, page: Page):
    stranger = page.context.browser.new_context()
    answer = stranger.new_page().goto(live.url.partition("?")[0])
    assert answer is not None
    assert answer.status == 403
    stranger.close()


@pytest.mark.parametrize("width", [390, 800, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_off_the_page(live: Live, page: Page, width: int, scheme: str):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    live.camera.feed(range(62))
    expect(cards(page)).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (max(ground) < 60) == (scheme == "dark")


def test_a_film_that_is_cut_short_is_no_lost_camera(browser: Browser, tmp_path: Path):
    path = tmp_path / "film.mkv"
    noise = np.random.default_rng(0).integers(0, 40, (120, 160, 3))
    write_video(path, ((picture(n) // 2 + noise * (n % 3)).astype(np.uint8) for n in range(40)), FPS)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with served(PlayedFile(path), Bright()) as (url, _), browser.new_context() as context:
        page = context.new_page()
        page.goto(url)
        expect(page.locator("#state")).to_have_text("Film cut short", timeout=30_000)
        expect(page.get_by_role("alert")).to_contain_text("film.mkv is damaged or cut short")
        expect(page.get_by_role("alert")).to_contain_text("What was found stays on this page.")


def test_a_film_played_as_a_camera(browser: Browser, tmp_path: Path):
    path = tmp_path / "film.mp4"
    write_video(path, map(picture, range(70)), FPS)
    with served(PlayedFile(path), Bright()) as (url, _), browser.new_context() as context:
        page = context.new_page()
        page.goto(url)
        expect(page.locator("#state")).to_have_text("Ended", timeout=30_000)
        expect(cards(page)).to_have_count(2)
        expect(page.locator("#n-macro")).to_have_text("1")
        expect(page.locator("#n-micro")).to_have_text("1")
