"""In which order a participant sees the clips: decided by the study's seed and the participant's number alone."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from countenance.core import InputError
from countenance.study.elicitation.drawing import shuffled
from countenance.study.elicitation.keeping_apart import apart
from countenance.study.elicitation.latin_squares import williams_design

__all__ = ["OrderScheme", "block_size", "clip_order"]


class OrderScheme(StrEnum):
    """How clips are ordered."""

    FIXED = "fixed"
    """As the protocol lists them, for everybody."""
    RANDOM = "random"
    """Any order, each equally likely."""
    LATIN_SQUARE = "balanced latin square"
    """Williams' design: in each block of participants every clip stands at every position, and directly before
    every other clip, equally often."""
    APART = "emotions apart"
    """Any order in which no two clips of one emotion follow each other, each equally likely."""


def block_size(scheme: OrderScheme, n_clips: int) -> int:
    """After how many participants, numbered without gaps, a scheme is balanced; 1 where it never is.

    >>> [block_size(OrderScheme.LATIN_SQUARE, n) for n in (1, 8, 9)], block_size(OrderScheme.RANDOM, 9)
    ([1, 8, 18], 1)
    """
    return len(williams_design(n_clips)) if scheme is OrderScheme.LATIN_SQUARE else 1


def clip_order(
    clips: Sequence[str], emotions: Sequence[str], scheme: OrderScheme, *, seed: int, participant: int
) -> tuple[str, ...]:
    """Order in which a participant sees the clips.

    Parameters
    ----------
    clips : sequence of str
        Their names, each once.
    emotions : sequence of str
        Of each clip.
    scheme : OrderScheme
        How they are ordered.
    seed : int
        Of the study.
    participant : int
        Number of the participant, from 1. The Latin square is balanced over the numbers from 1 to
        :func:`block_size`, over the next as many, and so on.

    Returns
    -------
    tuple of str
        Every clip once.

    Raises
    ------
    InputError
        If the clips make no list, the participant has no number, or emotions cannot be kept apart.

    Examples
    --------
    >>> clip_order(["a", "b", "c"], ["joy"] * 3, OrderScheme.FIXED, seed=1, participant=4)
    ('a', 'b', 'c')
    """
    if not clips or len(set(clips)) < len(clips) or len(emotions) != len(clips):
        raise InputError("an order needs at least one clip, each with a name of its own and an emotion")
    if participant < 1:
        raise InputError(f"participant {participant} has no place in an order: participants count from 1")
    return tuple(clips[place] for place in _places(emotions, scheme, seed, participant))


def _places(emotions: Sequence[str], scheme: OrderScheme, seed: int, participant: int) -> Sequence[int]:
    n = len(emotions)
    match scheme:
        case OrderScheme.FIXED:
            return range(n)
        case OrderScheme.RANDOM:
            return shuffled(range(n), "order", seed, participant)
        case OrderScheme.APART:
            return apart(emotions, "order", seed, participant)
        case OrderScheme.LATIN_SQUARE:
            return _square_row(n, seed, participant)


def _square_row(n: int, seed: int, participant: int) -> Sequence[int]:
    """A row of the square. Its symbols are dealt once a study, its rows anew for each block of participants."""
    block, member = divmod(participant - 1, block_size(OrderScheme.LATIN_SQUARE, n))
    symbols = shuffled(range(n), "symbols", seed)
    row = shuffled(williams_design(n), "rows", seed, block)[member]
    return [symbols[symbol] for symbol in row]
