"""Stimuli: raters' judgements of clips, a table like Table 3 of the CAS(ME)2 paper, and choice by rule.

>>> raters = [Rating(f"r{i:02}", "teeth", ("disgust",) if i < 15 else ("fear",), 4 + i % 2) for i in range(20)]
>>> [summary] = summarise(raters, {"teeth": 67})
>>> float(summary.selection), float(summary.mean)
(0.75, 4.5)
>>> choose([summary], ChoiceRule({"disgust": 2})).shortfall
'too few clips fulfil the rule: 1 clip of disgust is missing'
"""

from countenance.study.stimuli.choosing import Choice, ChoiceRule, Preference, choose
from countenance.study.stimuli.paper import PAPER_RATERS, PAPER_TABLE_3, PaperClip, possible_counts
from countenance.study.stimuli.ratings import (
    Rating,
    Repeats,
    emotion_word,
    free_words,
    single_ratings,
)
from countenance.study.stimuli.reading import read_ratings
from countenance.study.stimuli.summaries import ClipSummary, ScorePolicy, summarise, wilson_interval

__all__ = [
    "PAPER_RATERS",
    "PAPER_TABLE_3",
    "Choice",
    "ChoiceRule",
    "ClipSummary",
    "PaperClip",
    "Preference",
    "Rating",
    "Repeats",
    "ScorePolicy",
    "choose",
    "emotion_word",
    "free_words",
    "possible_counts",
    "read_ratings",
    "single_ratings",
    "summarise",
    "wilson_interval",
]
