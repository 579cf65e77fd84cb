"""A rating is checked when it is made, and each rater has one a clip."""

from __future__ import annotations

import pytest

from countenance.core import InputError
from countenance.study.stimuli import Rating, Repeats, free_words, single_ratings

DISGUST = ("disgust",)


@pytest.mark.parametrize("intensity", [0, 10, -1, True, 4.0, "4", None])
def test_an_intensity_is_a_whole_number_from_one_to_nine(intensity: object):
    with pytest.raises(
        InputError,
        match=r"^rater r1, clip teeth: the intensity is .*, a whole number from 1 to 9 was expected$",
    ):
        Rating("r1", "teeth", DISGUST, intensity)  # type: ignore[arg-type]


@pytest.mark.parametrize("intensity", [1, 9])
def test_the_ends_of_the_scale_belong_to_it(intensity: int):
    assert Rating("r1", "teeth", DISGUST, intensity).intensity == intensity


@pytest.mark.parametrize(("rater", "clip", "missing"), [("", "teeth", "rater"), ("r1", " ", "clip")])
def test_names_are_needed(rater: str, clip: str, missing: str):
    with pytest.raises(InputError, match=f"as its {missing}: a name was expected"):
        Rating(rater, clip, DISGUST, 5)


@pytest.mark.parametrize(
    ("emotions", "sentence"),
    [
        ((), "no emotion is named, at least one was expected"),
        (("disgust", " Disgust"), "disgust, disgust names an emotion twice"),
        (("disgust", " "), "' ' is no emotion: write a word, for example disgust"),
    ],
)
def test_emotions_are_named_once(emotions: tuple[str, ...], sentence: str):
    with pytest.raises(InputError, match=f"^rater r1, clip teeth: {sentence}$"):
        Rating("r1", "teeth", emotions, 5)


def test_a_second_rating_is_refused_with_both():
    ratings = [Rating("r1", "teeth", DISGUST, 5), Rating("r1", "teeth", ("anger", "fear"), 2)]
    with pytest.raises(
        InputError,
        match="rater r1 rated clip teeth twice, first disgust with intensity 5 and then anger and fear with "
        "intensity 2: delete one, or ask for the last one to count",
    ):
        single_ratings(ratings)
    assert single_ratings(ratings, Repeats.LAST) == [ratings[1]]


def test_raters_and_clips_of_one_name_are_apart():
    ratings = [Rating("a", "b", DISGUST, 5), Rating("b", "a", DISGUST, 5), Rating("a", "a", DISGUST, 5)]
    assert single_ratings(ratings) == ratings


def test_free_words_are_those_that_are_no_emotions():
    ratings = [Rating("r1", "a", ("disgust", "tension"), 5), Rating("r2", "a", ("Awe",), 5)]
    assert free_words(ratings) == ("awe", "tension")
