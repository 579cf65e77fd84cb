"""Which movements become expressions of a study, and why the others do not.

The paper kept 303 expressions of "more than 600 elicited facial movements" (Qu et al. 2016, section 2,
https://doi.org/10.1007/978-3-319-39513-5_5) without saying how many were lost to what. A selection does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from countenance.core import DurationPolicy, ExpressionKind, InputError
from countenance.core.words import counted
from countenance.study.arbitration import REJECTED
from countenance.study.labelling.durations import DurationClass, classify_duration
from countenance.study.labelling.movements import Movement

__all__ = ["Dropped", "ExclusionReason", "Kept", "Selection", "select"]


class ExclusionReason(StrEnum):
    """Why a movement is no expression of the study, in the order in which reasons are looked for."""

    BLINK = "blink"
    SWALLOW = "swallow"
    GAZE = "gaze"
    HEAD = "head"
    SPEECH = "speech"
    HAND = "hand"
    REJECTED = REJECTED
    OTHER = "other movement"
    NO_OFFSET = "no offset"
    TOO_LONG = "too long"
    NOT_EMOTIONAL = "not emotional"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read why a coder excluded a movement: the first known word decides.

        Examples
        --------
        >>> [str(ExclusionReason.parse(text)) for text in ("Head turn", "lids lowered", "slow blink, head still")]
        ['head', 'other movement', 'blink']
        """
        written = text.strip().casefold()
        if written in {*cls}:
            return cls(written)
        for word in re.findall(r"[a-z]+", written):
            for reason in cls:
                if " " not in reason and word.startswith(reason):
                    return reason
        return cls.OTHER


@dataclass(frozen=True, slots=True)
class Kept:
    """A movement that is an expression of the study, with its duration."""

    movement: Movement
    duration: DurationClass


@dataclass(frozen=True, slots=True)
class Dropped:
    """A movement that is not.

    Parameters
    ----------
    movement : Movement
        What was dropped.
    reasons : tuple of ExclusionReason
        Every reason that applies; it is counted under the first.
    why : str
        The same in a sentence, with the coder's own words or the duration.
    """

    movement: Movement
    reasons: tuple[ExclusionReason, ...]
    why: str

    @property
    def reason(self) -> ExclusionReason:
        """Under which it is counted."""
        return self.reasons[0]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a study keeps of its movements.

    Parameters
    ----------
    policy : DurationPolicy
        How frames became durations.
    kept : tuple of Kept
    dropped : tuple of Dropped
        In the order in which movements were given.
    """

    policy: DurationPolicy
    kept: tuple[Kept, ...]
    dropped: tuple[Dropped, ...]

    @property
    def n_movements(self) -> int:
        """All that were looked at."""
        return len(self.kept) + len(self.dropped)

    def kept_by_kind(self) -> dict[ExpressionKind, int]:
        """Number of expressions of each kind."""
        found = Counter(one.duration.kind for one in self.kept)
        return {kind: found[kind] for kind in ExpressionKind}

    def dropped_by_reason(self) -> dict[ExclusionReason, int]:
        """Number of movements lost to each reason that occurs; every lost movement counts once."""
        found = Counter(one.reason for one in self.dropped)
        return {reason: found[reason] for reason in ExclusionReason if found[reason]}

    def to_dict(self) -> dict[str, Any]:
        """Counts as text and numbers, ready for JSON."""
        return {
            "duration_policy": str(self.policy),
            "movements": self.n_movements,
            "kept": len(self.kept),
            "kept_by_kind": {str(kind): n for kind, n in self.kept_by_kind().items()},
            "dropped": len(self.dropped),
            "dropped_by_reason": {str(reason): n for reason, n in self.dropped_by_reason().items()},
        }

    def __str__(self) -> str:
        kinds = ", ".join(f"{n} {kind}" for kind, n in self.kept_by_kind().items())
        lost = ", ".join(f"{n} {reason}" for reason, n in self.dropped_by_reason().items()) or "none"
        return f"{counted(self.n_movements, 'movement')} -> {len(self.kept)} ({kinds}); dropped: {lost}"


def select(
    movements: Iterable[Movement], policy: DurationPolicy = DurationPolicy.ONSET_TO_OFFSET
) -> Selection:
    """Keep the expressions among settled movements.

    Dropped is what coders or the arbiter excluded, what has no offset or lasts 4 s or more, and what was without
    emotion by the participant's own word. A movement without a self-report is not dropped for that.

    Parameters
    ----------
    movements : iterable of Movement
        Everything that was settled.
    policy : DurationPolicy
        How frames become durations.

    Returns
    -------
    Selection

    Raises
    ------
    InputError
        If two movements have the same name within a recording.
    """
    kept, dropped = [], []
    seen: set[str] = set()
    for movement in movements:
        if movement.key in seen:
            raise InputError(f"there are two movements {movement.key}; names must differ within a recording")
        seen.add(movement.key)
        duration = _duration(movement, policy)
        found = list(_reasons(movement, duration))
        if found:
            reasons, why = zip(*found, strict=True)
            dropped.append(Dropped(movement, tuple(reasons), "; ".join(why)))
        elif duration is not None:
            kept.append(Kept(movement, duration))
    return Selection(policy, tuple(kept), tuple(dropped))


def _duration(movement: Movement, policy: DurationPolicy) -> DurationClass | None:
    coding = movement.coding
    if coding.offset is None:
        return None
    return classify_duration(coding.onset, coding.offset, movement.recording.fps, policy, movement.times)


def _reasons(movement: Movement, duration: DurationClass | None) -> Iterable[tuple[ExclusionReason, str]]:
    coding, report = movement.coding, movement.self_report
    if coding.excluded is not None:
        yield ExclusionReason.parse(coding.excluded), f"excluded as {coding.excluded!r}"
    if duration is None:
        yield ExclusionReason.NO_OFFSET, "nobody determined an offset"
    elif duration.kind is None:
        yield ExclusionReason.TOO_LONG, f"it lasts {float(duration.seconds):g} s, and 4 s is too long"
    if report is not None and not report.is_emotional:
        said = f" ({report.word})" if report.word else ""
        yield ExclusionReason.NOT_EMOTIONAL, f"the participant felt nothing{said}"
