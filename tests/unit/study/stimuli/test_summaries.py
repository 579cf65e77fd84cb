"""Summaries against figures computed by hand and by SciPy, and the paper's table against its own arithmetic."""

from __future__ import annotations

import statistics
from fractions import Fraction

import pytest
from scipy.stats import binomtest

from countenance.core import Emotion, InputError
from countenance.study.stimuli import (
    PAPER_TABLE_3,
    Rating,
    ScorePolicy,
    possible_counts,
    summarise,
    wilson_interval,
)

FIVE = [
    Rating("r1", "teeth", ("disgust",), 4),
    Rating("r2", "teeth", ("disgust", "fear"), 6),
    Rating("r3", "teeth", ("fear",), 1),
    Rating("r4", "teeth", ("disgust",), 8),
    Rating("r5", "teeth", ("anger",), 1),
]


def test_a_summary_by_hand():
    [summary] = summarise(FIVE, {"teeth": 67.5})
    assert summary.emotions == ("disgust",)
    assert (summary.n_raters, summary.n_selected, summary.selection) == (5, 3, Fraction(3, 5))
    assert dict(summary.votes) == {"disgust": 3, "fear": 2, "anger": 1}
    assert summary.scores == (1, 1, 4, 6, 8)
    assert (summary.mean, summary.median, summary.duration_s) == (4, 4, 67.5)
    assert summary.sd == pytest.approx((38 / 4) ** 0.5)


def test_scores_of_selectors_only():
    [summary] = summarise(FIVE, policy=ScorePolicy.SELECTORS)
    assert summary.scores == (4, 6, 8)
    assert (summary.mean, summary.sd, summary.median) == (6, 2, 6)
    assert (summary.n_raters, summary.selection) == (5, Fraction(3, 5))
    assert summary.duration_s is None


def test_emotions_named_equally_often_are_all_main_emotions():
    [summary] = summarise(FIVE[1:3] + FIVE[4:], policy=ScorePolicy.SELECTORS)
    assert summary.emotions == ("fear",)
    [tied] = summarise([FIVE[0], FIVE[2], FIVE[4]], policy=ScorePolicy.SELECTORS)
    assert tied.emotions == ("anger", "disgust", "fear")
    assert tied.scores == (1, 1, 4)


def test_one_score_has_no_standard_deviation():
    [summary] = summarise(FIVE[:1])
    assert summary.sd is None
    assert summary.selection == 1


def test_clips_come_by_name_with_their_own_raters():
    ratings = [*FIVE, Rating("r1", "angry", ("anger",), 9)]
    assert [(s.clip, s.n_raters) for s in summarise(ratings)] == [("angry", 1), ("teeth", 5)]
    assert summarise([]) == []


def test_durations_must_fit():
    with pytest.raises(InputError, match="a duration is given for clip tooth, which nobody rated"):
        summarise(FIVE, {"tooth": 3})
    with pytest.raises(InputError, match="clip teeth: its duration is 0 s, a positive number"):
        summarise(FIVE, {"teeth": 0})


def test_a_rater_counts_once():
    with pytest.raises(InputError, match="rater r1 rated clip teeth twice"):
        summarise([*FIVE, FIVE[0]])


@pytest.mark.parametrize(("k", "n"), [(0, 1), (1, 1), (0, 20), (20, 20), (15, 20), (3, 7), (92, 100)])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.999])
def test_wilson_agrees_with_scipy(k: int, n: int, confidence: float):
    expected = binomtest(k, n).proportion_ci(confidence, method="wilson")
    assert wilson_interval(k, n, confidence) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize("arguments", [(1, 0), (-1, 3), (4, 3), (1, 2, 1.0), (1, 2, 0.0)])
def test_no_interval_of_what_is_no_share(arguments: tuple[int, int]):
    with pytest.raises(InputError, match="makes no interval"):
        wilson_interval(*arguments)


def test_the_paper_has_two_clips_of_disgust_two_of_anger_and_five_of_happiness():
    emotions = [clip.emotion for clip in PAPER_TABLE_3]
    assert emotions == [Emotion.DISGUST] * 2 + [Emotion.ANGER] * 2 + [Emotion.HAPPINESS] * 5
    assert [clip.number for clip in PAPER_TABLE_3] == list(range(1, 10))
    assert sum(clip.duration_s for clip in PAPER_TABLE_3) == 14 * 60 + 6


def test_with_twenty_raters_one_printed_rate_is_possible():
    assert [clip.number for clip in PAPER_TABLE_3 if (15, 20) in possible_counts(clip)] == [3]
    assert all(possible_counts(clip) for clip in PAPER_TABLE_3)


def test_the_default_policy_is_the_one_that_explains_more_of_the_paper():
    explained = {
        policy: [clip.number for clip in PAPER_TABLE_3 if possible_counts(clip, policy)]
        for policy in ScorePolicy
    }
    assert explained[ScorePolicy.ALL_RATERS] == [1, 2, 3, 4, 5, 6, 8]
    assert explained[ScorePolicy.SELECTORS] == [2, 3, 5, 8, 9]


def test_possible_counts_against_rounding_itself():
    for clip in PAPER_TABLE_3:
        slow = [
            (k, n)
            for n in range(1, 21)
            for k in range(1, n + 1)
            if f"{k / n:.2f}" == f"{clip.selection:.2f}"
            and any(f"{s / n:.2f}" == f"{clip.mean_score:.2f}" for s in range(n, 9 * n + 1))
        ]
        assert possible_counts(clip, ScorePolicy.ALL_RATERS) == slow


def test_the_printed_figures_of_clip_4_can_be_made():
    [(selected, n)] = possible_counts(PAPER_TABLE_3[3], ScorePolicy.ALL_RATERS)
    scores = [4] * 12 + [3]
    ratings = [
        Rating(f"r{i}", "4", ("anger",) if i < selected else ("fear",), score)
        for i, score in enumerate(scores)
    ]
    assert len(ratings) == n == 13
    [summary] = summarise(ratings)
    assert (f"{float(summary.selection):.2f}", f"{float(summary.mean):.2f}") == ("0.77", "3.92")
    assert summary.sd == pytest.approx(statistics.stdev(scores))


def test_possible_counts_needs_raters():
    with pytest.raises(InputError, match="0 raters at most are none"):
        possible_counts(PAPER_TABLE_3[0], most=0)
