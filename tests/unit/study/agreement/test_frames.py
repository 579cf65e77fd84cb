"""Agreement frame by frame."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from countenance.core import Coding, InputError
from countenance.study.agreement import FrameAgreement, frame_codes, near
from countenance.study.agreement.frames import frame_agreement, frame_tables

from .coders import PLAIN, classes, coded, event, no_draws, paired


def compared(*passes, options=PLAIN) -> dict[str, FrameAgreement]:
    pair = paired(*passes, options=options)
    tables = frame_tables(pair, classes(*passes, options=options), options)
    return {name: frame_agreement(table, no_draws(pair)) for name, table in tables.items()}


def test_agreement_worked_by_hand():
    # 100 frames: both expressing in 8, one alone in 2 + 4, neither in 86.
    found = compared(coded("A", event(10, 19)), coded("B", event(12, 23)))["expressing"]
    assert found.frames.classes == ("neutral", "expressing")
    assert found.frames.counts.tolist() == [[86, 4], [2, 8]]
    assert (found.agreement.value, found.agreement.n) == (0.94, 100)
    assert (found.without_neutral.value, found.without_neutral.n) == (pytest.approx(8 / 14), 14)
    by_chance = 0.9 * 0.88 + 0.1 * 0.12
    assert found.kappa.value == pytest.approx((0.94 - by_chance) / (1 - by_chance))


def test_kappa_with_tolerance_worked_by_hand():
    found = compared(coded("A", event(10, 19)), coded("B", event(14, 14)))["expressing"]
    # A's frames looked for in B, one frame to either side: 13 to 15 find the expression, and 7 others do not.
    ahead = np.array([[90, 0], [7, 3]])
    # B's frames looked for in A: 10 and 19 find a neutral neighbour, 11 to 18 without 14 do not.
    back = np.array([[92, 0], [7, 1]])
    both = (ahead + back) / 200
    by_chance = both.sum(axis=0) @ both.sum(axis=1)
    assert found.kappa_with_tolerance.value == pytest.approx((np.trace(both) - by_chance) / (1 - by_chance))


def test_no_tolerance_is_plain_kappa_and_more_is_never_less():
    passes = coded("A", event(10, 19), event(50, 60)), coded("B", event(12, 23), event(49, 62))
    none, some, more = (
        compared(*passes, options=replace(PLAIN, tolerance=t))["expressing"].kappa_with_tolerance.value
        for t in (0, 2, 4)
    )
    assert none == compared(*passes)["expressing"].kappa.value
    assert none < some < more == 1


def test_tolerance_may_exceed_the_recording():
    assert near(np.array([0, 1]), np.array([1, 0]), 9).all()


def test_emotions_halves_and_kinds_are_classes_too():
    # At 30 frames a second an expression of up to 16 frames is micro.
    first = Coding(0, None, 15, upper="surprise", lower="happiness")
    second = Coding(0, None, 16, upper="surprise")
    found = compared(coded("A", first), coded("B", second))
    assert found["kind"].frames.classes == ("neutral", "macro", "micro")
    assert found["kind"].agreement.value == 0.83
    assert found["emotion"].frames.classes == ("neutral", "surprise", "surprise/happiness")
    assert found["emotion"].agreement.value == 0.83
    assert found["upper"].agreement.value == 0.99
    assert found["lower"].frames.counts.tolist() == [[84, 0], [16, 0]]


def test_a_frame_in_two_codings_belongs_to_the_one_that_began_last():
    whole, within, together = event(0, 9), event(4, 6), event(0, 2)
    assert frame_codes([whole, within], [1, 2], 10).tolist() == [1, 1, 1, 1, 2, 2, 2, 1, 1, 1]
    assert frame_codes([together, whole], [2, 1], 10).tolist() == [2, 2, 2, 1, 1, 1, 1, 1, 1, 1]


def test_excluded_codings_are_neutral_unless_they_are_a_class():
    passes = coded("A", event(10, 19)), coded("B", event(10, 19, excluded="speech"))
    assert compared(*passes)["expressing"].agreement.value == 0.9
    found = compared(*passes, options=replace(PLAIN, excluded=True))["expressing"]
    assert found.frames.classes == ("neutral", "excluded", "expressing")
    assert found.frames.counts.tolist() == [[90, 0, 0], [0, 0, 0], [0, 10, 0]]


def test_without_a_frame_rate_there_is_no_kind():
    found = compared(coded("A", event(0, 9), fps=None), coded("B", event(0, 9), fps=None))["kind"]
    assert found.recordings == 0
    assert math.isnan(found.agreement.value)
    assert found.agreement.remark == "no frames were compared"


def test_a_recording_without_length_is_named():
    passes = coded("A", recording="long", n_frames=None), coded("B", recording="long", n_frames=None)
    with pytest.raises(InputError, match="long: its number of frames is not known"):
        compared(*passes)


def test_nothing_but_neutral_frames_is_no_agreement_beyond_chance():
    found = compared(coded("A"), coded("B"))["expressing"]
    assert found.agreement.value == 1
    assert math.isnan(found.without_neutral.value)
    assert math.isnan(found.kappa.value)
    assert found.kappa.remark == "both coders put every frame into one class"
