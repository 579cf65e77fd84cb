"""A coder at work: with the keyboard alone, through killed tabs, beside other coders and in two windows."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Error, expect

from countenance.study.coding import assignments_of, own_pass
from countenance.study.people import add_account
from countenance.study.recording import film_of

FILM = "even"


@pytest.fixture
def film(serving):
    with serving.site.study.reading() as reader:
        return film_of(reader, FILM).id


@pytest.fixture
def coding(visitor, film):
    """Opens the coder of somebody."""

    def opened(name="anna"):
        page = visitor(name, f"/coding/{film}")
        ready(page)
        return page

    return opened


def ready(page):
    page.locator("movement-coder[ready]").wait_for()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def go_to(page, frame):
    press(page, "g", *str(frame), "Enter")
    expect(page.locator("[data-frame]")).to_have_text(str(frame))


def mark(page, onset, apex=None, offset=None):
    for key, frame in (("o", onset), ("a", apex), ("f", offset)):
        if frame is not None:
            go_to(page, frame)
            press(page, key)


def saved(page):
    expect(page.locator("[data-saved]")).to_have_text("All saved")


def kept(serving, coder="anna"):
    """What the study holds, without ids."""
    with serving.site.study.reading() as reader:
        codings = own_pass(reader, coder, FILM).codings
    return [
        (one.onset, one.apex, one.offset, "+".join(map(str, one.action_units)), one.upper, one.lower,
         one.excluded, one.confidence, one.note)
        for one in codings
    ]  # fmt: skip


def test_a_whole_recording_with_the_keyboard_alone(coding, serving):
    page = coding()
    mark(page, 10, 14, 25)
    press(page, "6", "b", "1", "2", "c", "l", "Enter")
    press(page, "w", "h", "Enter", "c", "c", "n")
    page.keyboard.type("quick, tränen")
    press(page, "Enter", "Enter")
    saved(page)
    mark(page, 40, 42)
    press(page, "4", "Enter", "0", "7", "r", "Enter", "q", "a", "n", "g", "Enter", "Enter")
    mark(page, 60, 61, 63)
    press(page, "x", "b", "Enter", "Enter")
    saved(page)
    expected = [
        (10, 14, 25, "6B+L12C", "", "happiness", None, 2, "quick, tränen"),
        (40, 42, None, "4+R7", "anger", None, None, None, ""),
        (60, 61, 63, "", None, None, "blink", None, ""),
    ]
    assert kept(serving) == expected
    press(page, ",", "Delete")
    expect(page.locator("[data-list] li")).to_have_count(2)
    saved(page)
    assert kept(serving) == expected[:2]
    press(page, "Control+z")
    saved(page)
    assert kept(serving) == expected
    press(page, "Control+z", "Control+z")
    saved(page)
    assert kept(serving) == expected[:1]
    press(page, "Control+Shift+z", "Control+Shift+z", "Control+Shift+z")
    saved(page)
    assert kept(serving) == expected[:2]
    press(page, "Control+z")
    saved(page)
    assert kept(serving) == expected
    press(page, "Control+Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Submit recording")
    expect(page.get_by_role("dialog")).to_contain_text("expressions without an emotion0")
    press(page, "Enter")  # which says "Not yet": nothing is submitted by a slip
    expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "Control+Enter", "Tab", "Enter")
    expect(page.locator("[data-saved]")).to_have_text("Submitted and locked")
    expect(page.locator("[data-told]")).to_have_text("Submitted. Thank you.")
    expect(page.locator("[data-following]")).to_be_focused()
    press(page, ",", "Delete", "o", "1", "2")
    expect(page.locator("[data-told]")).to_contain_text("submitted: nothing changes any longer")
    assert kept(serving) == expected
    with serving.site.study.reading() as reader:
        assert FILM not in [one.film.name for one in assignments_of(reader, "anna")]
        following = film_of(reader, "uneven").id
    press(page, "Enter")  # leads on to the other recording
    page.wait_for_url(f"**/coding/{following}")


def test_frames_step_play_and_loop(coding):
    page = coding()
    frame = page.locator("[data-frame]")
    press(page, *["ArrowRight"] * 5)
    expect(frame).to_have_text("5")
    press(page, "Shift+ArrowRight", "ArrowLeft", "Shift+ArrowLeft")
    expect(frame).to_have_text("4")
    press(page, "End")
    expect(frame).to_have_text("89")
    press(page, "ArrowRight")
    expect(frame).to_have_text("89")
    press(page, "Home", "Space")
    expect(page.locator("[data-do=play]")).to_have_attribute("aria-pressed", "true")
    expect(frame).not_to_have_text("0")
    press(page, "Space", "-", "-")
    expect(page.locator("[data-speeds] [aria-pressed=true]")).to_have_text("¼")
    mark(page, 20, None, 24)
    press(page, "l")
    page.wait_for_timeout(900)
    assert 20 <= int(frame.text_content()) <= 24


def test_frames_out_of_order_are_told_and_not_kept(coding, serving):
    page = coding()
    mark(page, 30, 20)
    expect(page.locator("[data-told]")).to_have_text("The apex, frame 20, is before the onset, frame 30.")
    press(page, "Enter")
    expect(page.locator("[data-list] li")).to_have_count(0)
    mark(page, 15)
    press(page, "Enter")
    saved(page)
    assert [one[:3] for one in kept(serving)] == [(15, 20, None)]


def place_of(page, frame):
    """Where a frame begins in the lane of the timeline."""
    box = page.locator("event-timeline").bounding_box()
    [first, last] = page.evaluate("document.querySelector('event-timeline').range")
    gutter, lane = 84, 10
    return box["x"] + gutter + (frame - first) / (last - first + 1) * (box["width"] - gutter), box["y"] + lane


def hold(page, edge, at, to, arrives=None):
    """Hold an edge of the chosen movement over a frame, or as far as it goes; tells the mouse's shape."""
    shift = {"onset": 0, "apex": 0.5, "offset": 1}[edge]
    page.mouse.move(*place_of(page, at + shift))
    cursor = page.evaluate("document.querySelector('event-timeline canvas').style.cursor")
    page.mouse.down()
    page.mouse.move(*place_of(page, to + shift), steps=8)
    expect(page.locator("[data-frame]")).to_have_text(str(to if arrives is None else arrives))
    return cursor


