"""In, home and out, in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from countenance.study.coding import submit

from ..web_study import PASSWORD


def test_signing_in_and_out(visitor, serving):
    page = visitor("", "/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Name").fill("emil")
    page.get_by_label("Password").fill("a wrong password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Smiles")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{serving.origin}/sign-in")


def test_figures_follow_what_happens(visitor, serving):
    page = visitor("anna")
    coded = page.locator("[data-stage=Coded] [data-done]")
    expect(coded).to_have_text("0")
    expect(page.locator("[data-actions]")).to_contain_text("2 recordings to code.")
    for coder in ("anna", "ben"):
        with serving.site.study.writing(coder) as writer:
            submit(writer, coder, "even")
    expect(coded).to_have_text("1")
    expect(page.locator("[data-actions]")).to_contain_text("1 recording to code.")
