"""What is odd about the events of a log: missing numbers, and clocks that jumped."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from countenance.study.elicitation.events import Event, EventKind

__all__ = ["LARGEST_JUMP_S", "log_problems"]

LARGEST_JUMP_S = 2.0
"""By so many seconds wall clock and monotonic clock may differ from one event to the next."""


def log_problems(events: Sequence[Event]) -> list[str]:
    """Gaps in the sequence and jumps of the clocks, a sentence for each.

    Parameters
    ----------
    events : sequence of Event
        In the order in which they were kept.

    Returns
    -------
    list of str
        In that order. Between an event and the resumption of the session nothing is said of the clocks: the
        monotonic clock begins anew there.
    """
    problems = []
    if events and events[0].sequence:
        problems.append(f"the log begins with event {events[0].sequence}, the events before it are missing")
    for before, after in pairwise(events):
        problems += _sequence_problems(before, after)
        if after.kind is not EventKind.RESUMED:
            problems += _clock_problems(before, after)
    return problems


def _sequence_problems(before: Event, after: Event) -> list[str]:
    expected = before.sequence + 1
    if after.sequence == expected:
        return []
    if after.sequence < expected:
        return [f"event {after.sequence} comes after event {before.sequence}"]
    if after.sequence == expected + 1:
        return [f"event {expected} is missing"]
    return [f"events {expected} to {after.sequence - 1} are missing"]


def _clock_problems(before: Event, after: Event) -> list[str]:
    elapsed_s = (after.monotonic_ms - before.monotonic_ms) / 1000
    if elapsed_s < 0:
        return [f"event {after.sequence}: the monotonic clock went back by {-elapsed_s:.3f} s"]
    jump_s = (after.wall_time - before.wall_time).total_seconds() - elapsed_s
    if abs(jump_s) > LARGEST_JUMP_S:
        direction = "forward" if jump_s > 0 else "back"
        return [f"event {after.sequence}: the wall clock jumped {direction} by {abs(jump_s):.3f} s"]
    return []
