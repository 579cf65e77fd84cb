"""Take the pictures of the pages for the documentation: ``python docs/make_screenshots.py [STUDY]``.

The study is one that ``countenance study demo`` built, so that no picture shows a real person; without one it is
built first. It is copied, and a coder with work to do is added. The camera is a simulated face as well.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import cv2
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from countenance.app.web.serving import Address, serve
from countenance.app.web.study import Site, study_app
from countenance.app.web.study.visits import Pass
from countenance.store import Writer
from countenance.store.records import (
    Account,
    Assignment,
    Decision,
    Film,
    Label,
    Mark,
    Medium,
    Participant,
    ProtocolVersion,
)
from countenance.study.coding import add_coding, assign, submitted_passes
from countenance.study.people import Role, add_account
from countenance.study.project import Study
from countenance.study.recording import add_protocol, begin_session, experimenting, write_protocol
from countenance.study.simulation.demo import build_demo
from countenance.video import VideoFile

IMAGES = Path(__file__).parent / "images" / "web"
SIZE = {"width": 1280, "height": 720}
EVERYTHING = [Role.ADMIN, Role.EXPERIMENTER, Role.ARBITER, Role.ANALYST]
CAMERA_SECONDS = 12


class Camera:
    """Takes pictures of pages as somebody sees them."""

    def __init__(self, browser: Browser, site: Site, address: Address) -> None:
        self._browser, self._site, self._address = browser, site, address
        self.origin = f"http://127.0.0.1:{address.port}"

    def visit(self, given: Pass) -> Page:
        """A browser of somebody's own."""
        context: BrowserContext = self._browser.new_context(viewport=SIZE, device_scale_factor=1)
        page = context.new_page()
        page.goto(self._address.url(self._site.invitations.issue(given), "/enter"))
        return page

    def stranger(self) -> Page:
        """A browser of nobody."""
        return self._browser.new_context(viewport=SIZE, device_scale_factor=1).new_page()

    def take(self, page: Page, name: str, path: str = "", *, pause: int = 1200) -> None:
        """Keep what a page shows, after it was opened at a path if one is given."""
        if path:
            page.goto(self.origin + path)
        page.wait_for_timeout(pause)
        page.screenshot(path=IMAGES / f"{name}.jpg", type="jpeg", quality=82)
        print(name)


def account(study: Study, name: str) -> Account:
    """An account by its name."""
    with study.reading() as reader:
        found = reader.first(Account, name=name)
    assert found is not None
    return found


def prepare(study: Study, folder: Path) -> None:
    """Somebody with every role, a coder in the midst of his work, and a protocol that does not take an hour."""
    with study.writing("countenance") as writer:
        add_account(writer, "nora", EVERYTHING)
        add_account(writer, "kim", [Role.CODER])
        assign(writer, ["kim"], list(writer.find(Film)))
        own = sorted(writer.find(Assignment, coder=_id(writer, "kim")), key=lambda one: one.place)
        coded = {one.recording: one for one in submitted_passes(writer)}
        film = next(found for one in own if (found := writer.get(Film, one.film)).name in coded)
        done = coded[film.name]
        for coding in done.codings[:3]:
            add_coding(writer, "kim", film.name, replace(coding, id=""))
    path = folder / "protocol.toml"
    with study.reading() as reader:
        write_protocol(reader, path)
    text = path.read_text(encoding="utf-8")
    for before, after in (
        ("baseline_s = 10", "baseline_s = 2"),
        ("rest_s = 60", "rest_s = 2"),
        ("1.0", "1.0 short"),
    ):
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")
    with experimenting(study) as writer:
        add_protocol(writer, path)


def _id(writer: Writer, name: str) -> str:
    return next(one.id for one in writer.find(Account, name=name))


def unsettle(study: Study) -> None:
    """Take labels and decisions back, so that there is something to compare."""
    with study.writing("countenance") as writer:
        for record in (Label, Decision):
            for one in writer.find(record):
                writer.remove(one)


def simulated_camera(study: Study, folder: Path) -> Path:
    """A film for the browser's camera: the face of a recording of the study."""
    with study.reading() as reader:
        film = next(iter(reader.find(Film, order="name")))
        medium = reader.get(Medium, film.medium or "")
    path = folder / "camera.y4m"
    source = VideoFile(study.media.path(medium.digest))
    with path.open("wb") as file:
        width, height = source.size
        file.write(f"YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420jpeg\n".encode())
        for frame in source.frames(0, min(source.n_frames, 30 * CAMERA_SECONDS)):
            file.write(b"FRAME\n" + cv2.cvtColor(frame.image, cv2.COLOR_RGB2YUV_I420).tobytes())
    return path


@contextmanager
def served(study: Study) -> Iterator[tuple[Site, Address]]:
    """The study's pages until the block ends."""
    ready = threading.Event()
    with Address("127.0.0.1", 0) as address:
        site = Site(study, address.port)
        server = serve(study_app(site), ready=ready.set, leave=site.leave)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [address.socket]})
        thread.start()
        ready.wait(30)
        try:
            yield site, address
        finally:
            server.should_exit = True
            thread.join(30)
            site.close()


