"""The review of a session by its participant, whose films were seen and recorded before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from countenance.store.records import Report
from countenance.study.elicitation import State, SyncPoint
from countenance.study.recording import NewFilm, add_film, append_events, experimenting, film_of, kept_session

from ..barcodes import write_barcodes
from ..staged_session import begin, stage
from ..unit.study.recording.filming import walk
from .attending import press
from .serving import Served

FILMED = "reviewed"
N_FRAMES = 480


@pytest.fixture
def page(visitor: Callable[..., Page], serving: Served, tmp_path: Path) -> Page:
    """The review, at the first of two films of a second each."""
    study = serving.site.study
    stage(study, tmp_path)
    session = begin(study)
    with experimenting(study) as writer:
        append_events(writer, session, walk(kept_session(writer, session).session, State.REVIEW))
    path = write_barcodes(tmp_path / "face.mp4", N_FRAMES)
    add_film(study, path, NewFilm(session=session, name=FILMED, sync=(SyncPoint(0, 0.0),)))
    page = visitor("")
    page.goto(serving.session_entrance(session))
    expect(page.get_by_role("heading", name="What did your face do?")).to_be_visible()
    return page


def go(page: Page, place: int) -> None:
    """Move to a picture of the film."""
    page.get_by_label("Place in the film").fill(str(place))


def drafted(page: Page) -> tuple[int, int]:
    """Where the movement that is being marked begins on the timeline, and for how many pictures it is drawn."""
    bar = page.locator("review-timeline rect.draft")
    return int(bar.get_attribute("x") or -1), int(bar.get_attribute("width") or -1)


def mark(page: Page, onset: int, offset: int) -> None:
    go(page, onset)
    press(page, "Begins here")
    go(page, offset)
    press(page, "Ends here")


def said(serving: Served) -> list[Report]:
    with serving.site.study.reading() as reader:
        film = film_of(reader, FILMED)
        return list(reader.find(Report, film=film.id, order="onset"))


def test_an_end_before_the_beginning_is_refused_and_what_was_marked_stays(page: Page, serving: Served):
    mark(page, 11, 5)
    status = page.get_by_role("status").filter(has_text="The end must come after the beginning.")
    expect(status).to_be_visible()
    assert drafted(page) == (11, 1)
    press(page, "Save")
    expect(page.get_by_text("First mark where the movement begins and ends.")).to_be_visible()
    go(page, 20)
    press(page, "Ends here")
    expect(status).to_have_count(0)
    assert drafted(page) == (11, 10)
    go(page, 3)
    press(page, "Ends here")
    expect(status).to_be_visible()
    assert drafted(page) == (11, 10)
    page.get_by_label("blink", exact=True).check()
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    (kept,) = said(serving)
    assert kept.offset - kept.onset == 9


def test_a_beginning_after_the_end_takes_the_end_away_and_says_so(page: Page):
    mark(page, 5, 11)
    go(page, 15)
    press(page, "Begins here")
    expect(page.get_by_text("comes before this beginning, and is not kept.")).to_be_visible()
    expect(page.get_by_text("Now go to where the movement ends")).to_be_visible()
    assert drafted(page) == (15, 1)


def fill(page: Page, onset: int, offset: int) -> None:
    mark(page, onset, offset)
    page.get_by_label("blink", exact=True).check()


def test_a_double_click_on_save_says_that_it_is_saved(page: Page, serving: Served):
    fill(page, 5, 11)
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("list", name="Movements that you marked")).to_contain_text("at 0.2 s")
    press(page, "Save")
    page.wait_for_timeout(200)
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_label("In your own words").fill("hm")
    press(page, "Save")
    expect(page.get_by_text("First mark where the movement begins and ends.")).to_be_visible()
    assert len(said(serving)) == 1


@pytest.fixture
def held(page: Page) -> list[Route]:
    """What is to be saved for the first time, until it is let go on."""
    routes: list[Route] = []

    def hold(route: Route) -> None:
        routes.append(route)

    page.route("**/api/session/reports", hold)
    return routes


def test_what_is_changed_while_it_is_saved_stays_and_changes_what_was_saved(
    page: Page, serving: Served, held: list[Route]
):
    fill(page, 5, 11)
    press(page, "Save")
    page.get_by_label("In your own words").fill("it itched")
    held[0].continue_()
    expect(page.get_by_text("Saved, but for what you changed since")).to_be_visible()
    expect(page.get_by_label("In your own words")).to_have_value("it itched")
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert [one.text for one in said(serving)] == ["it itched"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_is_chosen_again_while_a_change_of_it_is_saved_goes_on_from_the_change(
    page: Page, serving: Served, when: str
):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    fill(page, 5, 11)
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.route("**/api/session/reports/*", hold, times=1)
    words, told = page.get_by_label("In your own words"), page.get_by_role("status")
    press(page, "Change")
    words.fill("it itched")
    press(page, "Save")
    press(page, "Change")
    expect(words).to_have_value("it itched")
    expect(told.filter(has_text="This is not saved yet.")).to_be_visible()
    if when == "before":
        words.fill("it itched a lot")
    held[0].continue_()
    if when == "before":
        expect(told.filter(has_text="Saved, but for what you changed since")).to_be_visible()
    else:
        expect(told.filter(has_text="This is not saved yet.")).to_have_count(0)
        expect(words).to_have_value("it itched")
        words.fill("it itched a lot")
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert [one.text for one in said(serving)] == ["it itched a lot"]


def test_another_movement_that_is_begun_while_one_is_saved_is_another(
    page: Page, serving: Served, held: list[Route]
):
    fill(page, 5, 11)
    press(page, "Save")
    press(page, "Cancel")
    mark(page, 15, 18)
    held[0].continue_()
    expect(page.get_by_role("button", name="Film 1, 1 marked")).to_be_visible()
    assert drafted(page) == (15, 4)
    page.get_by_label("blink", exact=True).check()
    page.unroute_all()
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert [one.offset - one.onset for one in said(serving)] == [6, 3]


def test_what_is_changed_while_it_is_saved_is_there_when_its_film_is_chosen_again(
    page: Page, serving: Served, held: list[Route]
):
    fill(page, 5, 11)
    press(page, "Save")
    page.get_by_label("In your own words").fill("it itched")
    press(page, "Film 2, 0 marked")
    held[0].continue_()
    press(page, "Film 1, 1 marked")
    expect(page.get_by_label("In your own words")).to_have_value("it itched")
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert [one.text for one in said(serving)] == ["it itched"]


def test_a_report_is_sent_once_however_slow_the_server_is(page: Page, serving: Served, held: list[Route]):
    fill(page, 5, 11)
    page.get_by_role("button", name="Save", exact=True).dblclick()
    press(page, "Save")
    for route in held:
        route.continue_()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert (len(held), len(said(serving))) == (1, 1)


def test_a_report_whose_answer_was_lost_is_saved_once(page: Page, serving: Served):
    def lose(route: Route) -> None:
        route.fetch()
        route.fulfill(status=429, json={"error": "Try it again."})

    page.route("**/api/session/reports", lose, times=1)
    fill(page, 5, 11)
    press(page, "Save")
    expect(page.get_by_text("Try it again.")).to_be_visible()
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert len(said(serving)) == 1


def test_a_double_click_on_remove_takes_back_one_report(page: Page, serving: Served):
    for onset in (2, 8):
        fill(page, onset, onset + 3)
        press(page, "Save")
        expect(page.get_by_text("Saved.")).to_be_visible()
    remove = page.get_by_role("button", name="Remove")
    remove.first.click()
    expect(remove).to_have_count(1)
    remove.dispatch_event("click", {"detail": 2})  # the next one lies there now
    page.wait_for_timeout(200)
    assert len(said(serving)) == 1


def test_keys_work_at_once_whatever_was_pressed_before(page: Page):
    place = page.locator(".place")
    press(page, "Film 2, 0 marked")
    expect(page.get_by_role("button", name="Film 2, 0 marked")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("b")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("e")
    assert drafted(page) == (1, 11)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.get_by_label("blink", exact=True).check()
    go(page, 13)
    page.keyboard.press("e")
    assert drafted(page) == (1, 13)
    press(page, "Save")
    press(page, "Change")
    page.keyboard.press("ArrowRight")
    expect(place).to_contain_text("0.07 s")
    press(page, "Cancel")
    page.keyboard.press("ArrowLeft")
    expect(place).to_contain_text("0.03 s")
    press(page, "I am finished")
    page.keyboard.press("ArrowRight")
    press(page, "Back to the films")
    expect(place).to_contain_text("0.03 s")
