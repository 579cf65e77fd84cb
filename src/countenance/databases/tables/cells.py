"""What a cell of a label table says, or the sentence that tells why it says nothing usable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from countenance.core import ActionUnit, InputError, Problem, parse_action_units

__all__ = [
    "Sentences",
    "UnusableCellError",
    "action_units",
    "frame_number",
    "is_empty",
    "name_of",
    "shown",
    "text_of",
    "whole_number",
    "word",
]

_T = TypeVar("_T")
_DIGITS = 12
"""More have no meaning in any column, and numbers without end would be costly to turn into text and back."""
_EMPTY = {"", "/", "\\", "-", "nan", "n/a", "na", "null", "none"}
_SHOWN = 60
_LONGEST_NAME = 120


class UnusableCellError(InputError):
    """A cell that cannot be used, and what to do about it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass
class Sentences:
    """What is to be said about one row.

    Parameters
    ----------
    file : str
        The table.
    row : int or None
        Its row, as a spreadsheet counts.
    clip : str or None
        Participant and clip, once they are known.
    problems : list of Problem
        What was said.
    """

    file: str
    row: int | None
    clip: str | None = None
    problems: list[Problem] = field(default_factory=list)

    def fatal(self, message: str, remedy: str) -> None:
        """Say why the clip is left out."""
        self.problems.append(Problem(self.file, self.row, self.clip, message, remedy))

    def note(self, message: str, remedy: str = "nothing needs to be done") -> None:
        """Say what is odd about a clip that is used."""
        self.problems.append(Problem(self.file, self.row, self.clip, message, remedy, fatal=False))

    def take(self, parse: Callable[..., _T], *arguments: object) -> _T | None:
        """Result of a parser; None, with its sentence, where it finds the cell unusable."""
        try:
            return parse(*arguments)
        except UnusableCellError as error:
            self.fatal(str(error), error.remedy)
            return None


def shown(value: object) -> str:
    """A cell as messages quote it.

    >>> shown(None), shown("x"), len(shown("x" * 999))
    ('empty', "'x'", 66)
    """
    if value is None:
        return "empty"
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:
        return f"a number of more than {_SHOWN} digits"
    written = value if isinstance(value, str) else str(value)
    if len(written) > _SHOWN:
        return repr(f"{written[:_SHOWN]} ...")
    return repr(value) if isinstance(value, str) else written


def whole_number(value: object) -> int | None:
    """A cell's whole number, which spreadsheets also store as float or text; None where it is none.

    A number of more than twelve digits is none either: no subject, film or frame has one.

    >>> whole_number(46.0), whole_number(" 046"), whole_number(46.5), whole_number("x"), whole_number(True)
    (46, 46, None, None, None)
    >>> whole_number(1e30), whole_number("9" * 5000)
    (None, None)
    """
    number = None
    if isinstance(value, str):
        digits = value.strip()
        number = int(digits) if digits.isdecimal() and len(digits) <= _DIGITS else None
    elif isinstance(value, float):
        number = int(value) if value.is_integer() else None
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    return None if number is None or abs(number) >= 10**_DIGITS else number


def text_of(value: object) -> str | None:
    r"""A cell as text on one line without blanks around it; None for an empty one. A whole number loses its ``.0``.

    >>> text_of(" EP02_01f "), text_of("no\n class"), text_of(6.0), text_of(None), text_of("  ")
    ('EP02_01f', 'no class', '6', None, None)
    """
    number = None if isinstance(value, str) else whole_number(value)
    if value is None or (isinstance(value, int) and abs(value) >= 10**_SHOWN):
        return None
    return " ".join(str(value if number is None else number).split()) or None


def name_of(value: object, what: str, column: str = "") -> str:
    """A name, which is printable text of reasonable length.

    Raises
    ------
    UnusableCellError
        If the cell holds none.

    Examples
    --------
    >>> name_of(" EP02_01f", "clip name", "column B")
    'EP02_01f'
    """
    name = text_of(value)
    if name is None or is_empty(value) or not name.isprintable() or len(name) > _LONGEST_NAME:
        remedy = f"correct {column}" if column else ""
        raise UnusableCellError(f"the {what} is {shown(value)}, a name was expected", remedy)
    return name


def is_empty(value: object) -> bool:
    """Whether a cell stands for "nothing": empty, ``/``, ``-``, ``N/A``, ``null`` and the like.

    >>> is_empty(None), is_empty(" / "), is_empty(float("nan")), is_empty(0), is_empty("EP01")
    (True, True, True, False, False)
    """
    return (text_of(value) or "").casefold() in _EMPTY if not isinstance(value, int) else False


def frame_number(value: object, which: str, column: str) -> int:
    """A frame number as the release counts.

    Raises
    ------
    UnusableCellError
        If the cell holds none.

    Examples
    --------
    >>> frame_number("046", "onset", "column C")
    46
    """
    number = whole_number(value)
    if number is None or number < 0:
        raise UnusableCellError(
            f"{which} is {shown(value)}, a frame number was expected", f"correct {column}"
        )
    return number


def action_units(value: object, column: str) -> tuple[ActionUnit, ...]:
    """Action units in any form that releases write.

    Raises
    ------
    UnusableCellError
        If a part of the cell names none.
    """
    try:
        return parse_action_units(value)
    except InputError as error:
        raise UnusableCellError(f"action units: {error}", f"correct {column}") from None


def word(value: object, meanings: Mapping[str, _T], what: str, column: str) -> _T:
    """Meaning of one of a few words, in whatever case.

    Raises
    ------
    UnusableCellError
        If the cell holds none of them.

    Examples
    --------
    >>> word(" Others", {"others": "other", "fear": "negative"}, "emotion", "column G")
    'other'
    """
    written = text_of(value)
    key = None if written is None else written.casefold()
    if key is None or key not in meanings:
        message = f"{what} is {shown(value)}, expected one of {', '.join(meanings)}"
        raise UnusableCellError(message, f"correct {column}")
    return meanings[key]
