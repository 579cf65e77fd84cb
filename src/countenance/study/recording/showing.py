"""The files of stimuli as sessions show them, and what was shown beside the face that watched it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from countenance.core.errors import InputError
from countenance.core.intervals import Interval
from countenance.store import Reader
from countenance.store.records import Film, Medium, ProtocolVersion, SessionRow, Stimulus
from countenance.study.elicitation import SyncPoint, align
from countenance.study.recording.clips import clips_of
from countenance.study.recording.protocols import protocol_of
from countenance.study.recording.sessions import KeptSession

__all__ = ["ReviewedClip", "kept_stimulus", "reviewed_clips", "unkept_stimuli"]


@dataclass(frozen=True, slots=True)
class ReviewedClip:
    """A clip that a participant saw to its end, in the recording of his face.

    Parameters
    ----------
    film : Film
    stimulus : str
        Its name.
    take : int
        Which showing of it, from 1.
    interval : Interval
        Frames that were recorded while it was on.
    moments_ms : tuple of int
        For each of these frames, the time in the clip that was on the screen, in ms.
    """

    film: Film
    stimulus: str
    take: int
    interval: Interval
    moments_ms: tuple[int, ...]


def unkept_stimuli(reader: Reader, protocol: ProtocolVersion) -> list[str]:
    """Names of clips of a protocol that cannot be shown, because the study keeps their SHA-256 alone."""
    kept = {one.name for one in reader.find(Stimulus) if one.medium is not None}
    return [clip.name for clip in protocol_of(protocol).clips if clip.name not in kept]


def kept_stimulus(reader: Reader, session: SessionRow, name: str) -> Medium:
    """The file of a clip that a session shows.

    Raises
    ------
    InputError
        If the session shows no such clip, or the study keeps its SHA-256 alone.
    """
    found = reader.first(Stimulus, name=name) if name in session.order else None
    if found is None:
        raise InputError(f"session {session.id} shows no clip {name!r}")
    if found.medium is None:
        raise InputError(f"the file of the stimulus {name} is not kept: add the file")
    return reader.get(Medium, found.medium)


def reviewed_clips(reader: Reader, kept: KeptSession) -> list[ReviewedClip]:
    """What the participant of a session can look at again: complete takes that were found in a recording.

    Returns
    -------
    list of ReviewedClip
        In the order of showing.
    """
    places = {(take.clip, take.number): index for index, take in enumerate(kept.session.takes)}
    found = [
        one
        for film in reader.find(Film, session=kept.row.id, order="name")
        for one in _clips_in(kept, film)
        if (one.stimulus, one.take) in places
    ]
    return sorted(found, key=lambda one: places[one.stimulus, one.take])


def _clips_in(kept: KeptSession, film: Film) -> Iterator[ReviewedClip]:
    told = film.report.get("alignment")
    if told is None:
        return
    onsets = {(take.clip, take.number): take for take in kept.session.completed}
    times = [Fraction(time) for time in film.times] or [index / film.fps for index in range(film.n_frames)]
    alignment = align(times, [SyncPoint(frame, ms) for frame, ms in told["points"]])
    for clip in clips_of(film):
        take = onsets.get((clip.stimulus, clip.take))
        if clip.interval is None or take is None or take.segment != told["segment"]:
            continue
        begin = alignment.seconds_at(take.onset_ms)
        frames = range(clip.interval.onset, clip.interval.offset + 1)
        moments = tuple(max(0, round(1000 * (float(times[n]) - begin) / alignment.rate)) for n in frames)
        yield ReviewedClip(film, clip.stimulus, clip.take, clip.interval, moments)
