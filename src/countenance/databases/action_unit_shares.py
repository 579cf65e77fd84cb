"""Which action units macro- and micro-expressions show, and how the two differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countenance.core import Clip, ExpressionKind
from countenance.core.action_units import ACTION_UNIT_NAMES
from countenance.databases.proportions import Counts, difference_interval, share_interval

__all__ = ["ActionUnitShares", "Share", "compare_action_units"]


@dataclass(frozen=True, slots=True)
class Share:
    """How many expressions of a kind show something.

    Parameters
    ----------
    n, of : int
        Expressions that show it, and all of the kind.
    low, high : float or None
        95% interval of the share, by participants; None with fewer than two of them.
    """

    n: int
    of: int
    low: float | None
    high: float | None

    @property
    def share(self) -> float | None:
        """From 0 to 1; None without expressions of the kind."""
        return self.n / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class ActionUnitShares:
    """An action unit in macro- and in micro-expressions.

    Parameters
    ----------
    action_unit : int
        Its number, on whichever side and however strong.
    name : str
        The manual's name.
    macro, micro : Share
        Of all expressions of the kind, whether their action units were coded or not.
    low, high : float or None
        95% interval of the difference, by participants; None where a kind is of fewer than two of them.
    """

    action_unit: int
    name: str
    macro: Share
    micro: Share
    low: float | None
    high: float | None

    @property
    def difference(self) -> float | None:
        """Share in micro-expressions less share in macro-expressions; None where a kind does not occur."""
        if self.macro.share is None or self.micro.share is None:
            return None
        return self.micro.share - self.macro.share

    @property
    def differs(self) -> bool:
        """Whether the interval of the difference leaves out 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def compare_action_units(clips: Sequence[Clip]) -> tuple[ActionUnitShares, ...]:
    """Share of macro- and of micro-expressions that show each action unit, the most frequent first.

    Parameters
    ----------
    clips : sequence of Clip

    Returns
    -------
    tuple of ActionUnitShares
        One for each action unit that any expression shows. Intervals treat the participant as the unit; see
        :mod:`countenance.databases.proportions`. There are as many intervals as action units, so that of twenty one
        is expected to leave out 0 although the kinds are alike.
    """
    people = {name: position for position, name in enumerate(sorted({clip.group for clip in clips}))}
    totals = {kind: np.zeros(len(people)) for kind in ExpressionKind}
    hits: dict[int, dict[ExpressionKind, NDArray[np.float64]]] = {}
    for clip in clips:
        kind, person = clip.expression.kind, people[clip.group]
        totals[kind][person] += 1
        for number in {unit.number for unit in clip.expression.action_units}:
            counts = hits.setdefault(number, {kind: np.zeros(len(people)) for kind in ExpressionKind})
            counts[kind][person] += 1
    found = [
        _shares(number, {kind: Counts(counts[kind], totals[kind]) for kind in ExpressionKind})
        for number, counts in hits.items()
    ]
    return tuple(sorted(found, key=lambda unit: (-unit.macro.n - unit.micro.n, unit.action_unit)))


def _shares(number: int, counts: dict[ExpressionKind, Counts]) -> ActionUnitShares:
    macro, micro = counts[ExpressionKind.MACRO], counts[ExpressionKind.MICRO]
    low, high = difference_interval(macro, micro) or (None, None)
    return ActionUnitShares(number, ACTION_UNIT_NAMES[number], _share(macro), _share(micro), low, high)


def _share(counts: Counts) -> Share:
    low, high = share_interval(counts) or (None, None)
    return Share(int(counts.hits.sum()), int(counts.n), low, high)
