"""From settled movements to labelled expressions: kinds by duration, exclusions, and the four categories.

>>> from countenance.core import parse_action_units
>>> smile = label_emotion(parse_action_units("6+12"), stimulus="disgust", self_report=SelfReport("happiness"))
>>> str(smile.category), smile.reason
('positive', 'action units: AU6 + AU12 (happiness)')
"""

from countenance.study.labelling.categories import Basis, Labelling, Override, label_emotion
from countenance.study.labelling.durations import DurationClass, FrameTimes, classify_duration
from countenance.study.labelling.labelled import LabelledExpression, label_selection
from countenance.study.labelling.movements import OTHER_FEELINGS, Movement, SelfReport, category_of_word
from countenance.study.labelling.rules import RULES, ActionUnitLabel, Rule, label_action_units
from countenance.study.labelling.selection import Dropped, ExclusionReason, Kept, Selection, select

__all__ = [
    "OTHER_FEELINGS",
    "RULES",
    "ActionUnitLabel",
    "Basis",
    "Dropped",
    "DurationClass",
    "ExclusionReason",
    "FrameTimes",
    "Kept",
    "LabelledExpression",
    "Labelling",
    "Movement",
    "Override",
    "Rule",
    "Selection",
    "SelfReport",
    "category_of_word",
    "classify_duration",
    "label_action_units",
    "label_emotion",
    "label_selection",
    "select",
]
