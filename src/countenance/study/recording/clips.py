"""Where in the recording of a whole session each clip was on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from countenance.core.errors import InputError
from countenance.core.intervals import Interval
from countenance.store.records import Film
from countenance.study.elicitation import IngestReport, SyncPoint, align, shown_clips, sync_points
from countenance.study.recording.sessions import KeptSession

__all__ = ["ClipInFilm", "clip_at", "clips_of", "located_clips", "sync_point_of"]

_UNKNOWN: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ClipInFilm:
    """A stimulus in the recording of a session.

    Parameters
    ----------
    stimulus : str
        Its name.
    take : int
        Which showing of it, from 1.
    interval : Interval or None
        Frames recorded while it was on the screen; None where the problem tells why.
    problem : str
        A sentence, or empty.
    interrupted : str
        Why it was not seen to its end; empty where it was.
    """

    stimulus: str
    take: int
    interval: Interval | None
    problem: str = ""
    interrupted: str = ""


def sync_point_of(text: str) -> SyncPoint:
    """A sync point as commands take it.

    Raises
    ------
    InputError
        If it is none.

    Examples
    --------
    >>> sync_point_of("120:4000.5")
    SyncPoint(frame=120, monotonic_ms=4000.5)
    """
    frame, _, moment = text.partition(":")
    try:
        return SyncPoint(int(frame), float(moment))
    except ValueError:
        raise InputError(
            f"{text!r} is no sync point: write FRAME:MILLISECONDS, for example 120:4000.5"
        ) from None


def located_clips(
    ingest: IngestReport,
    kept: KeptSession,
    points: Sequence[SyncPoint] = (),
    segment: int = 0,
    lengths: Mapping[str, float] = _UNKNOWN,
) -> dict[str, Any]:
    """Find the clips of a session in a recording that was made beside it.

    Parameters
    ----------
    ingest : IngestReport
        Of the recording.
    kept : KeptSession
        The session.
    points : sequence of SyncPoint
        Frames and the moments that they show; those that the session logged unless given.
    segment : int
        How often the session had been resumed before the recording began.
    lengths : mapping of str to float
        Seconds that clips last; see :func:`~countenance.study.elicitation.shown_clips`.

    Returns
    -------
    dict
        What is kept in the report of the recording: ``"clips"``, ``"alignment"`` and ``"warnings"``.

    Raises
    ------
    InputError
        If there is no sync point, the points contradict each other, or the session has no such segment.
    """
    if not 0 <= segment <= kept.session.segment:
        raise InputError(
            f"session {kept.row.id} has the segments 0 to {kept.session.segment}, {segment} is none of them"
        )
    used = list(points) or sync_points(kept.events, segment)
    if not used:
        raise InputError(
            f"session {kept.row.id} logged no sync point in segment {segment}: look for a frame whose moment is in "
            "the log, and give it with --sync FRAME:MILLISECONDS"
        )
    alignment = align(ingest.times, used)
    shown = shown_clips(kept.session.takes, alignment, segment, lengths)
    told = [alignment.warning, *(one.problem for one in shown)]
    return {
        "clips": [
            {
                "stimulus": one.take.clip,
                "take": one.take.number,
                "interval": None if one.interval is None else [one.interval.onset, one.interval.offset],
                "problem": one.problem,
                "interrupted": one.take.interrupted,
            }
            for one in shown
        ],
        "alignment": {
            "points": [[one.frame, one.monotonic_ms] for one in used],
            "drift_ppm": alignment.drift_ppm,
            "residual_ms": alignment.residual_ms,
            "segment": segment,
        },
        "warnings": [one for one in told if one],
    }


def clips_of(film: Film) -> tuple[ClipInFilm, ...]:
    """The clips in the recording of a whole session, in the order of showing; none in that of a single clip."""
    return tuple(
        ClipInFilm(
            one["stimulus"],
            one["take"],
            None if one["interval"] is None else Interval(*one["interval"]),
            one["problem"],
            one["interrupted"],
        )
        for one in film.report.get("clips", ())
    )


def clip_at(film: Film, interval: Interval) -> ClipInFilm | None:
    """The clip that was on when a movement began; None between clips, and in the recording of a single clip."""
    return next(
        (one for one in clips_of(film) if one.interval is not None and interval.onset in one.interval), None
    )
