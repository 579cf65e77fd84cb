"""Objective classes: seven groups of expressions by their action units alone, whatever was felt.

Davison, Merghani & Yap, "Objective Classes for Micro-Facial Expression Recognition", Journal of Imaging 4(10),
2018, 119, https://doi.org/10.3390/jimaging4100119. Their table is printed again as Table 9 of Merghani, Davison
& Yap, "A Review on Facial Micro-Expressions Analysis", https://arxiv.org/abs/1805.02397, from which it was entered
here ("A23" there is read as AU23).

What the table leaves open is decided so:

- Only the listed combinations belong to classes I to VI; every other one, a single action unit that is not
  listed among them, is of class VII ("others").
- Side and intensity do not count: ``L1+R2C`` is ``1+2``.
- Where the coder wrote "14or23" and the two readings fall into different classes, there is no class.
- Without any action unit there is no class: the absence of a code is not "others".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from types import MappingProxyType

from countenance.core import ActionUnit

__all__ = ["OBJECTIVE_CLASSES", "OBJECTIVE_CLASS_TABLE", "objective_class", "published_objective_class"]

OBJECTIVE_CLASSES = ("I", "II", "III", "IV", "V", "VI", "VII")
"""Names of the classes; the last one takes what the table does not list."""

OBJECTIVE_CLASS_TABLE: Mapping[str, tuple[frozenset[int], ...]] = MappingProxyType(
    {
        name: tuple(frozenset(map(int, units.split("+"))) for units in combinations.split())
        for name, combinations in (
            ("I", "6 12 6+12 6+7+12 7+12"),
            ("II", "1+2 5 25 1+2+25 25+26 5+24"),
            ("III", "23 4 4+7 4+5 4+5+7 17+24 4+6+7 4+38"),
            ("IV", "10 9 4+9 4+40 4+5+40 4+7+9 4+9+17 4+7+10 4+5+7+9 7+10"),
            ("V", "1 15 1+4 6+15 15+17"),
            ("VI", "1+2+4 20"),
        )
    }
)
"""Class to the combinations of action units that belong to it, as published."""

_BY_UNITS = {units: name for name, combinations in OBJECTIVE_CLASS_TABLE.items() for units in combinations}


def objective_class(units: Iterable[ActionUnit]) -> str | None:
    """Class of an expression by its action units.

    Parameters
    ----------
    units : iterable of ActionUnit
        What was coded.

    Returns
    -------
    str or None
        ``"I"`` to ``"VII"``; None where nothing was coded, or where an "or" leaves two classes open.

    Examples
    --------
    >>> from countenance.core import parse_action_units
    >>> [objective_class(parse_action_units(text)) for text in ("R12C", "L1+R2", "4+7+9", "14", "0", "12or14")]
    ['I', 'II', 'IV', 'VII', None, None]
    """
    choices = [
        (unit.number,) if unit.alternative is None else (unit.number, unit.alternative) for unit in units
    ]
    if not choices:
        return None
    found = {_BY_UNITS.get(frozenset(reading), OBJECTIVE_CLASSES[-1]) for reading in product(*choices)}
    return found.pop() if len(found) == 1 else None


def published_objective_class(text: str | None) -> str | None:
    """A class as releases write it, in Roman or Arabic numerals; None for anything else.

    >>> [published_objective_class(text) for text in ("iv", " 7 ", "Class II", "4.0", "8", None)]
    ['IV', 'VII', 'II', 'IV', None, None]
    """
    word = (text or "").strip().casefold().removeprefix("class").strip().removesuffix(".0").upper()
    by_number = {str(number): name for number, name in enumerate(OBJECTIVE_CLASSES, 1)}
    return word if word in OBJECTIVE_CLASSES else by_number.get(word)
