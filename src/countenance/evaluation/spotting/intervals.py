"""What spotting is scored on: labelled intervals, predicted intervals, and the recordings that hold them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from countenance.core import Clip, ExpressionKind, InputError, Interval, IntervalError, Recording, Spotted

__all__ = [
    "LabelledInterval",
    "PredictedInterval",
    "ScoredRecording",
    "Truth",
    "labelled",
    "predicted",
    "scored_recording",
]


@dataclass(frozen=True, slots=True)
class ScoredRecording:
    """A recording that counts, whether anything was labelled or predicted in it or not.

    Parameters
    ----------
    name : str
        Its identity, which labels and predictions bear; of a database's recording its key.
    participant : str
        Who is seen, the same word for the same person across databases; empty where it is not known.
    database : str
        Empty where there is none.
    fps : Fraction or None
        Frames per second; None where it is not known, and nothing is then said in seconds.
    """

    name: str
    participant: str = ""
    database: str = ""
    fps: Fraction | None = None


@dataclass(frozen=True, slots=True)
class LabelledInterval:
    """One expression of the truth.

    Parameters
    ----------
    recording : str
        Name of the recording.
    interval : Interval or None
        Onset to offset, 0-based, offset inclusive; None for a label without an end, which can only be missed.
    kind : ExpressionKind or None
        Macro or micro; None where it is not known, and only class-blind scores are then given.
    apex : int or None
    emotion : str or None
        For spot-then-recognise.
    """

    recording: str
    interval: Interval | None
    kind: ExpressionKind | None = None
    apex: int | None = None
    emotion: str | None = None


@dataclass(frozen=True, slots=True)
class PredictedInterval:
    """One expression as a spotter found it.

    Parameters
    ----------
    recording : str
        Name of the recording.
    interval : Interval
        Onset to offset, 0-based, offset inclusive.
    kind : ExpressionKind or None
        Macro or micro; None where it is not known, and only class-blind scores are then given.
    apex : int or None
    score : float or None
        How sure the spotter was, on any scale; larger is surer.
    emotion : str or None
        For spot-then-recognise.

    Raises
    ------
    InputError
        If the score is not a finite number.
    """

    recording: str
    interval: Interval
    kind: ExpressionKind | None = None
    apex: int | None = None
    score: float | None = None
    emotion: str | None = None

    def __post_init__(self) -> None:
        if self.score is not None and not math.isfinite(self.score):
            raise InputError(f"a score in {self.recording} is {self.score}, a finite number was expected")


@dataclass(frozen=True, slots=True)
class Truth:
    """What is right: every recording, every label, and how odd labels were read.

    Parameters
    ----------
    recordings : tuple of ScoredRecording
        Also those without a label: whatever is predicted in them is a false alarm.
    labels : tuple of LabelledInterval
    policies : mapping
        How odd labels were read, for the result; empty where the labels were given as they are.
    remarks : tuple of str
        What a reader must know about the labels, one sentence each.

    Raises
    ------
    InputError
        If two recordings bear the same name, or a label lies in none of them.

    Examples
    --------
    >>> truth = Truth.of([LabelledInterval("film", Interval(10, 25))])
    >>> truth.recordings
    (ScoredRecording(name='film', participant='', database='', fps=None),)
    """

    recordings: tuple[ScoredRecording, ...]
    labels: tuple[LabelledInterval, ...]
    policies: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = {recording.name for recording in self.recordings}
        if len(names) < len(self.recordings):
            raise InputError("two recordings bear the same name: give each a name of its own")
        for label in self.labels:
            if label.recording not in names:
                raise InputError(f"a label lies in {label.recording!r}, which is none of the recordings")

    @classmethod
    def of(
        cls, labels: Iterable[LabelledInterval], recordings: Iterable[ScoredRecording] | None = None
    ) -> Truth:
        """Labels as they are; without recordings, those that a label names."""
        listed = tuple(labels)
        named = dict.fromkeys(label.recording for label in listed)
        held = map(ScoredRecording, named) if recordings is None else recordings
        return cls(tuple(held), listed)


def scored_recording(recording: Recording) -> ScoredRecording:
    """A database's recording as it counts; its participant is the one whom splits keep together."""
    participant = f"{recording.people or recording.database}:{recording.participant}"
    return ScoredRecording(recording.key, participant, recording.database, Fraction(recording.fps))


def labelled(clip: Clip) -> LabelledInterval:
    """A database's clip as a label."""
    expression = clip.expression
    category = expression.labels.category
    return LabelledInterval(
        clip.recording.key,
        expression.interval,
        expression.kind,
        expression.apex,
        None if category is None else category.value,
    )


def predicted(recording: str, spotted: Sequence[Spotted]) -> list[PredictedInterval]:
    """What a spotter found in one recording, as predictions.

    Examples
    --------
    >>> found = Spotted(Interval(10, 25), 15, ExpressionKind.MICRO, 0.9)
    >>> predicted("film", [found])[0].score
    0.9
    """
    return [PredictedInterval(recording, one.interval, one.kind, one.apex, one.score) for one in spotted]


def interval_of(onset: int, offset: int, what: str) -> Interval:
    """An interval; what is wrong with it is said of ``what``."""
    try:
        return Interval(onset, offset)
    except IntervalError as error:
        raise InputError(f"{what}: {error}") from None
