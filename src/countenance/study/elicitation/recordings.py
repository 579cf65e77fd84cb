"""What a recording is worth: its times, its rate, and the frames that the camera dropped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from statistics import median

from countenance.core.errors import VideoError
from countenance.core.words import counted
from countenance.video import FrameSource

__all__ = ["LONGEST_GAP_MS", "LOWEST_FPS", "Drop", "IngestReport", "ingest_report"]

LOWEST_FPS = 29.5
LONGEST_GAP_MS = 50.0
"""A camera of 30 fps that delivers less, or pauses for longer, has lost frames: webcams do in dim light."""

_DROP = Fraction(3, 2)
"""So many median intervals between two frames mean that one is missing between them."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Frames that are missing between two that are there.

    Parameters
    ----------
    frame : int
        The last frame before them.
    gap_ms : float
        From that frame to the next, in ms.
    missing : int
        How many frames would have filled the gap.
    """

    frame: int
    gap_ms: float
    missing: int


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Times of a recording and what they tell.

    Parameters
    ----------
    name : str
        What messages call the recording.
    times : tuple of Fraction
        Presentation time of each frame in seconds after the first, exact.
    nominal_fps : Fraction or None
        Frames per second that the file states.
    median_ms : float
        Median of the intervals between frames, in ms.
    drops : tuple of Drop
        Intervals of more than 1.5 times the median.
    longest_gap_ms : float
        The longest interval, in ms.
    longest_gap_frame : int
        The frame before it, the first where there are several.
    warnings : tuple of str
        Why the recording may not serve; empty where nothing speaks against it.
    """

    name: str
    times: tuple[Fraction, ...]
    nominal_fps: Fraction | None
    median_ms: float
    drops: tuple[Drop, ...]
    longest_gap_ms: float
    longest_gap_frame: int
    warnings: tuple[str, ...]

    @property
    def n_frames(self) -> int:
        """Number of frames."""
        return len(self.times)

    @property
    def n_missing(self) -> int:
        """Frames that were dropped, as far as the times tell."""
        return sum(drop.missing for drop in self.drops)

    @property
    def measured_fps(self) -> float:
        """Intervals per second from the first to the last frame."""
        return float((len(self.times) - 1) / self.times[-1])

    @property
    def duration_s(self) -> float:
        """Seconds from the first frame until the last one, shown for a median interval, is gone."""
        return float(self.times[-1]) + self.median_ms / 1000


def ingest_report(
    source: FrameSource, *, lowest_fps: float = LOWEST_FPS, longest_gap_ms: float = LONGEST_GAP_MS
) -> IngestReport:
    """Look at the presentation times of a recording; no frame is decoded.

    Parameters
    ----------
    source : FrameSource
        The recording.
    lowest_fps : float
        Below this measured rate the report warns.
    longest_gap_ms : float
        Above this interval, in ms, the report warns.

    Returns
    -------
    IngestReport

    Raises
    ------
    VideoError
        If the recording has fewer than two frames, or does not say when they are shown.

    Examples
    --------
    >>> import numpy as np
    >>> from countenance.video import FrameArray
    >>> times = [Fraction(tick, 30) for tick in (0, 1, 2, 5, 6)]
    >>> report = ingest_report(FrameArray(np.zeros((5, 4, 6), np.uint8), times=times, name="s01.mp4"))
    >>> report.drops, report.n_missing
    ((Drop(frame=2, gap_ms=100.0, missing=2),), 2)
    >>> report.warnings[1]
    's01.mp4: 100 ms pass between frames 2 and 3, more than 50 ms'
    """
    times = source.timestamps()
    if source.n_frames < 2:
        raise VideoError(
            f"{source.name} has {counted(source.n_frames, 'frame')}, a recording needs at least two"
        )
    if times is None:
        raise VideoError(f"{source.name} does not say when its frames are shown: record or convert it to MP4")
    gaps = [later - earlier for earlier, later in pairwise(times)]
    middle = median(gaps)
    longest = max(gaps)
    report = IngestReport(
        name=source.name,
        times=times,
        nominal_fps=source.fps,
        median_ms=float(1000 * middle),
        drops=tuple(
            Drop(frame, float(1000 * gap), int(gap / middle + Fraction(1, 2)) - 1)
            for frame, gap in enumerate(gaps)
            if gap > _DROP * middle
        ),
        longest_gap_ms=float(1000 * longest),
        longest_gap_frame=gaps.index(longest),
        warnings=(),
    )
    return _with_warnings(report, lowest_fps, longest_gap_ms)


def _with_warnings(report: IngestReport, lowest_fps: float, longest_gap_ms: float) -> IngestReport:
    warnings = []
    if report.measured_fps < lowest_fps:
        warnings.append(
            f"{report.name}: {report.measured_fps:.2f} frames per second, fewer than {lowest_fps:g}"
        )
    if report.longest_gap_ms > longest_gap_ms:
        frame = report.longest_gap_frame
        warnings.append(
            f"{report.name}: {report.longest_gap_ms:.4g} ms pass between frames {frame} and {frame + 1}, more than "
            f"{longest_gap_ms:g} ms"
        )
    return replace(report, warnings=tuple(warnings))
