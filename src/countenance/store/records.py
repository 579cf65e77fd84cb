"""The rows of a study, one class for each table.

A record is immutable. Its ``id`` is random, so that rows made in two places never collide. Its ``version`` counts
changes, so that nobody overwrites what he has not seen. Its ``salt`` keeps digests in the log from being guessed.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, ClassVar

__all__ = [
    "RECORDS",
    "Account",
    "Assignment",
    "Consent",
    "ConsentText",
    "Decision",
    "Film",
    "Identity",
    "Label",
    "Mark",
    "Medium",
    "Participant",
    "ProtocolVersion",
    "RatedClip",
    "Record",
    "Release",
    "Report",
    "SessionEvent",
    "SessionRow",
    "Stimulus",
    "StudyFacts",
    "Tombstone",
]


def new_id() -> str:
    """A name that nothing else has."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every row has.

    Parameters
    ----------
    id : str
        Its name, for ever.
    version : int
        1 when added, one more with every change.
    salt : str
        Random; enters the digest of the row in the log.
    """

    table: ClassVar[str] = ""
    noun: ClassVar[str] = "row"
    """What sentences call it."""
    unique: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Groups of fields that no two rows share."""
    refers: ClassVar[Mapping[str, str]] = {}
    """Field to the table whose ``id`` it holds."""
    keeps_history: ClassVar[bool] = False
    """Whether every earlier content is kept."""

    id: str = field(default_factory=new_id)
    version: int = 1
    salt: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFacts(Record):
    """The study itself: one row."""

    table: ClassVar[str] = "study"
    noun: ClassVar[str] = "study"

    name: str
    created_at: datetime
    synthetic: bool = False
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Record):
    """Somebody who works on the study."""

    table: ClassVar[str] = "account"
    noun: ClassVar[str] = "account"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("name",),)

    name: str
    roles: tuple[str, ...]
    active: bool = True
    password: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Record):
    """Somebody who is filmed, under a random pseudonym."""

    table: ClassVar[str] = "participant"
    noun: ClassVar[str] = "participant"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("pseudonym",), ("number",))

    pseudonym: str
    number: int
    facts: dict[str, Any] = field(default_factory=dict)
    """Age, gender and the like, as far as the study asks for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Record):
    """Name, contact and payment, kept apart from everything else about a participant."""

    table: ClassVar[str] = "identity"
    noun: ClassVar[str] = "identity"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("participant",),)
    refers: ClassVar[Mapping[str, str]] = {"participant": "participant"}

    participant: str
    name: str
    contact: str = ""
    payment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentText(Record):
    """A version of the text that participants sign, with the items that are asked for one by one."""

    table: ClassVar[str] = "consent_text"
    noun: ClassVar[str] = "consent text"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("digest",),)

    title: str
    language: str
    text: str
    digest: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Record):
    """What a participant agreed to; the latest counts."""

    table: ClassVar[str] = "consent"
    noun: ClassVar[str] = "consent"
    refers: ClassVar[Mapping[str, str]] = {"participant": "participant", "consent_text": "consent_text"}

    participant: str
    consent_text: str
    given_at: datetime
    items: dict[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium(Record):
    """A file that is kept, named by the SHA-256 of its content."""

    table: ClassVar[str] = "medium"
    noun: ClassVar[str] = "file"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("digest",),)

    digest: str
    size: int
    suffix: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stimulus(Record):
    """A clip that participants watch."""

    table: ClassVar[str] = "stimulus"
    noun: ClassVar[str] = "stimulus"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("name",),)
    refers: ClassVar[Mapping[str, str]] = {"medium": "medium"}

    name: str
    digest: str
    seconds: float
    emotion: str | None = None
    medium: str | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedClip(Record):
    """One rater's judgement of one stimulus."""

    table: ClassVar[str] = "rating"
    noun: ClassVar[str] = "rating"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("rater", "stimulus"),)
    refers: ClassVar[Mapping[str, str]] = {"stimulus": "stimulus"}

    rater: str
    stimulus: str
    emotions: tuple[str, ...]
    intensity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolVersion(Record):
    """A protocol as it was when it was read in."""

    table: ClassVar[str] = "protocol"
    noun: ClassVar[str] = "protocol"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("digest",),)

    title: str
    digest: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow(Record):
    """One participant's visit."""

    table: ClassVar[str] = "session"
    noun: ClassVar[str] = "session"
    refers: ClassVar[Mapping[str, str]] = {"participant": "participant", "protocol": "protocol"}

    participant: str
    protocol: str
    started_at: datetime
    order: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEvent(Record):
    """Something that happened in a session."""

    table: ClassVar[str] = "session_event"
    noun: ClassVar[str] = "event"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("session", "sequence"),)
    refers: ClassVar[Mapping[str, str]] = {"session": "session"}

    session: str
    sequence: int
    content: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Film(Record):
    """A recording of a participant's face."""

    table: ClassVar[str] = "film"
    noun: ClassVar[str] = "recording"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("name",),)
    refers: ClassVar[Mapping[str, str]] = {
        "participant": "participant",
        "session": "session",
        "stimulus": "stimulus",
        "medium": "medium",
    }

    name: str
    participant: str
    medium: str | None
    fps: Fraction
    n_frames: int
    times: tuple[str, ...] = ()
    """Presentation time of each frame in seconds; empty where the rate is constant."""
    session: str | None = None
    stimulus: str | None = None
    take: int = 1
    level: str = ""
    """Release level below the one that the participant consented to; empty for that one."""
    report: dict[str, Any] = field(default_factory=dict)
    """Measured rate, dropped frames, flags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Record):
    """What a participant says about a movement of his face."""

    table: ClassVar[str] = "report"
    noun: ClassVar[str] = "self-report"
    refers: ClassVar[Mapping[str, str]] = {"film": "film"}
    keeps_history: ClassVar[bool] = True

    film: str
    onset: int
    offset: int
    emotion: str | None = None
    intensity: int | None = None
    text: str = ""
    not_emotional: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Record):
    """A recording that a coder is to code; submitting it locks what he marked."""

    table: ClassVar[str] = "assignment"
    noun: ClassVar[str] = "assignment"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("film", "coder"),)
    refers: ClassVar[Mapping[str, str]] = {"film": "film", "coder": "account"}

    film: str
    coder: str
    place: int
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(Record):
    """One movement as a coder marked it."""

    table: ClassVar[str] = "mark"
    noun: ClassVar[str] = "coding"
    refers: ClassVar[Mapping[str, str]] = {"assignment": "assignment"}
    keeps_history: ClassVar[bool] = True

    assignment: str
    onset: int
    apex: int | None = None
    offset: int | None = None
    action_units: str = ""
    upper: str | None = None
    lower: str | None = None
    excluded: str | None = None
    confidence: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Record):
    """What an arbiter, or a named policy, settled about one movement."""

    table: ClassVar[str] = "decision"
    noun: ClassVar[str] = "decision"
    refers: ClassVar[Mapping[str, str]] = {"film": "film", "first": "mark", "second": "mark"}
    keeps_history: ClassVar[bool] = True

    film: str
    first: str | None
    second: str | None
    action: str
    arbiter: str
    reason: str = ""
    settled: dict[str, Any] = field(default_factory=dict)
    """The agreed movement, with half-frames as fractions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(Record):
    """Kind and category of an agreed movement, with every source kept apart."""

    table: ClassVar[str] = "label"
    noun: ClassVar[str] = "label"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("decision",),)
    refers: ClassVar[Mapping[str, str]] = {"decision": "decision"}
    keeps_history: ClassVar[bool] = True

    decision: str
    labels: dict[str, Any]
    excluded: str | None = None
    override: str | None = None
    overridden_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Record):
    """A release that was published, and whom it holds."""

    table: ClassVar[str] = "release"
    noun: ClassVar[str] = "release"

    profile: str
    made_at: datetime
    participants: tuple[str, ...]
    manifest: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone(Record):
    """What is left of a participant who withdrew: pseudonym, number, day, and the releases that held him."""

    table: ClassVar[str] = "tombstone"
    noun: ClassVar[str] = "tombstone"
    unique: ClassVar[tuple[tuple[str, ...], ...]] = (("pseudonym",),)

    pseudonym: str
    number: int = 0
    """His, which nobody else gets."""
    withdrawn_at: datetime
    releases: tuple[str, ...]
    removed: dict[str, int]
    """Rows by table, and files."""
    pending: tuple[str, ...] = ()
    """Files that are still to be removed."""
    scrubbed: bool = False
    """Whether the database was written anew without what was removed."""

    @property
    def is_finished(self) -> bool:
        """Whether no byte of him is left."""
        return self.scrubbed and not self.pending


RECORDS: tuple[type[Record], ...] = (
    StudyFacts, Account, Participant, Identity, ConsentText, Consent, Medium, Stimulus, RatedClip, ProtocolVersion,
    SessionRow, SessionEvent, Film, Report, Assignment, Mark, Decision, Label, Release, Tombstone,
)  # fmt: skip
"""Every table, those first that others refer to."""
