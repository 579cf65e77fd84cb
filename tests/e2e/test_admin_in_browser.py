"""Administration in a real browser: accounts, identities, assignments, withdrawal, log and backup."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from countenance.store.records import Account, Assignment, Participant, Tombstone
from countenance.study.backups import list_backups
from countenance.study.coding import submit
from countenance.study.people import add_account

from ..web_study import PASSWORD

PAGES = ("accounts", "participants", "consent", "withdrawal", "assignments", "log", "backups")


@pytest.fixture
def pseudonym(serving) -> str:
    """Of a participant."""
    with serving.site.study.reading() as reader:
        return reader.first(Participant, number=1).pseudonym


def test_pages_fit_and_each_has_one_heading(visitor, pseudonym):
    page: Page = visitor("ada", "/admin")
    paths = [
        *(f"/admin/{name}" for name in PAGES),
        f"/admin/participants/{pseudonym}",
        f"/admin/withdrawal?pseudonym={pseudonym}",
    ]
    origin = re.match(r"https?://[^/]+", page.url)[0]
    for path in paths:
        page.goto(origin + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, path
        assert page.locator("h1").count() == 1, path
        unnamed = page.locator(
            "input:not([type=hidden]):visible, select:visible, textarea:visible, button:visible"
        )
        names = unnamed.evaluate_all(
            """all => all.filter(one => !(one.labels?.length || one.ariaLabel || one.textContent.trim()))
            .map(one => one.outerHTML)"""
        )
        assert names == [], path


def test_an_account_is_added_changed_and_shut_out(visitor, serving):
    page = visitor("ada", "/admin")
    page.get_by_label("Name").fill("anna")
    page.get_by_role("checkbox", name="coder marks").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("there is already an account 'anna'")
    page.get_by_label("Name").fill("eve")  # what was typed is still there
    page.get_by_role("button", name="Add", exact=True).click()
    row = page.locator("[data-account=eve]")
    expect(row).to_contain_text("address only")
    page.wait_for_load_state()
    expect(row.get_by_role("button", name="Save roles")).to_be_hidden()
    row.get_by_label("arbiter").check()
    row.get_by_role("button", name="Save roles").click()
    expect(row.get_by_role("button", name="Save roles")).to_be_hidden()
    expect(row.get_by_label("arbiter")).to_be_checked()
    page.wait_for_load_state()
    row.get_by_role("button", name="One-time address").click()
    address = page.get_by_label("One-time address").get_by_role("textbox").input_value()
    page.get_by_role("button", name="Close").click()
    eve = visitor("", "/sign-in")
    eve.goto(address)
    expect(eve.get_by_role("link", name="Compare")).to_be_visible()
    row.get_by_role("button", name="Shut out").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("signed out at once")
    dialog.get_by_role("button", name="Cancel").click()
    eve.reload()
    expect(eve.get_by_role("link", name="Compare")).to_be_visible()
    row.get_by_role("button", name="Shut out").click()
    dialog.get_by_role("button", name="Shut out").click()
    expect(row).to_contain_text("shut out")
    eve.reload()
    expect(eve.get_by_role("heading", name="Sign in")).to_be_visible()
    with serving.site.study.reading() as reader:
        assert reader.first(Account, name="eve").active is False


def test_a_password_is_set_and_signs_in(visitor):
    page = visitor("ada", "/admin")
    row = page.locator("[data-account=emil]")
    row.get_by_text("Password", exact=True).click()
    row.get_by_label("New password of emil").fill("a whole new sentence")
    row.get_by_role("button", name="Set password").click()
    expect(row.get_by_label("New password of emil")).to_be_hidden()
    emil = visitor("", "/sign-in")
    for password, told in ((PASSWORD, "do not belong together"), ("a whole new sentence", "Smiles")):
        emil.get_by_label("Name").fill("emil")
        emil.get_by_label("Password").fill(password)
        emil.keyboard.press("Enter")
        expect(emil.locator("main")).to_contain_text(told)


def test_the_second_of_two_admins_is_told(visitor, serving):
    with serving.site.study.writing("ada") as writer:
        add_account(writer, "eve", ["admin"])
    ada, eve = visitor("ada", "/admin"), visitor("eve", "/admin")
    for page, role in ((ada, "analyst"), (eve, "experimenter")):
        row = page.locator("[data-account=anna]")
        row.get_by_label(role).check()
        row.get_by_role("button", name="Save roles").click()
        if page is ada:
            expect(row.get_by_role("button", name="Save roles")).to_be_hidden()
    expect(eve.get_by_role("alert")).to_contain_text("was changed by ada")
    with serving.site.study.reading() as reader:
        assert reader.first(Account, name="anna").roles == ("coder", "analyst")


def test_who_somebody_is_is_shown_on_demand_and_logged(visitor, pseudonym):
    page = visitor("ada", f"/admin/participants/{pseudonym}")
    assert "Secret 1" not in page.content()
    page.get_by_role("button", name="Show name, contact and payment").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Secret 1")
    page.get_by_label("Payment").fill("paid")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Show name")).to_be_visible()
    page.get_by_role("link", name="Log").click()
    page.get_by_label("Did").select_option("look")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("table.log tbody tr")).to_have_count(1)
    expect(page.locator("table.log")).to_contain_text(f"at name, contact and payment of {pseudonym}")


def test_a_consent_that_was_signed_on_paper_counts(visitor, pseudonym):
    page = visitor("ada", f"/admin/participants/{pseudonym}")
    expect(page.get_by_text("Recordings may go to public")).to_be_visible()
    page.get_by_text("Record a consent that was signed on paper").click()
    agreed = page.get_by_role("group", name="Agreed to").get_by_role("checkbox")
    for box in agreed.all():
        expect(box).to_be_checked()  # as in the consent that counts so far
        box.uncheck()
    agreed.first.check()
    page.get_by_role("button", name="Record consent").click()
    expect(page.get_by_text("Recordings may go to nobody")).to_be_visible()


def test_recordings_are_given_to_a_coder_and_taken_back(visitor, serving):
    with serving.site.study.writing("ada") as writer:
        eve = add_account(writer, "eve", ["coder"])
    page = visitor("ada", "/admin/assignments")
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_role("alert")).to_contain_text("at least one coder")
    page.get_by_label("Give to eve").check()
    page.get_by_label("All recordings").check()
    page.get_by_role("button", name="Assign").click()
    cell = page.locator("[data-cell='even/eve']")
    expect(cell).to_contain_text("to code")
    page.wait_for_load_state()
    cell.get_by_role("button").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(cell).not_to_contain_text("to code")
    with serving.site.study.reading() as reader:
        assert reader.count(Assignment, coder=eve.id) == 1


def test_what_was_submitted_too_early_is_reopened_for_a_reason(visitor, serving):
    with serving.site.study.writing("anna") as writer:
        submit(writer, "anna", "even")
    page = visitor("ada", "/admin/assignments")
    page.get_by_role("button", name="Reopen even for anna").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Reopen").click()
    expect(dialog).to_be_visible()  # without a reason nothing is done
    dialog.get_by_label("Why").fill("it was a slip")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="anna may go on with even.")).to_be_visible()
    expect(page.locator("[data-cell='even/anna']")).to_contain_text("to code")
    page.reload()
    expect(page.locator("[data-cell='even/anna']")).to_contain_text("to code")
    expect(page.get_by_text("anna may go on with even.")).to_have_count(0)  # said once


def test_somebody_withdraws_and_no_byte_is_left(visitor, serving, pseudonym):
    study = serving.site.study
    page = visitor("ada", "/admin/withdrawal")
    page.get_by_label("Pseudonym").select_option(pseudonym)
    page.get_by_role("button", name="Show what would be removed").click()
    expect(page.get_by_role("heading", name=f"If {pseudonym} withdraws")).to_be_visible()
    remove = page.get_by_role("button", name="Remove everything")
    page.get_by_label("Type the pseudonym to confirm").fill("no")
    remove.click()
    with study.reading() as reader:
        assert reader.count(Participant) == 2
    page.get_by_label("Type the pseudonym to confirm").fill(pseudonym)
    remove.click()
    expect(page.get_by_text("nothing is left")).to_be_visible()
    left = b"".join(path.read_bytes() for path in study.folder.rglob("*") if path.is_file())
    assert b"Secret 1" not in left
    assert b"Secret 2" in left
    with study.reading() as reader:
        assert reader.first(Tombstone, pseudonym=pseudonym).is_finished


def test_a_button_pressed_while_scripts_load_waits_for_them(visitor, serving, pseudonym):
    page: Page = visitor("ada")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/static/common/forms.js", hold)
    address = f"/admin/withdrawal?pseudonym={pseudonym}"
    page.goto(serving.origin + address, wait_until="commit")
    page.get_by_label("Type the pseudonym to confirm").fill(pseudonym)
    page.get_by_role("button", name="Remove everything").click()
    with serving.site.study.reading() as reader:
        assert reader.count(Participant) == 2
    held[0].continue_()
    expect(page.get_by_text("nothing is left")).to_be_visible()


def test_the_study_is_checked_and_backed_up(visitor, serving):
    page = visitor("ada", "/admin/log")
    page.get_by_role("button", name="Check log, rows and files").click()
    expect(page.get_by_role("status")).to_contain_text("The study is whole", timeout=20_000)
    page.get_by_role("link", name="Backups").click()
    page.wait_for_url("**/backups")
    page.get_by_role("button", name="Make a backup now").click()
    delete = page.get_by_role("button", name="Delete")
    expect(delete).to_be_visible(timeout=20_000)
    page.wait_for_load_state()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == list_backups(serving.site.study)[0].path.name
    delete.click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("None.")).to_be_visible()
    assert list_backups(serving.site.study) == []
