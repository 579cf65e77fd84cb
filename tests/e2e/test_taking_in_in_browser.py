"""Films that are there already are taken into an empty study in a real browser, and given to two coders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Page, Route, expect

from countenance.app.web.study.pages import taking_in
from countenance.core.errors import InputError
from countenance.core.executors import Progress
from countenance.store.records import Film, Identity, Participant
from countenance.study.people import add_account, add_participant
from countenance.study.project import Study

from ..barcodes import write_barcodes
from .serving import Served, served


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Served]:
    """The pages of a study in which there is nothing but accounts."""
    with Study.create(tmp_path / "study", "Simulated study", synthetic=True) as study:
        with study.writing("countenance") as writer:
            for name, role in (("ada", "admin"), ("anna", "coder"), ("ben", "coder")):
                add_account(writer, name, [role])
        with served(study) as running:
            yield running


def chosen(page: Page) -> list[str]:
    return page.get_by_label("Files").evaluate("field => [...field.files].map(one => one.name)")


def test_a_laboratory_with_old_films_and_two_coders_begins(
    visitor: Callable[..., Page], serving: Served, tmp_path: Path
):
    first = write_barcodes(tmp_path / "Anna Miller.mp4", 40)
    second = write_barcodes(tmp_path / "微笑 ①.mp4", 30, first=200)
    (tmp_path / "letter.mp4").write_bytes(b"Dear participant")
    page = visitor("ada", "/spotting")
    expect(page.get_by_role("main").get_by_role("link", name="Take in films")).to_be_visible()
    page.goto(f"{serving.origin}/admin/assignments")
    page.get_by_role("link", name="Take in films").click()
    page.get_by_label("Files").set_input_files([first, tmp_path / "letter.mp4", second])
    expect(page.get_by_label("Name of the new participant")).to_be_hidden()
    page.get_by_role("combobox").select_option("new")
    page.get_by_label("Name of the new participant").fill("Anna Miller")
    page.get_by_role("button", name="Take in").click()
    outcomes = page.get_by_role("list", name="What became of each").locator("li")
    expect(outcomes).to_have_count(3)
    expect(outcomes.nth(2)).to_contain_text("recording 2, 30 frames. The participant has given no consent")
    expect(outcomes.nth(1)).to_contain_text("letter.mp4")
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(outcomes.nth(0)).to_contain_text("Anna Miller.mp4 is the recording p")
    expect(page.locator("#listed tbody tr")).to_have_count(2)
    assert "Miller" not in page.locator("#listed").inner_text()
    assert chosen(page) == ["letter.mp4"]  # to be looked at, or replaced
    with serving.site.study.reading() as reader:
        assert [one.name for one in reader.find(Identity)] == ["Anna Miller"]
        assert reader.count(Film) == 2
    page.goto(f"{serving.origin}/admin/assignments")
    for name in ("All recordings", "Give to anna", "Give to ben"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Assign").click()
    expect(page.locator("[data-cell]", has_text="to code")).to_have_count(4)
    for coder in ("anna", "ben"):
        expect(visitor(coder, "/coding").get_by_role("main")).to_contain_text("Recording 2")


def test_the_figure_of_what_is_recorded_leads_to_the_recordings(
    visitor: Callable[..., Page],
):
    page = visitor("ada")
    page.get_by_role("link", name="Recorded").click()
    expect(page.get_by_role("heading", name="Recordings", exact=True)).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="Recordings")).to_have_attribute(
        "aria-current", "page"
    )
    expect(page.locator("#listed")).to_contain_text("Nothing is recorded yet.")
    tops = (
        page.get_by_role("navigation")
        .get_by_role("link")
        .evaluate_all("all => new Set(all.map(one => one.getBoundingClientRect().top)).size")
    )
    assert tops == 1  # all that an admin may open, in one line


def test_how_far_a_film_is_is_shown_and_a_refused_one_is_sent_again(
    visitor: Callable[..., Page], serving: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    goes_on = Event()

    def slow(*_: object, progress: Progress, **__: object) -> None:
        progress("decoding", 300, 900)
        goes_on.wait(60)
        raise InputError("there is already a recording 'x': give another name")

    page = visitor("ada", "/recordings")
    page.get_by_label("Files").set_input_files(write_barcodes(tmp_path / "a.mp4", 20))
    page.get_by_role("combobox").select_option("new")
    with monkeypatch.context() as patched:
        patched.setattr(taking_in, "add_film", slow)
        page.get_by_role("button", name="Take in").click()
        told = page.locator("[data-outcomes] li")
        expect(told).to_contain_text("a.mp4: is looked at, 300 of 900 frames")
        assert page.get_by_role("progressbar", name="How far a.mp4 is").evaluate("bar => bar.value") > 0.3
        goes_on.set()
        expect(told).to_have_text("a.mp4: there is already a recording 'x': give another name")
    expect(page.get_by_role("button", name="Take in")).to_be_enabled()
    assert chosen(page) == ["a.mp4"]
    page.get_by_role("button", name="Take in").click()
    expect(page.locator("#listed tbody tr")).to_have_count(1)
    assert chosen(page) == []
    with serving.site.study.reading() as reader:
        assert reader.count(Participant) == 1  # the same for both tries


def test_all_files_are_of_who_was_chosen_and_nothing_changes_meanwhile(
    visitor: Callable[..., Page], serving: Served, tmp_path: Path
):
    with serving.site.study.writing("ada") as writer:
        one, other = (add_participant(writer) for _ in range(2))
    films = [write_barcodes(tmp_path / f"{n}.mp4", 20, first=100 * n) for n in (1, 2)]
    page = visitor("ada", "/recordings")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/recordings?*", hold, times=1)
    page.get_by_label("Files").set_input_files(films)
    page.get_by_role("combobox").select_option(one.pseudonym)
    page.get_by_role("button", name="Take in").click()
    outcomes = page.get_by_role("list", name="What became of each")
    expect(outcomes).to_be_focused()
    for label in ("Files", "Participant", "Name of the recording", "Allow damage"):
        expect(page.get_by_label(label).first).to_be_disabled()
    page.get_by_role("combobox").evaluate("(field, to) => (field.value = to)", other.pseudonym)
    held[0].continue_()
    expect(outcomes).to_contain_text("recording 2, 20 frames")
    expect(page.get_by_label("Files")).to_be_enabled()
    expect(page.get_by_role("combobox")).to_be_enabled()
    expect(outcomes).to_be_focused()
    with serving.site.study.reading() as reader:
        assert {film.participant for film in reader.find(Film)} == {one.id}
