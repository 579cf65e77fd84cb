"""Expressions of a study, ready to be published, with everything that led to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from countenance.core import Clip, Expression, ExpressionKind, InputError, Interval, Labels
from countenance.study.labelling.categories import Labelling, Override, label_emotion
from countenance.study.labelling.durations import DurationClass, classify_duration
from countenance.study.labelling.movements import Movement
from countenance.study.labelling.selection import Selection

__all__ = ["LabelledExpression", "label_selection"]


@dataclass(frozen=True, slots=True)
class LabelledExpression:
    """One expression of a study.

    Parameters
    ----------
    movement : Movement
        On what was settled, with the coders' codings, the arbiter's decision, self-report and stimulus.
    duration : DurationClass
        How long it lasts, under which policy.
    kind : ExpressionKind
        Macro or micro, by the exact frames.
    labelling : Labelling
        The three labels, the automatic category and a person's.
    interval : Interval
        Rounded onset to rounded offset.
    """

    movement: Movement
    duration: DurationClass
    kind: ExpressionKind
    labelling: Labelling
    interval: Interval

    @property
    def labels(self) -> Labels:
        """The labels as an expression carries them."""
        return self.labelling.labels

    @property
    def remarks(self) -> tuple[str, ...]:
        """What rounding half-frames did; empty where every frame is whole."""
        coding = self.movement.coding
        if not coding.has_half_frames:
            return ()
        exact = [frame for frame in (coding.onset, coding.apex, coding.offset) if frame is not None]
        whole = [
            frame
            for frame in (coding.onset_frame, coding.apex_frame, coding.offset_frame)
            if frame is not None
        ]
        said = (
            f"frames {', '.join(f'{float(frame):g}' for frame in exact)} are means of two coders and were rounded "
            f"half up to {', '.join(map(str, whole))}"
        )
        after = classify_duration(
            self.interval.onset,
            self.interval.offset,
            self.duration.fps,
            self.duration.policy,
            self.movement.times,
        )
        if after.kind is self.kind:
            return (said,)
        return (
            said,
            f"by exact frames it is {self.kind}, by rounded frames it would be {after.kind or 'too long'}",
        )

    def to_expression(self) -> Expression:
        """The expression in whole frames, rounded half up; its kind is that of the exact frames."""
        coding = self.movement.coding
        return Expression(self.interval, coding.apex_frame, self.kind, coding.action_units, self.labels)

    def to_clip(self) -> Clip:
        """The clip under the movement's name."""
        return Clip(self.movement.recording, self.movement.name, self.to_expression())

    def to_dict(self) -> dict[str, Any]:
        """Everything as text and numbers, ready for JSON: exact and rounded frames, policy, rules and reasons."""
        return {
            "participant": self.movement.recording.participant,
            "clip": self.movement.name,
            "coding": self.movement.coding.to_dict(),
            "fps": str(self.duration.fps),
            "kind": str(self.kind),
            "duration_frames": float(self.duration.frames),
            "duration_ms": self.duration.milliseconds,
            "duration_policy": str(self.duration.policy),
            "labels": self.labelling.to_dict(),
            "remarks": list(self.remarks),
        }


def label_selection(
    selection: Selection, overrides: Mapping[str, Override] = MappingProxyType({})
) -> tuple[LabelledExpression, ...]:
    """Label every expression that a selection kept.

    Parameters
    ----------
    selection : Selection
        What is kept.
    overrides : mapping of str to Override
        A person's categories, by the movement's key.

    Returns
    -------
    tuple of LabelledExpression
        In the order of the selection.

    Raises
    ------
    InputError
        If an override is for no movement that was kept.
    """
    unknown = sorted(set(overrides) - {one.movement.key for one in selection.kept})
    if unknown:
        raise InputError(f"{unknown[0]} is filed by hand, and is none of the movements that were kept")
    return tuple(
        _labelled(one.movement, one.duration, overrides.get(one.movement.key)) for one in selection.kept
    )


def _labelled(movement: Movement, duration: DurationClass, override: Override | None) -> LabelledExpression:
    kind, interval = duration.kind, movement.coding.interval
    if kind is None or interval is None:
        raise InputError(f"{movement.key} has no kind or no offset, and cannot become an expression")
    coding = movement.coding
    labelling = label_emotion(
        coding.action_units,
        stimulus=movement.stimulus_emotion,
        self_report=movement.self_report,
        read=(word for word in (coding.upper, coding.lower) if word),
    )
    if override is not None:
        labelling = labelling.overridden(override)
    return LabelledExpression(movement, duration, kind, labelling, interval)
