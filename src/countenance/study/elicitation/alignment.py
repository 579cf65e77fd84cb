"""From the clock of a session to the frames of a recording that was made beside it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import inf
from types import MappingProxyType

from countenance.core import InputError, Interval
from countenance.study.elicitation.events import Event, EventKind
from countenance.study.elicitation.session import Take

__all__ = ["Alignment", "ShownClip", "SyncPoint", "align", "shown_clips", "sync_points"]

_UNKNOWN: Mapping[str, float] = MappingProxyType({})
_ODD_DRIFT_PPM = 1000
"""Quartz clocks differ by less than 100 ppm; more than this comes from a frame that was taken for another one."""


@dataclass(frozen=True, slots=True)
class SyncPoint:
    """One moment on both clocks, for example a flash that the session logged and the camera saw.

    Parameters
    ----------
    frame : int
        The first frame that shows it.
    monotonic_ms : float
        When it happened, on the clock of the session.
    """

    frame: int
    monotonic_ms: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """How the clock of a session runs beside the presentation times of a recording.

    Parameters
    ----------
    times : tuple of Fraction
        Presentation time of each frame in seconds after the first.
    origin_ms : float
        Monotonic time at which the recording's own time was `origin_s`.
    origin_s : float
        Time in the recording.
    rate : float
        Seconds of the recording that pass in a second of the session; 1 where one sync point is known.
    residual_ms : float
        How far a sync point lies from the line through them at most, in ms.

    Examples
    --------
    >>> alignment = Alignment(tuple(Fraction(i, 25) for i in range(100)), origin_ms=5000, origin_s=1.0)
    >>> alignment.frame_at(5000), alignment.frame_at(5039), alignment.frame_at(5041), alignment.frame_at(9000)
    (25, 25, 26, None)
    """

    times: tuple[Fraction, ...]
    origin_ms: float
    origin_s: float
    rate: float = 1.0
    residual_ms: float = 0.0

    @property
    def drift_ppm(self) -> float:
        """By how many millionths the recording's clock runs faster than the session's."""
        return (self.rate - 1) * 1e6

    @property
    def warning(self) -> str:
        """A sentence where the drift is more than two clocks can have; otherwise empty."""
        if abs(self.drift_ppm) <= _ODD_DRIFT_PPM:
            return ""
        return (
            f"the clocks drift by {self.drift_ppm:.0f} ppm, more than clocks do: look whether the frames of the "
            "sync points are right"
        )

    def seconds_at(self, monotonic_ms: float) -> float:
        """Time in the recording, in seconds after its first frame."""
        return self.origin_s + self.rate * (monotonic_ms - self.origin_ms) / 1000

    def frame_at(self, monotonic_ms: float) -> int | None:
        """The frame that is shown at a moment of the session; None before the first and after the last one.

        A frame is shown until the next one; the last for as long as the frames are on average.
        """
        # A sync point's own frame must be found again in spite of rounding, which a microsecond exceeds by far.
        seconds = self.seconds_at(monotonic_ms) + 1e-6
        end = self.times[-1] * Fraction(len(self.times), max(len(self.times) - 1, 1))
        if not 0 <= seconds < end:
            return None
        return bisect_right(self.times, seconds) - 1


def align(times: Sequence[Fraction], points: Sequence[SyncPoint]) -> Alignment:
    """Align a recording with a session.

    One sync point gives the offset of the clocks; two give the drift too; more give the straight line that fits
    them best by least squares.

    Parameters
    ----------
    times : sequence of Fraction
        Presentation time of each frame in seconds after the first; see :class:`IngestReport`.
    points : sequence of SyncPoint
        At least one, all from one segment of the session.

    Returns
    -------
    Alignment

    Raises
    ------
    InputError
        If there is no point, a point's frame is not in the recording, or the order of the points differs between
        the two clocks.

    Examples
    --------
    >>> times = [Fraction(i, 30) for i in range(20_000)]
    >>> alignment = align(times, [SyncPoint(30, 4000.0), SyncPoint(18_030, 603_994.0)])
    >>> round(alignment.drift_ppm, 2), alignment.frame_at(4000.0), alignment.frame_at(603_994.0)
    (10.0, 30, 18030)
    """
    ordered = sorted(points, key=lambda point: point.monotonic_ms)
    _check_points(times, ordered)
    seconds = [float(times[point.frame]) for point in ordered]
    moments = [point.monotonic_ms for point in ordered]
    origin_ms, origin_s = sum(moments) / len(moments), sum(seconds) / len(seconds)
    spread = sum((moment - origin_ms) ** 2 for moment in moments)
    shared = sum((m - origin_ms) * (s - origin_s) for m, s in zip(moments, seconds, strict=True))
    rate = 1000 * shared / spread if spread else 1.0
    line = Alignment(tuple(times), origin_ms, origin_s, rate)
    worst = max(abs(line.seconds_at(m) - s) for m, s in zip(moments, seconds, strict=True))
    return Alignment(tuple(times), origin_ms, origin_s, rate, 1000 * worst)


def _check_points(times: Sequence[Fraction], points: Sequence[SyncPoint]) -> None:
    if not points:
        raise InputError(
            "an alignment needs at least one sync point: a frame and the moment at which it was seen"
        )
    for point in points:
        if not 0 <= point.frame < len(times):
            raise InputError(
                f"the sync point at {point.monotonic_ms:g} ms is frame {point.frame}, and the recording has frames "
                f"0 to {len(times) - 1}"
            )
    for before, after in pairwise(points):
        if after.frame <= before.frame or after.monotonic_ms <= before.monotonic_ms:
            raise InputError(
                f"sync points contradict each other: {before.monotonic_ms:g} ms is frame {before.frame}, and "
                f"{after.monotonic_ms:g} ms is frame {after.frame}"
            )


def sync_points(events: Iterable[Event], segment: int = 0) -> list[SyncPoint]:
    """Sync points that a session logged: events of the kind ``sync`` with a frame.

    Parameters
    ----------
    events : iterable of Event
        Of one session.
    segment : int
        How often it had been resumed before; clocks and recordings begin anew with each segment.
    """
    found, current = [], 0
    for event in events:
        current += event.kind is EventKind.RESUMED
        if event.kind is EventKind.SYNC and event.frame is not None and current == segment:
            found.append(SyncPoint(event.frame, event.monotonic_ms))
    return found


@dataclass(frozen=True, slots=True)
class ShownClip:
    """Where a take lies in a recording.

    Parameters
    ----------
    take : Take
        The showing.
    interval : Interval or None
        Frames shown from its onset to its offset, or until it was interrupted; None where the problem tells why.
    problem : str
        A sentence, or empty.
    """

    take: Take
    interval: Interval | None
    problem: str = ""


def shown_clips(
    takes: Iterable[Take], alignment: Alignment, segment: int = 0, lengths: Mapping[str, float] = _UNKNOWN
) -> list[ShownClip]:
    """Frames of a recording in which each clip was on the screen.

    Parameters
    ----------
    takes : iterable of Take
        Of one session.
    alignment : Alignment
        Of the recording of one segment.
    segment : int
        That segment; takes of others are left out.
    lengths : mapping of str to float
        Seconds that clips last: nobody knows exactly when a page was closed.

    Returns
    -------
    list of ShownClip
        In the order of showing, interrupted takes too.
    """
    return [_shown(take, alignment, lengths.get(take.clip, inf)) for take in takes if take.segment == segment]


def _last_frame(take: Take, alignment: Alignment, seconds: float) -> int | None:
    """The frame in which a take ends; one that was interrupted lasts no longer than its clip or the recording."""
    if take.offset_ms is not None:
        return alignment.frame_at(take.offset_ms)
    latest = take.onset_ms + 1000 * seconds
    found = alignment.frame_at(min(latest, latest if take.interrupted_ms is None else take.interrupted_ms))
    return len(alignment.times) - 1 if found is None else found


def _shown(take: Take, alignment: Alignment, seconds: float) -> ShownClip:
    if take.offset_ms is None and not take.interrupted:
        return ShownClip(take, None, f"clip {take.clip}, take {take.number}, has no end: it is on")
    onset, offset = alignment.frame_at(take.onset_ms), _last_frame(take, alignment, seconds)
    if onset is None or offset is None:
        which = "begins" if onset is None else "ends"
        return ShownClip(
            take, None, f"clip {take.clip}, take {take.number}, {which} outside of the recording"
        )
    if offset < onset:
        return ShownClip(
            take, None, f"clip {take.clip}, take {take.number}, ends before it begins: a clock went back"
        )
    return ShownClip(take, Interval(onset, offset))
