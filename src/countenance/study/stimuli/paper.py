"""Table 3 of the CAS(ME)2 paper, to set beside one's own ratings, and what its figures can have come from.

Qu, Wang, Yan & Fu, "CAS(ME)2: A Database of Spontaneous Macro-expressions and Micro-expressions", HCI
International 2016, LNCS 9733, pp. 48-59, https://doi.org/10.1007/978-3-319-39513-5_5
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from countenance.core import Emotion, InputError
from countenance.study.stimuli.ratings import HIGHEST, LOWEST
from countenance.study.stimuli.summaries import ScorePolicy

__all__ = ["PAPER_RATERS", "PAPER_TABLE_3", "PaperClip", "possible_counts"]

PAPER_RATERS = 20
"""How many raters the paper reports."""


@dataclass(frozen=True, slots=True)
class PaperClip:
    """One row of Table 3.

    Parameters
    ----------
    number : int
        Of the clip, from 1.
    duration_s : int
        Length in seconds.
    emotion : Emotion
        Main emotion.
    selection : Decimal
        Rate of selection, as printed.
    mean_score : Decimal
        Mean score of intensity on a scale from 1 to 9, as printed.
    """

    number: int
    duration_s: int
    emotion: Emotion
    selection: Decimal
    mean_score: Decimal


PAPER_TABLE_3: tuple[PaperClip, ...] = tuple(
    PaperClip(number, duration_s, emotion, Decimal(selection), Decimal(mean_score))
    for number, duration_s, emotion, selection, mean_score in (
        (1, 67, Emotion.DISGUST, "0.86", "4.14"),
        (2, 95, Emotion.DISGUST, "0.92", "4.33"),
        (3, 117, Emotion.ANGER, "0.75", "4.5"),
        (4, 144, Emotion.ANGER, "0.77", "3.92"),
        (5, 78, Emotion.HAPPINESS, "0.92", "4"),
        (6, 92, Emotion.HAPPINESS, "0.86", "3.07"),
        (7, 76, Emotion.HAPPINESS, "0.86", "3.28"),
        (8, 108, Emotion.HAPPINESS, "0.73", "3.64"),
        (9, 69, Emotion.HAPPINESS, "0.71", "3.17"),
    )
)
"""Ratings of the nine clips."""


def possible_counts(
    clip: PaperClip, policy: ScorePolicy | None = None, most: int = PAPER_RATERS
) -> list[tuple[int, int]]:
    """Numbers of raters from which a printed rate, and under a policy the mean beside it, can have come.

    With 20 raters a rate is a multiple of .05, and of the printed ones only .75 is: not everybody can have been
    counted for every clip.

    Parameters
    ----------
    clip : PaperClip
        The printed figures, rounded to two decimals.
    policy : ScorePolicy, optional
        Whose whole scores made the mean; without it the rate alone is looked at.
    most : int
        Raters at most.

    Returns
    -------
    list of tuple of int
        Raters who named the emotion, and raters in all.

    Raises
    ------
    InputError
        If `most` is less than 1.

    Examples
    --------
    >>> possible_counts(PAPER_TABLE_3[3])
    [(10, 13)]
    """
    if most < 1:
        raise InputError(f"{most} raters at most are none: give a number from 1")
    return [
        (selected, n)
        for n in range(1, most + 1)
        for selected in range(1, n + 1)
        if _rounds_to(selected, n, clip.selection)
        and (policy is None or _is_mean(clip.mean_score, n if policy is ScorePolicy.ALL_RATERS else selected))
    ]


def _rounds_to(total: int, n: int, printed: Decimal) -> bool:
    """Whether total / n, rounded to hundredths with halves either way, is the printed figure."""
    return abs(200 * total - int(200 * printed) * n) <= n


def _is_mean(printed: Decimal, n: int) -> bool:
    return any(_rounds_to(total, n, printed) for total in range(LOWEST * n, HIGHEST * n + 1))
