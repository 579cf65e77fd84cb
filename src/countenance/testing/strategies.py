"""Hypothesis strategies for the vocabulary; the only module that needs hypothesis, a test dependency."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from countenance.core import ActionUnit, Interval, Side
from countenance.core.action_units import ACTION_UNIT_NAMES

__all__ = ["action_units", "interval_lists", "intervals"]


def intervals(*, last_frame: int = 1000, longest: int = 120) -> SearchStrategy[Interval]:
    """Intervals within the frames 0 to ``last_frame``.

    Parameters
    ----------
    last_frame : int
        Largest offset.
    longest : int
        Largest number of frames.
    """

    def ending(onset: int) -> SearchStrategy[Interval]:
        return st.builds(Interval, st.just(onset), st.integers(onset, min(last_frame, onset + longest - 1)))

    return st.integers(0, last_frame).flatmap(ending)


def interval_lists(*, last_frame: int = 40, max_size: int = 6) -> SearchStrategy[list[Interval]]:
    """Lists of intervals that lie close enough to overlap often."""
    return st.lists(intervals(last_frame=last_frame, longest=20), max_size=max_size)


def action_units() -> SearchStrategy[ActionUnit]:
    """Action units of every number, side, intensity and alternative."""
    numbers = st.sampled_from(sorted(ACTION_UNIT_NAMES))
    return st.builds(
        ActionUnit,
        number=numbers,
        side=st.sampled_from(Side),
        intensity=st.sampled_from(["", *"ABCDE"]),
        alternative=st.none() | numbers,
    )
