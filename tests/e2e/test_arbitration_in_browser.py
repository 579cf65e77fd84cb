"""Two coders' marks, an arbiter's keyboard, labels, and the released tables."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from countenance.core import Coding, parse_action_units
from countenance.store.records import Decision, Label
from countenance.study import arbitration
from countenance.study.arbitration import Action
from countenance.study.coding import submit
from countenance.study.people import change_account
from countenance.study.publishing import publish
from countenance.study.recording import film_of
from countenance.study.settlement import decide, label_all, open_items

from ..coded_study import code, submit_all


@pytest.fixture
def film(serving) -> str:
    """Id of a recording that two coders have submitted."""
    submit_all(serving.site.study)
    with serving.site.study.reading() as reader:
        return film_of(reader, "even").id


def at_desk(visitor, name: str, film: str) -> Page:
    page = visitor(name, f"/compare/{film}")
    page.locator("arbitration-desk[ready]").wait_for()
    expect(page.get_by_role("img", name=re.compile("Frame"))).to_be_visible()
    return page


def shows(page: Page, onset: int, frame: int) -> None:
    """The movement that begins at a frame is on the desk, and a frame of it in the picture."""
    expect(page.locator("[data-codings] .at").first).to_have_text(str(onset))
    expect(page.locator("[data-where]")).to_contain_text(f"frame {frame}")


def decisions(serving) -> dict[int, Decision]:
    with serving.site.study.reading() as reader:
        return {one.settled["onset_frame"]: one for one in reader.find(Decision)}


@pytest.mark.usefixtures("film")
def test_the_queue_is_worked_off_by_keyboard(visitor, serving):
    page = visitor("cleo", "/compare")
    expect(page.locator("#queue")).to_contain_text("6 open, 0 settled")
    page.keyboard.press("n")  # the gravest first: one coder excludes it
    page.locator("arbitration-desk[ready]").wait_for()
    shows(page, 50, 52)
    page.keyboard.press("r")
    page.keyboard.type("the lids alone")
    page.keyboard.press("Enter")
    shows(page, 60, 64)
    page.keyboard.press("1")
    shows(page, 78, 82)
    page.keyboard.press("2")
    shows(page, 2, 5)
    page.keyboard.press("3")
    shows(page, 14, 18)
    page.keyboard.press("3")
    expect(page.get_by_role("alert")).to_have_text(
        "The coders' action units differ: say whose the mean takes, anna, ben, both together or what both have."
    )
    page.get_by_label("Action units of").select_option("what both have")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    shows(page, 30, 34)
    for key in (
        "ArrowRight",
        "ArrowRight",
        "f",
        "ArrowLeft",
        "a",
        "Shift+ArrowLeft",
        "ArrowRight",
        "ArrowRight",
        "o",
    ):
        page.keyboard.press(key)
    expect(page.locator("[data-where]")).to_contain_text("frame 27")
    page.keyboard.press("w")
    page.keyboard.type("seen frame by frame")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is open in this recording.")).to_be_visible()
    expect(page.get_by_role("link", name="Label what was settled")).to_be_visible()
    made = decisions(serving)
    assert {onset: one.action for onset, one in made.items()} == {
        2: "mean", 14: "mean", 27: "edit", 50: "reject", 60: "coder1", 78: "coder2",
    }  # fmt: skip
    frames = [made[27].settled[name] for name in ("onset_frame", "apex_frame", "offset_frame")]
    assert frames == [27, 35, 36]
    assert made[14].settled["action_units"] == "4"
    assert made[50].settled["excluded"] == "rejected"


def test_what_a_mean_lacks_is_chosen_by_letters_and_decided_by_enter_or_digit(visitor, serving, film):
    page = at_desk(visitor, "cleo", film)
    whose, alert = page.get_by_label("Action units of"), page.get_by_role("alert")
    page.keyboard.press("n")  # their action units differ
    page.keyboard.press("3")
    expect(whose).to_be_focused()
    page.keyboard.press("Enter")  # nothing is chosen
    expect(alert).to_contain_text("say whose the mean takes")
    page.keyboard.type("anna")
    expect(whose).to_have_value("coder1")
    expect(alert).to_be_hidden()
    page.keyboard.press("ArrowUp")
    expect(alert).to_contain_text("say whose the mean takes")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(whose).to_have_value("coder2")
    page.keyboard.press("Enter")
    shows(page, 30, 34)
    assert decisions(serving)[14].settled["action_units"] == "4"
    page.keyboard.press("Enter")  # nobody asked for a mean of this one
    page.keyboard.press("Shift+P")
    shows(page, 14, 18)
    page.keyboard.press("3")
    page.keyboard.type("both")
    expect(whose).to_have_value("union")
    page.keyboard.press("3")
    expect(page.locator(".history li")).to_have_count(2)
    assert decisions(serving)[14].settled["action_units"] == "4+7"


def test_what_is_wrong_is_told_beside_what_was_pressed_and_nothing_moves(visitor, serving, film):
    page = at_desk(visitor, "cleo", film)
    choices, alert = page.get_by_role("group", name="Decide"), page.get_by_role("alert")
    place = choices.bounding_box()
    page.keyboard.press("n")  # their action units differ
    page.keyboard.press("3")
    expect(alert).to_be_in_viewport(ratio=1)
    assert choices.bounding_box() == place
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(alert).to_be_hidden()
    page.keyboard.press("Enter")
    expect(alert).to_have_text("An edit needs a reason.")
    page.keyboard.type("seen twice")
    page.get_by_label("Action units", exact=True).fill("4+smile")
    page.keyboard.press("Enter")
    expect(alert).to_contain_text("'smile' in '4+smile' names no action unit")
    expect(alert).to_be_in_viewport(ratio=1)
    assert choices.bounding_box() == place
    expect(page.get_by_role("button", name="Keep the edit")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("row", name="Action units")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.get_by_label("Reason")).to_have_value("")  # that was of the edit
    assert decisions(serving) == {}


def test_only_what_differs_is_marked(visitor, serving):
    code(
        serving.site.study,
        "uneven",
        anna=(Coding(10, 14, 20, parse_action_units("12B"), None, "happiness"),),
        ben=(Coding(11, 16, 23, parse_action_units("L12"), None, "Happiness"),),
    )
    with serving.site.study.writing("ada") as writer:
        for coder in ("anna", "ben"):
            submit(writer, coder, "uneven")
        other = film_of(writer, "uneven").id
    page = at_desk(visitor, "emil", other)
    marked = page.locator("td.differs")
    expect(marked).to_have_text(["20 differs", "23 differs", "12B differs", "L12 differs"])
    page.goto(f"{serving.origin}/compare/{other}?tolerance=1")
    expect(marked).to_have_count(6)


def test_the_last_decision_leads_to_the_next_recording(visitor, serving, film):
    submit_all(serving.site.study, "uneven")
    with serving.site.study.writing("cleo") as writer:
        for item in open_items(writer, "even"):
            if item.onset != 2:
                decide(writer, "cleo", item, arbitration.Decision(Action.REJECT, "cleo", "no"))
        other = film_of(writer, "uneven").id
    page = at_desk(visitor, "cleo", film)
    page.keyboard.press("r")
    page.keyboard.type("chews")
    page.keyboard.press("Enter")
    expect(page.locator("[data-told]")).to_contain_text(re.compile(r"^Settled: rejected \(cleo"))
    expect(page.get_by_role("link", name="Next recording")).to_be_focused()
    expect(page.get_by_role("link", name="Next recording")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/compare/{other}"))


def test_a_recording_whose_movements_are_labelled_asks_for_no_label(visitor, serving, film):
    with serving.site.study.writing("cleo") as writer:
        for item in open_items(writer, "even"):
            decide(writer, "cleo", item, arbitration.Decision(Action.REJECT, "cleo", "no"))
    page = at_desk(visitor, "cleo", film)
    label, after = page.get_by_role("link", name="Label what was settled"), page.locator("[data-after]")
    expect(label).to_be_visible()
    expect(after).not_to_contain_text("is labelled")
    with serving.site.study.writing("cleo") as writer:
        label_all(writer, "cleo")
    expect(after).to_contain_text("Nothing is open in this recording, and what was settled is labelled.")
    expect(label).to_be_hidden()


def test_stepping_shows_exactly_the_frame(visitor, serving, film):
    page = at_desk(visitor, "emil", film)
    where = page.locator("[data-where]")
    for key, frame in (
        ("End", 89),
        ("ArrowRight", 89),
        ("ArrowLeft", 88),
        ("Shift+ArrowLeft", 78),
        ("Home", 0),
    ):
        page.keyboard.press(key)
        expect(where).to_contain_text(f"frame {frame}")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play or pause")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play or pause")).to_have_attribute("aria-pressed", "false")
    # An analyst looks and decides nothing.
    page.keyboard.press("1")
    expect(page.locator("[data-progress]")).to_have_text("6 open, 0 settled")
    assert decisions(serving) == {}


def test_an_arbiter_looks_as_closely_as_a_coder(visitor, film, serving):
    page = at_desk(visitor, "cleo", film)
    signs = page.locator("[data-badges] span")
    page.keyboard.press("b")
    expect(page.locator("[data-baseline]")).to_have_text("5")
    page.keyboard.press("d")
    expect(signs).to_have_text("Difference to frame 5, ×4")
    page.keyboard.press("Shift+D")
    expect(signs).to_have_text("Difference to frame 5, ×8")
    page.keyboard.press("d")
    page.keyboard.down("h")
    expect(signs).to_have_text("Baseline, frame 5")
    page.keyboard.up("h")
    expect(signs).to_have_count(0)
    page.keyboard.press("z")
    expect(signs).to_have_text("Not as recorded: zoom ×1.3")
    page.get_by_role("button", name="As recorded V").click()
    expect(signs).to_have_count(0)
    curve = page.get_by_role("button", name="Curve")
    page.keyboard.press("m")
    expect(curve).to_have_attribute("aria-pressed", "true")
    timeline = page.locator("event-timeline")
    timeline.evaluate("async (one) => { while (!one.curveShown) await new Promise(requestAnimationFrame); }")
    assert timeline.evaluate("one => one.curve.length") == 90
    page.keyboard.press("m")
    expect(curve).to_have_attribute("aria-pressed", "false")
    assert not timeline.evaluate("one => one.curveShown")
    # A key that is held decides once.
    page.keyboard.down("1")
    page.keyboard.down("1")
    page.keyboard.up("1")
    expect(page.locator("[data-progress]")).to_have_text("5 open, 1 settled")
    shows(page, 14, 18)
    assert len(decisions(serving)) == 1


def test_a_decision_is_changed_and_its_history_kept(visitor, serving, film):
    page = at_desk(visitor, "cleo", film)
    page.keyboard.press("1")
    expect(page.locator("[data-progress]")).to_have_text("5 open, 1 settled")
    page.keyboard.press("Shift+P")
    shows(page, 2, 5)
    expect(page.locator(".history li")).to_have_count(1)
    page.keyboard.press("2")
    expect(page.locator(".history li")).to_have_count(2)
    expect(page.locator(".history li").nth(0)).to_contain_text("as ben has it")
    expect(page.locator(".history li").nth(1)).to_contain_text("Before: as anna has it")
    expect(page.locator("[data-progress]")).to_have_text("5 open, 1 settled")
    assert decisions(serving)[2].action == "coder2"


def test_two_arbiters_do_not_overwrite_each_other(visitor, serving, film):
    study = serving.site.study
    with study.writing("ada") as writer:
        change_account(writer, "emil", roles=["arbiter"])
    page = at_desk(visitor, "cleo", film)
    shows(page, 2, 5)
    with page.expect_response("**/decisions") as answer:
        # In one go, so that the page cannot have heard of it before the key.
        with study.writing("emil") as writer:
            item = next(one for one in open_items(writer) if one.onset == 2)
            decide(writer, "emil", item, arbitration.Decision(Action.REJECT, "emil", "no smile"))
        page.keyboard.press("1")
    assert answer.value.status == 409
    expect(page.get_by_role("alert")).to_contain_text("emil settled this meanwhile (rejected): look at it")
    expect(page.locator(".history li")).to_contain_text("rejected")
    assert decisions(serving)[2].arbiter == "emil"
    page.keyboard.press("1")
    expect(page.locator(".history li").first).to_contain_text("as anna has it")
    assert decisions(serving)[2].arbiter == "cleo"


def test_what_another_decides_appears(visitor, serving, film):
    page = at_desk(visitor, "emil", film)
    queue = visitor("ada", "/compare")
    expect(queue.locator("#queue")).to_contain_text("6 open")
    study = serving.site.study
    with study.writing("cleo") as writer:
        item = next(one for one in open_items(writer) if one.onset == 2)
        decide(writer, "cleo", item, arbitration.Decision(Action.FIRST, "cleo"))
    expect(page.get_by_role("alert")).to_contain_text("cleo settled this meanwhile")
    expect(page.locator("[data-progress]")).to_have_text("5 open, 1 settled")
    expect(queue.locator("#queue")).to_contain_text("5 open, 1 settled")


@pytest.mark.usefixtures("film")
def test_a_policy_settles_after_a_look(visitor, serving):
    page = visitor("cleo", "/compare")
    page.get_by_label("Average frames that are apart by at most").fill("4")
    page.get_by_role("button", name="See how many").click()
    expect(page.locator("[data-told]")).to_have_text("mean within 4 frames: 2 in even. 4 left to you.")
    assert decisions(serving) == {}
    page.get_by_role("button", name="Settle 2").click()
    expect(page.locator("#queue")).to_contain_text("4 open, 2 settled")
    assert {one.settled["policy"] for one in decisions(serving).values()} == {"mean within 4 frames"}


@pytest.mark.usefixtures("film")
@pytest.mark.parametrize("width", [1280, 1024])
def test_names_of_recordings_stay_whole_in_the_queue(visitor, serving, width):
    with serving.site.study.writing("test") as writer:
        writer.change(film_of(writer, "even"), name="s02_spoiledfood_again")
    page = visitor("cleo", "/compare", width=width)
    lines = """one => {
        const text = document.createRange();
        text.selectNodeContents(one);
        return text.getClientRects().length;
    }"""
    names = page.get_by_role("link", name="s02_spoiledfood_again")
    expect(names).to_have_count(7)
    assert {one.evaluate(lines) for one in names.all()} == {1}
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_coders_do_not_come_in(visitor, film):
    page = visitor("anna", f"/compare/{film}")
    expect(page.get_by_role("heading", name="Not open to you")).to_be_visible()


def test_keys_are_told(visitor, film):
    page = at_desk(visitor, "cleo", film)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("code it anew")
    page.keyboard.press("1")  # not while somebody reads
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("[data-progress]")).to_have_text("6 open, 0 settled")


def test_from_two_coders_to_the_released_tables(visitor, serving, film, tmp_path):
    study = serving.site.study
    page = at_desk(visitor, "cleo", film)
    for key in ("1", "2"):  # 2 and 14, as they come in time
        page.keyboard.press(key)
        expect(page.locator("[data-told]")).to_contain_text("Settled")
        shows(page, *{"1": (14, 18), "2": (30, 34)}[key])
    page.keyboard.press("3")
    shows(page, 50, 52)
    page.keyboard.press("r")
    page.keyboard.type("the lids")
    page.get_by_label("It is").fill("blink")
    page.keyboard.press("Enter")
    shows(page, 60, 64)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("a")
    page.keyboard.press("w")
    page.keyboard.type("a frame later")
    page.keyboard.press("Enter")
    shows(page, 78, 82)
    page.keyboard.press("2")
    page.get_by_role("link", name="Label what was settled").click()
    expect(page.get_by_text("6 settled movements: 5 expressions")).to_be_visible()
    page.get_by_role("button", name="Label", exact=True).click()
    expect(page.get_by_text("Every settled movement is labelled.")).to_be_visible()
    row = page.get_by_role("row", name=re.compile("even_2"))
    row.get_by_text("File elsewhere").click()
    row.get_by_label("Category of even_2").select_option("other")
    row.get_by_label("Reason").fill("he squints")
    row.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("cleo: he squints")).to_be_visible()
    with study.reading() as reader:
        assert reader.count(Label) == 6
    publish(study, "tables", tmp_path / "release", "public", "emil")
    with (tmp_path / "release" / "expressions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    told = [
        (*(float(row[name]) for name in ("onset", "apex", "offset")), row["settled_by"], row["category"])
        for row in rows
    ]
    assert sorted(told) == [
        (2, 5, 9, "coder1", "positive"),
        (14, 19, 24, "coder2", "other"),
        (30.5, 34, 42, "mean", "surprise"),
        (60, 65, 72, "edit", "positive"),
        (78, 82, 88, "coder2", "positive"),
    ]
    whole = [[int(row[f"{name}_frame"]) for name in ("onset", "apex", "offset")] for row in rows]
    assert sorted(whole) == [[2, 5, 9], [14, 19, 24], [31, 34, 42], [60, 65, 72], [78, 82, 88]]
    marked = (tmp_path / "release" / "codings.csv").read_text(encoding="utf-8")
    assert marked.count("\n") == 11  # the coders' own, all ten, as they were
