"""Means of two coders' frames: exact, because the mean of two whole frames may lie between two frames.

"When the coders could not agree on the exact frame of the onset, apex or offset of an expression, the average of
the values specified by both coders was used" (Qu et al. 2016, section 2.3,
https://doi.org/10.1007/978-3-319-39513-5_5). The paper does not say what became of half-frames. Here the mean is
kept as it is, and the frame that it is rounded to, half up, stands beside it.
"""

from __future__ import annotations

import math
from fractions import Fraction

__all__ = ["mean_frame", "rounded"]


def mean_frame(first: int, second: int) -> Fraction:
    """The exact mean of two frames.

    Examples
    --------
    >>> mean_frame(10, 13), mean_frame(10, 10)
    (Fraction(23, 2), Fraction(10, 1))
    """
    return Fraction(first + second, 2)


def rounded(frame: Fraction) -> int:
    """The whole frame nearest to an exact one, a half-frame up: the same rule for onset, apex and offset.

    Python's own ``round`` takes halves to the even neighbour, so that 10.5 and 11.5 would be one frame apart or
    two, whichever the coders happened to mark.

    Examples
    --------
    >>> rounded(Fraction(21, 2)), rounded(Fraction(23, 2)), rounded(Fraction(12))
    (11, 12, 12)
    """
    return math.floor(frame + Fraction(1, 2))
