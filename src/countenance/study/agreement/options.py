"""What counts when coders are compared; every result names its options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from countenance.core import DurationPolicy, InputError

__all__ = ["AgreementOptions"]


@dataclass(frozen=True, slots=True)
class AgreementOptions:
    """Choices that change figures of agreement.

    Parameters
    ----------
    iou : float
        Smallest intersection over union of two codings of one event, in (0, 1].
    excluded : bool
        Whether codings that are excluded (blinks, speech, ...) take part, as a category of their own.
    unmatched_action_units : bool
        Whether the action units of events that one coder alone has count as disagreement.
    side, intensity : bool
        Whether action units must agree in these too.
    frames : bool
        Whether frames are compared; the length of every recording must then be known.
    tolerance : int
        Frames to either side in which kappa with tolerance looks for the same class.
    duration : DurationPolicy
        How frames become the seconds by which micro- and macro-expressions are told apart.
    resamples : int
        Bootstrap samples of participants; with 0 there are no intervals.
    level : float
        Coverage of the intervals aimed at, in (0, 1).

    Raises
    ------
    InputError
        If a number lies outside of its range.

    Examples
    --------
    >>> AgreementOptions(side=True).to_dict()["side"]
    True
    >>> AgreementOptions(iou=0)
    Traceback (most recent call last):
    ...
    countenance.core.errors.InputError: iou must lie in (0, 1], not 0
    """

    iou: float = 0.5
    excluded: bool = False
    unmatched_action_units: bool = False
    side: bool = False
    intensity: bool = False
    frames: bool = True
    tolerance: int = 3
    duration: DurationPolicy = DurationPolicy.ONSET_TO_OFFSET
    resamples: int = 1000
    level: float = 0.95

    def __post_init__(self) -> None:
        if not 0 < self.iou <= 1:
            raise InputError(f"iou must lie in (0, 1], not {self.iou}")
        if not 0 < self.level < 1:
            raise InputError(f"level must lie in (0, 1), not {self.level}")
        for name, number in (("tolerance", self.tolerance), ("resamples", self.resamples)):
            if number < 0:
                raise InputError(f"{name} must not be negative, but is {number}")

    def to_dict(self) -> dict[str, Any]:
        """As a result lists it."""
        return {
            "iou": self.iou,
            "excluded": self.excluded,
            "unmatched_action_units": self.unmatched_action_units,
            "side": self.side,
            "intensity": self.intensity,
            "frames": self.frames,
            "tolerance": self.tolerance,
            "duration": self.duration.value,
            "resamples": self.resamples,
            "level": self.level,
        }