def drag(page, edge, at, to, arrives=None):
    cursor = hold(page, edge, at, to, arrives)
    page.mouse.up()
    return cursor


def chosen(page, *frames):
    """Keep a movement and choose it."""
    mark(page, *frames)
    press(page, "Enter", ",")
    saved(page)


def test_edges_are_dragged_and_the_picture_goes_along(coding, serving):
    page = coding()
    chosen(page, 20, 30, 40)
    assert drag(page, "offset", 40, 52) == "ew-resize"
    assert drag(page, "onset", 20, 12) == "ew-resize"
    assert drag(page, "apex", 30, 26) == "ew-resize"
    press(page, "Control+z")
    assert drag(page, "apex", 30, 33) == "ew-resize"
    assert kept(serving)[0][:3] == (20, 30, 40)  # kept when the coder says so
    press(page, "Enter")
    saved(page)
    assert kept(serving)[0][:3] == (12, 33, 52)


def test_an_edge_does_not_pass_another_one_and_nothing_is_dragged_once_submitted(coding, serving):
    page = coding()
    chosen(page, 20, 30, 40)
    drag(page, "onset", 20, 60, arrives=30)
    press(page, "Enter")
    saved(page)
    press(page, "Control+Enter", "Tab", "Enter")
    expect(page.locator("[data-saved]")).to_have_text("Submitted and locked")
    assert kept(serving)[0][:3] == (30, 30, 40)
    press(page, "Home", ".")
    assert drag(page, "offset", 40, 50, arrives=30) == ""


def test_an_edge_that_is_let_go_stays_at_the_frame_that_was_seen(coding, serving):
    """The time that is shown goes along with the picture, away from under the mouse."""
    page = coding()
    chosen(page, 30, 40, 50)
    page.evaluate("document.querySelector('event-timeline').range = [21, 60]")
    hold(page, "offset", 50, 61)
    seen = int(page.locator("[data-frame]").text_content())
    assert page.evaluate("document.querySelector('event-timeline').range[0]") > 21
    page.mouse.up()
    press(page, "Enter")
    saved(page)
    assert kept(serving)[0][:3] == (30, 40, seen)


