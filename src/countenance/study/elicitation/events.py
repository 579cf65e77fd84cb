"""What happens in a session, as it is written down the moment it happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from math import isfinite
from types import MappingProxyType
from typing import Any, Self

from countenance.core import InputError

__all__ = ["Event", "EventKind"]


class EventKind(StrEnum):
    """What an event says. The first group moves the session on, the second only notes something."""

    STARTED = "started"
    CONSENT_GIVEN = "consent given"
    CAMERA_OK = "camera ok"
    INSTRUCTIONS_READ = "instructions read"
    COMPREHENSION_PASSED = "comprehension passed"
    COMPREHENSION_FAILED = "comprehension failed"
    BASELINE_ONSET = "baseline onset"
    BASELINE_OFFSET = "baseline offset"
    CLIP_ONSET = "clip onset"
    CLIP_OFFSET = "clip offset"
    REST_OVER = "rest over"
    INTERRUPTED = "interrupted"
    RESUMED = "resumed"
    REVIEW_DONE = "review done"
    DEBRIEF_BEGUN = "debrief begun"
    DEBRIEF_READ = "debrief read"
    PAID = "paid"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"

    SYNC = "sync"
    ANSWER = "answer"
    SELF_REPORT = "self-report"
    FOCUS_LOST = "focus lost"
    FOCUS_REGAINED = "focus regained"
    FULL_SCREEN_LEFT = "full screen left"
    FULL_SCREEN_ENTERED = "full screen entered"
    STALL = "stall"
    CAMERA_GAP = "camera gap"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Parameters
    ----------
    sequence : int
        Number in the session, from 0 without gaps.
    monotonic_ms : float
        Milliseconds on a clock of the showing machine that never jumps; it begins anew when a session is resumed.
    wall_time, received : datetime
        What that machine's own clock showed, and when the event reached the log. Both with a time zone.
    kind : EventKind
        What happened.
    clip : str or None
        The clip on the screen.
    take : int or None
        Which showing of it, from 1.
    frame : int or None
        Frame of the recording at that moment, where it is known.
    data : mapping of str to object
        Whatever else belongs to it, of types that JSON has.

    Raises
    ------
    InputError
        If a number cannot be one, or a time has no zone.
    """

    sequence: int
    monotonic_ms: float
    wall_time: datetime
    received: datetime
    kind: EventKind
    clip: str | None = None
    take: int | None = None
    frame: int | None = None
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        for what, number, lowest in (
            ("sequence", self.sequence, 0),
            ("take", self.take, 1),
            ("frame", self.frame, 0),
        ):
            if number is not None and (type(number) is not int or number < lowest):
                raise InputError(
                    f"an event's {what} is {number!r}, a whole number from {lowest} was expected"
                )
        if not isfinite(self.monotonic_ms):
            raise InputError(f"event {self.sequence}: {self.monotonic_ms} is no time in ms")
        if self.wall_time.tzinfo is None or self.received.tzinfo is None:
            raise InputError(f"event {self.sequence}: a time has no time zone, UTC was expected")

    def to_json(self) -> dict[str, Any]:
        """The event in types of JSON; times in UTC as ISO 8601 writes them."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        times = {name: values[name].astimezone(UTC).isoformat() for name in ("wall_time", "received")}
        return {**values, **times, "kind": str(self.kind), "data": dict(self.data)}

    @classmethod
    def from_json(cls, values: object) -> Self:
        """An event from what `to_json` gives.

        Raises
        ------
        InputError
            If it is no event.
        """
        names = [one.name for one in fields(cls)]
        if not isinstance(values, dict) or sorted(values) != sorted(names):
            raise InputError(f"an event has the fields {', '.join(names)}, and nothing else")
        try:
            times = {name: datetime.fromisoformat(values[name]) for name in ("wall_time", "received")}
            monotonic_ms = float(values["monotonic_ms"])
            kind = EventKind(values["kind"])
        except (TypeError, ValueError) as error:
            raise InputError(f"event {values['sequence']!r} cannot be read ({error})") from error
        if not isinstance(values["data"], dict) or not isinstance(values["clip"], str | None):
            raise InputError(
                f"event {values['sequence']!r} has a clip that is no text, or data that are no table"
            )
        return cls(**{**values, **times, "monotonic_ms": monotonic_ms, "kind": kind})
