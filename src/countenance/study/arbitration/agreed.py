"""Movements on which a study has settled, with everything that they were settled from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from countenance.core import ActionUnit, Coding, Interval, IntervalError, format_action_units
from countenance.study.arbitration.decisions import Decision
from countenance.study.arbitration.disagreements import Disagreement
from countenance.study.arbitration.frames import rounded

__all__ = ["AgreedCoding", "Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """A coding as a coder made it."""

    coder: str
    coding: Coding


@dataclass(frozen=True, slots=True)
class AgreedCoding:
    """One movement after arbitration; the coders' own codings are kept unchanged in it.

    Parameters
    ----------
    onset, apex, offset : Fraction or None
        Exact frames, from 0; means of two coders may lie half-way between two frames. None where not determined.
    action_units : tuple of ActionUnit
        Those that were settled on.
    upper, lower : str or None
        Emotion read in each half of the face, as in :class:`~countenance.core.Coding`.
    excluded : str or None
        Why it is no expression, else None.
    item : Disagreement
        What the coders said.
    decision : Decision
        What was decided, by whom and why.

    Raises
    ------
    IntervalError
        If the frames are not in order, or before the recording.
    """

    onset: Fraction
    apex: Fraction | None
    offset: Fraction | None
    action_units: tuple[ActionUnit, ...]
    upper: str | None
    lower: str | None
    excluded: str | None
    item: Disagreement
    decision: Decision

    def __post_init__(self) -> None:
        known = [frame for frame in (self.onset, self.apex, self.offset) if frame is not None]
        if known[0] < 0 or known != sorted(known):
            frames = ", ".join(f"{float(frame):g}" for frame in known)
            raise IntervalError(
                f"{self.item.recording}: frames {frames} are not in the order onset, apex, offset"
            )

    @property
    def recording(self) -> str:
        """Name of the recording."""
        return self.item.recording

    @property
    def sources(self) -> tuple[Source, ...]:
        """The coders' own codings, coder 1 first."""
        given = zip(self.item.coders, (self.item.first, self.item.second), strict=True)
        return tuple(Source(coder, coding) for coder, coding in given if coding is not None)

    @property
    def reason(self) -> str:
        """Why it was settled so; empty where the arbiter gave no reason and needed none."""
        return self.decision.reason

    @property
    def onset_frame(self) -> int:
        """The onset rounded to a frame, half up."""
        return rounded(self.onset)

    @property
    def apex_frame(self) -> int | None:
        """The apex rounded to a frame, half up."""
        return None if self.apex is None else rounded(self.apex)

    @property
    def offset_frame(self) -> int | None:
        """The offset rounded to a frame, half up."""
        return None if self.offset is None else rounded(self.offset)

    @property
    def interval(self) -> Interval | None:
        """Rounded onset to rounded offset, once the offset is known."""
        return None if self.offset_frame is None else Interval(self.onset_frame, self.offset_frame)

    @property
    def has_half_frames(self) -> bool:
        """Whether a mean lies between two frames, so that its rounded frame is not the mean."""
        known = (frame for frame in (self.onset, self.apex, self.offset) if frame is not None)
        return any(frame.denominator != 1 for frame in known)

    def to_dict(self) -> dict[str, Any]:
        """Everything as text and numbers, ready for JSON: exact frames as numbers, which may end in .5."""
        return {
            "recording": self.recording,
            **{name: _number(getattr(self, name)) for name in ("onset", "apex", "offset")},
            "onset_frame": self.onset_frame,
            "apex_frame": self.apex_frame,
            "offset_frame": self.offset_frame,
            "action_units": format_action_units(self.action_units),
            "upper": self.upper,
            "lower": self.lower,
            "excluded": self.excluded,
            "differences": [str(kind) for kind in self.item.kinds],
            "action": str(self.decision.action),
            "arbiter": self.decision.arbiter,
            "reason": self.reason,
            "policy": self.decision.policy,
            "coders": [source.coder for source in self.sources],
        }


def _number(frame: Fraction | None) -> float | int | None:
    """A frame as JSON writes it; halves are exact in binary."""
    if frame is None:
        return None
    return int(frame) if frame.denominator == 1 else float(frame)