def test_an_edge_goes_into_no_other_movement(coding, serving):
    page = coding()
    chosen(page, 20, 30, 40)
    press(page, "Escape")
    chosen(page, 60, 65, 70)
    press(page, ",")
    hold(page, "offset", 40, 55)
    press(page, ".")  # while the edge is held
    page.mouse.move(*place_of(page, 58))
    page.mouse.up()
    expect(page.locator("[data-frame-of=offset]")).to_contain_text("70")
    assert [one[:3] for one in kept(serving)] == [(20, 30, 40), (60, 65, 70)]


def test_no_edge_is_taken_beside_the_time_that_is_shown_or_by_a_button_nobody_holds(coding):
    page = coding()
    chosen(page, 20, 30, 40)
    page.evaluate("document.querySelector('event-timeline').range = [21, 60]")
    page.mouse.move(*place_of(page, 20))
    assert page.evaluate("document.querySelector('event-timeline canvas').style.cursor") == ""
    hold(page, "offset", 40, 45)
    page.evaluate("""() => {
      const canvas = document.querySelector("event-timeline canvas");
      canvas.dispatchEvent(new PointerEvent("pointermove", { isPrimary: true, buttons: 0, bubbles: true }));
    }""")
    page.mouse.up()
    expect(page.locator("[data-frame-of=offset]")).to_contain_text("40")


def test_looking_closer(coding):
    page = coding()
    viewer = page.locator("frame-viewer")
    go_to(page, 12)
    press(page, "b", "d")
    expect(page.locator("[data-badges]")).to_have_text("Difference to frame 12, ×4")
    press(page, "Shift+d")
    expect(page.locator("[data-badges]")).to_have_text("Difference to frame 12, ×8")
    press(page, "d")
    page.keyboard.down("h")
    expect(page.locator("[data-badges]")).to_have_text("Baseline, frame 12")
    assert viewer.evaluate("one => one.flicker")
    page.keyboard.up("h")
    expect(page.locator("[data-badges]")).to_be_empty()
    press(page, "z", "i", "k")
    assert viewer.evaluate("one => one.brightness > 1 && one.contrast > 1")
    sign = page.locator("[data-badges] span")
    expect(sign).to_have_text("Not as recorded: zoom ×1.3, brightness 115 %, contrast 115 %")
    press(page, "v")
    assert viewer.evaluate("one => one.brightness === 1 && one.contrast === 1")
    expect(page.locator("[data-badges]")).to_be_empty()
    viewer.hover()
    page.mouse.wheel(0, -300)
    expect(sign).to_have_text("Not as recorded: zoom ×2.0")
    page.get_by_role("button", name="As recorded V").click()
    expect(page.locator("[data-badges]")).to_be_empty()


def test_a_frame_is_gone_to_by_number_or_time(coding):
    page = coding()
    field = page.get_by_label("Go to frame (0 to 89), or to a time (0:10)")
    for written, frame in (("31", 31), ("0:02", 60), ("0:01.51", 45), ("0:02.999", 89)):
        press(page, "g")
        page.keyboard.type(written)
        press(page, "Enter")
        expect(page.locator("[data-frame]")).to_have_text(str(frame))
    for written, sentence in (
        ("90", "The last frame is 89."),
        ("ten", "Give the number of a frame, or a time in minutes and seconds, as 0:10."),
        ("0:10", "The last frame, 89, is shown at 2.967 s."),
    ):
        press(page, "g")
        page.keyboard.type(written)
        press(page, "Enter")
        assert field.evaluate("one => one.validationMessage") == sentence
        press(page, "Escape")
    expect(page.locator("[data-frame]")).to_have_text("89")


def test_space_ends_a_number_and_plays_nothing(coding):
    page = coding()
    page.keyboard.type("1 2 25 ")
    expect(page.locator("[data-chip]")).to_have_text(["1", "2", "25"])
    expect(page.locator("[data-do=play]")).to_have_attribute("aria-pressed", "false")
    press(page, "Space")
    expect(page.locator("[data-do=play]")).to_have_attribute("aria-pressed", "true")


def test_an_action_unit_that_is_not_on_the_pad_is_told_by_its_name(coding):
    page = coding()
    told = page.locator("[data-told]")
    mark(page, 10)
    for keys in ("6", "1"), ("b",), ("Enter",):
        press(page, *keys)
        expect(told).to_have_text("Action unit 61, which is not on the pad: eyes turn left.")
        expect(told).to_have_class("told alarm")
    press(page, "2", "Enter")  # who looks at the pad only types on
    expect(page.locator("[data-chip]")).to_have_text(["61B eyes turn left", "2"])
    press(page, "8")
    page.get_by_role("button", name="Keep").click()
    expect(told).to_have_text("Kept: 10 – ? – ? · 61B+2+8")


