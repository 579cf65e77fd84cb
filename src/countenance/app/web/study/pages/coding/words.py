"""What a coder chooses from: action units, emotions, and movements that are no expression."""

from __future__ import annotations

from countenance.app.web.study.pages.coding.models import Unit, Words
from countenance.core import Category, Emotion
from countenance.core.action_units import ACTION_UNIT_NAMES
from countenance.study.labelling import OTHER_FEELINGS, ExclusionReason

__all__ = ["WORDS"]

# The manual's upper and lower face; eyes and lids go with the upper one.
_UPPER = (1, 2, 4, 5, 6, 7, 43, 44, 45, 46)
_LOWER = (9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 22, 23, 24, 25, 26, 27, 28, 32, 34)

_EXCLUSIONS = (
    ExclusionReason.BLINK,
    ExclusionReason.SWALLOW,
    ExclusionReason.GAZE,
    ExclusionReason.HEAD,
    ExclusionReason.SPEECH,
    ExclusionReason.HAND,
)


def _face(number: int) -> str:
    return "upper" if number in _UPPER else "lower" if number in _LOWER else ""


WORDS = Words(
    units=[Unit(number=number, name=name, face=_face(number)) for number, name in ACTION_UNIT_NAMES.items()],
    emotions=list(dict.fromkeys(map(str, (*Emotion, *OTHER_FEELINGS, *Category)))),
    exclusions=list(map(str, _EXCLUSIONS)),
)
