"""Who shares the work, and the bar that shows how far it is."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars

from countenance.app.cli.output import INTERRUPTED, messages, say
from countenance.core.executors import Progress

__all__ = ["executor_for", "limit_threads", "progress_bars", "worker_pool"]


@contextmanager
def executor_for(jobs: int, cluster: str | None) -> Iterator[Executor | None]:
    """The cluster if there is one, else so many processes, or None where this one will do.

    Raises
    ------
    SetupError
        If the cluster cannot be used.
    """
    if cluster is None:
        with worker_pool(jobs) as pool:
            yield pool
    else:
        from countenance.app.cli.cluster import cluster_executor

        with cluster_executor(cluster) as executor:
            yield executor


@contextmanager
def worker_pool(jobs: int, *, always: bool = False) -> Iterator[Executor | None]:
    """An executor of that many processes, or None where one is asked for and this one will do."""
    if jobs == 1 and not always:
        yield None
        return
    pool = ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_set_up_worker
    )
    try:
        _start_workers(pool, jobs)
        yield pool
    except KeyboardInterrupt:
        _stop(pool)
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _stop(pool: Executor) -> None:
    """Let the workers finish what they have begun, a few seconds at most, unless Ctrl-C comes again."""
    say("stopping after what has begun; Ctrl-C again stops at once", aside=True)
    try:
        pool.shutdown(cancel_futures=True)
    except KeyboardInterrupt:
        # Ending in good order would wait for the workers; they leave when they find their parent gone.
        os._exit(INTERRUPTED)


def _start_workers(pool: Executor, jobs: int) -> None:
    """Start every worker deaf to Ctrl-C, which a terminal sends to all: this process alone decides what ends."""
    if threading.current_thread() is not threading.main_thread():
        return  # signals belong to the main thread
    hear = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for _ in range(jobs):
            pool.submit(os.getpid)
    finally:
        signal.signal(signal.SIGINT, hear)


def _set_up_worker() -> None:
    """Keep libraries from starting threads of their own, and leave when the parent process is killed."""
    limit_threads()
    threading.Thread(target=_leave_with, args=(os.getppid(),), daemon=True).start()


def limit_threads() -> None:
    """Keep libraries from starting threads of their own: the workers use all cores already."""
    import cv2
    import numpy as np  # noqa: F401 # its BLAS must be loaded to be limited
    import threadpoolctl

    cv2.setNumThreads(1)
    threadpoolctl.threadpool_limits(1)


def _leave_with(parent: int) -> None:
    """End this process soon after its parent: one that was killed cannot tell its workers to stop."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """A bar for each stage, on a terminal; elsewhere a line when a stage begins."""
    out = messages()
    columns = (
        TextColumn("{task.description:<20}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=out, disable=not out.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            """Move the bar of a stage, which appears when it is first told of."""
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
                if not out.is_terminal:
                    out.print(f"{stage}: {total}")
            bars.update(tasks[stage], completed=done)

        yield show
