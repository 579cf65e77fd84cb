"""What a coder marks is kept: through killed tabs, servers that are away, beside others and in two windows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error, expect

from .coding import kept, mark, press, ready, saved


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
