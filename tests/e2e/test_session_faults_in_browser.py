"""Sessions in which something is wrong: a camera with every fault, a question during a film, rows that are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from countenance.app.web.study.live_sessions import Order
from countenance.store.records import Participant, SessionRow
from countenance.study.elicitation import EventKind, State
from countenance.study.people.withdrawal import withdraw
from countenance.study.project import Study
from countenance.study.recording import append_events, experimenting, kept_session
from countenance.study.recording.spooling import Spool

from ..staged_session import begin, stage
from ..unit.study.recording.filming import walk
from ..web_study import make_study
from .attending import agree, films_of, photographed, press, to_the_end, to_the_films, watch
from .cameras import camera_browser
from .serving import Served, served


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium with a camera that is slow, pauses between pictures, and sees nobody."""
    with camera_browser(tmp_path_factory.mktemp("camera"), fps=10) as browser:
        yield browser


@pytest.fixture
def session(serving: Served, tmp_path: Path) -> str:
    stage(serving.site.study, tmp_path)
    return begin(serving.site.study)


@pytest.fixture
def long_session(serving: Served, tmp_path: Path) -> str:
    """One whose films are so long that there is time to ask."""
    stage(serving.site.study, tmp_path, clip_frames=1800)
    return begin(serving.site.study)


def lead_to_the_films(study: Study, session: str) -> None:
    """Go the way to the first film without the page, whose camera check takes its time."""
    with experimenting(study) as writer:
        append_events(writer, session, walk(kept_session(writer, session).session, State.READY))


def test_a_film_that_a_question_covered_is_shown_again(
    visitor: Callable[..., Page], serving: Served, long_session: str
):
    """Before it, the camera check finds three faults, and the experimenter lets the session go on all the same."""
    monitor = visitor("dora", f"/sessions/{long_session}")
    page = visitor("")
    page.goto(serving.session_entrance(long_session))
    to_the_films(page, monitor)
    watch(page, 1)
    photographed(page, "film-in-full")
    expect(monitor.locator("#log")).to_contain_text("clip onset")
    for way in ("Stop", "Withdraw"):
        press(page, way)
        expect(page.get_by_label("The film")).to_have_count(0)
        photographed(page, f"asked-{way.lower()}")
        press(page, "Go on")
        watch(page, 1)
        expect(monitor.locator("#figure-clip")).to_contain_text("take 3" if way == "Withdraw" else "take 2")
        expect(monitor.locator("#state")).to_have_text("play")
    press(page, "Stop")
    press(page, "Stop here")
    expect(page.get_by_role("heading", name="What this was about")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_hidden()
    to_the_end(page)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="Withdraw", exact=True)).to_be_visible()
    with serving.site.study.reading() as reader:
        takes = kept_session(reader, long_session).session.takes
    assert [(one.clip, one.number) for one in takes] == [("baby", 1), ("baby", 2), ("baby", 3)]
    assert [one.interrupted for one in takes] == ["asked to leave"] * 3


def test_the_usual_pauses_of_a_slow_camera_are_no_gaps(
    visitor: Callable[..., Page], serving: Served, long_session: str
):
    """Ten frames/s: each lasts 100 ms. A page that is loaded after the check measures the rate for itself."""
    lead_to_the_films(serving.site.study, long_session)
    monitor = visitor("dora", f"/sessions/{long_session}")
    page = visitor("")
    page.goto(serving.session_entrance(long_session))
    expect(monitor.locator("#figure-clip")).to_have_text("–")
    watch(page, 1)
    page.wait_for_timeout(2000)
    expect(monitor.locator("#figure-clip")).to_contain_text("baby, take 1")
    page.reload()
    watch(page, 1)
    page.wait_for_timeout(2000)
    press(page, "Stop")
    press(page, "Stop here")
    films = films_of(serving, long_session, 2)
    with serving.site.study.reading() as reader:
        events = kept_session(reader, long_session).events
    gaps = [event for event in events if event.kind is EventKind.CAMERA_GAP]
    assert len(gaps) < sum(film.n_frames for film in films) / 5
    assert all(event.data["ms"] > 140 for event in gaps)


def test_a_participant_whose_rows_are_gone_comes_to_a_decent_end(
    visitor: Callable[..., Page], serving: Served, session: str
):
    page = visitor("")
    page.goto(serving.session_entrance(session))
    agree(page)
    press(page, "Withdraw")
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("You have withdrawn.")).to_be_visible()
    with serving.site.study.reading() as reader:
        who = reader.get(Participant, reader.get(SessionRow, session).participant).pseudonym
    withdraw(serving.site.study, who, "ada")
    expect(page.get_by_role("heading", name="This is the end")).to_be_visible()
    expect(page.get_by_text("paid in full regardless")).to_be_visible()
    expect(page.get_by_role("button", name="Withdraw", exact=True)).to_be_hidden()
    photographed(page, "removed")


