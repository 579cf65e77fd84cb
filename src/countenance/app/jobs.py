"""Work that takes long, in processes of its own: one thing at a time, with how far it is, and stopped on demand."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from countenance.core.errors import ConflictError, CountenanceError
from countenance.core.executors import Progress

__all__ = ["Job", "JobState", "Jobs", "Work"]

_MOST_WAITING = 200
_LOOK = 0.2
_TELL = 0.1
_ASK = 1.0
_LAST = 5.0
"""Seconds that a process that has told everything has to end."""
_NICE = 10
_LOST = "The work ended without saying why: this machine may have had too little memory for it."


class JobState(StrEnum):
    """How a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done.

    Parameters
    ----------
    function : callable
        Of a module, so that another process finds it. Takes `given`, then a :data:`Progress`; returns a sentence to
        be told at the end, or nothing.
    given : tuple
        Picklable.
    wanted : callable
        Asked now and then whether the work still makes sense; where it does not, it is stopped.
    after : callable
        Called in this process when the work has ended, however it did.
    """

    function: Callable[..., str | None]
    given: tuple[Any, ...]
    wanted: Callable[[], bool] = lambda: True
    after: Callable[[], None] = lambda: None


@dataclass(slots=True, eq=False)
class Job:
    """Work that was asked for.

    Parameters
    ----------
    key : str
        By which it is found.
    who : str
        Name of the account that asked.
    """

    key: str
    who: str
    state: JobState = JobState.WAITING
    stage: str = ""
    done: int = 0
    total: int = 0
    remark: str = ""
    """What the work says at its end; where it failed or was stopped, why."""
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in {JobState.WAITING, JobState.RUNNING}


class Jobs:
    """Does one thing after the other, each in a process of its own, so that pages stay quick.

    What has ended is known until the server ends.
    """

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._line = ThreadPoolExecutor(1, thread_name_prefix="job")
        self._closing = False

    def start(self, key: str, who: str, work: Work) -> Job:
        """Ask for work; the job that is there already where the same waits or runs.

        Raises
        ------
        ConflictError
            If too much waits already.
        """
        with self._lock:
            there = self._jobs.get(key)
            if there is not None and there.is_active:
                return there
            if sum(one.is_active for one in self._jobs.values()) >= _MOST_WAITING:
                raise ConflictError(f"{_MOST_WAITING} things wait to be done: try again when some are done")
            job = self._jobs[key] = Job(key, who)
        self._line.submit(self._do, job, work)
        return job

    def find(self, key: str) -> Job | None:
        """The last job of a key."""
        return self._jobs.get(key)

    def below(self, prefix: str) -> list[Job]:
        """Jobs whose keys begin so, in the order in which they were first asked for."""
        with self._lock:
            return [job for key, job in self._jobs.items() if key.startswith(prefix)]

    def stop(self, key: str) -> None:
        """Stop a job: at once where it waits, else soon; what it has begun is left to its `after`."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None:
                return
            job.stopping.set()
            if job.state is JobState.WAITING:
                job.state = JobState.STOPPED

    def close(self) -> None:
        """Stop everything, and wait for it."""
        self._closing = True
        self._line.shutdown(wait=True, cancel_futures=True)

    def _do(self, job: Job, work: Work) -> None:
        try:
            state, remark = self._done(job, work)
            work.after()
        except Exception as error:  # told where the job is looked at; the next one is to be done
            state, remark = JobState.FAILED, _sentence(error)
        job.remark, job.state = remark, state

    def _done(self, job: Job, work: Work) -> tuple[JobState, str]:
        with self._lock:
            if job.stopping.is_set():
                return JobState.STOPPED, ""
            job.state = JobState.RUNNING
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(there, work.function, work.given), daemon=True)
        process.start()
        there.close()
        with here:
            ended = self._follow(job, work, here)
            _end(process, at_once=ended[0] is JobState.STOPPED)
        return ended

    def _follow(self, job: Job, work: Work, here: Connection) -> tuple[JobState, str]:
        """Listen until the work has ended or is to be stopped."""
        asked = time.monotonic()
        while not (job.stopping.is_set() or self._closing):
            if here.poll(_LOOK):
                try:
                    state, *told = here.recv()
                except EOFError:
                    return JobState.FAILED, _LOST
                if state != JobState.RUNNING:
                    return JobState(state), told[0]
                job.stage, job.done, job.total = told
            if time.monotonic() - asked > _ASK:
                asked = time.monotonic()
                if not work.wanted():
                    return JobState.STOPPED, "The study has changed, so that this is no longer wanted."
        return JobState.STOPPED, ""


def _end(process: SpawnProcess, *, at_once: bool) -> None:
    if not at_once:
        process.join(_LAST)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()


def _work(there: Connection, function: Callable[..., str | None], given: tuple[Any, ...]) -> None:
    """In the process: do it, and tell how far it is and how it ended."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # a terminal sends Ctrl-C to all: the server decides what ends
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(_NICE)
    try:
        remark = function(*given, _telling(there))
        there.send((JobState.DONE.value, remark or ""))
    except Exception as error:  # told where the job is looked at
        if not isinstance(error, CountenanceError | OSError):
            traceback.print_exc()
        there.send((JobState.FAILED.value, _sentence(error)))


def _telling(there: Connection) -> Progress:
    last = -_TELL
    stages: set[str] = set()

    def tell(stage: str, done: int, total: int) -> None:
        """Tell how far a stage is, ten times a second at most."""
        nonlocal last
        now = time.monotonic()
        if now - last >= _TELL or stage not in stages or done >= total:
            last = now
            stages.add(stage)
            there.send((JobState.RUNNING.value, stage, done, total))

    return tell


def _sentence(error: Exception) -> str:
    if isinstance(error, CountenanceError):
        return str(error)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}"
    return f"The program failed ({type(error).__name__}: {error})."


def _leave_with_parent() -> None:
    """End this process with its parent: one that was killed cannot tell it to stop."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
