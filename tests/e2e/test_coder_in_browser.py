"""A coder at work: with the keyboard alone, looking closer, and with keys of his own."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from countenance.study.coding import assignments_of
from countenance.study.people import add_account
from countenance.study.recording import film_of

from .coding import FILM, go_to, kept, mark, press, ready, saved


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
