"""One rater's judgement of one clip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from countenance.core import Emotion, InputError

__all__ = ["HIGHEST", "LOWEST", "Rating", "Repeats", "emotion_word", "free_words", "single_ratings"]

LOWEST, HIGHEST = 1, 9
"""Ends of the scale of intensity (section 2.1 of https://doi.org/10.1007/978-3-319-39513-5_5)."""


class Repeats(StrEnum):
    """What becomes of a second rating of one clip by one rater."""

    REFUSE = "refuse"
    LAST = "last"
    """The last one counts."""


def emotion_word(text: str) -> str:
    """An emotion as it is counted: lower case, single blanks.

    Parameters
    ----------
    text : str
        A word of :class:`~countenance.core.Emotion` or a rater's own.

    Raises
    ------
    InputError
        If there is no word in it.

    Examples
    --------
    >>> emotion_word(" Disgust "), emotion_word("Mixed  feelings")
    ('disgust', 'mixed feelings')
    """
    word = " ".join(text.split()).casefold()
    if not word or not word.isprintable():
        raise InputError(f"{text!r} is no emotion: write a word, for example {Emotion.DISGUST}")
    return word


@dataclass(frozen=True, slots=True)
class Rating:
    """What one rater says of one clip.

    Parameters
    ----------
    rater : str
        Who judged.
    clip : str
        What was shown.
    emotions : tuple of str
        Main emotion or emotions that the clip evoked, without order; kept as :func:`emotion_word` writes them.
    intensity : int
        From 1, weakest, to 9, strongest.

    Raises
    ------
    InputError
        If a name is missing, no emotion or one emotion twice is named, or the intensity is not on the scale.

    Examples
    --------
    >>> Rating("r01", "teeth", ("Disgust",), 7).emotions
    ('disgust',)
    >>> Rating("r01", "teeth", ("disgust",), 10)
    Traceback (most recent call last):
    ...
    countenance.core.errors.InputError: rater r01, clip teeth: the intensity is 10, a whole number from 1 to 9 \
was expected
    """

    rater: str
    clip: str
    emotions: tuple[str, ...]
    intensity: int

    def __post_init__(self) -> None:
        for what, name in (("rater", self.rater), ("clip", self.clip)):
            if not name.strip() or not name.isprintable():
                raise InputError(f"a rating names {name!r} as its {what}: a name was expected")
        who = f"rater {self.rater}, clip {self.clip}"
        try:
            words = tuple(emotion_word(text) for text in self.emotions)
        except InputError as error:
            raise InputError(f"{who}: {error}") from None
        if not words:
            raise InputError(f"{who}: no emotion is named, at least one was expected")
        if len(set(words)) < len(words):
            raise InputError(f"{who}: {', '.join(words)} names an emotion twice")
        if type(self.intensity) is not int or not LOWEST <= self.intensity <= HIGHEST:
            raise InputError(
                f"{who}: the intensity is {self.intensity!r}, a whole number from {LOWEST} to {HIGHEST} was "
                "expected"
            )
        object.__setattr__(self, "emotions", words)


def single_ratings(ratings: Iterable[Rating], repeats: Repeats = Repeats.REFUSE) -> list[Rating]:
    """Ratings of which each rater has one a clip.

    Parameters
    ----------
    ratings : iterable of Rating
        In the order in which they were made.
    repeats : Repeats
        What becomes of a second one.

    Returns
    -------
    list of Rating
        In the order of the first rating of each pair of rater and clip.

    Raises
    ------
    InputError
        If a rater rated a clip twice and repeats are refused; the sentence names both ratings.

    Examples
    --------
    >>> twice = [Rating("r01", "teeth", ("disgust",), 7), Rating("r01", "teeth", ("anger",), 2)]
    >>> [rating.intensity for rating in single_ratings(twice, Repeats.LAST)]
    [2]
    """
    kept: dict[tuple[str, str], Rating] = {}
    for rating in ratings:
        key = rating.rater, rating.clip
        if key in kept and repeats is Repeats.REFUSE:
            raise InputError(
                f"rater {rating.rater} rated clip {rating.clip} twice, first {_said(kept[key])} and then "
                f"{_said(rating)}: delete one, or ask for the last one to count"
            )
        kept[key] = rating
    return list(kept.values())


def _said(rating: Rating) -> str:
    return f"{' and '.join(rating.emotions)} with intensity {rating.intensity}"


def free_words(ratings: Iterable[Rating]) -> tuple[str, ...]:
    """Words that raters used beside those of :class:`~countenance.core.Emotion`, in alphabetical order.

    A misspelt emotion counts as another one, so they are to be looked through before anything is counted.

    >>> free_words([Rating("r01", "teeth", ("disgust", "hapiness"), 7)])
    ('hapiness',)
    """
    known = set(Emotion)
    return tuple(sorted({word for rating in ratings for word in rating.emotions} - known))