def test_the_place_in_the_film_is_kept(coding, serving):
    page = coding()
    go_to(page, 12)
    press(page, "b")
    go_to(page, 40)
    page.reload()
    ready(page)
    expect(page.locator("[data-frame]")).to_have_text("40")
    expect(page.locator("[data-baseline]")).to_have_text("12")
    with serving.site.study.reading() as reader:
        other = film_of(reader, "uneven").id
    page.goto(f"{serving.origin}/coding/{other}")
    ready(page)
    expect(page.locator("[data-frame]")).to_have_text("0")
    expect(page.locator("[data-baseline]")).to_have_text("0")


def test_nothing_moves_under_the_mouse_and_action_units_are_seen_whole(coding):
    page = coding()
    pad = page.get_by_role("group", name="Upper face")
    place = pad.bounding_box()
    mark(page, 10, 14, 25)
    page.keyboard.type("1 2 5 25 26 ")
    press(page, "q", "s", "u", "r", "Enter", "w", "d", "i", "s", "Enter", "c", "c", "c", "Enter")
    expect(page.locator("[data-told]")).to_contain_text("Kept: 10 – 14 – 25 · 1+2+5+25+26, upper surprise")
    assert pad.bounding_box() == place
    row = page.locator("[data-list] b")
    expect(row).to_have_text("1 + 2 + 5 + 25 + 26")
    expect(page.locator("[data-list]")).not_to_contain_text("saving")  # the row is drawn anew then
    assert row.evaluate("one => one.scrollWidth <= one.clientWidth && one.getClientRects().length === 1")
    assert row.evaluate("one => one.offsetHeight < 2 * parseFloat(getComputedStyle(one).fontSize)")


def test_a_movement_tells_how_long_it_is_and_that_it_has_a_note(coding):
    page = coding()
    mark(page, 10)
    expect(page.locator("[data-duration]")).to_be_empty()
    mark(page, 10, None, 16)
    expect(page.locator("[data-duration]")).to_have_text("200 ms")
    press(page, "n")
    page.keyboard.type("x" * 400)
    press(page, "Enter", "Enter")
    told = page.locator("[data-told]")
    expect(told).to_contain_text("Kept: 10 – ? – 16")
    assert told.evaluate("one => one.scrollWidth <= one.clientWidth")
    expect(page.locator("[data-list] small")).to_have_text("note")


def test_emotions_are_called_so(coding):
    page = coding()
    page.get_by_label("Emotion, upper face").select_option("anger")
    page.get_by_label("Emotion, lower face").select_option("moves, no emotion")
    expect(page.get_by_label("Emotion, upper face")).to_have_value("anger")


def test_why_a_movement_cannot_be_kept_stays_said(coding):
    page = coding()
    mark(page, 10, 14, 25)
    press(page, "Enter", "Home", ".")
    mark(page, 20)
    problem = "The apex, frame 14, is before the onset, frame 20. Mend that, or leave the movement (Esc)."
    for key in ("t", ".", "Control+Enter"):
        press(page, "Enter", key)
        expect(page.locator("[data-told]")).to_have_text(problem)


def test_what_was_left_by_mistake_comes_back(coding, serving):
    page = coding()
    mark(page, 10, 14, 25)
    page.keyboard.type("12")
    press(page, "Enter", "Escape")
    expect(page.locator("[data-told]")).to_have_text("Left as it was; Ctrl Z brings back what was changed.")
    expect(page.locator("[data-chip]")).to_have_count(0)
    press(page, "Control+z")
    expect(page.locator("[data-chip]")).to_have_text(["12"])
    press(page, "Control+z")  # and what was done before it can be taken back as well
    expect(page.locator("[data-chip]")).to_have_count(0)
    press(page, "Control+Shift+z", "Enter")
    saved(page)
    assert kept(serving)[0][:3] == (10, 14, 25)
    press(page, ".", "c", "Escape", "Escape")  # the second one leaves the movement for a new one
    press(page, "Control+z")
    saved(page)
    assert kept(serving) == []


HIDDEN = """async () => {
  const timeline = document.querySelector("event-timeline");
  for (let n = 0; timeline.curveShown && n < 1000; n++) await new Promise((done) => setTimeout(done, 20));
}"""


