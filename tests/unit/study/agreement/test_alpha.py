"""Krippendorff's alpha over more than two coders."""

from __future__ import annotations

import math

import pytest

from countenance.study.agreement import AgreementOptions, agreement, events_in_common

from .coders import coded, event

OPTIONS = AgreementOptions(resamples=0)


def test_alpha_of_events_worked_by_hand():
    # Two events of three coders: a a b, and b b with the third coder missing it.
    found = agreement(
        [
            coded("A", event(0, 9, emotion="a"), event(40, 49, emotion="b")),
            coded("B", event(0, 9, emotion="a"), event(41, 49, emotion="b")),
            coded("C", event(0, 8, emotion="b")),
        ],
        options=OPTIONS,
    ).alphas.events["emotion"]
    # Coincidences: aa 1, ab 1, ba 1, bb 2; values a 2, b 3.
    assert found.n == 2
    assert found.value == pytest.approx(1 - 4 * 2 / (25 - 4 - 9))


def test_alpha_of_frames_worked_by_hand():
    # Ten frames of three coders: 0 0 0 in 7, 1 1 0 in 2, 1 0 0 in 1.
    found = agreement(
        [
            coded("A", event(0, 2), n_frames=10),
            coded("B", event(0, 1), n_frames=10),
            coded("C", n_frames=10),
        ],
        options=OPTIONS,
    ).alphas.frames["expressing"]
    # 30 values, 5 of them 1; each of the three mixed frames has 2 * 2 / 2 differing pairs.
    assert found.n == 10
    assert found.value == pytest.approx(1 - 29 * 6 / (900 - 25 - 625))


def test_recordings_may_have_different_numbers_of_coders():
    found = agreement(
        [
            coded("A", event(0, 4), recording="x", n_frames=10),
            coded("B", event(0, 4), recording="x", n_frames=10),
            coded("A", event(0, 4), recording="y", n_frames=10),
            coded("B", event(0, 4), recording="y", n_frames=10),
            coded("C", recording="y", n_frames=10),
        ],
        options=OPTIONS,
    ).alphas.frames["expressing"]
    # 20 + 30 values, 20 of them 1; five frames with 2 * 2 / 2 differing pairs.
    assert found.n == 20
    assert found.value == pytest.approx(1 - 49 * 10 / (2500 - 400 - 900))


def test_one_class_says_nothing():
    found = agreement([coded("A", event(0, 9)), coded("B", event(0, 9))], options=OPTIONS).alphas
    assert math.isnan(found.events["emotion"].value)
    assert found.events["emotion"].remark == "no matched event bears a label"
    assert found.events["kind"].remark == "all coders give one label to every event"


def test_without_a_frame_rate_events_have_no_kind_not_even_excluded_ones():
    passes = [coded("A", event(0, 9, excluded="blink"), fps=None), coded("B", event(0, 9), fps=None)]
    found = agreement(passes, options=AgreementOptions(resamples=0, excluded=True)).alphas
    assert (found.events["kind"].n, found.events["emotion"].n) == (0, 1)


def test_no_event_has_two_codings_of_one_coder():
    links = [
        (0.9, ("A", 0), ("B", 0)),
        (0.8, ("B", 0), ("C", 0)),
        (0.7, ("A", 1), ("C", 0)),
        (0.6, ("A", 1), ("D", 0)),
    ]
    events = events_in_common(links)
    assert events == [{"A": 0, "B": 0, "C": 0}, {"A": 1, "D": 0}]


def test_groups_of_several_codings_join():
    links = [(0.9, ("A", 0), ("B", 0)), (0.9, ("C", 0), ("D", 0)), (0.5, ("B", 0), ("C", 0))]
    assert events_in_common(links) == [{"A": 0, "B": 0, "C": 0, "D": 0}]
