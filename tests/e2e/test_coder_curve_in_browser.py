"""The motion curve beside a coder, and what the log tells of it."""

from __future__ import annotations

from playwright.sync_api import expect

from .coding import press, ready

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
