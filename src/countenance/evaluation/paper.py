"""The figures of Table 5 of the CAS(ME)2 paper, in its own arrangement.

Qu, Wang, Yan & Fu, *CAS(ME)2: A Database of Spontaneous Macro-expressions and Micro-expressions*, HCI 2016,
doi:10.1007/978-3-319-39513-5_5: accuracy in percent under leave-one-video-out.
"""

from __future__ import annotations

from fractions import Fraction

from countenance.features import TABLE5_SETTINGS, LBPTOPSettings

__all__ = ["PAPER_N", "TABLE_5", "TABLE_5_COLUMNS", "sample_sizes_of"]

PAPER_N = 303
"""Expressions in the paper's text."""

TABLE_5_COLUMNS = (("basic", 4), ("basic", 8), ("uniform", 4), ("uniform", 8))
"""Mapping and number of neighbours of each column."""

_ACCURACY = (
    (71.05, 65.79, 71.05, 65.13),
    (75.00, 65.46, 75.66, 65.13),
    (74.67, 67.76, 74.01, 66.45),
    (71.38, 68.75, 71.38, 68.09),
    (72.37, 67.43, 72.37, 67.76),
    (72.37, 68.42, 72.37, 69.74),
    (70.72, 69.41, 70.72, 69.41),
    (72.04, 69.74, 72.04, 70.39),
    (74.01, 69.41, 73.68, 71.71),
    (71.05, 70.72, 71.05, 70.39),
    (73.03, 70.39, 73.03, 71.71),
    (73.36, 69.74, 73.36, 73.36),
)


TABLE_5: dict[LBPTOPSettings, float] = dict(
    zip(TABLE5_SETTINGS, (accuracy for row in _ACCURACY for accuracy in row), strict=True)
)
"""Settings to the paper's accuracy in percent, row by row."""


def sample_sizes_of(percentages: list[float], candidates: range) -> list[int]:
    """Sample sizes under which every percentage is a whole number of right answers.

    Parameters
    ----------
    percentages : list of float
        Printed with two decimals, rounded half up or half to even.
    candidates : range
        Sizes to try.

    Examples
    --------
    Each of the 48 figures of Table 5 is a number of clips out of 304, although the text counts 303:

    >>> sample_sizes_of(list(TABLE_5.values()), range(290, 320))
    [304]
    """
    printed = [Fraction(str(percentage)) for percentage in percentages]
    return [n for n in candidates if all(_can_be(value, n) for value in printed)]


def _can_be(percentage: Fraction, n: int) -> bool:
    right = round(percentage * n / 100)
    return abs(Fraction(100 * right, n) - percentage) <= Fraction(1, 200)
