"""Frames of one recording or expression on disk, and which numbers they bear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice, pairwise
from pathlib import Path

from countenance.core import Recording
from countenance.video import ImageFolder, VideoFile

__all__ = ["Extent", "Shot", "listed"]


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


@dataclass(frozen=True)
class Shot:
    """Frames on disk: a whole recording, or one labelled expression of it.

    Parameters
    ----------
    recording : Recording
        What they were taken from.
    code : str
        Clip code of the film that was watched.
    path : Path
        Folder of images, or video file.
    clip : str or None
        Name of the expression, where the frames show only that one.
    """

    recording: Recording
    code: str
    path: Path
    clip: str | None = None

    @property
    def extent(self) -> Extent:
        """Frame numbers as the release counts them, from 1 where none is missing.

        Raises
        ------
        VideoError
            If there are no frames.
        """
        return self._listing[0]

    @property
    def damage(self) -> str | None:
        """Why frames that a video announces are missing at its end; None for a sound one and for images."""
        return self._listing[1]

    @cached_property
    def _listing(self) -> tuple[Extent, str | None]:
        if self.path.is_dir():
            return Extent.of(ImageFolder(self.path).numbers), None
        video = VideoFile(self.path)
        return Extent((range(1, video.n_frames + 1),)), video.damage


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
