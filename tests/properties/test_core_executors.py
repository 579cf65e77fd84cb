"""Work that is spread has the same outcome as work that is done here, whatever finishes first."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from countenance.core.executors import run_all


class Unordered(Executor):
    """Finishes tasks in any order: some when enough are waiting, all when the last has been handed in."""

    def __init__(self, seed: int, at_once: int, n_items: int) -> None:
        self.random, self.at_once, self.to_come = Random(seed), at_once, n_items
        self.waiting: list[tuple[Future, int, object]] = []
        self.most_waiting = 0
        self.done: list[int] = []

    def submit(self, fn, /, *args, **kwargs):
        future: Future = Future()
        self.waiting.append((future, args[0], lambda: fn(*args, **kwargs)))
        self.most_waiting = max(self.most_waiting, len(self.waiting))
        self.to_come -= 1
        if len(self.waiting) >= self.at_once or not self.to_come:
            self.random.shuffle(self.waiting)
            least = 1 if self.to_come else len(self.waiting)
            for _ in range(self.random.randint(least, len(self.waiting))):
                self._finish()
        return future

    def _finish(self) -> None:
        future, item, task = self.waiting.pop()
        if not future.set_running_or_notify_cancel():
            return
        self.done.append(item)
        try:
            future.set_result(task())
        except ArithmeticError as error:
            future.set_exception(error)


def inverse(item: int) -> float:
    return 1 / item


@given(
    items=st.lists(st.integers(1, 1000), max_size=60),
    window=st.integers(1, 20),
    seed=st.integers(0, 2**32),
    data=st.data(),
)
def test_each_position_comes_once_with_its_result_in_any_order(items, window, seed, data):
    executor = Unordered(seed, data.draw(st.integers(1, window)), len(items))
    found = list(run_all(inverse, items, executor, window=window))
    assert sorted(found) == [(position, 1 / item) for position, item in enumerate(items)]
    assert executor.most_waiting <= window


@given(
    items=st.lists(st.integers(-3, 3), min_size=1, max_size=60),
    window=st.integers(1, 20),
    seed=st.integers(0, 2**32),
)
def test_the_first_failure_that_is_met_ends_it_and_cancels_what_waits(items, window, seed):
    executor = Unordered(seed, 1, len(items))
    results, failed = [], False
    try:
        for _, result in run_all(inverse, items, executor, window=window):
            results.append(result)
    except ZeroDivisionError:
        failed = True
    assert failed == (0 in items)
    assert len(results) <= len(items)
    assert all(future.cancelled() for future, _, _ in executor.waiting)
    if failed:
        assert len(executor.done) <= items.index(0) + 1 + window