def test_whether_the_curve_was_seen_is_logged(coding, serving):
    page = coding()
    expect(page.locator("[data-do=curve]")).to_have_attribute("aria-pressed", "true")
    press(page, "m")
    expect(page.locator("[data-do=curve]")).to_have_attribute("aria-pressed", "false")
    page.evaluate(HIDDEN)  # which it is once the log says so
    page.reload()
    ready(page)
    expect(page.locator("[data-do=curve]")).to_have_attribute("aria-pressed", "false")
    with serving.site.study.reading() as reader:
        notes = [one["note"].split()[0] for one in reader.log() if one["action"] == "motion curve"]
    assert notes == ["shown", "hidden"]


def test_a_curve_that_is_being_measured_is_told_and_comes_whatever_is_pressed(visitor, serving, film):
    page = visitor("anna", "/coding")
    page.route("**/motion.json", lambda route: route.fulfill(status=202, json={"share": 0.4}))
    page.goto(f"{serving.origin}/coding/{film}")
    ready(page)
    measuring, curve = page.locator("[data-measuring]"), page.locator("[data-do=curve]")
    place = curve.bounding_box()
    expect(measuring).to_have_text("Motion curve: being measured …")
    expect(measuring).to_be_in_viewport(ratio=1)
    assert measuring.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert curve.bounding_box() == place
    press(page, "m")
    expect(page.locator("[data-told]")).to_contain_text("it comes as soon as it is there")
    page.unroute("**/motion.json")
    expect(curve).to_have_attribute("aria-pressed", "true")
    expect(measuring).to_be_empty()
    with serving.site.study.reading() as reader:
        assert [one["note"].split()[0] for one in reader.log() if one["action"] == "motion curve"] == [
            "shown"
        ]


def test_a_curve_that_could_not_be_had_is_asked_for_again(visitor, serving, film):
    page = visitor("anna", "/coding")
    page.route("**/motion.json", lambda route: route.fulfill(status=429, json={"error": "Too often."}))
    page.goto(f"{serving.origin}/coding/{film}")
    ready(page)
    expect(page.locator("[data-told]")).to_have_text("The motion curve stays as it is: Too often.")
    page.unroute("**/motion.json")
    press(page, "m")
    expect(page.locator("[data-do=curve]")).to_have_attribute("aria-pressed", "true")


def test_a_curve_that_comes_after_the_submission_says_nothing(coding):
    page = coding()
    expect(page.locator("[data-do=curve]")).to_have_attribute("aria-pressed", "true")
    press(page, "m")
    expect(page.locator("[data-do=curve]")).to_have_attribute("aria-pressed", "false")
    held = []

    def hold(route):
        held.append(route)

    page.context.route("**/curve", hold)
    with page.expect_request("**/curve") as asked:
        press(page, "m")
    press(page, "Control+Enter", "Tab", "Enter")
    told = page.locator("[data-told]")
    expect(told).to_have_text("Submitted. Thank you.")
    held[0].fulfill(
        status=400, json={"error": "Recording 1 is submitted: what was submitted does not change"}
    )
    asked.value.response().finished()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(told).to_have_text("Submitted. Thank you.")


@pytest.mark.parametrize("how", ["closed", "crashed"])
def test_a_killed_tab_loses_nothing_and_the_draft_is_offered_again(coding, serving, film, how):
    page = coding()
    mark(page, 10, 14, 25)
    press(page, "Enter")
    saved(page)
    mark(page, 40, 44)
    press(page, "1", "2")
    if how == "closed":
        page.close(run_before_unload=False)
    else:
        with pytest.raises(Error, match="crash"):
            page.goto("chrome://crash")
    assert [one[:3] for one in kept(serving)] == [(10, 14, 25)]
    again = page.context.new_page()
    again.goto(f"{serving.origin}/coding/{film}")
    ready(again)
    expect(again.locator("[data-told]")).to_contain_text("An unfinished movement was left here (40 – 44 – ?)")
    press(again, "Enter")
    saved(again)
    assert [one[:4] for one in kept(serving)] == [(10, 14, 25, ""), (40, 44, None, "12")]


