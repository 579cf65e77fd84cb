"""Describing the clips of a release in one process and in two.

    python benchmarks/bench_jobs.py RELEASE [--database simulated]

The same clips are decoded, landmarked and described under all 48 settings, without a cache. Processes are started
before the clock is. The second figure is the time with two processes as a share of that with one: 0.5 is linear.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import Executor
from pathlib import Path

from countenance import databases
from countenance.app.cli.workers import worker_pool
from countenance.core.contracts import Database
from countenance.recognition import extract_descriptors


def seconds(database: Database, executor: Executor) -> float:
    """Time for all clips; the executor has been used before."""
    began = time.perf_counter()
    extract_descriptors(database, executor=executor)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("release", type=Path)
    parser.add_argument("--database", default="simulated")
    options = parser.parse_args()
    database = databases.open(options.database, options.release)
    times = {}
    for jobs in (1, 2):
        # Even a single worker is a process of its own, limited to one thread like every other.
        with worker_pool(jobs, always=True) as executor:
            assert executor is not None
            extract_descriptors(database, executor=executor)
            times[jobs] = seconds(database, executor)
    clips = len(database.clips())
    print(f"{clips} clips, 48 settings")
    for jobs, taken in times.items():
        print(
            f"{jobs} process{'es' if jobs > 1 else '  '} {taken:7.1f} s  {1000 * taken / clips:7.0f} ms a clip"
        )
    print(f"two processes take {times[2] / times[1]:.2f} of the time of one")


if __name__ == "__main__":
    main()
