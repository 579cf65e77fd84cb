"""What pages of sessions send and get."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Path
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints

from countenance.app.web.study.gates import Gate
from countenance.app.web.study.visitors import Part, Visitor
from countenance.study.elicitation import Event, EventKind

__all__ = [
    "Clock",
    "Experimenter",
    "Line",
    "Participant",
    "RowId",
    "SentEvent",
    "Text",
    "Told",
    "event_of",
]

Participant = Annotated[Visitor, Depends(Gate(Part.PARTICIPANT))]
Experimenter = Annotated[Visitor, Depends(Gate(Part.EXPERIMENTER, Part.ADMIN))]

RowId = Annotated[str, Path(max_length=64, pattern=r"^[0-9a-zA-Z]+$")]
"""Id of a row, or of none."""
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Text = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]
_Number = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
_Whole = Annotated[int, Field(ge=-(10**12), le=10**12)]
Told = bool | _Whole | _Number | Text | None
"""A plain value that an event or a page tells."""


def _near(moment: datetime) -> datetime:
    """A moment of this century, which every zone can express."""
    if not 2000 < moment.year < 2100:
        raise ValueError("a clock of this century was expected")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_near)]


class Clock(BaseModel):
    """Both clocks of a page."""

    monotonic_ms: float = Field(ge=0, le=1e12, allow_inf_nan=False)
    wall_time: Moment


class SentEvent(Clock):
    """An event as a page tells it."""

    sequence: int = Field(ge=0, le=1_000_000)
    kind: EventKind
    clip: Line | None = None
    take: int | None = Field(default=None, ge=1, le=1000)
    frame: int | None = Field(default=None, ge=0, le=100_000_000)
    data: dict[Line, Told] = Field(default_factory=dict, max_length=40)


def event_of(sent: SentEvent) -> Event:
    """The event, received now."""
    data: dict[str, Any] = dict(sent.data)
    return Event(
        sent.sequence,
        sent.monotonic_ms,
        sent.wall_time,
        datetime.now(UTC),
        sent.kind,
        sent.clip,
        sent.take,
        sent.frame,
        data,
    )
