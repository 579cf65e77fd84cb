"""The action units on which two codings of one movement agree, or that both hold together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from countenance.core import ActionUnit, Coding, Side

__all__ = ["UnitChoice", "choose_units"]


class UnitChoice(StrEnum):
    """Whose action units are taken."""

    FIRST = "coder1"
    SECOND = "coder2"
    UNION = "union"
    INTERSECTION = "intersection"


def choose_units(first: Coding, second: Coding, choice: UnitChoice) -> tuple[ActionUnit, ...]:
    """Take action units from two codings.

    Union and intersection go by number. Where both coders mark a number, but not the same side, intensity or
    alternative, that detail is not agreed on, and the action unit is kept without it.

    Parameters
    ----------
    first, second : Coding
        Of coder 1 and coder 2.
    choice : UnitChoice
        What to take.

    Returns
    -------
    tuple of ActionUnit
        Of one coder as they wrote them; else by number.

    Examples
    --------
    >>> from countenance.core import format_action_units, parse_action_units
    >>> a = Coding(0, action_units=parse_action_units("6+L12B+14or23"))
    >>> b = Coding(0, action_units=parse_action_units("L12C+14+25"))
    >>> format_action_units(choose_units(a, b, UnitChoice.UNION))
    '6+L12+14+25'
    >>> format_action_units(choose_units(a, b, UnitChoice.INTERSECTION))
    'L12+14'
    """
    return _CHOICES[choice](first, second)


def _union(first: Coding, second: Coding) -> tuple[ActionUnit, ...]:
    alone = {*_of(first, second.action_unit_numbers), *_of(second, first.action_unit_numbers)}
    return tuple(sorted({*alone, *_intersection(first, second)}))


def _of(coding: Coding, others: frozenset[int]) -> set[ActionUnit]:
    return {unit for unit in coding.action_units if unit.number not in others}


def _intersection(first: Coding, second: Coding) -> tuple[ActionUnit, ...]:
    common = first.action_unit_numbers & second.action_unit_numbers
    return tuple(sorted(unit for number in common for unit in _agreed(number, first, second)))


def _agreed(number: int, first: Coding, second: Coding) -> set[ActionUnit]:
    """One action unit as both wrote it, or without the details in which they differ."""
    written = [{unit for unit in one.action_units if unit.number == number} for one in (first, second)]
    if written[0] == written[1]:
        return written[0]
    both = written[0] | written[1]
    sides, intensities = {unit.side for unit in both}, {unit.intensity for unit in both}
    alternatives = {unit.alternative for unit in both}
    return {
        ActionUnit(
            number,
            sides.pop() if len(sides) == 1 else Side.BOTH,
            intensities.pop() if len(intensities) == 1 else "",
            alternatives.pop() if len(alternatives) == 1 else None,
        )
    }


_CHOICES: Mapping[UnitChoice, Callable[[Coding, Coding], tuple[ActionUnit, ...]]] = MappingProxyType(
    {
        UnitChoice.FIRST: lambda first, _: first.action_units,
        UnitChoice.SECOND: lambda _, second: second.action_units,
        UnitChoice.UNION: _union,
        UnitChoice.INTERSECTION: _intersection,
    }
)
