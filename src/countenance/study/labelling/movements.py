"""Settled movements, with what is known about them besides the face."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from countenance.core import Category, Emotion, InputError, Recording
from countenance.study.arbitration import AgreedCoding
from countenance.study.labelling.durations import FrameTimes

__all__ = ["OTHER_FEELINGS", "Movement", "SelfReport", "category_of_word"]

OTHER_FEELINGS = ("tension", "control", "hurt", "sympathy", "confusion", "helplessness")
"""Feelings that the paper names as examples of its category "other", below Table 4."""

_WORDS = MappingProxyType(
    {
        **{str(emotion): emotion.category for emotion in Emotion},
        **{str(category): category for category in Category},
        **dict.fromkeys(OTHER_FEELINGS, Category.OTHER),
        "others": Category.OTHER,
    }
)


def category_of_word(word: str | None) -> Category | None:
    """The category under which an emotion word falls; None for none, and for a word that is not known.

    Known are the basic emotions, the categories themselves and :data:`OTHER_FEELINGS`.

    Examples
    --------
    >>> [str(category_of_word(word)) for word in ("Disgust", "positive", "tension", "meh", None)]
    ['negative', 'positive', 'other', 'None', 'None']
    """
    return None if word is None else _WORDS.get(word.strip().casefold())


@dataclass(frozen=True, slots=True)
class SelfReport:
    """What the participant said about a movement when reviewing it.

    Parameters
    ----------
    word : str
        The feeling that they reported, in their word; empty where they named none.
    is_emotional : bool
        False where they said that they felt nothing, and only blinked, swallowed or scratched themselves.
    """

    word: str = ""
    is_emotional: bool = True

    @property
    def category(self) -> Category | None:
        """The category of the word; None where it is not known, or nothing was felt."""
        return category_of_word(self.word) if self.is_emotional else None


@dataclass(frozen=True, slots=True)
class Movement:
    """One settled movement.

    Parameters
    ----------
    name : str
        Name of the clip that it becomes, unique within the participant.
    recording : Recording
        The film in which it is seen.
    coding : AgreedCoding
        On what the coders and the arbiter settled.
    stimulus_emotion : str or None
        The emotion that the stimulus was meant to evoke.
    self_report : SelfReport or None
        What the participant said; None where they did not mark the movement.
    times : FrameTimes or None
        When the frames of the recording are shown; None where they come at its rate.

    Raises
    ------
    InputError
        If the name is empty, or the coding is of another recording.
    """

    name: str
    recording: Recording
    coding: AgreedCoding
    stimulus_emotion: str | None = None
    self_report: SelfReport | None = None
    times: FrameTimes | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError(f"a movement of {self.recording.key} has no name; give it one")
        if self.coding.recording != self.recording.name:
            raise InputError(
                f"{self.name}: the coding is of {self.coding.recording}, and the recording is {self.recording.name}"
            )

    @property
    def key(self) -> str:
        """Identity within a study, and that of the clip that it becomes."""
        return f"{self.recording.key}/{self.name}"
