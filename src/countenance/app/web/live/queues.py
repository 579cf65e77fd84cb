"""A queue that never grows: the oldest goes, and is counted."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

__all__ = ["NewestQueue"]

_T = TypeVar("_T")


class NewestQueue(Generic[_T]):
    """First in, first out, for one writer and one reader; a full one drops its oldest item.

    Parameters
    ----------
    room : int
        Items that it holds.

    Examples
    --------
    >>> queue = NewestQueue(room=2)
    >>> for item in "abc":
    ...     queue.put(item)
    >>> queue.close()
    >>> list(queue), queue.n_dropped
    (['b', 'c'], 1)
    """

    def __init__(self, room: int) -> None:
        self.n_dropped = 0
        self._room = room
        self._items: deque[_T] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, item: _T) -> None:
        """Add an item at once, whatever has to go."""
        with self._changed:
            if len(self._items) >= self._room:
                self._items.popleft()
                self.n_dropped += 1
            self._items.append(item)
            self._changed.notify_all()

    def close(self) -> None:
        """End the queue behind what it holds."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __iter__(self) -> Iterator[_T]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._items or self._closed)
                if not self._items:
                    return
                item = self._items.popleft()
            yield item