def test_edits_wait_while_the_server_is_away_even_through_a_closed_tab(coding, serving, film):
    page = coding()
    context = page.context
    # Too busy, as far as the page knows; a line that is cut would be told on the console, too.
    context.route("**/marks*", lambda route: route.fulfill(status=429, json={"error": "later"}))
    mark(page, 10, 14, 25)
    press(page, "Enter")
    mark(page, 40)
    press(page, "Enter")
    expect(page.locator("[data-saved]")).to_contain_text(
        "The server does not answer. 2 edits kept in this browser"
    )
    assert kept(serving) == []
    page.close(run_before_unload=False)
    context.unroute("**/marks*")
    again = context.new_page()
    again.goto(f"{serving.origin}/coding/{film}")
    ready(again)
    saved(again)
    assert [one[0] for one in kept(serving)] == [10, 40]


def test_who_comes_back_to_the_window_need_not_wait_for_the_next_try(coding, serving):
    page = coding()
    page.route("**/marks", lambda route: route.fulfill(status=401, json={"error": "Sign in first."}))
    mark(page, 10)
    press(page, "Enter")
    expect(page.locator("[data-saved]")).to_contain_text("You are signed out. 1 edit kept")
    with page.expect_response("**/marks"):
        page.evaluate("window.setTimeout = () => 0")  # no further try comes by itself
    page.unroute("**/marks")
    page.evaluate("dispatchEvent(new Event('focus'))")
    saved(page)
    assert kept(serving)[0][0] == 10


def test_two_coders_at_once(coding, serving):
    anna, ben = coding("anna"), coding("ben")
    for page, onset in ((anna, 10), (ben, 30), (anna, 50), (ben, 70)):
        mark(page, onset, onset + 2, onset + 5)
        press(page, "1", "2", "Enter", "Enter")
        saved(page)
    assert [one[0] for one in kept(serving, "anna")] == [10, 50]
    assert [one[0] for one in kept(serving, "ben")] == [30, 70]
    expect(anna.locator("[data-list] li")).to_have_count(2)


def test_two_windows_of_one_coder_follow_each_other(coding, serving, film):
    page = coding()
    other = page.context.new_page()
    other.goto(f"{serving.origin}/coding/{film}")
    ready(other)
    mark(other, 10, 14, 25)
    press(other, "Enter")
    expect(page.locator("[data-list] li")).to_have_count(1)


CHOICES = {"Load what is there": 11, "Keep what is here": 12}


def clashing(coding):
    """A window that keeps a movement from frame 12, which another browser has begin at frame 11 by then."""
    first = coding()
    mark(first, 10, 14, 25)
    press(first, "Enter")
    saved(first)
    second = coding()
    for page, frame in ((second, 11), (first, 12)):
        press(page, "Home", ".")
        mark(page, frame)
        press(page, "Enter")
        if page is second:
            saved(page)
    expect(first.get_by_role("dialog")).to_contain_text("This movement was changed elsewhere")
    return first


@pytest.mark.parametrize(("choice", "onset"), CHOICES.items())
def test_two_browsers_of_one_coder_conflict_in_peace(coding, serving, choice, onset):
    first = clashing(coding)
    dialog = first.get_by_role("dialog")
    expect(dialog).to_contain_text("11 – 14 – 25")
    expect(dialog).not_to_contain_text("+00:00")
    press(first, "Enter") if choice.startswith("Keep") else press(first, "Tab", "Enter")
    saved(first)
    assert [one[:3] for one in kept(serving)] == [(onset, 14, 25)]
    expect(first.locator("[data-list] li")).to_contain_text(f"{onset} – 14 – 25")


@pytest.mark.parametrize(("choice", "onset"), CHOICES.items())
def test_escape_settles_no_conflict_and_what_does_not_stay_comes_back(coding, serving, choice, onset):
    page = clashing(coding)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Ctrl Z brings back what does not stay, as long as this page is open.")
    for _ in range(4):
        press(page, "Escape", "Escape")
        page.wait_for_timeout(60)
    page.evaluate("document.querySelector('dialog[open]').close()")  # as a browser may
    expect(dialog).to_be_visible()
    expect(page.locator("[data-saved]")).to_have_text("Saving")
    page.get_by_role("button", name=choice).click()
    expect(page.locator("[data-told]")).to_contain_text("; Ctrl Z brings back what was")
    saved(page)
    for keys, frame in (("Control+z", 23 - onset), ("Control+Shift+z", onset), ("Control+z", 23 - onset)):
        press(page, keys)
        saved(page)
        assert [one[:3] for one in kept(serving)] == [(frame, 14, 25)]
    press(page, "Control+z", "Control+z")  # what was done before it can be taken back as well
    saved(page)
    assert kept(serving) == []


