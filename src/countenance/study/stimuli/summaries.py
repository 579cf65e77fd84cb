"""What raters say of each clip: the columns of Table 3 of the CAS(ME)2 paper, and how sure they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import sqrt
from statistics import NormalDist, median, stdev
from types import MappingProxyType

from countenance.core import InputError
from countenance.study.stimuli.ratings import Rating, single_ratings

__all__ = ["ClipSummary", "ScorePolicy", "summarise", "wilson_interval"]


class ScorePolicy(StrEnum):
    """Whose scores of intensity make a clip's mean; the paper does not say."""

    ALL_RATERS = "all raters"
    """Everybody's. The default, because seven of the nine pairs of rate and mean in the paper's Table 3 can come
    from whole scores of up to 20 raters under this policy, and five under the other one
    (:func:`~countenance.study.stimuli.possible_counts`)."""
    SELECTORS = "raters who named the main emotion"
    """Those of raters who named one of the clip's main emotions."""


@dataclass(frozen=True, slots=True)
class ClipSummary:
    """One row of Table 3, with the counts that it was made of.

    Parameters
    ----------
    clip : str
        What was shown.
    duration_s : float or None
        Length in seconds, where it is known.
    emotions : tuple of str
        The emotion that most raters named, or in alphabetical order those that equally many did.
    n_raters : int
        How many rated the clip. A rate of selection alone does not tell.
    n_selected : int
        How many of them named a main emotion; where there are several, how many named each.
    votes : mapping of str to int
        How many raters named each emotion; a rater may name several.
    policy : ScorePolicy
        Whose scores follow.
    scores : tuple of int
        Scores of intensity under that policy, ascending.

    Examples
    --------
    >>> summary = ClipSummary("teeth", 67.0, ("disgust",), 4, 3, {"disgust": 3, "fear": 2},
    ...                       ScorePolicy.ALL_RATERS, (3, 4, 4, 7))
    >>> summary.selection, float(summary.mean), round(summary.sd, 3), summary.median
    (Fraction(3, 4), 4.5, 1.732, 4.0)
    """

    clip: str
    duration_s: float | None
    emotions: tuple[str, ...]
    n_raters: int
    n_selected: int
    votes: Mapping[str, int]
    policy: ScorePolicy
    scores: tuple[int, ...]

    @property
    def selection(self) -> Fraction:
        """Rate of selection: share of the raters who named the main emotion, exact."""
        return Fraction(self.n_selected, self.n_raters)

    @property
    def mean(self) -> Fraction:
        """Mean of the scores, exact, so that equal means are seen to be equal."""
        return Fraction(sum(self.scores), len(self.scores))

    @property
    def sd(self) -> float | None:
        """Standard deviation of the scores with n - 1; None for one score."""
        return stdev(self.scores) if len(self.scores) > 1 else None

    @property
    def median(self) -> float:
        """Median of the scores."""
        return float(median(self.scores))

    @property
    def selection_interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the rate of selection: how far the raters can be relied on."""
        return wilson_interval(self.n_selected, self.n_raters)


def wilson_interval(successes: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share, which keeps within 0 and 1 and is sound for few raters.

    Parameters
    ----------
    successes, n : int
        So many of so many.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper end.

    Raises
    ------
    InputError
        If the numbers make no share.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22(158),
    209-212. https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    >>> [round(end, 4) for end in wilson_interval(15, 20)]
    [0.5313, 0.8881]
    """
    if n < 1 or not 0 <= successes <= n or not 0 < confidence < 1:
        raise InputError(f"{successes} of {n} with confidence {confidence} makes no interval")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / n
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # Rounding must not push the ends of 0 and n of n out of the range.
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def summarise(
    ratings: Iterable[Rating],
    durations_s: Mapping[str, float] | None = None,
    policy: ScorePolicy = ScorePolicy.ALL_RATERS,
) -> list[ClipSummary]:
    """Summarise ratings clip by clip.

    Parameters
    ----------
    ratings : iterable of Rating
        One for each rater and clip; not every rater needs to have rated every clip.
    durations_s : mapping of str to float, optional
        Length of clips in seconds.
    policy : ScorePolicy
        Whose scores count.

    Returns
    -------
    list of ClipSummary
        By name of the clip.

    Raises
    ------
    InputError
        If a rater rated a clip twice, or a duration is given for a clip that nobody rated or is not positive.

    Examples
    --------
    >>> rows = [("r1", ("disgust",), 6), ("r2", ("disgust", "fear"), 8), ("r3", ("anger",), 2)]
    >>> [summary] = summarise(Rating(rater, "teeth", emotions, score) for rater, emotions, score in rows)
    >>> summary.emotions, str(summary.selection), str(summary.mean)
    (('disgust',), '2/3', '16/3')
    """
    by_clip: dict[str, list[Rating]] = {}
    for rating in single_ratings(ratings):
        by_clip.setdefault(rating.clip, []).append(rating)
    durations = durations_s or {}
    for clip, seconds in durations.items():
        if clip not in by_clip:
            raise InputError(f"a duration is given for clip {clip}, which nobody rated: correct its name")
        if not 0 < seconds < float("inf"):
            raise InputError(f"clip {clip}: its duration is {seconds} s, a positive number was expected")
    return [_summary(clip, by_clip[clip], durations.get(clip), policy) for clip in sorted(by_clip)]


def _summary(clip: str, ratings: list[Rating], duration_s: float | None, policy: ScorePolicy) -> ClipSummary:
    votes = Counter(word for rating in ratings for word in rating.emotions)
    most = max(votes.values())
    main = tuple(sorted(word for word, count in votes.items() if count == most))
    counted = [
        rating.intensity
        for rating in ratings
        if policy is ScorePolicy.ALL_RATERS or set(main) & set(rating.emotions)
    ]
    ordered = dict(sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])))
    return ClipSummary(
        clip, duration_s, main, len(ratings), most, MappingProxyType(ordered), policy, tuple(sorted(counted))
    )
