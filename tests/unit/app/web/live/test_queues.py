"""The bounded queue."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from countenance.app.web.live.queues import NewestQueue


@given(st.lists(st.integers()), st.integers(1, 9))
def test_the_newest_stay_and_the_others_are_counted(items, room):
    queue = NewestQueue[int](room)
    for item in items:
        queue.put(item)
    queue.close()
    assert list(queue) == items[-room:]
    assert queue.n_dropped == max(0, len(items) - room)


def test_a_reader_waits_for_what_comes_and_ends_with_the_queue():
    queue, got = NewestQueue[int](100), []
    reader = threading.Thread(target=lambda: got.extend(queue))
    reader.start()
    for item in range(50):
        queue.put(item)
    queue.close()
    reader.join(10)
    assert got == list(range(50))
    assert queue.n_dropped == 0
