"""Threads of numerical libraries, kept out of computations that are too small for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np  # noqa: F401 - its BLAS must be loaded to be limited
from threadpoolctl import threadpool_limits

__all__ = ["one_thread_each"]


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Let linear algebra run in the thread that asks for it.

    Spotting multiplies small matrices thousands of times a second, beside threads of its own: further ones wait for
    each other most of the time, and take a third of the processor. Holds for the whole process while it lasts.

    Examples
    --------
    >>> from threadpoolctl import threadpool_info
    >>> with one_thread_each():
    ...     {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"}
    {1}
    """
    with threadpool_limits(1, user_api="blas"):
        yield
