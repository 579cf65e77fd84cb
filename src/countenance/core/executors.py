"""Work spread over any executor: processes, threads, a cluster, or none at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, as_completed
from typing import TypeVar

__all__ = ["Progress", "ignore_progress", "run_all"]

Item = TypeVar("Item")
Result = TypeVar("Result")

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def ignore_progress(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def run_all(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    executor: Executor | None = None,
) -> Iterator[tuple[int, Result]]:
    """Apply a function to every item and yield position and result as each is done.

    Parameters
    ----------
    function : callable
        Must be picklable if the executor uses processes.
    items : iterable
    executor : Executor, optional
        None runs everything here, in order.

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
    futures: dict[Future[Result], int] = {
        executor.submit(function, item): position for position, item in enumerate(items)
    }
    try:
        for future in as_completed(futures):
            # A result that is kept here would keep every clip's descriptors in memory twice.
            yield futures.pop(future), future.result()
    finally:
        for future in futures:
            future.cancel()
