"""Publishing in a browser: who is left out, a release on its way, and what is taken along."""

from __future__ import annotations

import hashlib
import multiprocessing
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from countenance.app import study_work
from countenance.core import Coding, parse_action_units
from countenance.store.records import ConsentText, Film, Participant
from countenance.study.arbitration import AutomaticPolicy
from countenance.study.coding import submit
from countenance.study.people import ITEMS, add_consent, withdraw
from countenance.study.project import Study
from countenance.study.publishing import publish as write_release
from countenance.study.publishing.kept import new_release
from countenance.study.settlement import decide_automatically, label_all

from ..coded_study import code
from ..held_work import held
from ..web_study import make_study
from .serving import Served, served

MARKS = (
    Coding(2, 5, 9, parse_action_units("6+12"), "", "happiness"),
    Coding(30, 40, 60, parse_action_units("4"), "anger"),
)
"""A micro- and a macro-expression."""
LONG = 180_000
"""Milliseconds for a process that has little of the machine."""


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Served]:
    """The small study; ``even`` is settled and labelled, and ``uneven`` may not leave the laboratory."""
    with make_study(tmp_path) as study, served(study) as running:
        code(study, "even", anna=MARKS, ben=MARKS)
        for coder in ("anna", "ben"):
            with study.writing(coder) as writer:
                submit(writer, coder, "even")
        with study.writing("cleo") as writer:
            decide_automatically(writer, "cleo", AutomaticPolicy.identical_only())
        agree(study, "uneven", "record", "laboratory")
        yield running


@pytest.fixture
def labelled(serving: Served) -> Study:
    with serving.site.study.writing("cleo") as writer:
        label_all(writer, "cleo")
    return serving.site.study


def person(study: Study, film: str) -> Participant:
    """Whose recording it is."""
    with study.reading() as reader:
        found = reader.first(Film, name=film)
        assert found is not None
        return reader.get(Participant, found.participant)


def agree(study: Study, film: str, *items: str) -> None:
    """A new consent of the participant of a recording."""
    with study.writing("ada") as writer:
        (text,) = writer.find(ConsentText)
        add_consent(writer, person(study, film), text, {item: item in items for item in ITEMS})


def at_publish(visitor) -> Page:
    page = visitor("emil", "/reports/publish")
    expect(page.locator("#preview dl")).to_be_visible()
    expect(page.locator("#made")).not_to_contain_text("Loading")
    return page


def holds(page: Page) -> list[int]:
    """What the preview counts: participants, recordings, macro- and micro-expressions."""
    return [int(text) for text in page.locator("#preview dd").all_inner_texts()]


def publish(page: Page, name: str, profile: str = "tables") -> None:
    """Ask for a release by a double click, which does it once."""
    page.get_by_label("Profile").select_option(profile)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Publish", exact=True).dblclick()


def order(page: Page):
    return page.get_by_role("form", name="A new release")


def released(page: Page, name: str):
    return page.locator("#made tr", has=page.get_by_role("rowheader", name=name, exact=True))


def test_who_is_left_out_is_told_with_the_reason(visitor, labelled):
    page = at_publish(visitor)
    out = page.get_by_role("region", name="Recordings that are left out")
    expect(out.get_by_role("row")).to_have_count(1)
    who = person(labelled, "uneven").pseudonym
    assert out.inner_text().split(maxsplit=2) == [
        "uneven",
        who,
        "it may go to laboratory, not to researchers",
    ]
    assert holds(page) == [1, 1, 1, 1]
    page.get_by_label("For whom").select_option("laboratory")
    expect(page.get_by_text("No recording is left out.")).to_be_visible()
    assert holds(page) == [2, 2, 1, 1]
    expect(page.locator("#preview .note")).to_have_text(
        "1 recording not coded by two coders yet: uneven. Nothing follows from their having no expression."
    )
    agree(labelled, "even", "record")
    page.get_by_label("For whom").select_option("public")
    expect(page.locator("#preview")).to_contain_text("no recording of Smiles may go to public")
    assert not (labelled.folder / "releases").exists()


def test_what_is_not_labelled_is_told_before(visitor, serving):
    page = at_publish(visitor)
    expect(page.get_by_text("2 settled, but not labelled: label the study first")).to_be_visible()
    assert holds(page) == [1, 1, 0, 0]
    with serving.site.study.writing("cleo") as writer:
        label_all(writer, "cleo")
    page.reload()
    expect(page.locator("#preview")).to_contain_text("uneven")
    assert holds(page) == [1, 1, 1, 1]
    expect(page.get_by_text("not labelled")).to_have_count(0)


