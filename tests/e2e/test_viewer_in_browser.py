"""Frame by frame in a real browser: the number that a frame carries is read back from the canvas."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from countenance.store.records import Assignment, Participant
from countenance.study.recording import NewFilm, add_film, film_of

from ..barcodes import frame_in, write_barcodes
from ..web_study import account_id

_OPEN = """async (film) => {
  await import("/static/viewing/frame-viewer.js");
  document.body.replaceChildren();
  const viewer = document.createElement("frame-viewer");
  viewer.style.width = "320px"; viewer.style.height = "240px";
  viewer.setAttribute("recording", film);
  document.body.append(viewer);
  window.viewer = viewer;
  window.drawn = [];
  viewer.addEventListener("framechange", (event) => {
    const { data, width, height } = window.pixels(viewer);
    window.drawn.push([event.detail.index, viewer.index, window.numberIn(data, width, height)]);
  });
  await viewer.ready;
  return viewer.nFrames;
}"""

_NUMBER_IN = """() => {
  // Read from a copy, so that reading changes nothing about how the viewer draws.
  const copy = new OffscreenCanvas(320, 240);
  const pen = copy.getContext("2d", { willReadFrequently: true });
  window.pixels = (viewer) => {
    const canvas = viewer.querySelector("canvas");
    pen.drawImage(canvas, 0, 0);
    return pen.getImageData(0, 0, canvas.width, canvas.height);
  };
  window.until = async (condition) => {
    while (!condition()) await new Promise(requestAnimationFrame);
  };
  window.numberIn = (pixels, width, height) => {
    let number = 0;
    for (let bit = 0; bit < 14; bit++) {
      const x = Math.floor(((bit + 0.5) / 14) * width);
      const at = (part) => pixels[4 * (Math.floor((0.06 + part * 0.055) * height) * width + x) + 1];
      if (Math.abs(at(1) - at(3)) < 80) return -1;
      if (at(1) > at(3)) number |= 1 << bit;
    }
    return number;
  };
}"""


def opened(visitor, serving, name):
    page = visitor("anna")
    page.evaluate(_NUMBER_IN)
    with serving.site.study.reading() as reader:
        film = film_of(reader, name).id
    assert page.evaluate(_OPEN, film) == 90
    return page


def drawn(page) -> list[list[int]]:
    """What was drawn since the last look: announced, `index`, and read from the canvas."""
    return page.evaluate("() => window.drawn.splice(0)")


def on_the_canvas(page) -> int:
    width, height, pixels = page.evaluate(
        "() => { const { data, width, height } = pixels(viewer); return [width, height, Array.from(data)]; }"
    )
    return frame_in(np.array(pixels, np.uint8).reshape(height, width, 4)[..., :3])


def wait_until(page, condition: str) -> None:
    """Playwright's own waiting evaluates text, which the pages forbid."""
    page.evaluate(f"() => until(() => {condition})")


@pytest.mark.parametrize("name", ["even", "uneven"])
def test_every_frame_in_both_directions_and_at_random(visitor, serving, name):
    page = opened(visitor, serving, name)
    wanted = [*range(90), *range(88, -1, -1), *((37 * n) % 90 for n in range(90))]
    drawn(page)
    page.evaluate("async (wanted) => { for (const n of wanted) await viewer.show(n); }", wanted)
    assert drawn(page) == [[n, n, n] for n in wanted]
    page.evaluate("viewer.show(89)")
    assert on_the_canvas(page) == 89


def test_one_step_at_a_time_from_the_last_frame(visitor, serving):
    """Nothing before was looked at, so every frame comes from a decoder that goes backwards."""
    page = opened(visitor, serving, "uneven")
    drawn(page)
    page.evaluate(
        "async () => { await viewer.show(1e9); for (let n = 0; n < 95; n++) await viewer.step(-1); }"
    )
    seen = drawn(page)
    assert [one[0] for one in seen] == [*range(89, -1, -1), *[0] * 6]
    assert all(announced == index == number for announced, index, number in seen)


