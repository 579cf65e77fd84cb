"""How fast expressions are spotted, and in how much memory.

    python benchmarks/bench_spotting.py [--seconds 10] [--repeats 3] [--folder KEPT] [--threads 2]
    python benchmarks/bench_spotting.py --minutes 60      the memory, over a recording of an hour

Speed: region-flow, MDMD and a plain loop of OpenCV's Farneback flow over whole frames see the same simulated
recordings (640 x 480, H.264, 30 and 200 frames a second), each from the file: decoding and landmarks are part
of the time. They take turns, and the fastest turn of each counts, because whatever else runs on a machine only
makes it slower. Real time is the recording's own length; processor time is that of all threads. The recordings
are rendered first, which takes longer than all else: --folder keeps them.

Memory: the frames of the recording are shown over and over, their numbers and times going on, and the anonymous
memory of this process (RssAnon of /proc, Linux only) is looked at after every frame. Its peak over the whole is
held against that over the first minute. What may grow is told: the curves, one number for each part of the face
and frame.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count, islice
from pathlib import Path

import cv2

from countenance.core.frames import Frame
from countenance.databases.simulated import simulate_long_release
from countenance.spotting import spot_recording, spotting_method
from countenance.video import FrameSource, open_frames

RATES = (30, 200)
SIZE = (640, 480)
LIMIT = 1.1
"""By how much the peak of the whole may exceed that of the first minute, the curves left out."""


@dataclass
class Shown:
    """The first frames of a film, or all of them over and over; a file to whoever asks, so that it is read as one.

    Parameters
    ----------
    source : FrameSource
    n_frames : int
        How many are shown.
    look : callable
        Called after each frame.
    """

    source: FrameSource
    n_frames: int
    look: Callable[[int], None] = lambda _: None

    def __getattr__(self, name):
        return getattr(self.source, name)

    def frames(self, start=0, stop=None, colour="rgb") -> Iterator[Frame]:
        """Frames with numbers and times that go on."""
        del start, stop
        step = 1 / Fraction(self.source.fps)
        played = (frame for _ in count() for frame in self.source.frames(colour=colour))
        for index, frame in enumerate(islice(played, self.n_frames)):
            yield replace(frame, index=index, time=index * step)
            self.look(index)


def recording(folder: Path, fps: int, seconds: float) -> Path:
    root = folder / f"long-{fps}-{seconds:g}"
    simulate_long_release(
        root, participants=1, minutes=seconds / 60, recordings=1, neutral=0, seed=1, fps=fps, size=SIZE
    )
    return next(root.glob("rawvideo/*/*.mp4"))


def spot(name: str, path: Path, n: int) -> None:
    spot_recording(Shown(open_frames(path), n), spotting_method(name).spotter())


def farneback(path: Path, n: int) -> None:
    before = None
    for frame in islice(open_frames(path).frames(colour="grey"), n):
        if before is not None:
            cv2.calcOpticalFlowFarneback(before, frame.image, None, 0.5, 3, 15, 3, 5, 1.2, 0)
        before = frame.image


CONTESTANTS: dict[str, Callable[[Path, int], None]] = {
    "region-flow": lambda path, n: spot("region-flow", path, n),
    "mdmd": lambda path, n: spot("mdmd", path, n),
    "Farneback": farneback,
}


def speed(path: Path, repeats: int) -> None:
    source = open_frames(path)
    n, fps = source.n_frames, float(source.fps or 0)
    spot("region-flow", path, min(n, 60))  # libraries and models are loaded before the clock is started
    wall, processor = dict.fromkeys(CONTESTANTS, float("inf")), dict.fromkeys(CONTESTANTS, float("inf"))
    for _ in range(repeats):
        for name, run in CONTESTANTS.items():
            began, used = time.perf_counter(), time.process_time()
            run(path, n)
            wall[name] = min(wall[name], (time.perf_counter() - began) / n)
            processor[name] = min(processor[name], (time.process_time() - used) / n)
    print(
        f"\n{n} frames of {source.size[0]} x {source.size[1]} at {fps:g} frames a second, {repeats} turns each"
    )
    print(f"{'':12} {'ms a frame':>11} {'processor ms':>13} {'x real time':>12} {'time / region-flow':>19}")
    for name in CONTESTANTS:
        print(
            f"{name:12} {1000 * wall[name]:11.2f} {1000 * processor[name]:13.2f} {1 / fps / wall[name]:12.2f} "
            f"{wall[name] / wall['region-flow']:19.2f}"
        )


def anonymous_mib() -> float:
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("RssAnon"))) / 1024


def memory(path: Path, minutes: float) -> None:
    source = open_frames(path)
    fps = float(source.fps or 0)
    peaks: dict[int, float] = {}
    began = time.perf_counter()

    def look(index: int) -> None:
        minute = int(index / fps / 60)
        peaks[minute] = max(peaks.get(minute, 0.0), anonymous_mib())

    found = spot_recording(
        Shown(source, round(minutes * 60 * fps), look), spotting_method("region-flow").spotter()
    )
    first, whole, curves = peaks[0], max(peaks.values()), found.curves.nbytes / 2**20
    print(f"\n{minutes:g} minutes at {fps:g} frames a second in {time.perf_counter() - began:.0f} s")
    for minute in sorted({0, *(i for i in peaks if i % max(1, len(peaks) // 6) == 0), max(peaks)}):
        print(f"minute {minute + 1:3}: peak {peaks[minute]:7.1f} MiB")
    print(
        f"peak of the whole {whole:.1f} MiB, {whole / first:.2f} of the first minute's; curves {curves:.1f} MiB"
    )
    assert whole - curves < LIMIT * first, "memory is not flat"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10, help="length of the recordings")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=0, help="of the recording for the memory")
    parser.add_argument("--folder", type=Path, help="where the rendered recordings are kept")
    parser.add_argument("--threads", type=int, help="of OpenCV; its own choice unless given")
    options = parser.parse_args()
    if options.threads:
        cv2.setNumThreads(options.threads)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        if options.minutes:
            memory(recording(folder, RATES[0], options.seconds), options.minutes)
            return
        for fps in RATES:
            # At a high rate fewer seconds hold as many frames.
            speed(recording(folder, fps, max(5.0, options.seconds * RATES[0] / fps)), options.repeats)


if __name__ == "__main__":
    main()
