from __future__ import annotations

import pytest

from countenance.core import Category, Emotion, InputError


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("positive", Category.POSITIVE),
        ("Negative", Category.NEGATIVE),
        (" surprise ", Category.SURPRISE),
        ("others", Category.OTHER),
        ("OTHER", Category.OTHER),
    ],
)
def test_category_as_written(text: str, category: Category):
    assert Category.parse(text) is category


@pytest.mark.parametrize("text", ["", "joy", "neg", "positive negative", "s"])
def test_other_words_are_no_category(text: str):
    with pytest.raises(InputError, match="is none of positive, negative, surprise, other"):
        Category.parse(text)


@pytest.mark.parametrize(
    ("category", "emotions"),
    [
        (Category.POSITIVE, {"happiness"}),
        (Category.SURPRISE, {"surprise"}),
        (Category.NEGATIVE, {"sadness", "anger", "fear", "disgust", "contempt"}),
        (Category.OTHER, set()),
    ],
)
def test_every_emotion_falls_under_one_category(category: Category, emotions: set[str]):
    assert {emotion for emotion in Emotion if emotion.category is category} == emotions
