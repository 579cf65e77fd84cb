"""Memory while 1,000, 10,000 and 100,000 clips are described: flat, because only a few are held at a time.

    python benchmarks/bench_memory.py [--clips 1000 10000 100000] [--jobs 2]

The clips are synthetic: squares of noise that move, made when they are asked for, so that no label table and no
release grows with their number. They go through the same describe_clips as real ones, in worker processes, and each
becomes an onset-apex flow map. Every count runs in a process of its own. What is measured is anonymous memory
(RssAnon of /proc, Linux only), of this process and of its largest worker, at its peak, sampled while the work is
done. Pages of the file into which descriptions are written are left out: the system takes them back when it likes.
The same with all clips' descriptions in memory would need the figure in the last column besides.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from countenance.app.cli.workers import worker_pool
from countenance.core import Clip, DatabaseInfo, Expression, ExpressionKind, Interval, Problem, Recording
from countenance.recognition import describe_clips
from countenance.recognition.describers.flow_maps import OnsetApexFlow

LIMIT = 1.25
"""By how much the peak may exceed that of the first count."""


class Clips(Sequence[Clip]):
    """So many clips, each made when it is asked for."""

    def __init__(self, n: int) -> None:
        self.n = n

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, index):
        if not 0 <= index < self.n:
            raise IndexError(index)
        recording = Recording("noise", f"s{index % 97:02d}", f"r{index}", Fraction(100))
        # One in ten has no coded apex, and one in a hundred is too short to be described.
        last = 100 if index % 100 == 7 else 105
        apex = None if index % 10 == 0 else min(103, last)
        return Clip(recording, f"c{index}", Expression(Interval(100, last), apex, ExpressionKind.MICRO))


class Noise:
    """A database without a file."""

    info: ClassVar[DatabaseInfo] = DatabaseInfo(
        "noise", "Moving noise", "none", "", "free", "made here", 100.0, synthetic=True
    )
    root = Path()

    def __init__(self, n: int) -> None:
        self.n = n

    def clips(self) -> Sequence[Clip]:
        """All of them, none made yet."""
        return Clips(self.n)

    def recordings(self) -> Sequence[Recording]:
        """None is listed: nothing here asks for them."""
        return ()

    def n_frames(self, recording: Recording) -> int:  # noqa: ARG002
        """Length of every recording."""
        return 200

    def frames(
        self,
        clip: Clip,
        *,
        colour: Literal["grey", "rgb"] = "grey",  # noqa: ARG002
    ) -> NDArray[np.uint8]:
        """Noise that moves by a pixel a frame."""
        rng = np.random.default_rng(int(clip.name[1:]))
        square = rng.integers(0, 256, (48, 48), dtype=np.uint8)
        return np.stack([np.roll(square, shift, 1) for shift in range(clip.expression.interval.n_frames)])

    def source(self, clip: Clip) -> tuple[str, int | None]:  # noqa: ARG002
        """Of no file."""
        return "noise", None

    def validate(self, *, deep: bool = False) -> Sequence[Problem]:  # noqa: ARG002
        """Nothing is wrong."""
        return ()


def anonymous_mib(pid: int | str = "self") -> float:
    """Memory of a process that no file backs."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it has just ended
        return 0.0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("RssAnon")]
    return int(found[0]) / 1024 if found else 0.0


def children() -> list[int]:
    return [
        int(pid)
        for task in Path("/proc/self/task").iterdir()
        for pid in (task / "children").read_text().split()
    ]


class Peak(threading.Thread):
    """Watches this process and its workers."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.here = self.worker = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        """Look every 20 ms."""
        while not self.over.wait(0.02):
            self.here = max(self.here, anonymous_mib())
            self.worker = max([self.worker, *map(anonymous_mib, children())])


def measure(n: int, jobs: int) -> dict[str, float]:
    database = Noise(n)
    describer = OnsetApexFlow(size=8, face_size=48, crop="whole", method="dis-fast")
    with worker_pool(jobs, always=True) as executor:
        # Libraries and models that are loaded with the first clip are there whatever the number of clips.
        describe_clips(database, Clips(50), describer, executor=executor)
        peak = Peak()
        peak.start()
        began = time.perf_counter()
        described = describe_clips(database, database.clips(), describer, executor=executor)
        seconds = time.perf_counter() - began
        peak.over.set()
        peak.join()
    return {
        "clips": n,
        "described": len(described.clips),
        "seconds": seconds,
        "here": peak.here,
        "worker": peak.worker,
        "in_memory": described.X.nbytes / 2**20,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clips", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.jobs)))
        return
    first: dict[str, float] = {}
    for n in options.clips:
        command = [sys.executable, __file__, "--one", str(n), "--jobs", str(options.jobs)]
        found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        first = first or found
        print(
            f"{n:7,} clips {found['seconds']:7.1f} s   "
            f"here {found['here']:6.1f} MiB ({found['here'] / first['here']:.2f})   "
            f"largest worker {found['worker']:6.1f} MiB ({found['worker'] / first['worker']:.2f})   "
            f"descriptions {found['in_memory']:6.1f} MiB on disk"
        )
        for where in ("here", "worker"):
            assert found[where] < LIMIT * first[where], f"{where}: not flat"


if __name__ == "__main__":
    main()
