"""How many of a camera's frames are stored, by worker and encoder against the browser's own recorder.

    python benchmarks/bench_capture.py [--seconds 12] [--chromium /usr/bin/chromium]

Chromium's fake camera plays numbered frames of 640 x 480 at 30 per second. Both ways record through the study's own
pages, with the page idle and with its thread blocked for 200 ms again and again. Delivered is what the browser says
that the camera delivered; stored are the frames in the recording of the study, and missing the numbers that are not
there between its first and its last frame. The worker ends with the camera's last frame; the browser's own
recorder, the reference, with a slice.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.barcodes import frame_in, write_y4m
from tests.e2e.serving import Served, served
from tests.sessions import begun_sessions
from tests.web_study import make_study

from countenance.store.records import Film, Medium
from countenance.study.project import Study
from countenance.video import VideoFile

PLAYED = 450
RECORD = """async ([url, ms, exact, busy]) => {
  const { CameraRecorder } = await import("/static/capture/recorder.js");
  if (!exact) delete globalThis.MediaStreamTrackProcessor;
  const rest = (time) => new Promise((done) => setTimeout(done, time));
  const recorder = await CameraRecorder.open();
  await recorder.start({ url });
  let worst = 0;
  recorder.addEventListener("progress", ({ detail }) => (worst = Math.max(worst, detail.delayed)));
  for (const end = performance.now() + ms; performance.now() < end; ) {
    const until = performance.now() + 200;
    while (busy && performance.now() < until);
    await rest(busy ? 20 : 200);
  }
  const stats = recorder.recorded.stats;
  const result = await recorder.stop();
  const { deliveredFrames: delivered, discardedFrames: discarded } = stats;
  return { ...result, delivered, discarded, worst, film: await recorder.finish() };
}"""


def recorded(study: Study, film: str) -> tuple[list[int], list[float]]:
    with study.reading() as reader:
        medium = reader.get(Medium, reader.get(Film, film).medium)
    source = VideoFile(study.media.path(medium.digest, medium.suffix))
    shown = [frame_in(frame.image) for frame in source.frames(colour="grey")]
    return shown, [float(time) for time in source.timestamps()]


def measured(browser: Browser, running: Served, session: str, seconds: float, exact: bool, busy: bool) -> str:
    context = browser.new_context()
    page = context.new_page()
    page.goto(running.entrance("dora"))
    found = page.evaluate(RECORD, [f"/api/captures/{session}/0", 1000 * seconds, exact, busy])
    context.close()
    shown, times = recorded(running.site.study, found["film"])
    missing = sum((b - a) % PLAYED - 1 for a, b in itertools.pairwise(shown))
    gap = 1000 * max(b - a for a, b in itertools.pairwise(times))
    rate = (len(times) - 1) / times[-1]
    return (
        f"delivered {found['delivered']:4d}  stored {len(shown):4d}  missing {missing:3d}  "
        f"discarded {found['discarded']:3d}  told as dropped {found['dropped']:3d}  "
        f"{rate:5.2f} fps  longest gap {gap:4.0f} ms  "
        f"most waiting {found['worst'] >> 10} KiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        played = write_y4m(Path(name) / "numbers.y4m", PLAYED)
        browser = playwright.chromium.launch(
            executable_path=given.chromium,
            args=[
                "--no-sandbox",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={played}",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        ways = itertools.product((True, False), (False, True))
        for number, (exact, busy) in enumerate(ways):
            folder = Path(name) / str(number)
            folder.mkdir()
            with make_study(folder, n_frames=5) as study, served(study) as running:
                session = begun_sessions(study, folder)[0]
                told = measured(browser, running, session, given.seconds, exact, busy)
            way = "worker and encoder" if exact else "browser's own recorder"
            print(f"{way:23s} {'page blocked' if busy else 'page idle':13s} {told}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
