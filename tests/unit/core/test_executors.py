from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

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
        results = run_all(work, range(50), executor)
        gate.set()
        with pytest.raises(ValueError, match="broken"):
            list(results)
    assert len(begun) < 50
