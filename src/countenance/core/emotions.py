"""Emotions as they are felt or elicited, and the four categories under which expressions are filed."""

from __future__ import annotations

from enum import StrEnum

from countenance.core.errors import InputError

__all__ = ["Category", "Emotion"]


class Category(StrEnum):
    """The four emotion categories of CAS(ME)2 (Table 4)."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    SURPRISE = "surprise"
    OTHER = "other"

    @classmethod
    def parse(cls, text: str) -> Category:
        """Read a category as label files write it.

        >>> Category.parse(" Others ")
        <Category.OTHER: 'other'>
        >>> Category.parse("joy")
        Traceback (most recent call last):
        ...
        countenance.core.errors.InputError: 'joy' is none of positive, negative, surprise, other
        """
        word = text.strip().casefold().removesuffix("s")
        for category in cls:
            if word == category:
                return category
        raise InputError(f"{text!r} is none of {', '.join(cls)}")


class Emotion(StrEnum):
    """Basic emotions, as stimuli are meant to evoke them and participants report them."""

    HAPPINESS = "happiness"
    SADNESS = "sadness"
    SURPRISE = "surprise"
    ANGER = "anger"
    FEAR = "fear"
    DISGUST = "disgust"
    CONTEMPT = "contempt"

    @property
    def category(self) -> Category:
        """The category under which the emotion falls.

        >>> Emotion.DISGUST.category
        <Category.NEGATIVE: 'negative'>
        """
        if self is Emotion.HAPPINESS:
            return Category.POSITIVE
        return Category.SURPRISE if self is Emotion.SURPRISE else Category.NEGATIVE
