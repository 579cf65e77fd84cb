"""Action units of the Facial Action Coding System, and every way in which label files write them.

Names and numbers follow Ekman, Friesen & Hager, *Facial Action Coding System: The Manual* (2002).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, total_ordering

from countenance.core.errors import ActionUnitError

__all__ = ["ACTION_UNIT_NAMES", "ActionUnit", "Side", "format_action_units", "parse_action_units"]

ACTION_UNIT_NAMES = {
    1: "inner brow raiser", 2: "outer brow raiser", 4: "brow lowerer", 5: "upper lid raiser",
    6: "cheek raiser", 7: "lid tightener", 8: "lips toward each other", 9: "nose wrinkler",
    10: "upper lip raiser", 11: "nasolabial furrow deepener", 12: "lip corner puller",
    13: "sharp lip puller", 14: "dimpler", 15: "lip corner depressor", 16: "lower lip depressor",
    17: "chin raiser", 18: "lip pucker", 19: "tongue show", 20: "lip stretcher", 21: "neck tightener",
    22: "lip funneler", 23: "lip tightener", 24: "lip presser", 25: "lips part", 26: "jaw drop",
    27: "mouth stretch", 28: "lips suck", 29: "jaw thrust", 30: "jaw sideways", 31: "jaw clencher",
    32: "lip bite", 33: "cheek blow", 34: "cheek puff", 35: "cheek suck", 36: "tongue bulge",
    37: "lip wipe", 38: "nostril dilator", 39: "nostril compressor", 41: "lid droop", 42: "slit",
    43: "eyes closed", 44: "squint", 45: "blink", 46: "wink", 50: "speech", 51: "head turn left",
    52: "head turn right", 53: "head up", 54: "head down", 55: "head tilt left", 56: "head tilt right",
    57: "head forward", 58: "head back", 61: "eyes turn left", 62: "eyes turn right", 63: "eyes up",
    64: "eyes down", 65: "walleye", 66: "cross-eye", 69: "eyes positioned to look at another person",
    70: "brows and forehead not visible", 71: "eyes not visible", 72: "lower face not visible",
    73: "entire face not visible", 74: "unscorable", 80: "swallow", 81: "chewing", 82: "shoulder shrug",
    84: "head shake back and forth", 85: "head nod up and down", 91: "flash", 92: "partial flash",
    97: "shiver or tremble", 98: "fast up-down look",
}  # fmt: skip
"""Number to name, for every code of the manual that a label file may hold."""


class Side(StrEnum):
    """Where on the face an action unit acts; left and right are the participant's own."""

    BOTH = ""
    LEFT = "L"
    RIGHT = "R"
    UNILATERAL = "U"
    TOP = "T"
    BOTTOM = "B"


@total_ordering
@dataclass(frozen=True, slots=True)
class ActionUnit:
    """One action unit as coded.

    Parameters
    ----------
    number : int
        Its number in the manual.
    side : Side
        Where it acts; both sides unless coded otherwise.
    intensity : {"", "A", "B", "C", "D", "E"}
        From trace to maximum; empty where not coded.
    alternative : int or None
        The other number where the coder wrote "14or23".

    Examples
    --------
    >>> print(ActionUnit(12, Side.LEFT, "C"))
    L12C
    >>> ActionUnit(12).name
    'lip corner puller'
    """

    number: int
    side: Side = Side.BOTH
    intensity: str = ""
    alternative: int | None = None

    def __post_init__(self) -> None:
        for number in (self.number, self.alternative):
            if number is not None and number not in ACTION_UNIT_NAMES:
                raise ActionUnitError(f"there is no action unit {number}")
        if self.intensity not in {"", "A", "B", "C", "D", "E"}:
            raise ActionUnitError(f"{self.intensity!r} is no intensity from A to E")

    def __str__(self) -> str:
        alternative = "" if self.alternative is None else f"or{self.alternative}"
        return f"{self.side}{self.number}{self.intensity}{alternative}"

    def __lt__(self, other: ActionUnit) -> bool:
        """By number, then side, intensity and alternative, where none comes first.

        >>> ActionUnit(14) < ActionUnit(14, alternative=23) < ActionUnit(15)
        True
        """
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, str, str, int]:
        return self.number, self.side, self.intensity, self.alternative or 0

    @property
    def name(self) -> str:
        """The manual's name."""
        return ACTION_UNIT_NAMES[self.number]


