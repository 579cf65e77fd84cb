"""Kinds by exact duration: half-frames and policies decide at the limits."""

from __future__ import annotations

from fractions import Fraction

import pytest

from countenance.core import DurationPolicy, ExpressionKind, InputError, Interval
from countenance.study.exchange import Timestamps
from countenance.study.labelling import classify_duration

MACRO, MICRO = ExpressionKind.MACRO, ExpressionKind.MICRO
INCLUSIVE = DurationPolicy.INCLUSIVE


@pytest.mark.parametrize(
    ("offset", "kind", "inclusive"),
    [
        (14, MICRO, MICRO),
        (Fraction(29, 2), MICRO, MACRO),
        (15, MICRO, MACRO),  # exactly 500 ms
        (Fraction(31, 2), MACRO, MACRO),
        (119, MACRO, None),
        (Fraction(239, 2), MACRO, None),
        (120, None, None),  # exactly 4 s
        (0, MICRO, MICRO),
    ],
)
def test_limits_at_30_frames_per_second(offset: Fraction | int, kind, inclusive):
    assert classify_duration(0, offset, 30).kind is kind
    assert classify_duration(0, offset, 30, INCLUSIVE).kind is inclusive


@pytest.mark.parametrize("policy", DurationPolicy)
@pytest.mark.parametrize("fps", [25, 30, Fraction(30000, 1001), 200])
def test_whole_frames_are_classified_as_core_does(fps, policy: DurationPolicy):
    for offset in range(10, 900, 7):
        expected = ExpressionKind.of(Interval(10, offset), fps, policy)
        assert classify_duration(10, offset, fps, policy).kind is expected


def test_duration_is_exact_in_every_unit():
    duration = classify_duration(Fraction(21, 2), Fraction(51, 2), Fraction(30000, 1001))
    assert duration.frames == 15
    assert duration.seconds == Fraction(1001, 2000)
    assert duration.milliseconds == 500.5
    assert duration.kind is MACRO  # at 29.97 frames per second, 15 frames are more than 500 ms
    assert str(duration) == "macro: 15 frames, 500 ms (onset-to-offset)"


@pytest.mark.parametrize(
    ("onset", "offset", "fps", "message"),
    [
        (10, Fraction(19, 2), 30, "offset 9.5 is before onset 10"),
        (0, 9, 0, "0 frames per second is no frame rate"),
        (0, 9, float("nan"), "nan frames per second is no frame rate"),
        (0, 9, float("inf"), "inf frames per second is no frame rate"),
    ],
)
def test_what_is_no_duration_is_refused(onset, offset, fps, message: str):
    with pytest.raises(InputError, match=message):
        classify_duration(onset, offset, fps)


GAP = Timestamps.of_frames([Fraction(frame, 30) + (1 if frame > 15 else 0) for frame in range(40)])
"""30 frames per second, and a second without frames after frame 15."""


@pytest.mark.parametrize(
    ("onset", "offset", "policy", "seconds", "kind"),
    [
        (10, 20, DurationPolicy.ONSET_TO_OFFSET, Fraction(4, 3), MACRO),
        (0, 15, DurationPolicy.ONSET_TO_OFFSET, Fraction(1, 2), MICRO),
        (0, 15, INCLUSIVE, Fraction(46, 30), MACRO),  # frame 15 is shown until the gap ends
        (Fraction(31, 2), 18, DurationPolicy.ONSET_TO_OFFSET, Fraction(1, 12) + Fraction(1, 2), MACRO),
        (30, 39, INCLUSIVE, Fraction(1, 3), MICRO),  # the last frame is as long as the one before
        (30, Fraction(77, 2), INCLUSIVE, Fraction(19, 60), MICRO),
    ],
)
def test_times_of_frames_decide_where_the_rate_varies(onset, offset, policy, seconds, kind):
    found = classify_duration(onset, offset, Fraction(40, 7), policy, GAP)
    assert (found.seconds, found.kind) == (seconds, kind)
    assert found.frames == offset - onset + (policy is INCLUSIVE)
