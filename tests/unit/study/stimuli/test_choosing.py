"""Clips are chosen by what is written down; what is not chosen has a reason, and ties do not depend on order."""

from __future__ import annotations

import random
from typing import Any

import pytest

from countenance.core import InputError
from countenance.study.stimuli import ChoiceRule, ClipSummary, Preference, ScorePolicy, choose


def clip(
    name: str,
    emotion: str = "disgust",
    named: int = 16,
    n: int = 20,
    score: int = 5,
    duration_s: float | None = 60,
) -> ClipSummary:
    return ClipSummary(
        name, duration_s, (emotion,), n, named, {emotion: named}, ScorePolicy.ALL_RATERS, (score,) * n
    )


def chosen(clips: list[ClipSummary], **rule: Any) -> list[str]:
    return [one.clip for one in choose(clips, ChoiceRule({"disgust": 2}, **rule)).chosen]


def test_the_three_preferences():
    clips = [clip("a", named=20, score=5), clip("b", named=15, score=9), clip("c", named=18, score=2)]
    assert chosen(clips) == ["a", "c"]
    assert chosen(clips, prefer=Preference.INTENSITY) == ["b", "a"]
    assert chosen(clips, prefer=Preference.LOW_INTENSITY) == ["c", "a"]


def test_each_emotion_may_have_its_own_preference():
    clips = [
        clip(f"{emotion}{score}", emotion, score=score) for emotion in ("anger", "joy") for score in (2, 8)
    ]
    rule = ChoiceRule(
        {"joy": 1, "anger": 1}, prefer={"joy": Preference.LOW_INTENSITY, "Anger": Preference.INTENSITY}
    )
    assert [one.clip for one in choose(clips, rule).chosen] == ["joy2", "anger8"]


def test_ties_fall_to_raters_then_intensity_then_name():
    clips = [
        clip("d", named=8, n=10),
        clip("c", score=4),
        clip("b", score=5),
        clip("a", score=5),
        clip("e", named=12, n=15),
    ]
    rule = ChoiceRule({"disgust": 5})
    for seed in range(20):
        random.Random(seed).shuffle(clips)
        assert [one.clip for one in choose(clips, rule).chosen] == ["a", "b", "c", "e", "d"]


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (clip("x", "awe"), "its main emotion, awe, is not wanted"),
        (clip("x", n=9, named=9), "9 raters rated it, fewer than 10"),
        (clip("x", named=13), "13 of 20 raters named disgust, a rate of 0.65 below 0.7"),
        (clip("x", score=9), "its mean intensity is 9.00, not between 2 and 8"),
        (clip("x", duration_s=151), "it lasts 151 s, more than 150 s"),
        (clip("x", duration_s=9.5), "it lasts 9.5 s, less than 60 s"),
        (clip("x", duration_s=None), "its duration is not known, and the rule limits it"),
        (
            clip("x", n=1, named=0, score=1),
            (
                "1 rater rated it, fewer than 10; 0 of 1 rater named disgust, a rate of 0.00 below 0.7; "
                "its mean intensity is 1.00, not between 2 and 8"
            ),
        ),
    ],
)
def test_every_refused_clip_has_its_reason(one: ClipSummary, reason: str):
    rule = ChoiceRule({"disgust": 1}, intensity=(2, 8), min_duration_s=60, max_duration_s=150)
    choice = choose([one], rule)
    assert choice.chosen == ()
    assert choice.reasons == {"x": reason}
    assert choice.lacking == {"disgust": 1}


def test_the_limits_themselves_are_allowed():
    rule = ChoiceRule({"disgust": 1}, intensity=(5, 5), min_duration_s=60, max_duration_s=60)
    assert choose([clip("x", named=7, n=10)], rule).chosen


def test_a_clip_of_two_main_emotions_is_not_chosen():
    tied = ClipSummary(
        "x", 60, ("anger", "disgust"), 10, 8, {"anger": 8, "disgust": 8}, ScorePolicy.ALL_RATERS, (5,) * 10
    )
    choice = choose([tied], ChoiceRule({"disgust": 1}))
    assert choice.reasons == {"x": "anger and disgust were named by equally many raters"}


def test_clips_beyond_the_number_are_told_so():
    choice = choose([clip("a", named=18), clip("b")], ChoiceRule({"disgust": 1}))
    assert choice.reasons == {"b": "1 clip of disgust ranks before it by selection"}
    assert choice.shortfall == ""
    assert choice.complete() == choice.chosen


def test_too_few_clips_are_a_sentence_by_emotion():
    choice = choose([clip("a")], ChoiceRule({"disgust": 2, "anger": 2, "happiness": 5}))
    with pytest.raises(
        InputError,
        match=r"^too few clips fulfil the rule: 1 clip of disgust and 2 clips of anger and 5 clips of happiness "
        "are missing; loosen the rule, or rate more clips$",
    ):
        choice.complete()
    assert [one.clip for one in choice.chosen] == ["a"]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"per_emotion": {}}, "per_emotion must name each wanted emotion once"),
        ({"per_emotion": {"anger": 0}}, "with a number of clips from 1"),
        ({"per_emotion": {"anger": 1, "Anger": 2}}, "each wanted emotion once"),
        ({"min_selection": 1.1}, "min_selection is 1.1, a share from 0 to 1 was expected"),
        ({"min_raters": 0}, "min_raters is 0, a number from 1 was expected"),
        ({"intensity": (6, 3)}, "the intensity must lie between 6 and 3, and nothing does"),
        ({"min_duration_s": 9, "max_duration_s": 3}, "the duration must lie between 9 and 3"),
        ({"prefer": {"joy": Preference.SELECTION}}, "prefer names joy, of which per_emotion wants no clip"),
    ],
)
def test_a_rule_must_make_sense(rule: dict[str, Any], sentence: str):
    with pytest.raises(InputError, match=sentence):
        ChoiceRule(**{"per_emotion": {"anger": 1}} | rule)


def test_a_clip_has_one_summary():
    with pytest.raises(InputError, match="a clip has more than one summary"):
        choose([clip("a"), clip("a")], ChoiceRule({"disgust": 1}))