_NOTHING = {"", "null", "none", "nan", "n/a", "na", "-", "0", "/"}
_SHOWN = 60
_SPLIT_NUMBER = re.compile(r"\d\s+\d")
_SEPARATOR = re.compile(r"[+,;&，、；＋]")
_TOKEN = re.compile(
    r"(?P<side>[LRUTB])?(?:AU)?(?P<side2>[LRUTB])?0*(?P<number>\d{1,3})(?P<intensity>[A-E])?"
    r"(?:OR(?:AU)?(?P<side3>[LRUTB])?0*(?P<alternative>\d{1,3}))?(?:\([A-Z0-9]+\))?"
)


def parse_action_units(text: object) -> tuple[ActionUnit, ...]:
    """Read action units in any form found in published label files.

    Known forms are ``4+7``, ``R12``, ``L1+L2``, ``14or23``, ``R12 or R15``, ``4,24`` (also with full-width
    signs), ``12C``, ``AU4+AU7``, ``4(k)`` and, for none, an empty cell, ``NULL`` or ``0``. Numbers may come as
    numeric cells.

    Parameters
    ----------
    text : object
        A cell of a table: text, number or None.

    Returns
    -------
    tuple of ActionUnit
        In the order written, without repetitions; empty where nothing was coded.

    Raises
    ------
    ActionUnitError
        If a part of the text names no action unit.

    Examples
    --------
    >>> [str(unit) for unit in parse_action_units("L1+L2+ 14or23,12C")]
    ['L1', 'L2', '14or23', '12C']
    >>> parse_action_units("NULL"), parse_action_units(None)
    ((), ())
    >>> parse_action_units(12.0)
    (ActionUnit(number=12, side=<Side.BOTH: ''>, intensity='', alternative=None),)
    >>> parse_action_units("4+smile")
    Traceback (most recent call last):
    ...
    countenance.core.errors.ActionUnitError: 'smile' in '4+smile' names no action unit (expected 4+7, R12 ...)
    """
    if text is None or (isinstance(text, float) and math.isnan(text)):
        return ()
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    if isinstance(text, int) and abs(text) >= 10**_SHOWN:
        raise ActionUnitError(f"a number of more than {_SHOWN} digits names no action unit")
    written = str(text).strip()
    return () if written.casefold() in _NOTHING else _parse_text(written)


@lru_cache(maxsize=4096)
def _parse_text(written: str) -> tuple[ActionUnit, ...]:
    """Label files repeat a few texts thousands of times."""
    units = (_parse_token(token, written) for token in _SEPARATOR.split(written))
    return tuple(dict.fromkeys(units))


def _parse_token(token: str, written: str) -> ActionUnit:
    # "12 C" is one action unit, but "1 2" may be meant as two or as one.
    match = None if _SPLIT_NUMBER.search(token) else _TOKEN.fullmatch(re.sub(r"\s", "", token).upper())
    side = match and (match["side"] or match["side2"] or "")
    if match is None or (match["side"] and match["side2"]) or match["side3"] not in {None, side}:
        raise ActionUnitError(
            f"{_shown(token.strip())} in {_shown(written)} names no action unit (expected 4+7, R12 ...)"
        )
    alternative = match["alternative"]
    try:
        return ActionUnit(
            number=int(match["number"]),
            side=Side(match["side"] or match["side2"] or ""),
            intensity=match["intensity"] or "",
            alternative=None if alternative is None else int(alternative),
        )
    except ActionUnitError as error:
        raise ActionUnitError(f"{error} ({_shown(written)})") from None


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ...")


def format_action_units(units: tuple[ActionUnit, ...]) -> str:
    """Write action units as ``4+R12C``; the inverse of :func:`parse_action_units`.

    >>> format_action_units(parse_action_units("4, r12c"))
    '4+R12C'
    """
    return "+".join(map(str, units))
