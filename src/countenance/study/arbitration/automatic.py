"""Arbitration without a person, under a policy that is named in everything it settles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from countenance.core import Coding, InputError
from countenance.core.words import counted
from countenance.study.arbitration.agreed import AgreedCoding
from countenance.study.arbitration.decisions import Action, Decision
from countenance.study.arbitration.disagreements import Disagreement, DisagreementKind
from countenance.study.arbitration.settling import settle

__all__ = ["Arbitration", "AutomaticPolicy", "arbitrate"]

_AUTOMATIC = "nobody"


@dataclass(frozen=True, slots=True)
class AutomaticPolicy:
    """What is settled without a person.

    Parameters
    ----------
    frames : int or None
        Frames up to which onset, apex and offset are averaged; None settles only what is identical.

    Raises
    ------
    InputError
        If the number of frames is negative.

    Examples
    --------
    >>> AutomaticPolicy.identical_only().name, AutomaticPolicy.mean_within(3).name
    ('identical only', 'mean within 3 frames')
    """

    frames: int | None

    def __post_init__(self) -> None:
        if self.frames is not None and self.frames < 0:
            raise InputError(f"a mean within {self.frames} frames cannot be: the number is negative")

    @classmethod
    def identical_only(cls) -> Self:
        """Settle movements of which both coders wrote the same, in every frame, side, intensity and word."""
        return cls(None)

    @classmethod
    def mean_within(cls, frames: int) -> Self:
        """Settle movements that differ in timing alone, and by no more than a number of frames, at their mean.

        Action units count as the same by number; a side or intensity in which the coders differ is left away.
        What both exclude for the same reason is settled however far apart its frames are: it is no expression.
        """
        return cls(frames)

    @property
    def name(self) -> str:
        """By which settled movements name it."""
        return "identical only" if self.frames is None else f"mean within {counted(self.frames, 'frame')}"

    def settles(self, item: Disagreement) -> bool:
        """Whether it may settle a movement.

        An expression of which nobody determined the offset is left to a person under every policy.
        """
        if item.first is None or item.second is None or set(item.kinds) - {DisagreementKind.TIMING}:
            return False
        first, second = item.first, item.second
        if first.excluded is None and (first.offset is None or second.offset is None):
            return False
        if self.frames is None:
            return _content(first) == _content(second)
        return _same_known(first, second) and (first.excluded is not None or not _apart(item, self.frames))

    def decision(self) -> Decision:
        """The decision that it takes."""
        reason = f"settled without a person, under the policy '{self.name}'"
        return Decision(Action.MEAN, _AUTOMATIC, reason, policy=self.name)


@dataclass(frozen=True, slots=True)
class Arbitration:
    """What a policy settled, and what it leaves to a person, each in the order of the queue."""

    policy: AutomaticPolicy
    settled: tuple[AgreedCoding, ...]
    left: tuple[Disagreement, ...]


def arbitrate(items: Iterable[Disagreement], policy: AutomaticPolicy) -> Arbitration:
    """Settle without a person what a policy allows.

    Parameters
    ----------
    items : iterable of Disagreement
        The queue of :func:`find_disagreements`.
    policy : AutomaticPolicy
        What may be settled.

    Returns
    -------
    Arbitration
        Each settled movement names the policy in its decision.

    Examples
    --------
    >>> from countenance.core import CodingPass
    >>> from countenance.study.arbitration import find_disagreements
    >>> a = CodingPass("film", "A", (Coding(10, 14, 25), Coding(40, 44, 60)))
    >>> b = CodingPass("film", "B", (Coding(10, 14, 25), Coding(41, 44, 60)))
    >>> queue = find_disagreements(a, b)
    >>> for policy in (AutomaticPolicy.identical_only(), AutomaticPolicy.mean_within(1)):
    ...     result = arbitrate(queue, policy)
    ...     print(len(result.settled), len(result.left), result.settled[0].reason)
    1 1 settled without a person, under the policy 'identical only'
    2 0 settled without a person, under the policy 'mean within 1 frame'
    """
    queue = tuple(items)
    decision = policy.decision()
    return Arbitration(
        policy,
        tuple(settle(item, decision) for item in queue if policy.settles(item)),
        tuple(item for item in queue if not policy.settles(item)),
    )


def _content(coding: Coding) -> tuple[object, ...]:
    """What the coder says about the face; not how sure they are, nor their notes."""
    frames = (coding.onset, coding.apex, coding.offset)
    return (*frames, frozenset(coding.action_units), coding.upper, coding.lower, coding.excluded)


def _same_known(first: Coding, second: Coding) -> bool:
    """Whether both determined the same frames: there is no mean of one."""
    return (first.apex is None, first.offset is None) == (second.apex is None, second.offset is None)


def _apart(item: Disagreement, frames: int) -> bool:
    differences = item.frames
    return differences is None or differences.exceed(frames)
