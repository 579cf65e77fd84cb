"""Spot-then-recognise, by hand."""

from __future__ import annotations

import math

import pytest

from countenance.evaluation.spotting import Truth, score_spotting

from .marks import MACRO, found, label


def marked(onset: int, emotion: str, **more: str):
    return label(onset, onset + 9, emotion=emotion, **more), found(onset, onset + 9, emotion=emotion, **more)


def test_strs_is_the_product_over_correctly_spotted_intervals():
    # Four labels, three found, one false alarm: F1 = 6/8. Of three, one of two positives is taken for negative:
    # F1 of positive 2/3, of negative 2/3.
    truth = Truth.of(
        [label(0, 9, emotion="positive"), label(20, 29, emotion="positive"), label(40, 49, emotion="negative"),
         label(60, 69, emotion="surprise")]
    )  # fmt: skip
    predictions = [
        found(0, 9, emotion="Positive "), found(20, 29, emotion="negative"), found(40, 49, emotion="negative"),
        found(90, 99, emotion="surprise"),
    ]  # fmt: skip
    strs = score_spotting(truth, predictions).recognition["all"]
    assert (strs.n, strs.f1_spotting) == (3, 0.75)
    assert strs.uf1 == pytest.approx(2 / 3)
    assert strs.uar == 0.75
    assert strs.accuracy == pytest.approx(2 / 3)
    assert strs.strs == pytest.approx(0.75 * 2 / 3)


def test_nothing_spotted_is_nothing_recognised():
    strs = score_spotting(Truth.of([label(0, 9, emotion="x")]), [found(50, 59, emotion="x")]).recognition[
        "all"
    ]
    assert strs.strs == 0
    assert math.isnan(strs.uf1)


@pytest.mark.parametrize("missing", ["label", "prediction", "predictions"])
def test_emotions_must_be_known(missing: str):
    truth = Truth.of([label(0, 9, emotion=None if missing == "label" else "x")])
    predictions = [found(0, 9, MACRO, emotion=None if missing == "prediction" else "x")]
    assert score_spotting(truth, [] if missing == "predictions" else predictions).recognition == {}
