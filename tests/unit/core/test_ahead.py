"""Items made in a thread of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.core.ahead import made_ahead


@given(st.lists(st.none() | st.integers(), max_size=30), st.integers(1, 5))
def test_the_same_items_come_in_the_same_order(items: list[int | None], n: int):
    assert list(made_ahead(items, n)) == items


def test_they_are_made_by_another_thread_and_no_more_than_may_wait():
    made: list[str] = []
    enough = threading.Event()

    def items() -> Iterator[int]:
        for i in range(10):
            made.append(threading.current_thread().name)
            if len(made) == 4:
                enough.set()
            yield i

    taken = made_ahead(items(), 2)
    assert next(taken) == 0
    assert enough.wait(10)  # one taken, two waiting, one in hand
    time.sleep(0.05)
    assert len(made) == 4
    taken.close()
    assert len(made) == 4
    assert threading.current_thread().name not in made


def test_what_goes_wrong_is_raised_in_its_turn():
    def items() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("the third is torn")

    taken = made_ahead(items(), 4)
    assert [next(taken), next(taken)] == [1, 2]
    with pytest.raises(ValueError, match="third is torn"):
        next(taken)


def test_whoever_stops_early_leaves_no_thread_and_closes_what_makes_the_items():
    closed: list[bool] = []

    def items() -> Iterator[int]:
        try:
            while True:
                yield 0
        finally:
            closed.append(True)

    before = threading.active_count()
    taken = made_ahead(items(), 1)
    next(taken)
    taken.close()
    assert threading.active_count() == before
    del taken
    assert closed == [True]