def test_steps_that_come_before_a_frame_is_drawn_count(visitor, serving):
    page = opened(visitor, serving, "even")
    wanted = page.evaluate(
        "() => { void viewer.show(40); for (const n of [1, 1, 10, -3]) void viewer.step(n); return viewer.wanted; }"
    )
    assert wanted == 49
    wait_until(page, "viewer.index === 49")
    assert on_the_canvas(page) == 49


def test_in_a_storm_of_wishes_the_last_one_counts(visitor, serving):
    page = opened(visitor, serving, "even")
    drawn(page)
    page.evaluate(
        "async () => { for (let n = 0; n < 300; n++) void viewer.show((n * 53) % 90); await viewer.show(71); }"
    )
    wait_until(page, "viewer.index === 71")
    page.wait_for_timeout(300)
    seen = drawn(page)
    assert seen[-1] == [71, 71, 71]
    assert all(announced == index == number for announced, index, number in seen)


@pytest.mark.parametrize(("name", "speed", "start"), [("even", 0.25, 75), ("uneven", 1, 0)])
def test_playing_ends_at_the_last_frame(visitor, serving, name, speed, start):
    page = opened(visitor, serving, name)
    page.evaluate("(start) => viewer.show(start)", start)
    drawn(page)
    page.evaluate("(speed) => { viewer.play({speed}); }", speed)
    wait_until(page, "!viewer.playing")
    seen = drawn(page)
    assert [one[0] for one in seen] == sorted({one[0] for one in seen})
    assert all(announced == index == number for announced, index, number in seen)
    assert on_the_canvas(page) == 89


def test_who_jumps_on_at_once_has_no_frames_around_fetched(visitor, serving):
    page = opened(visitor, serving, "even")
    fetched = (
        "performance.getEntriesByType('resource').map((one) => Number(/(\\d+).jpg$/.exec(one.name)?.[1]))"
    )
    wait_until(page, f"{fetched}.includes(60)")
    page.evaluate("""() => {
      const { setTimeout } = window;
      window.later = [];
      window.setTimeout = (f, ms) => (ms === 80 ? window.later.push(f) : setTimeout(f, ms));
      performance.clearResourceTimings();
    }""")
    page.evaluate("async () => { await viewer.show(89); await viewer.show(75); }")
    assert page.evaluate(fetched) == [89, 75]
    page.evaluate("later.at(-1)()")  # now nobody has jumped on for a while
    wait_until(page, f"{fetched}.includes(74)")


def test_playing_backwards_ends_at_the_first_frame(visitor, serving):
    page = opened(visitor, serving, "uneven")
    page.evaluate("viewer.show(40)")
    drawn(page)
    page.evaluate("viewer.play({backwards: true})")
    wait_until(page, "!viewer.playing")
    seen = [one[0] for one in drawn(page)]
    assert seen == sorted(seen, reverse=True)
    assert on_the_canvas(page) == 0


@pytest.mark.parametrize("backwards", [False, True])
def test_a_loop_stays_within_its_bounds(visitor, serving, backwards):
    page = opened(visitor, serving, "uneven")
    page.evaluate("viewer.show(20)")
    drawn(page)
    page.evaluate("(backwards) => viewer.play({loop: [20, 29], backwards})", backwards)
    wait_until(page, "drawn.filter(([n]) => n === 25).length >= 3")
    page.evaluate("viewer.pause()")
    seen = drawn(page)
    assert {one[0] for one in seen} <= set(range(20, 30))
    assert {20, 29} <= {one[0] for one in seen}
    assert all(announced == index == number for announced, index, number in seen)


def test_the_difference_to_the_baseline(visitor, serving):
    """Grey where nothing differs, bright where the frame is brighter; held, the baseline is drawn itself."""
    page = opened(visitor, serving, "even")
    page.evaluate("async () => { await viewer.show(5); viewer.baseline = 5; viewer.difference = 1; }")
    at = "([x, y]) => pixels(viewer).data[4 * (320 * y + x) + 1]"
    wait_until(page, f"Math.abs(({at})([10, 30]) - 128) <= 2")
    page.evaluate("viewer.show(4)")  # bit 0 is no longer set
    assert page.evaluate(at, [10, 30]) < 20
    assert abs(page.evaluate(at, [300, 30]) - 128) <= 8
    page.evaluate("viewer.flicker = true")
    assert on_the_canvas(page) == 5
    page.evaluate("() => { viewer.flicker = false; viewer.difference = 0; }")
    assert on_the_canvas(page) == 4


