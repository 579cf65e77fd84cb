"""The parts of a protocol: clips, texts, questions and what participants may answer, each read from its table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Self

from countenance.core import Emotion, InputError
from countenance.study.elicitation.fields import Fields
from countenance.study.stimuli import emotion_word

__all__ = ["NOT_EMOTIONAL", "ProtocolClip", "Question", "QuestionText", "SelfReportOptions", "Texts"]

NOT_EMOTIONAL = ("blink", "swallow", "itch", "yawn", "cough", "speech", "gaze", "posture", "other")
"""What a movement can have been that expressed nothing, unless the protocol has other words."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_CLIP_S = 3600


@dataclass(frozen=True, slots=True)
class ProtocolClip:
    """A stimulus.

    Parameters
    ----------
    name : str
        By which events know it.
    file : str
        Path below the folder of clips, with forward slashes.
    sha256 : str
        Of the file's content, 64 hexadecimal digits.
    duration_s : float
        Length in seconds.
    emotion : str
        What it is meant to evoke.
    """

    name: str
    file: str
    sha256: str
    duration_s: float
    emotion: str

    @classmethod
    def of(cls, fields: Fields) -> Self:
        """Read from a table ``[[clips]]``."""
        file, sha256 = fields.text("file"), fields.text("sha256").lower()
        path = PurePosixPath(file)
        if path.is_absolute() or ".." in path.parts or "\\" in file:
            fields.say(
                f"file is {file!r}, a path below the folder of clips, with forward slashes, was expected"
            )
        if sha256 and not _SHA256.fullmatch(sha256):
            fields.say("sha256 is not 64 hexadecimal digits, as sha256sum prints them")
        clip = cls(
            fields.text("name"),
            file,
            sha256,
            fields.number("duration_s", 0.1, _LONGEST_CLIP_S),
            _emotion(fields, fields.text("emotion")),
        )
        fields.finish()
        return clip


@dataclass(frozen=True, slots=True)
class Texts:
    """What participants read, in one language.

    Parameters
    ----------
    instructions : str
        What they are going to do.
    neutralisation : str
        That they are to keep a neutral face.
    payment : str
        What they are told about payment before the clips.
    debrief : str
        What they are told afterwards: the purpose, and what was not true.
    paid_in_full : str
        That they are paid in full regardless of what they showed; empty only where nothing deceptive was said.
    """

    instructions: str
    neutralisation: str
    payment: str
    debrief: str
    paid_in_full: str = ""

    @classmethod
    def of(cls, fields: Fields, *, deceptive: bool) -> Self:
        """Read from a table ``[texts.LANGUAGE]``."""
        if deceptive and not fields.has("paid_in_full"):
            fields.say(
                "lacks paid_in_full: the payment rule is deceptive, so participants must be told that they are "
                "paid in full regardless"
            )
        texts = cls(
            fields.text("instructions"),
            fields.text("neutralisation"),
            fields.text("payment"),
            fields.text("debrief"),
            fields.text("paid_in_full") if fields.has("paid_in_full") else "",
        )
        fields.finish()
        return texts


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question with its answers, in one language."""

    question: str
    right: str
    wrong: tuple[str, ...]

    @classmethod
    def of(cls, fields: Fields) -> Self:
        """Read from a table ``[questions.texts.LANGUAGE]``."""
        text = cls(fields.text("question"), fields.text("right"), fields.texts("wrong"))
        if text.right in text.wrong:
            fields.say(f"has {text.right!r} among the wrong answers, and it is the right one")
        fields.finish()
        return text


@dataclass(frozen=True, slots=True)
class Question:
    """A question that shows whether the instructions were understood.

    Parameters
    ----------
    name : str
        By which events know it.
    texts : mapping of str to QuestionText
        By language.
    """

    name: str
    texts: Mapping[str, QuestionText]

    @classmethod
    def of(cls, fields: Fields) -> Self:
        """Read from a table ``[[questions]]``."""
        name = fields.text("name")
        texts = {language: QuestionText.of(table) for language, table in fields.table("texts").subtables()}
        fields.finish()
        return cls(name, texts)


@dataclass(frozen=True, slots=True)
class SelfReportOptions:
    """What participants may say of a movement.

    Parameters
    ----------
    emotions : tuple of str
        Emotions to pick from.
    not_emotional : tuple of str
        Reasons why a movement expressed nothing.
    """

    emotions: tuple[str, ...] = tuple(Emotion)
    not_emotional: tuple[str, ...] = NOT_EMOTIONAL

    @classmethod
    def of(cls, fields: Fields) -> Self:
        """Read from the table ``[self_report]``."""
        emotions = fields.texts("emotions", default=tuple(str(emotion) for emotion in Emotion))
        words = tuple(_emotion(fields, emotion) for emotion in emotions)
        if len(set(words)) < len(words):
            fields.say(f"emotions names one of {', '.join(words)} twice")
        options = cls(
            words,
            fields.texts("not_emotional", default=NOT_EMOTIONAL),
        )
        fields.finish()
        return options


def _emotion(fields: Fields, text: str) -> str:
    """The emotion that a text names; a text that is missing has been told already."""
    try:
        return emotion_word(text) if text else ""
    except InputError as error:
        fields.say(str(error))
        return ""
