"""How quickly the viewer shows a frame, and how smoothly a timeline of 1,000 movements scrolls.

    python benchmarks/bench_viewer.py [--frames 1600]

A film of 640 x 480 pixels is looked at in Chromium, served by ``countenance serve`` in a process of its own.
Steps to frames that were fetched before, and jumps to frames that nobody has asked for, are timed from the call
until the frame is on the canvas. The reference is the same film in a ``<video>`` element, timed from setting
``currentTime`` to the middle of a frame until ``seeked``. A timeline is scrolled once each display frame; what is
timed is the drawing.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.barcodes import write_barcodes
from tests.web_study import make_study

from countenance.store.records import Participant
from countenance.study.recording import NewFilm, add_film

VIEWER = """async (film) => {
  await import("/static/viewing/frame-viewer.js");
  const viewer = document.createElement("frame-viewer");
  viewer.style.width = "640px"; viewer.style.height = "480px";
  viewer.setAttribute("recording", film);
  document.body.replaceChildren(viewer);
  window.viewer = viewer;
  await viewer.ready;
}"""
STEPS = """async (n) => {
  await new Promise((resolve) => setTimeout(resolve, 4000));
  const taken = [];
  for (let k = 0; k < n; k++) {
    const began = performance.now();
    await viewer.step(1);
    taken.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 33));
  }
  return taken;
}"""
JUMPS = """async (indices) => {
  const taken = [];
  for (const index of indices) {
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const began = performance.now();
    await viewer.show(index);
    taken.push(performance.now() - began);
  }
  return taken;
}"""
SEEKS = """async ([film, indices]) => {
  const video = document.createElement("video");
  video.muted = true;
  document.body.replaceChildren(video);
  await new Promise((resolve) => { video.onloadeddata = resolve; video.src = `/recordings/${film}/video`; });
  const taken = [];
  for (const index of indices) {
    const began = performance.now();
    await new Promise((resolve) => { video.onseeked = resolve; video.currentTime = (index + 0.5) / 30; });
    taken.push(performance.now() - began);
  }
  return taken;
}"""
TIMELINE = """async (n) => {
  await import("/static/viewing/event-timeline.js");
  const timeline = document.createElement("event-timeline");
  timeline.style.width = "1200px"; timeline.style.height = "160px";
  document.body.replaceChildren(timeline);
  const kinds = ["macro", "micro", "other"];
  const lane = (id) => ({ id, name: id, events: Array.from({ length: n / 2 }, (_, k) => ({
    id: `${id}${k}`, onset: k * 60, apex: k * 60 + 9, offset: k * 60 + 30, kind: kinds[k % 3],
    label: `AU ${k % 20}` })) });
  timeline.nFrames = 30 * n;
  timeline.seconds = Float64Array.from({ length: 30 * n }, (_, k) => k / 30);
  timeline.lanes = [lane("Anna"), lane("Ben")];
  timeline.curve = Float32Array.from({ length: 30 * n }, (_, k) => Math.abs(Math.sin(k / 40)));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const ask = window.requestAnimationFrame;
  const frame = () => new Promise((resolve) => ask.call(window, resolve));
  const taken = { drawing: [], frames: [] };
  window.requestAnimationFrame = (draw) => ask.call(window, (now) => {
    const began = performance.now();
    draw(now);
    taken.drawing.push(performance.now() - began);
  });
  for (const [first, last] of [[0, 2000], [0, 30 * n - 1]]) {
    timeline.range = [first, last];
    let before = await frame();
    for (let k = 0; k < 100; k++) {
      timeline.scrollBy(k < 50 ? 0.05 : -0.05);
      const now = await frame();
      taken.frames.push(now - before);
      before = now;
    }
  }
  window.requestAnimationFrame = ask;
  return taken;
}"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a study as a laboratory does; the address that signs somebody in who may look at everything."""
    command = [
        sys.executable,
        "-m",
        "countenance.app.cli",
        "serve",
        str(folder),
        "--no-browser",
        "--as",
        "cleo",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        text = ""
        while not (found := re.search(r"http://\S+token=\S{32}", text)):
            text += process.stdout.readline().strip()
        try:
            yield found[0]
        finally:
            process.terminate()


def told(what: str, taken: list[float], goal: float) -> float:
    """Print the median and the 95th percentile; the latter in ms."""
    median, most = np.percentile(taken, [50, 95])
    print(f"{what}: p50 {median:.2f} ms, p95 {most:.2f} ms (goal: {goal:g} ms)")
    return float(most)


def measured(page: Page, film: str, frames: int) -> None:
    cold = [int(index) for index in np.random.default_rng(0).permutation(np.arange(200, frames, 70))]
    seek = told("seek of a <video> element", page.evaluate(SEEKS, [film, cold]), 30)
    page.evaluate(VIEWER, film)
    first = told("step to a frame fetched before", page.evaluate(STEPS, 120), 16)
    second = told("frame nobody has asked for", page.evaluate(JUMPS, cold), 30)
    timeline = page.evaluate(TIMELINE, 1000)
    told("drawing of a timeline of 1,000 movements", timeline["drawing"], 16)
    told("from one display frame to the next while it scrolls", timeline["frames"], 17)
    print(f"step / seek of <video>, p95: {first / seek:.3f}")
    print(f"frame nobody has asked for / seek of <video>, p95: {second / seek:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--frames", type=int, default=1600)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, make_study(Path(scratch)) as study:
        with study.reading() as reader:
            who = next(iter(reader.find(Participant))).pseudonym
        path = write_barcodes(Path(scratch) / "film.mp4", options.frames, size=(640, 480))
        film = add_film(study, path, NewFilm(participant=who, name="film")).film.id
        with served(study.folder) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.goto(address)
            measured(page, film, options.frames)
            browser.close()


if __name__ == "__main__":
    main()
