"""Balanced Latin squares: every clip at every position, and before every other clip, equally often."""

from __future__ import annotations

from countenance.core import InputError

__all__ = ["williams_design"]


def williams_design(n: int) -> tuple[tuple[int, ...], ...]:
    """Sequences of Williams' design: balanced for position and for what a clip carries over to the next one.

    An even number of clips needs one square of n sequences, in which each clip follows each other one once. An odd
    number needs two, the second being the first read backwards: 2 n sequences, in which it follows twice.

    Parameters
    ----------
    n : int
        Number of clips, at least 1.

    Returns
    -------
    tuple of tuple of int
        Sequences of the numbers 0 to n - 1.

    Raises
    ------
    InputError
        If there is no clip.

    References
    ----------
    Williams, E. J. (1949). Experimental designs balanced for the estimation of residual effects of treatments.
    Australian Journal of Scientific Research A 2, 149-168. https://doi.org/10.1071/CH9490149

    Examples
    --------
    >>> for sequence in williams_design(4):
    ...     print(*sequence)
    0 1 3 2
    1 2 0 3
    2 3 1 0
    3 0 2 1
    """
    if n < 1:
        raise InputError("a Latin square needs at least one clip")
    # 0, 1, n - 1, 2, n - 2, ...: the steps between neighbours are all different, which balances what carries over.
    first = [(step + 1) // 2 if step % 2 else -step // 2 for step in range(n)]
    square = [tuple((clip + row) % n for clip in first) for row in range(n)]
    if n % 2 and n > 1:
        square += [sequence[::-1] for sequence in square]
    return tuple(square)