def test_a_participant_who_is_signed_out_is_told_whom_to_call(
    visitor: Callable[..., Page], serving: Served, session: str
):
    page = visitor("")
    page.goto(serving.session_entrance(session))
    expect(page.get_by_role("heading", name="Consent")).to_be_visible()
    page.context.clear_cookies()
    expect(page.get_by_role("heading", name="Please call the experimenter")).to_be_visible()
    page.goto(serving.session_entrance(session))
    expect(page.get_by_role("heading", name="Consent")).to_be_visible()


def test_an_address_is_taken_away_once_it_is_used(visitor: Callable[..., Page], session: str):
    monitor, page = visitor("dora", f"/sessions/{session}"), visitor("")
    expect(monitor.locator("#state")).to_have_text("consent")
    press(monitor, "Participant's address")
    offered = monitor.get_by_role("dialog")
    expect(offered).to_contain_text("Your own browser stays signed in as you")
    page.goto(monitor.get_by_label("Address", exact=True).input_value())
    expect(page.get_by_role("heading", name="Consent")).to_be_visible()
    expect(offered).to_have_count(0)
    expect(monitor.locator("#figure-clip")).to_have_text("–")


def test_an_answer_is_sent_once_however_slow_the_server_is(
    visitor: Callable[..., Page], serving: Served, session: str
):
    page, held = visitor(""), list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.goto(serving.session_entrance(session))
    page.route("**/api/session/consent", hold)
    agree(page)
    expect(page.get_by_role("button", name="Continue")).to_be_disabled()
    for route in held:
        route.continue_()
    expect(page.get_by_role("heading", name="Your camera")).to_be_visible()
    assert len(held) == 1


def test_what_is_not_answered_is_asked_for_with_the_way_on_in_sight(
    visitor: Callable[..., Page], serving: Served, session: str
):
    page = visitor("")
    page.goto(serving.session_entrance(session))
    press(page, "Continue")
    expect(page.get_by_text("Please answer every question.")).to_be_visible()
    expect(page.get_by_role("button", name="Continue")).to_be_in_viewport(ratio=1)


def test_orders_arrive_whatever_a_page_measures(visitor: Callable[..., Page], serving: Served, session: str):
    page, live = visitor(""), serving.site.sessions
    page.goto(serving.session_entrance(session))
    expect(page.get_by_role("heading", name="Consent")).to_be_visible()
    measured = "(session) => { session.camera.figures.check = 'x'.repeat(5000); }"
    page.evaluate(measured, page.query_selector("participant-session"))
    for _ in range(200):
        heard = live.look(session)
        if heard is not None and "camera" in heard.figures:
            break
        page.wait_for_timeout(100)
    assert heard is not None
    assert str(heard.figures["camera"]).startswith("The page's figures are refused: figures.check")
    assert live.tell(session, Order("stopped", "dora"))
    expect(page.get_by_role("heading", name="This is the end")).to_be_visible()


def waits(page: Page, condition: str) -> None:
    """Wait until something is true of the session on a page, whose rules forbid it to evaluate text itself."""
    for _ in range(300):
        if page.evaluate(f"(session) => {condition}", page.query_selector("participant-session")):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{condition} did not come true")


def test_a_film_of_which_the_camera_did_not_arrive_is_shown_again_and_its_pictures_follow(
    browser: Browser, tmp_path: Path
):
    """The server dies during a film and is started anew; the page that was open then sends on what it has."""
    with make_study(tmp_path) as study, browser.new_context() as context:
        stage(study, tmp_path, clip_frames=120)
        session = begin(study)
        lead_to_the_films(study, session)
        page = context.new_page()
        with served(study) as first:
            page.goto(first.session_entrance(session))
            watch(page, 1)
            waits(page, "session.course.state === 'play' && session.camera.recorder.sent > 0")
        arrived = Spool(study, session, 1).n_frames
        waits(page, "session.queue.waiting.some(({ event }) => event.kind === 'clip offset')")
        with served(study, first.address.port) as second:
            expect(page.get_by_role("heading", name="Please call the experimenter")).to_be_visible()
            again = context.new_page()
            again.goto(second.session_entrance(session))
            expect(again.get_by_role("heading", name="Film 1 of 2")).to_be_visible()
            (film,) = films_of(second, session, 1)
            with study.reading() as reader:
                (take,) = kept_session(reader, session).session.takes
            again.close()
    assert (take.number, take.offset_ms, bool(take.interrupted)) == (1, None, True)
    assert film.n_frames > arrived + 10
