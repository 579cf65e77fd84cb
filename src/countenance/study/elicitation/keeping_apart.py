"""Orders in which no two clips of one emotion follow each other, each of them equally likely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from countenance.core import InputError
from countenance.core.words import counted
from countenance.study.elicitation.drawing import draw, shuffled

__all__ = ["apart", "count_apart"]


def count_apart(counts: Sequence[int]) -> int:
    """Number of sequences of emotions in which none follows itself.

    Parameters
    ----------
    counts : sequence of int
        How often each emotion is to come.

    Examples
    --------
    >>> count_apart([2, 1]), count_apart([2, 2]), count_apart([3, 1])
    (1, 2, 0)
    """
    return _ways(0, tuple(sorted(counts)))


@cache
def _ways(barred: int, others: tuple[int, ...]) -> int:
    """Ways to go on when `barred` clips are left of the emotion just shown, and `others` of the rest, ascending.

    Emotions of equal counts are alike here, which keeps the number of cases small.
    """
    if not others:
        return int(barred == 0)
    if sum(others) == 0:
        return int(barred == 0)
    total = 0
    for count, emotions in Counter(others).items():
        if count:
            rest = list(others)
            rest.remove(count)
            total += emotions * _ways(count - 1, tuple(sorted([*rest, barred])))
    return total


def apart(emotions: Sequence[str], *key: str | int) -> tuple[int, ...]:
    """Draw one of all the orders in which no two clips of one emotion follow each other.

    Such an order exists exactly if no emotion has more clips than all others together have, plus one: between two
    clips of it another must stand, so k clips need k - 1 others, and as many are enough.

    Parameters
    ----------
    emotions : sequence of str
        Of each clip.
    key : str or int
        What the order belongs to; the same key draws the same order.

    Returns
    -------
    tuple of int
        Positions in `emotions`, in the order of showing.

    Raises
    ------
    InputError
        If there is no such order; the sentence proves it.

    Examples
    --------
    >>> apart(["joy", "joy", "fear"], 7) in {(0, 2, 1), (1, 2, 0)}
    True
    >>> apart(["joy", "joy", "joy", "fear"], 7)
    Traceback (most recent call last):
    ...
    countenance.core.errors.InputError: no order keeps the 3 clips of joy apart: 2 others would have to stand \
between them, and there is 1; add clips of other emotions, or choose another order
    """
    left = dict(sorted(Counter(emotions).items()))
    _check_possible(left, len(emotions))
    places = {
        emotion: list(shuffled([i for i, one in enumerate(emotions) if one == emotion], *key, "of", emotion))
        for emotion in left
    }
    order: list[int] = []
    last = None
    while len(order) < len(emotions):
        last = _next(left, last, draw(_ways_from(left, last), *key, "step", len(order)))
        left[last] -= 1
        order.append(places[last].pop())
    return tuple(order)


def _ways_from(left: dict[str, int], last: str | None) -> int:
    barred = 0 if last is None else left[last]
    return _ways(barred, tuple(sorted(n for emotion, n in left.items() if emotion != last)))


def _next(left: dict[str, int], last: str | None, ticket: int) -> str:
    """The emotion that a ticket buys; each emotion has as many tickets as there are ways to go on after it."""
    for emotion, count in left.items():
        if emotion == last or not count:
            continue
        ways = _ways_from(left | {emotion: count - 1}, emotion)
        if ticket < ways:
            return emotion
        ticket -= ways
    raise AssertionError("the tickets are as many as the ways")


def _check_possible(counts: dict[str, int], n: int) -> None:
    for emotion, count in counts.items():
        others = n - count
        if count > others + 1:
            needed = "1 other" if count == 2 else f"{count - 1} others"
            there = "there is 1" if others == 1 else f"there are {others}"
            raise InputError(
                f"no order keeps the {counted(count, 'clip')} of {emotion} apart: {needed} would have to stand "
                f"between them, and {there}; add clips of other emotions, or choose another order"
            )