def test_what_was_deleted_while_it_was_changed_elsewhere_comes_back_as_it_was_there(coding, serving):
    first = coding()
    mark(first, 10, 14, 25)
    press(first, "Enter")
    saved(first)
    second = coding()
    press(first, "Home", ".")
    press(second, "Home", ".")
    mark(second, 11)
    press(second, "Enter")
    saved(second)
    press(first, "Delete")
    expect(first.get_by_role("dialog")).to_contain_text("deleted")
    press(first, "Enter")
    saved(first)
    assert kept(serving) == []
    press(first, "Control+z")
    saved(first)
    assert [one[:3] for one in kept(serving)] == [(11, 14, 25)]


def test_an_earlier_state_is_restored(coding, serving):
    page = coding()
    mark(page, 10, 14, 25)
    press(page, "1", "2", "Enter", "Enter", "Home", ".")
    mark(page, 9)
    press(page, "Enter", "Home", ".")
    saved(page)
    press(page, "t")
    expect(page.get_by_role("dialog").locator("tbody tr")).to_have_count(2)
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_focused()
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("[data-list] li")).to_contain_text("10 – 14 – 25")
    saved(page)
    assert [one[:4] for one in kept(serving)] == [(10, 14, 25, "12")]


def test_another_key_holds_after_a_reload_and_conflicts_are_told(coding, serving):
    page = coding()
    press(page, "?")
    page.locator("[data-command=onset]").focus()
    press(page, "Enter", "a")
    expect(page.get_by_role("dialog")).to_contain_text('A means "Apex is here; again: none" already.')
    press(page, "Enter", "5")
    expect(page.get_by_role("dialog")).to_contain_text("Digits type action units.")
    press(page, "Enter", "j")
    expect(page.locator("[data-command=onset]")).to_have_text("J")
    page.reload()
    ready(page)
    expect(page.locator("[data-frame-of=onset] kbd")).to_have_text("J")
    go_to(page, 7)
    press(page, "o")
    expect(page.locator("[data-frame-of=onset] b")).to_have_text("–")
    press(page, "j", "Enter")
    saved(page)
    assert kept(serving)[0][0] == 7
    press(page, "?")
    page.get_by_role("button", name="As they came").click()
    expect(page.locator("[data-command=onset]")).to_have_text("O")


def test_all_keys_are_exported_and_a_file_may_change_some(coding, tmp_path):
    page = coding()
    press(page, "?")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Export").click()
    keys = json.loads(begun.value.path().read_text())
    assert len(keys) == page.locator("[data-command]").count()
    assert (keys["onset"], keys["faster"], keys["intensity-A"]) == (["O"], ["+", "="], ["A"])
    file = tmp_path / "keys.json"
    for given in (keys | {"onset": ["J"]}, {"onset": ["J"]}):
        page.get_by_role("button", name="As they came").click()
        file.write_text(json.dumps(given))
        page.locator("dialog input[type=file]").set_input_files(file)
        expect(page.get_by_role("dialog")).to_contain_text("These are your keys now.")
        expect(page.locator("[data-command].own")).to_have_text(["J"])


def test_a_question_that_is_asked_again_at_once_is_answered(coding):
    page = coding()
    press(page, "Control+Enter")
    page.evaluate("""() => {
      document.querySelector("dialog[open]").close();
      dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true }));
    }""")
    page.wait_for_timeout(100)
    page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    expect(page.locator("[data-saved]")).to_have_text("Submitted and locked")


def test_what_is_not_his_is_not_opened(visitor, serving, film):
    with serving.site.study.writing("ada") as writer:
        add_account(writer, "carl", ["coder"])
    page = visitor("carl", f"/coding/{film}")
    expect(page.locator("main")).to_contain_text("This recording is not yours to code.")


def test_the_list_leads_through_the_recordings(visitor):
    page = visitor("anna", "/coding")
    expect(page.locator("[autofocus]")).to_be_focused()
    page.keyboard.press("Enter")
    ready(page)
    assert re.search(r"/coding/[0-9a-f]{16}$", page.url)
    assert not re.search(r"\b(un)?even\b|Secret", page.content())
