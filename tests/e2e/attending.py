"""What participants and experimenters do in a browser, step by step."""

from __future__ import annotations

import os
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from countenance.store.records import Film

from .serving import Served

__all__ = [
    "agree",
    "films_of",
    "let_go_on",
    "photographed",
    "press",
    "to_the_end",
    "to_the_films",
    "understand",
    "watch",
]


def photographed(page: Page, name: str) -> None:
    """Keep a picture of a page where somebody wants to look at it."""
    if folder := os.environ.get("COUNTENANCE_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click(timeout=60_000)


def agree(page: Page, record: str = "Yes") -> None:
    expect(page.get_by_role("heading", name="Consent")).to_be_visible()
    groups = page.get_by_role("group")
    for index in range(groups.count()):
        groups.nth(index).get_by_text("Yes" if index else record, exact=True).click()
    photographed(page, "consent")
    press(page, "Continue")


def let_go_on(page: Page, monitor: Page, wish: str = "Go on all the same") -> None:
    """Nobody's face is before the camera, so that the experimenter has to allow it."""
    expect(page.get_by_role("heading", name="Your camera")).to_be_visible()
    expect(page.get_by_text("who can let you go on")).to_be_visible(timeout=40_000)
    expect(page.get_by_role("button", name="Continue")).to_be_disabled()
    photographed(page, "camera-check")
    photographed(monitor, "monitor-check")
    press(monitor, wish)


def understand(page: Page) -> None:
    expect(page.get_by_role("heading", name="What you are going to do")).to_be_visible()
    photographed(page, "instructions")
    press(page, "I have read this")
    page.get_by_label("To show what I feel").check()
    press(page, "Continue")
    expect(page.get_by_text("Not everything was answered correctly.")).to_be_visible()
    press(page, "I have read this")
    page.get_by_label("To keep a neutral face").check()
    photographed(page, "comprehension")
    press(page, "Continue")


def to_the_films(page: Page, monitor: Page) -> None:
    agree(page)
    let_go_on(page, monitor)
    understand(page)
    expect(page.get_by_role("heading", name="First, a neutral face")).to_be_visible()
    photographed(page, "baseline")
    press(page, "Start")
    expect(page.get_by_role("img", name="A cross to look at")).to_be_visible()
    photographed(page, "cross")


def watch(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", name=f"Film {number} of 2")).to_be_visible(timeout=30_000)
    photographed(page, f"ready-{number}")
    press(page, "Start the film")
    expect(page.get_by_label("The film")).to_be_visible()


def to_the_end(page: Page) -> None:
    expect(page.get_by_role("heading", name="What this was about")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("paid in full regardless")).to_be_visible()
    photographed(page, "debrief")
    press(page, "Continue")
    expect(page.get_by_role("heading", name="Your payment")).to_be_visible()
    photographed(page, "payment")
    press(page, "I have been paid")
    expect(page.get_by_role("heading", name="This is the end")).to_be_visible()
    photographed(page, "end")


def films_of(serving: Served, session: str, n: int) -> list[Film]:
    """The recordings of a session, once there are so many."""
    for _ in range(120):
        with serving.site.study.reading() as reader:
            films = list(reader.find(Film, session=session, order="name"))
        if len(films) >= n:
            return films
        time.sleep(0.5)
    raise AssertionError(f"{len(films)} recordings, not {n}")
