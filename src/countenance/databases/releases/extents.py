"""Which frame numbers lie on disk, and how missing ones are named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise

__all__ = ["Extent", "listed"]


@dataclass(frozen=True, slots=True)
class Extent:
    """The frame numbers that exist, kept as runs: a recording without gaps is one, however long.

    Parameters
    ----------
    runs : tuple of range
        Consecutive numbers, ascending, none empty, at least one.

    Examples
    --------
    >>> extent = Extent.of([1, 2, 3, 7])
    >>> extent.last, extent.missing(2, 9), extent.index(7)
    (7, [range(4, 7), range(8, 10)], 3)
    """

    runs: tuple[range, ...]

    @classmethod
    def of(cls, numbers: Sequence[int]) -> Extent:
        """Extent of ascending numbers."""
        breaks = (place for place, (a, b) in enumerate(pairwise(numbers), 1) if b != a + 1)
        edges = pairwise((0, *breaks, len(numbers)))
        return cls(tuple(range(numbers[start], numbers[stop - 1] + 1) for start, stop in edges))

    @property
    def first(self) -> int:
        """Smallest number."""
        return self.runs[0].start

    @property
    def last(self) -> int:
        """Largest number."""
        return self.runs[-1].stop - 1

    def missing(self, first: int, last: int) -> list[range]:
        """Numbers from first to last that do not exist, however many, as ranges."""
        gaps, due = [], first
        for run in self.runs:
            if run.start > last:
                break
            if run.start > due:
                gaps.append(range(due, run.start))
            due = max(due, run.stop)
        if due <= last:
            gaps.append(range(due, last + 1))
        return gaps

    def index(self, number: int) -> int:
        """How many smaller numbers exist."""
        return sum(min(run.stop, number) - run.start for run in self.runs if run.start < number)


def listed(gaps: Iterable[range]) -> str:
    """Frame numbers in words, a few of them.

    >>> listed([range(7, 8)]), listed([range(7, 9), range(11, 12)]), listed([range(1, 9)])
    ('frame 7 is', 'frames 7, 8 and 11 are', 'frames 1, 2, 3 and 5 more are')
    """
    gaps = tuple(gaps)
    # Not len(): a range may be longer than that can tell.
    total = sum(gap.stop - gap.start for gap in gaps)
    if total == 1:
        return f"frame {gaps[0].start} is"
    shown = [str(number) for number in islice(chain.from_iterable(gaps), total if total <= 4 else 3)]
    last = shown.pop() if total <= 4 else f"{total - 3} more"
    return f"frames {', '.join(shown)} and {last} are"
