"""Which events coders have in common, and what they call them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from countenance.study.agreement import LabelAgreement
from countenance.study.agreement.events import event_agreement, label_agreement

from .coders import PLAIN, classes, coded, event, fitted, no_draws, paired


def labelled(label: str, *passes, options=PLAIN) -> LabelAgreement:
    pair = paired(*passes, options=options)
    return label_agreement(pair, label, classes(*passes, options=options)[label], options, no_draws(pair))


FIRST = coded(
    "A",
    event(0, 9, emotion="anger"),
    event(20, 29, emotion="anger"),
    event(40, 49, emotion="surprise"),
    event(60, 64, emotion="surprise"),
)
SECOND = coded(
    "B",
    event(0, 9, emotion="anger"),
    event(20, 29, emotion="surprise"),
    event(40, 49, emotion="surprise"),
    event(70, 74, emotion="anger"),
    event(90, 94, emotion="anger"),
)


def test_events_in_common_worked_by_hand():
    pair = paired(FIRST, SECOND)
    found = event_agreement(pair, no_draws(pair))
    assert (found.first, found.second, found.matched) == (4, 5, 3)
    assert (found.missed_by_first, found.missed_by_second) == (2, 1)
    assert (found.f1.value, found.precision.value, found.recall.value) == (pytest.approx(6 / 9), 0.6, 0.75)


def test_coders_who_see_nothing_have_no_f1_and_one_who_does_has_0():
    nothing = event_agreement(pair := paired(coded("A"), coded("B")), no_draws(pair))
    assert math.isnan(nothing.f1.value)
    assert nothing.f1.remark == "neither coder has an event"
    one = event_agreement(pair := paired(coded("A", event(0, 9)), coded("B")), no_draws(pair))
    assert (one.f1.value, one.recall.value) == (0, 0)
    assert math.isnan(one.precision.value)


def test_labels_worked_by_hand():
    found = labelled("emotion", FIRST, SECOND)
    assert found.events.classes == ("anger", "surprise", "missed")
    assert found.events.counts.tolist() == [[1, 1, 0], [0, 1, 1], [2, 0, 0]]
    assert (found.agreement.value, found.agreement.n) == (pytest.approx(2 / 3), 3)
    # By chance: 2/3 * 1/3 + 1/3 * 2/3
    assert found.kappa.value == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))
    # 3 matched, r = (2, 2), c = (3, 2): expected on the diagonal 3 * (2 * 3 + 2 * 2) / (4 * 5) = 1.5 of 6.
    assert found.event_kappa.value == pytest.approx((2 - 1.5) / (6 - 1.5))
    assert found.event_kappa.n == 6


def test_event_kappa_is_that_of_iterative_proportional_fitting():
    found = labelled("emotion", FIRST, SECOND)
    expected = fitted(found.events.counts.astype(float))
    assert expected.sum() == pytest.approx(6)
    by_chance = np.trace(expected)
    assert found.event_kappa.value == pytest.approx((2 - by_chance) / (6 - by_chance))


def test_one_label_says_nothing_beyond_chance():
    found = labelled("emotion", coded("A", event(0, 9, emotion="anger")), coded("B"))
    assert math.isnan(found.event_kappa.value)
    assert found.event_kappa.remark == "there are fewer than two labels"
    assert found.kappa.remark == "no matched event bears a label"
    assert found.events.classes == ("anger", "missed")


def test_an_event_that_neither_coder_names_does_not_count_as_agreement():
    found = labelled(
        "emotion",
        coded("A", event(0, 9), event(20, 29, emotion=""), event(40, 49, emotion="anger")),
        coded("B", event(0, 9), event(20, 29, emotion="anger"), event(40, 49, emotion="anger")),
    )
    assert found.unlabelled == 1
    assert (found.agreement.value, found.agreement.n) == (0.5, 2)


def test_a_coder_may_call_an_emotion_as_a_column_is_called():
    found = labelled(
        "emotion", coded("A", event(0, 9, emotion="missed")), coded("B", event(0, 9, emotion="anger"))
    )
    assert found.events.classes == ("anger", "missed", "missed")
    assert found.events.counts.tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 0]]


def test_kinds_are_told_apart_by_duration():
    found = labelled("kind", coded("A", event(0, 15), event(40, 60)), coded("B", event(0, 16), event(40, 60)))
    assert found.events.classes == ("macro", "micro", "missed")
    assert found.agreement.value == 0.5


def test_without_a_frame_rate_there_is_no_kind():
    found = labelled("kind", coded("A", event(0, 9), fps=None), coded("B", event(0, 9), fps=None))
    assert found.recordings == 0
    assert math.isnan(found.agreement.value)


def test_excluded_codings_are_a_label_on_demand():
    passes = coded("A", event(0, 9, emotion="anger")), coded("B", event(0, 9, excluded="speech"))
    found = labelled("emotion", *passes, options=replace(PLAIN, excluded=True))
    assert found.events.classes == ("anger", "excluded", "missed")
    assert found.agreement.value == 0
