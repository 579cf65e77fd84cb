"""Edges of a movement that a coder drags with the mouse."""

from __future__ import annotations

from playwright.sync_api import expect

from .coding import kept, mark, press, saved


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