def take_staff(camera: Camera, study: Study) -> None:
    """Pages of those who run the study."""
    camera.take(camera.stranger(), "sign-in", "/sign-in")
    page = camera.visit(Pass(account=account(study, "nora").id))
    camera.take(page, "home", "/")
    for name, path in (
        ("rate", "/ratings"), ("ratings", "/ratings/summary"), ("sessions", "/sessions"),
        ("recordings", "/recordings"), ("library", "/library"),
        ("labels", "/compare/labels"), ("spot", "/spotting"), ("live", "/live"), ("reports", "/reports"),
        ("publish", "/reports/publish"), ("accounts", "/admin/accounts"), ("participants", "/admin/participants"),
        ("consent", "/admin/consent"), ("assignments", "/admin/assignments"), ("withdrawal", "/admin/withdrawal"),
        ("log", "/admin/log"), ("backups", "/admin/backups"), ("account", "/account"),
    ):  # fmt: skip
        camera.take(page, name, path)
    page.goto(f"{camera.origin}/admin/participants")
    page.locator("main a[href^='/admin/participants/']").first.click()
    camera.take(page, "participant")
    page.goto(camera.origin + "/ratings")
    page.locator("main a[href^='/ratings/clips/']").first.click()
    camera.take(page, "rate-clip")
    with study.reading() as reader:
        film = next(iter(reader.find(Film, order="name")))
    camera.take(page, "recording", f"/recordings/{film.id}", pause=3000)


def take_spotter(camera: Camera, study: Study) -> None:
    """What a spotter found in a recording, and what it finds while one looks on."""
    page = camera.visit(Pass(account=account(study, "nora").id))
    page.goto(camera.origin + "/spotting")
    page.get_by_role("button", name="Search", exact=False).nth(1).click()
    page.locator("main a[href^='/spotting/']").first.click(timeout=180_000)
    camera.take(page, "suggestions", pause=3000)
    page.goto(camera.origin + "/live")
    page.get_by_role("button", name="Begin to watch").click()
    camera.take(page, "live-watch", pause=9000)
    page.goto(camera.origin + "/live")
    page.get_by_role("button", name="Stop").first.click()


def take_coder(camera: Camera, study: Study) -> None:
    """Pages of a coder."""
    kim = account(study, "kim")
    page = camera.visit(Pass(account=kim.id))
    camera.take(page, "coding", "/coding")
    with study.reading() as reader:
        own = sorted(reader.find(Assignment, coder=kim.id), key=lambda one: one.place)
        first = next(one for one in own if reader.count(Mark, assignment=one.id))
    page.goto(f"{camera.origin}/coding/{first.film}")
    page.wait_for_timeout(4000)
    for key in ("Shift+ArrowRight",) * 4 + ("o", *("ArrowRight",) * 7, "a", *("ArrowRight",) * 8, "f"):
        page.keyboard.press(key)
        page.wait_for_timeout(40)
    camera.take(page, "coder")
    page.keyboard.press("?")
    camera.take(page, "coder-keys")


def take_comparison(camera: Camera, study: Study) -> None:
    """The queue and the desk of an arbiter."""
    unsettle(study)
    page = camera.visit(Pass(account=account(study, "nora").id))
    camera.take(page, "queue", "/compare")
    page.locator("main a[href^='/compare/']:not([href='/compare/labels'])").first.click()
    camera.take(page, "compare", pause=3000)


def take_session(camera: Camera, study: Study) -> None:
    """The participant's way, and the monitor beside it."""
    with experimenting(study) as writer:
        who = next(iter(writer.find(Participant, order="number")))
        kept = begin_session(
            writer, who.pseudonym, protocol=_short(study), monotonic_ms=0, wall_time=datetime.now(UTC)
        )
    monitor = camera.visit(Pass(account=account(study, "nora").id))
    monitor.goto(f"{camera.origin}/sessions/{kept.row.id}")
    page = camera.visit(Pass(session=kept.row.id))
    camera.take(page, "session-consent")
    for group in page.get_by_role("group").all():
        group.get_by_text("Yes", exact=True).click()
    page.get_by_role("button", name="Continue").click()
    camera.take(page, "session-camera", pause=13_000)
    camera.take(monitor, "monitor")
    if page.get_by_role("button", name="Continue").is_disabled():
        monitor.get_by_role("button", name="Go on all the same").click()
    else:
        page.get_by_role("button", name="Continue").click()
    camera.take(page, "session-instructions")
    _answer(page)
    page.get_by_role("button", name="Start", exact=True).click()
    for number in range(1, 10):
        page.get_by_role("button", name="Start the film", exact=True).click(timeout=30_000)
        if number == 1:
            camera.take(page, "session-film", pause=900)
            camera.take(page, "session-rest", pause=1800)
    page.get_by_role("heading", name="What did your face do?").wait_for(timeout=60_000)
    camera.take(page, "session-review", pause=2500)


def _short(study: Study) -> str:
    with study.reading() as reader:
        return next(one.digest for one in reader.find(ProtocolVersion) if "1.0 short" in one.content)


def _answer(page: Page) -> None:
    page.get_by_role("button", name="I have read this").click()
    page.get_by_label("To keep a neutral face").check()
    page.get_by_role("button", name="Continue").click()


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", nargs="?", type=Path, help="a study that 'countenance study demo' built")
    given = parser.parse_args()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "study"
        if given.study is None:
            build_demo(folder)
        else:
            shutil.copytree(given.study, folder)
        with Study.open(folder) as study:
            prepare(study, Path(scratch))
            played = simulated_camera(study, Path(scratch))
            with served(study) as (site, address), sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=shutil.which("chromium"),
                    args=[
                        "--no-sandbox",
                        "--use-fake-ui-for-media-stream",
                        "--use-fake-device-for-media-stream",
                        f"--use-file-for-fake-video-capture={played}",
                    ],
                )
                camera = Camera(browser, site, address)
                take_staff(camera, study)
                take_coder(camera, study)
                take_spotter(camera, study)
                take_comparison(camera, study)
                take_session(camera, study)
                browser.close()


if __name__ == "__main__":
    main()
