from __future__ import annotations

import gc
import os
import signal
import threading
import weakref
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from countenance.core.executors import run_all


@pytest.mark.parametrize("workers", [0, 3])
def test_every_item_is_done_once_and_keeps_its_position(workers: int):
    if workers:
        with ThreadPoolExecutor(workers) as executor:
            results = dict(run_all(lambda x: x * x, range(20), executor))
    else:
        results = dict(run_all(lambda x: x * x, range(20)))
    assert results == {i: i * i for i in range(20)}


def test_a_failure_cancels_what_has_not_begun():
    begun = []
    gate = threading.Event()

    def work(item: int) -> None:
        begun.append(item)
        if item == 0:
            gate.wait(5)
            raise ValueError("broken")

    with ThreadPoolExecutor(1) as executor:
        results = run_all(work, range(50), executor, window=50)
        gate.set()
        with pytest.raises(ValueError, match="broken"):
            list(results)
    assert len(begun) < 50


class Patient(Executor):
    """An executor that does nothing until it is told to."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future, object]] = []

    def submit(self, fn, /, *args, **kwargs):
        future: Future = Future()
        self.waiting.append((future, lambda: fn(*args, **kwargs)))
        return future

    def work(self, place: int = 0) -> None:
        future, task = self.waiting.pop(place)
        future.set_result(task())


def test_items_are_taken_as_results_are_and_never_all_at_once():
    taken = []

    def items():
        for item in range(100_000):
            taken.append(item)
            yield item

    executor = Patient()
    results = run_all(abs, items(), executor, window=4)
    for done in range(50):
        if done:
            executor.work(place=-1)
        else:
            threading.Timer(0.05, executor.work).start()  # the first result is waited for
        next(results)
        assert len(taken) <= done + 5
        assert len(executor.waiting) <= 4
    futures = [future for future, _ in executor.waiting]
    results.close()
    assert all(future.cancelled() for future in futures)
    assert len(taken) <= 55


def test_a_result_is_let_go_of_before_the_next_one_is_taken():
    class Result:
        pass

    gc.freeze()  # what other tests have made need not be looked through
    try:
        with ThreadPoolExecutor(1) as executor:
            seen = []
            for _, result in run_all(lambda _: Result(), range(20), executor, window=2):
                seen.append(weakref.ref(result))
                del result
                gc.collect()
                assert sum(reference() is not None for reference in seen) <= 1
    finally:
        gc.unfreeze()


@pytest.mark.parametrize(("workers", "expected"), [(1, 2), (3, 6), (None, 1000)])
def test_unless_given_the_window_is_twice_the_workers(workers: int | None, expected: int):
    executor = Patient()
    executor.n_workers = workers  # type: ignore[attr-defined]
    taken = []
    results = run_all(abs, (taken.append(item) or item for item in range(5000)), executor)
    threading.Timer(0.05, executor.work).start()
    next(results)
    assert len(taken) == expected + 1
    results.close()


def test_stopping_early_cancels_the_rest():
    begun = []
    with ThreadPoolExecutor(1) as executor:
        for position, _ in run_all(begun.append, range(1000), executor):
            if position == 3:
                break
    assert len(begun) < 10


def kill_oneself(item: int) -> int:
    if item == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_killed_process_of_a_pool_breaks_it():
    with (
        ProcessPoolExecutor(2, mp_context=get_context("fork")) as executor,
        pytest.raises(BrokenExecutor),
    ):
        list(run_all(kill_oneself, range(100), executor))


def test_a_failing_iterator_is_heard():
    def items():
        yield 1
        raise ValueError("no second item")

    with ThreadPoolExecutor(1) as executor, pytest.raises(ValueError, match="no second item"):
        list(run_all(abs, items(), executor))
