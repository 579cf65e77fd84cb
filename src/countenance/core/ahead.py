"""Items made in a thread of their own, a few ahead of whoever takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

__all__ = ["made_ahead"]

Item = TypeVar("Item")

_PATIENCE = 0.1
"""Seconds after which the thread looks whether anybody still wants items."""


class _End:
    """After the last item: why there are no more, if something went wrong."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def made_ahead(items: Iterable[Item], n: int) -> Iterator[Item]:
    """The same items, in the same order, made by a thread while the one before is worked on.

    It pays where making an item leaves the interpreter to others, as decoding a picture does. What goes wrong in
    making one is raised when its turn comes.

    Parameters
    ----------
    items : iterable
        Iterated by the thread alone.
    n : int
        How many may wait to be taken.

    Examples
    --------
    >>> list(made_ahead(range(5), 2))
    [0, 1, 2, 3, 4]
    """
    waiting: Queue[Item | _End] = Queue(n)
    unwanted = Event()
    thread = Thread(target=_make, args=(items, waiting, unwanted), daemon=True)
    thread.start()
    try:
        while not isinstance(item := waiting.get(), _End):
            yield item
            del item  # so that it is not held while the next one is awaited
        if item.error is not None:
            raise item.error
    finally:
        unwanted.set()
        _empty(waiting)
        thread.join()


def _make(items: Iterable[Item], waiting: Queue[Item | _End], unwanted: Event) -> None:
    end = _End()
    try:
        for item in items:
            if not _put(waiting, item, unwanted):
                return
            del item
    except BaseException as error:
        end = _End(error)
    _put(waiting, end, unwanted)


def _put(waiting: Queue[Item | _End], item: Item | _End, unwanted: Event) -> bool:
    """Wait for room; whether more are wanted."""
    while not unwanted.is_set():
        try:
            waiting.put(item, timeout=_PATIENCE)
        except Full:
            continue
        return not unwanted.is_set()
    return False


def _empty(waiting: Queue[Item | _End]) -> None:
    try:
        while True:
            waiting.get_nowait()
    except Empty:
        pass