def test_zooming_and_coming_back(visitor, serving):
    page = opened(visitor, serving, "even")
    page.evaluate("async () => { await viewer.show(33); viewer.zoom(8); viewer.pan(40, -20); }")
    with pytest.raises(ValueError, match="no number"):
        on_the_canvas(page)
    page.evaluate("viewer.resetView()")
    assert on_the_canvas(page) == 33


def test_a_recording_that_may_not_be_seen_is_told(visitor, serving):
    with serving.site.study.writing("ada") as writer:
        film = film_of(writer, "even").id
        writer.remove(writer.first(Assignment, film=film, coder=account_id(serving.site.study, "ben")))
    page = visitor("ben")
    told = page.evaluate(
        """async (film) => {
          await import("/static/viewing/frame-viewer.js");
          const viewer = document.createElement("frame-viewer");
          const told = new Promise((resolve) => viewer.addEventListener("problem", resolve));
          viewer.setAttribute("recording", film);
          document.body.append(viewer);
          return (await told).detail.sentence;
        }""",
        film,
    )
    assert told == "This recording is not yours to look at."


def test_long_ways_from_keyframe_to_keyframe(visitor, serving, tmp_path):
    """One keyframe, and frames that are decoded in another order than they are shown."""
    path = write_barcodes(tmp_path / "long.mp4", 90, g="999", bf="4")
    study = serving.site.study
    with study.reading() as reader:
        who = reader.get(Participant, film_of(reader, "even").participant).pseudonym
    add_film(study, path, NewFilm(participant=who, name="long"))
    page = visitor("cleo")
    page.evaluate(_NUMBER_IN)
    with study.reading() as reader:
        film = film_of(reader, "long").id
    page.evaluate(_OPEN, film)
    wanted = [89, 88, 87, 3, 60, 59, 58, *range(40, 20, -1), *range(70, 90)]
    drawn(page)
    page.evaluate("async (wanted) => { for (const n of wanted) await viewer.show(n); }", wanted)
    assert drawn(page) == [[n, n, n] for n in wanted]


_TIMELINE = """async () => {
  await import("/static/viewing/event-timeline.js");
  const timeline = document.createElement("event-timeline");
  timeline.style.width = "1084px";
  timeline.style.height = "120px";
  document.body.replaceChildren(timeline);
  timeline.nFrames = 250;
  timeline.seconds = Float64Array.from({ length: 250 }, (_, n) => n / 30);
  timeline.lanes = [
    { id: "a", name: "Anna", events: [{ id: "smile", onset: 25, apex: 37, offset: 49, kind: "macro" }] },
    { id: "b", name: "Ben", events: [{ id: "frown", onset: 25, apex: null, offset: null, kind: "micro" }] },
  ];
  window.timeline = timeline;
  window.heard = [];
  for (const name of ["seek", "choose"])
    timeline.addEventListener(name, (event) => heard.push([name, event.detail.index ?? event.detail.id]));
  const box = timeline.getBoundingClientRect();
  return [box.left, box.top];
}"""


def test_movements_that_overlap_lie_in_rows_of_their_own(visitor):
    page = visitor("anna")
    left, top = page.evaluate(_TIMELINE)
    page.evaluate(
        """() => {
          const brow = { id: "brow", onset: 20, apex: 30, offset: 60, kind: "macro", label: "1+2" };
          const mouth = { id: "mouth", onset: 25, apex: 40, offset: 50, kind: "macro", label: "12" };
          const later = { id: "later", onset: 61, apex: null, offset: 70, kind: "macro", label: "4" };
          const own = { id: "own", name: "Own", events: [later, mouth, brow] };
          timeline.lanes = [own, { id: "b", name: "Ben", events: [brow] }];
        }"""
    )
    for frame, y in ((30, 15), (30, 49), (65, 15), (65, 49), (30, 83)):  # rows are 34 px high
        page.mouse.click(left + 84 + 4 * frame + 2, top + y)
    heard = [event for event in page.evaluate("heard") if event[0] == "choose"]
    assert heard == [["choose", "brow"], ["choose", "mouth"], ["choose", "later"], ["choose", "brow"]]


