"""Linear algebra stays in its thread for a while, and is let go again."""

from __future__ import annotations

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from countenance.core.threads import one_thread_each


def threads() -> set[int]:
    return {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"}


def test_threads_are_given_back_also_after_a_failure():
    seen = []

    def failing() -> None:
        with one_thread_each():
            seen.append(threads())
            raise ZeroDivisionError

    with threadpool_limits(2, user_api="blas"):
        with pytest.raises(ZeroDivisionError):
            failing()
        assert seen == [{1}]
        assert threads() == {2}
