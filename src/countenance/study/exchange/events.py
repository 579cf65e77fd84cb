"""A coding as programs with tiers hold it: a span of time, a time of the apex, and texts.

The frame numbers are kept beside the times, because an unknown offset has no time, and whole milliseconds do not
tell frames apart above 1000 frames per second. On the way back they hold as long as they say, but for half a frame,
what the times say; where somebody has moved an annotation the times win, and a remark says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from countenance.core.codings import Coding
from countenance.study.exchange.fields import coding_of_fields, fields_of
from countenance.study.exchange.problems import Findings
from countenance.study.exchange.times import Times

__all__ = ["Event", "clock", "coding_of", "event_of"]

_FRAMES = re.compile(r"(\d{1,9})/(\d{1,9}|\?)/(\d{1,9}|\?)")


@dataclass(frozen=True, slots=True)
class Event:
    """One annotation of an expression, or of what is none, with all that belongs to it.

    Parameters
    ----------
    start, end : Fraction
        Milliseconds after the first frame; the end is when the frame after the last one is shown.
    apex : tuple of (Fraction, Fraction) or None
        Milliseconds at which the apex is shown, and gives way to the next frame.
    excluded : str or None
        Why it is no expression.
    fields : mapping of str to str
        See :func:`~countenance.study.exchange.fields.fields_of`.
    frames : str
        Frame numbers such as ``"10/14/?"``: onset, apex and offset; empty where they are not kept.
    """

    start: Fraction
    end: Fraction
    apex: tuple[Fraction, Fraction] | None = None
    excluded: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    frames: str = ""


def clock(milliseconds: Fraction | int) -> str:
    """A time as messages name it.

    >>> clock(3205)
    '3.205 s'
    """
    return f"{float(milliseconds) / 1000:.3f} s"


def event_of(coding: Coding, times: Times) -> Event:
    """A coding as an event; one without an offset ends with its last known frame.

    >>> from countenance.study.exchange.times import ConstantRate
    >>> event = event_of(Coding(10, 14), ConstantRate(Fraction(25)))
    >>> int(event.start), int(event.end), event.frames
    (400, 600, '10/14/?')
    """
    frames = (coding.onset, coding.apex, coding.offset)
    last = max(frame for frame in frames if frame is not None)
    start, end = _span(coding.onset, last, times)
    apex = None
    if coding.apex is not None:
        # Where frames are shorter than a millisecond, the apex is kept within the whole.
        shown, gone = _span(coding.apex, coding.apex, times)
        apex = min(shown, end - 1), min(gone, end)
    return Event(start, end, apex, coding.excluded, fields_of(coding), _written(frames))


def _span(first: int, last: int, times: Times) -> tuple[Fraction, Fraction]:
    start = times.millisecond(first)
    # A frame of less than a millisecond may show no whole one, and an annotation without length is none.
    return Fraction(start), Fraction(max(times.millisecond(last + 1), start + 1))


def coding_of(event: Event, times: Times, where: str, findings: Findings) -> Coding | None:
    """The coding that an event means.

    Parameters
    ----------
    event : Event
    times : Times
        Of its recording.
    where : str
        Where in the file it stands.
    findings : Findings
        What is told.

    Returns
    -------
    Coding or None
        None where it cannot be used, which is then told.
    """
    if not _inside(event, times, where, findings):
        return None
    frames = _frames(event, times, where, findings)
    return coding_of_fields(frames, event.excluded, event.fields, where, findings)


def _inside(event: Event, times: Times, where: str, findings: Findings) -> bool:
    """Whether the event lies within the recording; programs let its end stand out by up to a frame."""
    limit = times.end()
    if event.start < 0:
        findings.problem(f"{where}: it begins before the first frame", "correct the time or the media offset")
        return False
    if limit is None:
        return True
    allowed = limit + max(Fraction(1), times.length((times.n_frames or 1) - 1))
    if event.start >= limit or event.end > allowed:
        findings.problem(
            f"{where}: it reaches beyond the end of the recording, {clock(limit)} ({times.n_frames} frames)",
            "correct it, or give the times of the recording that was coded",
        )
        return False
    return True


def _frames(event: Event, times: Times, where: str, findings: Findings) -> tuple[int, int | None, int | None]:
    onset = times.first_frame(event.start)
    by_time = (
        onset,
        None if event.apex is None else times.first_frame(event.apex[0]),
        max(onset, times.last_frame(event.end)),
    )
    kept = _kept(event.frames)
    if kept is None:
        if event.frames.strip():
            findings.remark(f"{where}: {event.frames!r} is not read as frame numbers such as 120/126/131")
        return by_time
    chosen = _reconciled(kept, by_time, event, times)
    if chosen != kept:
        findings.remark(
            f"{where}: it was moved, for its times do not show the frames {event.frames} that are kept with it; "
            f"the times count, which show {_written(chosen)}"
        )
    return chosen


def _kept(written: str) -> tuple[int, int | None, int | None] | None:
    match = _FRAMES.fullmatch(written.strip())
    if match is None:
        return None
    onset, apex, offset = (None if text == "?" else int(text) for text in match.groups())
    return (onset or 0, apex, offset)


def _reconciled(
    kept: tuple[int, int | None, int | None],
    by_time: tuple[int, int | None, int | None],
    event: Event,
    times: Times,
) -> tuple[int, int | None, int | None]:
    """The kept frame numbers, except where the times differ from them by more than half a frame."""
    last = max(frame for frame in kept if frame is not None)
    if times.n_frames is not None and last >= times.n_frames:
        return by_time
    onset = kept[0] if times.begins_near(event.start, kept[0]) else by_time[0]
    offset = kept[2] if times.begins_near(event.end, last + 1) else by_time[2]
    same_apex = kept[1] is not None and event.apex is not None and times.begins_near(event.apex[0], kept[1])
    return onset, kept[1] if same_apex else by_time[1], offset


def _written(frames: tuple[int | None, ...]) -> str:
    return "/".join("?" if frame is None else str(frame) for frame in frames)
