"""A spotter's suggestions in a browser: runs with their progress, what was found, and who may see it when."""

from __future__ import annotations

import json
import multiprocessing
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from countenance.app import study_work
from countenance.app.spotting import SpottingTask, spot_film
from countenance.core import Coding, parse_action_units
from countenance.databases.simulated import Person
from countenance.store.records import Film, Participant
from countenance.study.coding import assign, submit
from countenance.study.project import Study
from countenance.study.recording import NewFilm, add_film, film_of
from countenance.study.suggestions import film_digest, manner_key, suggestions_folder
from countenance.video import write_video

from ..coded_study import code
from ..held_work import held
from ..web_study import make_study
from .serving import Served, served

N_FRAMES = 75
MOVES = ((20, 25, 30, ("4",)), (45, 52, 61, ("6", "12")))
"""Onset, apex, offset and action units of what the simulated face does."""
METHOD = "region-flow"
LONG = 180_000
"""Milliseconds for a process that has little of the machine."""


@pytest.fixture(scope="module")
def face(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of a simulated face that frowns for a moment and then smiles."""
    person = Person.from_seed(3)
    levels = np.zeros((N_FRAMES, len(MOVES)))
    for move, (onset, apex, offset, _) in enumerate(MOVES):
        levels[onset : apex + 1, move] = np.linspace(0, 1, apex - onset + 1)
        levels[apex : offset + 1, move] = np.linspace(1, 0, offset - apex + 1)
    drawn: dict[bytes, np.ndarray] = {}
    for level in levels:
        if level.tobytes() not in drawn:
            units = {unit: one for one, (*_, units) in zip(level, MOVES, strict=True) for unit in units}
            drawn[level.tobytes()] = person.render(units)[::2, ::2]
    path = tmp_path_factory.mktemp("face") / "face.mp4"
    write_video(path, (drawn[level.tobytes()] for level in levels), 30)
    return path


@pytest.fixture(scope="module")
def found(face: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the spotter finds in it, with the files that belong to it."""
    out = tmp_path_factory.mktemp("found") / "run"
    spot_film(SpottingTask(face, "face", METHOD, {}, out))
    return out


@pytest.fixture
def serving(tmp_path: Path, face: Path) -> Iterator[Served]:
    """The small study with the face beside its films; anna and ben are to code all three."""
    with make_study(tmp_path, n_frames=10) as study, served(study) as running:
        with study.reading() as reader:
            who = next(iter(reader.find(Participant)))
        add_film(study, face, NewFilm(participant=who.pseudonym, name="face"))
        with study.writing("ada") as writer:
            assign(writer, ["anna", "ben"], [film_of(writer, "face")])
        yield running


@pytest.fixture
def film(serving: Served) -> str:
    """Id of the recording of the face."""
    with serving.site.study.reading() as reader:
        return film_of(reader, "face").id


@pytest.fixture
def spotted(serving: Served, film: str, found: Path) -> str:
    """The same recording, searched."""
    study = serving.site.study
    with study.reading() as reader:
        sha256 = film_digest(reader, reader.get(Film, film))
    shutil.copytree(found, suggestions_folder(study, sha256) / manner_key(METHOD, {}))
    return film


def moments(found: Path) -> list[tuple[int, int, int]]:
    """Onset, apex and offset of each suggestion."""
    document = json.loads((found / "spotting.json").read_text(encoding="utf-8"))
    return [(one["onset"], one["apex"], one["offset"]) for one in document["expressions"]]


def at_suggestions(visitor, name: str, film: str) -> Page:
    page = visitor(name, f"/spotting/{film}")
    page.locator("#suggestions[data-ready]").wait_for()
    return page


def row(page: Page, recording: str):
    return page.locator("#recordings tr", has=page.get_by_role("rowheader", name=recording, exact=True))


def shows(page: Page, frame: int) -> None:
    """Number and picture are those of a frame."""
    expect(page.locator("#at")).to_contain_text(f"frame {frame} of {N_FRAMES - 1}")
    expect(page.get_by_role("img", name=f"Frame {frame} of 0 to {N_FRAMES - 1}")).to_be_visible()


def chosen(page: Page) -> list[int]:
    """Places of the suggestions that are chosen in the table."""
    rows = page.locator("tr[data-onset]").all()
    return [place for place, one in enumerate(rows) if one.get_attribute("aria-selected") == "true"]


def submitted(study: Study, name: str, *marks: Coding) -> None:
    code(study, "face", **{name: marks})
    with study.writing(name) as writer:
        submit(writer, name, "face")


def test_a_run_that_was_killed_is_told_and_run_again(visitor, monkeypatch):
    page = visitor("emil", "/spotting")
    expect(row(page, "face")).to_contain_text("Not searched yet")
    with monkeypatch.context() as instead:
        instead.setattr(study_work, "spot", held)
        page.get_by_role("button", name="Search face").click()
        expect(row(page, "face")).to_contain_text("halfway, 40 %", timeout=LONG)
        assert page.get_by_role("progressbar", name="searching face").get_attribute("value") == "0.4"
        (process,) = multiprocessing.active_children()
        process.kill()
        expect(row(page, "face").locator(".problem")).to_contain_text("ended without saying why")
    page.get_by_role("button", name="Search face").click()
    page.get_by_role("link", name="2 suggestions").click(timeout=LONG)
    expect(page.get_by_role("heading", name="face")).to_be_visible()
    expect(page.locator("tr[data-onset]")).to_have_count(2)


@pytest.mark.usefixtures("spotted")
def test_a_search_that_is_killed_takes_nothing_of_an_earlier_one(visitor, monkeypatch):
    monkeypatch.setattr(study_work, "spot", held)
    page = visitor("emil", "/spotting")
    expect(page.get_by_role("link", name="2 suggestions")).to_be_visible()
    page.get_by_role("button", name="Search face").click()
    expect(row(page, "face")).to_contain_text("halfway, 40 %", timeout=LONG)
    (process,) = multiprocessing.active_children()
    process.kill()
    expect(row(page, "face").locator(".problem")).to_contain_text("ended without saying why")
    page.get_by_role("link", name="2 suggestions").click()
    expect(page.locator("tr[data-onset]")).to_have_count(2)


def test_who_began_a_run_stops_it(visitor, monkeypatch):
    monkeypatch.setattr(study_work, "spot", held)
    page = visitor("emil", "/spotting")
    page.get_by_role("button", name="Search all that were not yet").click()
    expect(row(page, "even")).to_contain_text("halfway, 40 %", timeout=LONG)
    expect(row(page, "face")).to_contain_text("waiting for its turn")
    other = visitor("cleo", "/spotting")
    expect(other.get_by_role("progressbar")).to_have_count(3)
    expect(other.get_by_role("button", name=re.compile("^Stop"))).to_have_count(0)
    for name in ("face", "even", "uneven"):
        page.get_by_role("button", name=f"Stop: searching {name}", exact=True).click()
    for name in ("even", "face", "uneven"):
        expect(row(page, name)).to_contain_text("Stopped.")
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(other.get_by_text("Stopped.")).to_have_count(3)


def test_what_a_spotter_does_not_take_is_told(visitor):
    page = visitor("emil", "/spotting")
    page.get_by_text("Parameters").click()
    page.get_by_label("One NAME=VALUE a line").fill("patience=3")
    page.get_by_role("button", name="Search face").click()
    expect(row(page, "face").get_by_role("alert")).to_contain_text("no parameter 'patience'")
    expect(row(page, "face")).to_contain_text("Not searched yet")


def test_suggestions_are_stepped_through_by_keyboard(visitor, spotted, found):
    page = at_suggestions(visitor, "emil", spotted)
    (onset, apex, offset), (_, later, _) = moments(found)
    shows(page, apex)
    for key, frame in (
        ("o", onset),
        ("ArrowLeft", onset - 1),
        ("Shift+ArrowRight", onset + 9),
        ("f", offset),
        ("a", apex),
        ("k", later),
        ("k", later),
        ("j", apex),
        ("End", N_FRAMES - 1),
        ("ArrowRight", N_FRAMES - 1),
        ("Home", 0),
    ):
        page.keyboard.press(key)
        shows(page, frame)
    assert chosen(page) == [0]
    page.get_by_role("button", name="One frame forward").click()
    shows(page, 1)
    page.locator("tr[data-onset]").nth(1).click()
    shows(page, later)
    assert chosen(page) == [1]


def test_suggestions_and_marks_lie_on_one_timeline(visitor, serving, spotted, found):
    (onset, apex, offset), (second, *_) = moments(found)
    submitted(serving.site.study, "anna", Coding(onset, apex, offset, parse_action_units("4"), "anger"))
    page = at_suggestions(visitor, "emil", spotted)
    expect(page.locator("tr[data-onset]").first).to_contain_text(f"anna {onset}–{offset}, 100 %")
    expect(page.locator("tr[data-onset]").nth(1)).to_contain_text("nobody")
    expect(page.get_by_text("anna marked 1 expression; 1 of them is suggested, too.")).to_be_visible()
    expect(
        page.get_by_role("img", name=re.compile(r"^Timeline.*suggestions: 2, anna: 1, not counted: \d+$"))
    ).to_be_visible()
    place = """(timeline, frame) => {
        const [first, last] = timeline.range;
        return 84 + ((frame + 0.5 - first) / (last - first + 1)) * (timeline.clientWidth - 84);
    }"""
    timeline = page.locator("event-timeline")
    timeline.click(position={"x": timeline.evaluate(place, second + 3), "y": 12})
    shows(page, second + 3)
    assert chosen(page) == [1]
    assert timeline.evaluate("timeline => timeline.chosen") == "s1"
    timeline.click(
        position={"x": timeline.evaluate(place, onset + 1), "y": 42}
    )  # a mark of anna is not chosen
    shows(page, onset + 1)
    assert chosen(page) == [1]
    page.keyboard.press("+")
    first, last = timeline.evaluate("timeline => timeline.range")
    assert last - first < N_FRAMES / 2
    page.keyboard.press("End")
    assert timeline.evaluate("timeline => timeline.range[1]") == N_FRAMES - 1
    page.keyboard.press("-")
    assert timeline.evaluate("timeline => timeline.range") == pytest.approx([0, N_FRAMES - 1])


def test_the_page_of_suggestions_can_be_used_by_everybody(visitor, serving, spotted):
    submitted(serving.site.study, "anna", Coding(20, 25, 30, parse_action_units("4"), "anger"))
    page = at_suggestions(visitor, "emil", spotted)
    violations = Axe().run(page).response["violations"]
    assert [one["id"] for one in violations if one["impact"] in {"serious", "critical"}] == []
    page.set_viewport_size({"width": 640, "height": 720})
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_a_coder_sees_suggestions_once_he_has_submitted(visitor, serving, spotted):
    page = visitor("anna", "/spotting")
    assert page.locator("main a[href^='/spotting/'], main [data-run]").count() == 0
    expect(page.get_by_text("You see suggestions once you have submitted this recording.")).to_have_count(3)
    assert page.get_by_text("face", exact=True).count() == 0
    page.goto(f"{serving.origin}/spotting/{spotted}")
    expect(page.get_by_role("heading", name="Not open to you")).to_be_visible()
    expect(page.get_by_text("You see suggestions once you have submitted this recording.")).to_be_visible()
    submitted(serving.site.study, "ben", Coding(20, 25, 30, parse_action_units("4"), "anger"))
    page.reload()
    expect(page.get_by_role("heading", name="Not open to you")).to_be_visible()
    submitted(serving.site.study, "anna")
    page.goto(f"{serving.origin}/spotting")
    page.get_by_role("link", name="2 suggestions").click()
    page.locator("#suggestions[data-ready]").wait_for()
    expect(page.get_by_role("heading", name=re.compile(r"Recording \d"))).to_be_visible()
    assert page.get_by_text("ben").count() == 0
    expect(page.get_by_text("anna marked 0 expressions")).to_be_visible()


def test_where_the_study_allows_it_he_sees_them_earlier_and_the_log_tells(visitor, serving, spotted):
    admin = visitor("ada", "/admin/assignments")
    admin.get_by_role("button", name="Let coders see suggestions before they submit").click()
    admin.get_by_role("button", name="Show suggestions earlier").click()
    expect(admin.get_by_text("In this study suggestions are shown earlier.")).to_be_visible()
    page = at_suggestions(visitor, "anna", spotted)
    expect(page.get_by_text("You have not submitted this recording.")).to_be_visible()
    expect(page.locator("tr[data-onset]")).to_have_count(2)
    with serving.site.study.reading() as reader:
        seen = [one["actor"] for one in reader.log() if one["action"] == "suggestions"]
    assert seen == ["anna"]


def test_pictures_that_cannot_be_read_are_told(visitor, serving, spotted):
    page = visitor("emil", "/spotting")
    page.route(
        "**/frames.json", lambda route: route.fulfill(status=409, json={"error": "The file is damaged."})
    )
    page.goto(f"{serving.origin}/spotting/{spotted}")
    expect(page.get_by_role("alert")).to_have_text("The file is damaged.")
    expect(page.locator("tr[data-onset]")).to_have_count(2)
