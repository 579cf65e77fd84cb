"""Values that many tasks share, sent with each of them."""

from __future__ import annotations

import pickle
from typing import Generic, TypeVar

__all__ = ["Parcel"]

Value = TypeVar("Value")


class Parcel(Generic[Value]):
    """A value that is pickled once, however many tasks it is sent with, and unpickled when it is asked for.

    What goes wrong in unpickling is then raised by the task. A pool of processes would lose its worker over it, and
    with it the reason.

    Parameters
    ----------
    value : object
        Must be picklable if the parcel is sent to another process, and must not be changed any more.

    Examples
    --------
    >>> received = pickle.loads(pickle.dumps(Parcel({"fps": 30})))
    >>> received.open()
    {'fps': 30}
    """

    def __init__(self, value: Value) -> None:
        self._value = value
        self._pickled: bytes | None = None

    def open(self) -> Value:
        """The value: itself in the process that packed it, elsewhere a copy for each call."""
        if self._pickled is None or hasattr(self, "_value"):
            return self._value
        value: Value = pickle.loads(self._pickled)
        return value

    def __getstate__(self) -> dict[str, bytes]:
        if self._pickled is None:
            self._pickled = pickle.dumps(self._value)
        return {"_pickled": self._pickled}