def test_no_more_rows_than_can_be_read(visitor):
    page = visitor("anna")
    rows = page.evaluate(
        """async () => {
          const { inRows } = await import("/static/viewing/timeline-rows.js");
          const event = (onset, offset) => ({ id: String(onset), onset, apex: null, offset, kind: "macro" });
          return inRows([event(0, 50), event(1, 9), event(2, 30), event(3, 40), event(10, null), event(41, 60)]);
        }"""
    )
    assert (rows["count"], rows["rows"]) == (3, [0, 1, 2, 1, 2, 1])
    assert rows["nexts"] == [inf, 3, 10, 41, inf, inf]


def test_labels_never_lie_on_another_movement(visitor):
    page = visitor("anna")
    placed = page.evaluate(
        """async () => {
          const { placeLabel } = await import("/static/viewing/timeline-drawing.js");
          const pen = document.createElement("canvas").getContext("2d");
          const place = (bar, room) => placeLabel(pen, "6B+L12C", bar, room);
          pen.font = '11px system-ui, "DejaVu Sans", sans-serif';
          const long = pen.measureText("6B+L12C").width;
          const short = place([100, 130], [-Infinity, 140]);
          return [
            place([100, 200], [-Infinity, Infinity]),
            place([100, 120], [-Infinity, Infinity]),
            place([100, 120], [-Infinity, 124 + long]),
            place([100, 120], [-Infinity, 126 + long]),
            place([100, 110], [-Infinity, 112]),
            place([100, 120], [124, Infinity]),
            short.text.endsWith("…") && short.from + pen.measureText(short.text).width <= 130,
          ];
        }"""
    )
    whole = "6B+L12C"
    assert placed[0] == {"text": whole, "from": 104}
    assert placed[1] == {"text": whole, "from": 123}
    assert placed[2] is None
    assert placed[3] == {"text": whole, "from": 123}
    assert placed[4] is None
    assert placed[5] is None
    assert placed[6] is True


def test_the_timeline_is_clicked_zoomed_and_dragged(visitor):
    """84 px are for names, so one of the 250 frames is four pixels wide."""
    page = visitor("anna")
    left, top = page.evaluate(_TIMELINE)
    page.mouse.click(left + 84 + 4 * 40 + 2, top + 15)
    page.mouse.click(left + 84 + 4 * 175 + 2, top + 15)
    assert page.evaluate("heard.splice(0)") == [["choose", "smile"], ["seek", 40], ["seek", 175]]
    page.mouse.move(left + 84 + 500, top + 15)
    page.mouse.wheel(0, -300)
    page.evaluate("async () => { while (!timeline.range[0]) await new Promise(requestAnimationFrame); }")
    first, last = page.evaluate("timeline.range")
    assert (first, last) == pytest.approx((62.5, 187), abs=1)
    page.mouse.down()
    page.mouse.move(left + 84 + 300, top + 15, steps=4)
    page.mouse.up()
    assert page.evaluate("timeline.range") == pytest.approx([first + 25, last + 25], abs=0.5)
    assert page.evaluate("heard.splice(0)") == []
    page.evaluate("timeline.reveal(5)")
    assert page.evaluate("timeline.range[0]") == 0
    page.evaluate("() => { timeline.zoomBy(1e9); timeline.scrollBy(1e9); }")
    assert page.evaluate("timeline.range[1]") == 249
    page.evaluate("() => { timeline.zoomBy(1e-9); timeline.scrollBy(-1e9); }")
    assert page.evaluate("timeline.range") == [0, 249]
    label = page.evaluate("timeline.querySelector('canvas').getAttribute('aria-label')")
    assert label == "Timeline of movements. Anna: 1, Ben: 1"


def test_a_frame_that_cannot_be_fetched_is_told(visitor, serving):
    page = opened(visitor, serving, "even")
    told = page.evaluate(
        """async () => {
          const { FrameStore } = await import("/static/viewing/frame-store.js");
          window.fetch = () => Promise.reject(new TypeError("Failed to fetch"));
          return await new FrameStore(() => "/", 90, 1).get(7).catch((error) => error.message);
        }"""
    )
    assert told == "Frame 7 is not here yet: the server does not answer."
