"""Work spread over any executor: processes, threads, a cluster, or none at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from itertools import islice
from queue import SimpleQueue
from typing import TypeVar

__all__ = ["Progress", "ignore_progress", "run_all"]

Item = TypeVar("Item")
Result = TypeVar("Result")

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_WINDOW_UNKNOWN = 1000
"""Tasks in flight where an executor does not say how many workers it has."""


def ignore_progress(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def run_all(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    executor: Executor | None = None,
    *,
    window: int | None = None,
) -> Iterator[tuple[int, Result]]:
    """Apply a function to every item and yield position and result as each is done.

    Parameters
    ----------
    function : callable
        Must be picklable if the executor uses processes.
    items : iterable
        Taken one by one as workers become free, so that it may be longer than memory.
    executor : Executor, optional
        None runs everything here, in order.
    window : int, optional
        Tasks that are handed to the executor at a time and whose results may wait to be taken. Unless given, twice
        the executor's workers, so that none has to wait for the next task.

    Notes
    -----
    When the caller stops early or a call fails, what has not begun is cancelled.

    Examples
    --------
    >>> sorted(run_all(abs, [-3, 2]))
    [(0, 3), (1, 2)]
    """
    if executor is None:
        for position, item in enumerate(items):
            yield position, function(item)
        return
    numbered = enumerate(items)
    positions: dict[Future[Result], int] = {}
    finished: SimpleQueue[Future[Result]] = SimpleQueue()

    def submit() -> None:
        room = (window or _window(executor)) - len(positions)
        for position, item in islice(numbered, max(room, 0)):
            future = executor.submit(function, item)
            positions[future] = position
            future.add_done_callback(finished.put)

    try:
        submit()
        while positions:
            future = finished.get()
            position, result = positions.pop(future), future.result()
            del future  # it holds the result, which the caller may let go of
            submit()
            yield position, result
            del result
    finally:
        for future in positions:
            future.cancel()


def _window(executor: Executor) -> int:
    workers: int | None = getattr(executor, "n_workers", None) or getattr(executor, "_max_workers", None)
    return 2 * workers if workers else _WINDOW_UNKNOWN