@pytest.mark.usefixtures("labelled")
def test_a_release_is_followed_stopped_killed_and_made(visitor, monkeypatch):
    page = at_publish(visitor)
    making = page.locator("#making")
    with monkeypatch.context() as instead:
        instead.setattr(study_work, "release", held)
        publish(page, "first")
        expect(making).to_contain_text("halfway, 40 %", timeout=LONG)
        expect(order(page).get_by_role("alert")).to_have_count(0)
        page.get_by_role("button", name="Publish", exact=True).click()
        expect(order(page).get_by_role("alert")).to_contain_text("'first' is being written already")
        page.get_by_role("button", name="Stop: publishing first").click()
        expect(making).to_contain_text("Stopped.")
        publish(page, "first")
        expect(making).to_contain_text("halfway, 40 %", timeout=LONG)
        expect(page.get_by_role("alert")).to_be_hidden()
        (process,) = multiprocessing.active_children()
        process.kill()
        expect(making.locator(".problem")).to_contain_text("ended without saying why")
    publish(page, "first")
    expect(released(page, "first")).to_contain_text("tables", timeout=LONG)
    expect(making).to_be_empty()


def test_what_is_taken_along_is_what_the_page_names(visitor, labelled, tmp_path):
    page = at_publish(visitor)
    publish(page, "smiles v1 \N{LATIN SMALL LETTER U WITH DIAERESIS}", "casme")
    row = released(page, "smiles v1 \N{LATIN SMALL LETTER U WITH DIAERESIS}")
    expect(row).to_contain_text("researchers", timeout=LONG)
    row.get_by_text(re.compile(r"^\d+ entries$")).click()
    named = {
        line.inner_text(): str(line.get_attribute("title")).removeprefix("SHA-256 ")
        for line in row.get_by_role("listitem").all()
    }
    with page.expect_download() as taken:
        row.get_by_role("link", name="Download").click()
    assert taken.value.suggested_filename == "smiles v1 \N{LATIN SMALL LETTER U WITH DIAERESIS}.zip"
    taken.value.save_as(tmp_path / "release.zip")
    with zipfile.ZipFile(tmp_path / "release.zip") as archive:
        assert archive.testzip() is None
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert named == digests
    sums = files["SHA256SUMS"].decode().splitlines()
    assert {name: digest for digest, name in (line.split("  ", 1) for line in sums)} == {
        name: digest for name, digest in digests.items() if name != "SHA256SUMS"
    }
    assert sum(name.endswith(".mp4") for name in files) == 1
    with labelled.reading() as reader:
        assert [one["actor"] for one in reader.log() if one["action"] == "download"] == ["emil"]


def test_names_that_cannot_be_used_are_told_in_a_sentence(visitor, labelled):
    releases = labelled.folder / "releases"
    (releases / "first").mkdir(parents=True)
    page = at_publish(visitor)
    for name, sentence in (
        ("FIRST", "there is already a release 'FIRST': give another name"),
        ("   ", "'   ' is no name of a release: give 1 to 120 printable characters, the first one no dot"),
        ("../first", "'../first' is no name of a release"),
        (".hidden", "'.hidden' is no name of a release"),
        ("a:b", ": cannot be in the name of a file"),
        ("\N{GRINNING FACE}" * 46, "too long"),
    ):
        publish(page, name)
        expect(order(page).get_by_role("alert")).to_contain_text(sentence)
    page.get_by_label("Name", exact=True).fill("")
    page.get_by_role(
        "button", name="Publish", exact=True
    ).click()  # the browser asks for a name, and nothing is sent
    assert page.get_by_label("Name", exact=True).evaluate("field => field.validity.valueMissing")
    assert [one.name for one in releases.iterdir()] == ["first"]


def test_a_release_with_somebody_who_withdrew_is_not_handed_out(visitor, serving, labelled):
    write_release(labelled, "tables", new_release(labelled, "first"), "researchers", "emil")
    page = at_publish(visitor)
    link = page.get_by_role("link", name="Download first")
    expect(link).to_be_visible()
    path = link.get_attribute("href")
    withdraw(labelled, person(labelled, "even").pseudonym, "ada")
    expect(released(page, "first")).to_contain_text("somebody has withdrawn")
    expect(link).to_have_count(0)
    page.goto(f"{serving.origin}{path}")
    expect(page.get_by_text("Somebody in this release has withdrawn")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Delete first").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(released(page, "first")).to_contain_text("deleted")
    assert not [*(labelled.folder / "releases").iterdir()]


def test_analysts_and_admins_publish(visitor, serving):
    page = visitor("cleo", "/reports")
    expect(page.get_by_role("link", name="Publish")).to_have_count(0)
    page.goto(f"{serving.origin}/reports/publish")
    expect(page.get_by_role("heading", name="Not open to you")).to_be_visible()
    page = visitor("ada", "/reports")
    page.get_by_role("main").get_by_role("link", name="Publish").click()
    expect(page.locator("#preview dl")).to_be_visible()
