"""What is sent to and fro while somebody codes."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from countenance.core import Coding
from countenance.store.records import Mark
from countenance.study.coding.editing import EarlierMark, Task
from countenance.study.coding.marking import coding_from

__all__ = [
    "CurveShown",
    "MarkAdded",
    "MarkChanged",
    "MarkEarlier",
    "MarkKept",
    "Marked",
    "Recording",
    "RecordingOpened",
    "Seen",
    "Unit",
    "Words",
]

_PLAIN = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
Frame = Annotated[int, Field(strict=True, ge=0, le=100_000_000)]
Version = Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)]
Word = Annotated[str, StringConstraints(max_length=60, pattern=_PLAIN)]
NewId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Content(_Given):
    """A movement as a coder marks it."""

    onset: Frame
    apex: Frame | None = None
    offset: Frame | None = None
    action_units: Annotated[str, StringConstraints(max_length=400, pattern=_PLAIN)] = ""
    upper: Word | None = None
    lower: Word | None = None
    excluded: Annotated[Word, Field(min_length=1)] | None = None
    confidence: Annotated[int, Field(strict=True, ge=1, le=3)] | None = None
    note: Annotated[str, StringConstraints(max_length=2000, pattern=_PLAIN)] = ""

    def coding(self, mark: str) -> Coding:
        """The same for the rest of the program."""
        return coding_from(self, mark)


class MarkAdded(Content):
    """A new movement; its id is drawn by who marks it, so that sending it twice adds it once."""

    id: NewId


class MarkChanged(Content):
    """A movement as it is to be, with the version that the coder saw."""

    version: Version


class Marked(BaseModel):
    """What a coder has marked."""

    id: str
    onset: int
    apex: int | None
    offset: int | None
    action_units: str
    upper: str | None
    lower: str | None
    excluded: str | None
    confidence: int | None
    note: str


class MarkKept(Marked):
    """A movement that is kept."""

    version: int

    @classmethod
    def of(cls, mark: Mark) -> Self:
        """A row of the study."""
        return cls(**{name: getattr(mark, name) for name in cls.model_fields})


class MarkEarlier(BaseModel):
    """A content that a movement has had."""

    at: datetime
    who: str
    mark: MarkKept

    @classmethod
    def of(cls, earlier: EarlierMark) -> Self:
        """An entry of its history."""
        return cls(at=datetime.fromisoformat(earlier.at), who=earlier.who, mark=MarkKept.of(earlier.mark))


class Recording(BaseModel):
    """A recording as its coder knows it."""

    film: str
    number: int
    of: int
    n_frames: int
    seconds: float
    submitted_at: datetime | None
    n_marks: int

    @classmethod
    def told(cls, task: Task, n_marks: int) -> Self:
        """One of a coder's recordings."""
        film = task.film
        seconds = float(Fraction(film.times[-1]) if film.times else film.n_frames / film.fps)
        return cls(
            film=film.id,
            number=task.number,
            of=task.of,
            n_frames=film.n_frames,
            seconds=seconds,
            submitted_at=task.assignment.submitted_at,
            n_marks=n_marks,
        )


class Unit(BaseModel):
    """An action unit of the manual; `face` is the half in which it has a key on the pad, else empty."""

    number: int
    name: str
    face: str


class Words(BaseModel):
    """What may be chosen."""

    units: list[Unit]
    emotions: list[str]
    exclusions: list[str]


class RecordingOpened(BaseModel):
    """A recording with what its coder has marked in it."""

    recording: Recording
    marks: list[MarkKept]


class Seen(_Given):
    """Versions of the movements that the coder has before him."""

    marks: Annotated[dict[NewId, Version], Field(max_length=100_000)]


class CurveShown(_Given):
    """Whether the motion curve is to be seen."""

    shown: Annotated[bool, Field(strict=True)]
