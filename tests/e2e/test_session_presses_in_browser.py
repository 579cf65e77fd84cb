"""Buttons and forms about sessions that are pressed twice: each does once what it does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from countenance.store.records import Participant, SessionRow
from countenance.study.elicitation import State
from countenance.study.recording import append_events, experimenting, kept_session
from countenance.study.recording.capturing import begin_capture
from countenance.study.recording.spooling import CaptureNote

from ..chunks import encoded, packed
from ..staged_session import begin, stage
from ..unit.study.recording.filming import walk
from .attending import press
from .serving import Served


@pytest.fixture
def session(serving: Served, tmp_path: Path) -> str:
    """One that was gone through."""
    study = serving.site.study
    stage(study, tmp_path, clip_frames=6)
    session = begin(study)
    with experimenting(study) as writer:
        append_events(writer, session, walk(kept_session(writer, session).session, State.PAYMENT))
    return session


def held(page: Page, path: str) -> list[Route]:
    """Requests that are sent to a path from now on, and answered when the test lets them."""
    routes: list[Route] = []

    def hold(route: Route) -> None:
        routes.append(route)

    page.route(path, hold)
    return routes


def counted(serving: Served, kind: type) -> int:
    with serving.site.study.reading() as reader:
        return reader.count(kind)


def test_a_participant_is_added_once_by_a_double_click(visitor: Callable[..., Page], serving: Served):
    before = counted(serving, Participant)
    page = visitor("dora", "/sessions")
    press(page, "Add a participant")
    page.get_by_label("Value of fact 1").fill("23")
    page.get_by_role("button", name="Add", exact=True).dblclick()
    expect(page.get_by_text("age 23")).to_be_visible()
    assert counted(serving, Participant) == before + 1


def test_a_participant_is_added_once_however_slow_the_server_is(
    visitor: Callable[..., Page], serving: Served
):
    before = counted(serving, Participant)
    page = visitor("dora", "/sessions")
    routes = held(page, "**/api/sessions/participants")
    press(page, "Add a participant")
    page.get_by_label("Name").fill("Somebody New")
    press(page, "Add")
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_disabled()
    page.get_by_label("Name").press("Enter")
    for route in routes:
        route.continue_()
    expect(page.get_by_label("Name")).to_be_hidden()
    assert (len(routes), counted(serving, Participant)) == (1, before + 1)


def test_a_double_click_adds_nobody_of_whom_nothing_is_filled_in(
    visitor: Callable[..., Page], serving: Served
):
    before = counted(serving, Participant)
    page = visitor("dora", "/sessions")
    press(page, "Add a participant")
    add = page.get_by_role("button", name="Add", exact=True)
    add.click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is filled in.")
    add.dispatch_event("click", {"detail": 2})  # wherever the sentence moved the button
    expect(page.get_by_role("alert")).to_be_visible()
    assert counted(serving, Participant) == before
    add.click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert counted(serving, Participant) == before + 1


def test_a_session_begins_once_by_a_double_click(visitor: Callable[..., Page], serving: Served, session: str):
    page = visitor("dora", "/sessions")
    routes = held(page, "**/api/sessions")
    page.get_by_role("button", name="Begin", exact=True).dblclick()
    page.wait_for_timeout(100)
    for route in routes:
        route.continue_()
    expect(page.get_by_role("heading", name="Session of")).to_be_visible()
    assert session not in page.url
    assert (len(routes), counted(serving, SessionRow)) == (1, 2)


def test_one_address_is_offered_by_a_double_click(visitor: Callable[..., Page], session: str):
    page = visitor("dora", "/sessions")
    for path, name in (("/sessions", "Address"), (f"/sessions/{session}", "Participant's address")):
        page.goto(page.url.split("/sessions")[0] + path)
        routes = held(page, "**/api/sessions/*/address")
        page.get_by_role("button", name=name).dblclick()
        page.wait_for_timeout(100)
        for route in routes:
            route.continue_()
        expect(page.get_by_role("dialog")).to_have_count(1)
        assert len(routes) == 1


def test_a_wish_is_told_once_by_a_double_click(visitor: Callable[..., Page], session: str):
    page = visitor("dora", f"/sessions/{session}")
    routes = held(page, f"**/api/sessions/{session}/wishes")
    press(page, "He was debriefed and paid")
    page.get_by_role("dialog").get_by_role("button").last.dblclick()
    press(page, "He was debriefed and paid")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for route in routes:
        route.continue_()
    expect(page.get_by_text("It is noted.")).to_be_visible()
    assert len(routes) == 1


def test_a_film_of_another_camera_is_sent_once(visitor: Callable[..., Page], session: str, tmp_path: Path):
    page = visitor("dora", f"/sessions/{session}")
    page.get_by_text("Take in the film of another camera").click()
    page.get_by_label("Recorded by another camera").set_input_files(tmp_path / "baby.mp4")
    page.get_by_label("Frame of the film, from 0").fill("0")
    page.get_by_label("Event that it shows").select_option(index=1)
    routes = held(page, f"**/api/captures/{session}/film*")
    page.get_by_role("button", name="Take in").dblclick()
    expect(page.get_by_text("It is being sent and looked at.")).to_be_visible()
    expect(page.get_by_role("button", name="Take in")).to_be_disabled()
    for route in routes:
        route.continue_()
    expect(page.get_by_role("button", name="Take in")).to_be_enabled()
    assert len(routes) == 1


def test_a_recording_is_made_once_of_what_was_captured(
    visitor: Callable[..., Page], serving: Served, session: str
):
    note = CaptureNote(key="recorder-1", width=320, height=240)
    spool = begin_capture(serving.site.study, session, 0, note)
    spool.append("recorder-1", 0, packed(encoded([0, 33_333, 66_667])))
    page = visitor("dora", f"/sessions/{session}")
    routes = held(page, f"**/api/captures/{session}/*/finish")
    finish = page.get_by_role("button", name="Make a recording of it")
    finish.click()
    with page.expect_response("**/api/captures"):  # looked at again, and drawn anew
        pass
    page.wait_for_timeout(200)
    expect(finish).to_be_disabled()
    for route in routes:
        route.continue_()
    expect(finish).to_have_count(0)
    assert len(routes) == 1


def test_a_double_click_of_a_participant_does_not_reach_the_next_screen(
    visitor: Callable[..., Page], serving: Served, tmp_path: Path
):
    study = serving.site.study
    stage(study, tmp_path, clip_frames=6)
    session = begin(study)
    with experimenting(study) as writer:
        append_events(writer, session, walk(kept_session(writer, session).session, State.DEBRIEF))
    page = visitor("")
    page.goto(serving.session_entrance(session))
    press(page, "Continue")
    paid = page.get_by_role("button", name="I have been paid")
    paid.dispatch_event("click", {"detail": 2})
    page.wait_for_timeout(300)
    expect(paid).to_be_visible()
    paid.click()
    expect(page.get_by_role("heading", name="This is the end")).to_be_visible()
