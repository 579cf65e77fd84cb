"""Chance that anybody can draw again: numbers and shuffles from SHA-256 of what they belong to.

Python promises no equal shuffles across its versions, and a session's order must be computable for decades.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from countenance.core.cache import digest

__all__ = ["draw", "shuffled"]

_T = TypeVar("_T")


def draw(limit: int, *key: str | int) -> int:
    """A whole number from 0 up to, not including, `limit`.

    Parameters
    ----------
    limit : int
        At least 1, and far below 2 ** 256, so that no number is favoured noticeably.
    key : str or int
        What the number belongs to; the same key draws the same number.

    Examples
    --------
    >>> [draw(6, "example", number) for number in range(8)]
    [2, 0, 0, 5, 5, 1, 2, 2]
    """
    return int(digest(*key), 16) % limit


def shuffled(items: Sequence[_T], *key: str | int) -> tuple[_T, ...]:
    """Items in the order of SHA-256 of the key and their position.

    Examples
    --------
    >>> shuffled("abcde", "example", 1)
    ('e', 'c', 'a', 'b', 'd')
    """
    places = sorted(range(len(items)), key=lambda place: digest(*key, place))
    return tuple(items[place] for place in places)
