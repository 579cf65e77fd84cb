"""What a release holds: only what consent covers, with everything that led to each label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from countenance.core import (
    Category,
    Coding,
    Expression,
    ExpressionKind,
    Interval,
    Labels,
    parse_action_units,
)
from countenance.study.people import ReleaseLevel
from countenance.study.publishing.names import PublishedNames

__all__ = [
    "CodingContent",
    "CodingState",
    "ConsentContent",
    "ExpressionContent",
    "LeftOut",
    "ParticipantContent",
    "RecordingContent",
    "ReleaseContent",
    "SelfReportContent",
    "ShownClipContent",
    "StimulusContent",
]


class CodingState(StrEnum):
    """How far the coding of a recording is."""

    SETTLED = "settled"
    """Whatever its coders marked is settled and labelled, or they marked nothing."""
    OPEN = "open"
    """Something that they marked is not settled or not labelled yet."""
    NOT_CODED = "not coded"
    """Fewer than two coders have submitted it."""


@dataclass(frozen=True, slots=True)
class ParticipantContent:
    """Somebody who is seen.

    Parameters
    ----------
    pseudonym : str
    number : int
        The same in every release, from 1, in random order among those who are new in a release.
    facts : mapping
        What the study asked for, such as age and gender.
    """

    pseudonym: str
    number: int
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StimulusContent:
    """What a participant watched; ``seconds`` is its length, ``digest`` the SHA-256 of the film."""

    name: str
    emotion: str | None
    seconds: float
    digest: str


@dataclass(frozen=True, slots=True)
class RecordingContent:
    """A recording.

    Parameters
    ----------
    name : str
    participant : str
        Pseudonym.
    fps : Fraction
        Nominal frames per second.
    n_frames : int
    times : tuple of str
        Presentation time of each frame in seconds; empty where the rate is constant.
    stimulus : StimulusContent or None
    take : int
    digest : str or None
        SHA-256 of the file; None where there is none.
    suffix : str
        Of the file.
    may_print : bool
        Whether pictures may be shown in publications.
    coding_state : CodingState
        Where it is not settled, nothing follows from its having no expression.
    """

    name: str
    participant: str
    fps: Fraction
    n_frames: int
    times: tuple[str, ...]
    stimulus: StimulusContent | None
    take: int
    digest: str | None
    suffix: str
    may_print: bool
    coding_state: CodingState

    def seconds(self, frame: Fraction | int) -> float:
        """Presentation time of a frame; of a half-frame, the middle of the frames beside it."""
        if not self.times:
            return float(Fraction(frame) / self.fps)
        whole = int(frame)
        before = Fraction(self.times[whole])
        rest = Fraction(frame) - whole
        return float(before + rest * (Fraction(self.times[whole + 1]) - before) if rest else before)


@dataclass(frozen=True, slots=True)
class ExpressionContent:
    """One expression of the database.

    Parameters
    ----------
    id : str
        Of the decision that settled it.
    recording : RecordingContent
    onset, apex, offset : Fraction or None
        Exact frames, from 0; the mean of two coders may lie half-way between two.
    interval : Interval
        Onset and offset, rounded half up.
    apex_frame : int or None
        The apex, rounded half up.
    action_units : str
    upper, lower : str or None
        Emotion read in each half of the face; an empty text where it takes part and nothing is read in it.
    kind : ExpressionKind
    category : Category or None
        The final one: a person's, or else the automatic one.
    automatic_category : Category or None
    from_action_units, from_stimulus, self_report : str or None
        The three labels that the category rests on.
    rule, reason : str
        Why the automatic category was chosen.
    override_reason : str
        Why a person chose another one.
    duration_policy : str
        How frames became a duration.
    action, policy, decision_reason : str
        How the two codings were settled.
    arbiter : str or None
        Who settled them, as ``arbiter_1``; None where a policy did.
    codings : tuple of str
        Ids of the codings that it was settled from.
    """

    id: str
    recording: RecordingContent
    onset: Fraction
    apex: Fraction | None
    offset: Fraction
    interval: Interval
    apex_frame: int | None
    action_units: str
    upper: str | None
    lower: str | None
    kind: ExpressionKind
    category: Category | None
    automatic_category: Category | None
    from_action_units: str | None
    from_stimulus: str | None
    self_report: str | None
    rule: str
    reason: str
    override_reason: str
    duration_policy: str
    action: str
    policy: str
    decision_reason: str
    arbiter: str | None
    codings: tuple[str, ...]

    @property
    def has_half_frames(self) -> bool:
        """Whether a frame is a mean that lies between two."""
        known = (frame for frame in (self.onset, self.apex, self.offset) if frame is not None)
        return any(frame.denominator != 1 for frame in known)

    def to_expression(self) -> Expression:
        """The expression in whole frames."""
        labels = Labels(
            self.from_action_units, self.from_stimulus, self.self_report, self.category, self.reason
        )
        units = parse_action_units(self.action_units)
        return Expression(self.interval, self.apex_frame, self.kind, units, labels)


@dataclass(frozen=True, slots=True)
class CodingContent:
    """A movement as one coder marked and submitted it; the coder is ``coder_1`` and on, never a name."""

    recording: str
    coder: str
    coding: Coding
    expression: str | None
    """Id of the expression that was settled from it."""


@dataclass(frozen=True, slots=True)
class SelfReportContent:
    """What a participant said of a movement; frames from 0."""

    id: str
    recording: str
    onset: int
    offset: int
    emotion: str | None
    intensity: int | None
    text: str
    not_emotional: str


@dataclass(frozen=True, slots=True)
class ShownClipContent:
    """A stimulus that was on the screen in the recording of a whole session.

    Parameters
    ----------
    recording : str
    stimulus : str
    emotion : str or None
        What it was meant to evoke.
    take : int
        Which showing of it, from 1.
    interval : Interval or None
        Frames recorded while it was on; None where they are not known.
    is_interrupted : bool
        Whether it was not seen to its end.
    remark : str
        Why frames are not known, or why it was not seen to its end.
    """

    recording: str
    stimulus: str
    emotion: str | None
    take: int
    interval: Interval | None
    is_interrupted: bool
    remark: str


@dataclass(frozen=True, slots=True)
class ConsentContent:
    """A version of the text that participants signed."""

    title: str
    language: str
    digest: str
    n_participants: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A recording that does not go into the release, and why; never written into it."""

    recording: str
    participant: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReleaseContent:
    """Everything that may be published, in an order that depends on nothing but the study.

    Parameters
    ----------
    study : str
        Its name.
    synthetic : bool
        Whether nobody real is seen.
    level : ReleaseLevel
        How far it may go.
    participants, recordings, shown_clips, expressions, codings, self_reports : tuple
    consents : tuple of ConsentContent
    left_out : tuple of LeftOut
    n_no_expressions : int
        Settled movements that are no expressions of the database.
    n_unlabelled : int
        Settled movements that nobody has labelled yet.
    answers : mapping of str to str
        The laboratory's own answers to questions of the datasheet, by their names.
    names : PublishedNames
        Numbers of people, as the study keeps them for later releases; never written into this one.
    """

    study: str
    synthetic: bool
    level: ReleaseLevel
    participants: tuple[ParticipantContent, ...]
    recordings: tuple[RecordingContent, ...]
    shown_clips: tuple[ShownClipContent, ...]
    expressions: tuple[ExpressionContent, ...]
    codings: tuple[CodingContent, ...]
    self_reports: tuple[SelfReportContent, ...]
    consents: tuple[ConsentContent, ...]
    left_out: tuple[LeftOut, ...] = ()
    n_no_expressions: int = 0
    n_unlabelled: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)
    names: PublishedNames = field(default_factory=PublishedNames)

    @property
    def coders(self) -> tuple[str, ...]:
        """Everybody who coded, as ``coder_1`` and on."""
        return tuple(sorted({one.coder for one in self.codings}))

    @property
    def duration_policies(self) -> tuple[str, ...]:
        """How frames became durations."""
        return tuple(sorted({one.duration_policy for one in self.expressions}))

    @property
    def arbitration(self) -> Mapping[str, int]:
        """How often each action, or named policy, settled an expression."""
        told = [one.policy or one.action for one in self.expressions]
        return {name: told.count(name) for name in sorted(set(told))}

    @property
    def unsettled(self) -> Mapping[CodingState, tuple[str, ...]]:
        """Names of recordings that are not settled yet in order, by how far their coding is; none where all are."""
        found = {
            state: tuple(sorted(one.name for one in self.recordings if one.coding_state is state))
            for state in (CodingState.NOT_CODED, CodingState.OPEN)
        }
        return {state: names for state, names in found.items() if names}

    def count(self, kind: ExpressionKind) -> int:
        """Number of expressions of a kind."""
        return sum(one.kind is kind for one in self.expressions)
