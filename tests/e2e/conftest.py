"""A real browser, and pages that complain about what a reader would never see."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from countenance.study.recording import film_of

from ..web_study import make_study
from .coding import FILM, ready
from .serving import Served, served

# A browser beside others on two cores is slow, and nothing here measures speed.
expect.set_options(timeout=20_000)

_REFUSED = re.compile(r"Failed to load resource: .* status of (400|401|403|409|410|422|429)\b")
"""The browser tells every refusal; one that a page does not expect shows in what the page does."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("chromium is not installed: scripts/test installs it, or apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test when it says anything on the console or asks for anything but itself."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert sum(url.startswith("file:") for url in asked) == 1


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Served]:
    """The pages of the small study of :mod:`tests.web_study`."""
    with make_study(tmp_path) as study, served(study) as running:
        yield running


@pytest.fixture
def visitor(browser: Browser, serving: Served) -> Iterator[Callable[..., Page]]:
    """Opens a browser of somebody's own, at a path; it may neither complain nor ask anybody but the server."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    foreign: list[str] = []

    def open_as(name: str, path: str = "/", *, width: int = 1280, height: int = 720) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(serving.origin) else foreign.append(asked.url),
        )
        if name:
            page.goto(serving.entrance(name))
        if not name or path != "/":
            page.goto(serving.origin + path)
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert [text for text in complaints if not _REFUSED.search(text)] == []
    assert [url for url in foreign if not url.startswith(("blob:", "data:"))] == []


@pytest.fixture
def film(serving: Served) -> str:
    """Id of the recording ``even`` of the small study."""
    with serving.site.study.reading() as reader:
        return film_of(reader, FILM).id


@pytest.fixture
def coding(visitor: Callable[..., Page], film: str) -> Callable[..., Page]:
    """Opens the coder of somebody."""

    def opened(name: str = "anna") -> Page:
        page = visitor(name, f"/coding/{film}")
        ready(page)
        return page

    return opened
