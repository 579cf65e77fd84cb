"""Small real videos, and sessions that went well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from countenance.store.records import Participant
from countenance.study.elicitation import Event, EventKind, Session, State
from countenance.study.project import Study
from countenance.video import write_video

BEGINNING = datetime(2026, 7, 17, 9, 30, tzinfo=UTC)
WALK = {
    State.CONSENT: EventKind.CONSENT_GIVEN,
    State.CAMERA_CHECK: EventKind.CAMERA_OK,
    State.INSTRUCTIONS: EventKind.INSTRUCTIONS_READ,
    State.COMPREHENSION: EventKind.COMPREHENSION_PASSED,
    State.READY: EventKind.CLIP_ONSET,
    State.PLAY: EventKind.CLIP_OFFSET,
    State.REST: EventKind.REST_OVER,
    State.REVIEW: EventKind.REVIEW_DONE,
    State.DEBRIEF: EventKind.DEBRIEF_READ,
    State.PAYMENT: EventKind.PAID,
}
"""What comes next where everything goes well; a baseline begins and ends."""


def film(
    path: Path, n_frames: int = 12, *, shade: int = 0, times: Sequence[Fraction] | None = None, fps: int = 30
) -> Path:
    """A video of 64 x 48 pixels; another shade is another content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_filmed(path.suffix, n_frames, shade, None if times is None else tuple(times), fps))
    return path


@cache
def _filmed(suffix: str, n_frames: int, shade: int, times: tuple[Fraction, ...] | None, fps: int) -> bytes:
    frames = np.random.default_rng(shade).integers(0, 255, (n_frames, 48, 64, 3), dtype=np.uint8)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"film{suffix}"
        write_video(path, frames, fps, times=times, crf=30)
        return path.read_bytes()


def uneven(n_frames: int = 12) -> list[Fraction]:
    """Times of a camera that lost two frames after the fifth."""
    return [Fraction(place if place < 5 else place + 2, 30) for place in range(n_frames)]


def damaged(source: Path, target: Path, keep: float = 0.6) -> Path:
    """A Matroska copy that was cut off: its header announces more."""
    content = source.read_bytes()
    target.write_bytes(content[: int(len(content) * keep)])
    return target


def who(study: Study, number: int = 1) -> str:
    """Pseudonym of a participant."""
    with study.reading() as reader:
        found = reader.first(Participant, number=number)
        assert found is not None
        return found.pseudonym


def happens(kind: EventKind, sequence: int, ms: float | None = None, **rest) -> Event:
    """An event whose clocks agree: a second for each number, unless told otherwise."""
    monotonic_ms = 1000.0 * sequence if ms is None else ms
    wall_time = BEGINNING + timedelta(milliseconds=monotonic_ms)
    return Event(sequence, monotonic_ms, wall_time, wall_time, kind, **rest)


def next_event(session: Session, ms: float | None = None) -> Event:
    """What comes next where everything goes well."""
    if session.state is State.BASELINE:
        kind = EventKind.BASELINE_ONSET if session.baseline_ms[0] is None else EventKind.BASELINE_OFFSET
    else:
        kind = WALK[session.state]
    of_a_clip = kind in {EventKind.CLIP_ONSET, EventKind.CLIP_OFFSET}
    clip, take = (session.clip, session.take) if of_a_clip else (None, None)
    return happens(kind, session.next_sequence, ms, clip=clip, take=take)


def walk(session: Session, to: State = State.DONE) -> list[Event]:
    """Events that lead to a state."""
    events = []
    while session.state is not to:
        events.append(next_event(session))
        session = session.apply(events[-1])
    return events
