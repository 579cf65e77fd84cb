"""The coder's page as somebody at the keyboard goes through it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from countenance.study.coding import own_pass

from .serving import Served

__all__ = ["FILM", "go_to", "kept", "mark", "press", "ready", "saved"]

FILM = "even"
"""The recording that is coded."""


def ready(page: Page) -> None:
    page.locator("movement-coder[ready]").wait_for()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def go_to(page: Page, frame: int) -> None:
    press(page, "g", *str(frame), "Enter")
    expect(page.locator("[data-frame]")).to_have_text(str(frame))


def mark(page: Page, onset: int, apex: int | None = None, offset: int | None = None) -> None:
    for key, frame in (("o", onset), ("a", apex), ("f", offset)):
        if frame is not None:
            go_to(page, frame)
            press(page, key)


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text("All saved")


def kept(serving: Served, coder: str = "anna") -> list[tuple[object, ...]]:
    """What the study holds, without ids."""
    with serving.site.study.reading() as reader:
        codings = own_pass(reader, coder, FILM).codings
    return [
        (one.onset, one.apex, one.offset, "+".join(map(str, one.action_units)), one.upper, one.lower,
         one.excluded, one.confidence, one.note)
        for one in codings
    ]  # fmt: skip
