"""What an arbiter decides about a movement that two coders marked differently."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from countenance.core import Coding, InputError
from countenance.study.arbitration.units import UnitChoice

__all__ = ["REJECTED", "Action", "Decision", "EmotionChoice"]

REJECTED = "rejected"
"""Why a movement that an arbiter rejects is excluded, unless the arbiter says what it is instead."""


class Action(StrEnum):
    """What is done about a movement."""

    FIRST = "coder1"
    """As coder 1 has it."""
    SECOND = "coder2"
    """As coder 2 has it."""
    MEAN = "mean"
    """Frames half-way between the coders, as in the paper."""
    EDIT = "edit"
    """As the arbiter codes it anew."""
    REJECT = "reject"
    """It is no expression."""


class EmotionChoice(StrEnum):
    """Whose reading of the two halves of the face is taken."""

    FIRST = "coder1"
    SECOND = "coder2"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of an arbiter.

    Parameters
    ----------
    action : Action
        What is done.
    arbiter : str
        Who decided.
    reason : str
        Why; an edit and a rejection need one.
    action_units : UnitChoice or None
        Whose action units; None for those of the coder whose frames are taken. For a mean it must be said
        wherever the coders' action units differ.
    emotion : EmotionChoice or None
        Whose emotion, likewise.
    edited : Coding or None
        The movement as the arbiter codes it: for an edit, and for nothing else.
    excluded : str or None
        What a rejected movement is instead (``"blink"``, ``"speech"`` ...); None for :data:`REJECTED`.
    policy : str
        Name of the policy that settled it without a person; empty where a person decided.

    Raises
    ------
    InputError
        If something is missing that the action needs, or given that it does not take.

    Examples
    --------
    >>> Decision(Action.REJECT, "arbiter")
    Traceback (most recent call last):
    ...
    countenance.core.errors.InputError: a decision to reject needs a reason
    """

    action: Action
    arbiter: str
    reason: str = ""
    action_units: UnitChoice | None = None
    emotion: EmotionChoice | None = None
    edited: Coding | None = None
    excluded: str | None = None
    policy: str = ""

    def __post_init__(self) -> None:
        if not self.arbiter.strip():
            raise InputError("a decision needs the name of its arbiter")
        if self.action in {Action.EDIT, Action.REJECT} and not self.reason.strip():
            raise InputError(f"a decision to {self.action} needs a reason")
        if (self.action is Action.EDIT) is (self.edited is None):
            raise InputError(
                "an edit, and nothing else, needs the coding that the arbiter makes of the movement"
            )
        if self.action in {Action.EDIT, Action.REJECT} and (self.action_units or self.emotion):
            raise InputError(
                f"a decision to {self.action} takes neither action units nor emotion from a coder"
            )
        if self.excluded is not None and (self.action is not Action.REJECT or not self.excluded.strip()):
            raise InputError("only a rejection says what the movement is instead, and in at least one word")

    @property
    def is_automatic(self) -> bool:
        """Whether a policy decided, and no person."""
        return bool(self.policy)
