"""Frame errors of hits."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from countenance.evaluation.spotting import ScoredRecording, Truth, score_spotting

from .marks import MICRO, found, label


def test_errors_worked_by_hand():
    films = [ScoredRecording("x", fps=Fraction(30)), ScoredRecording("y", fps=Fraction(200))]
    truth = Truth.of([label(10, 39, recording="x", apex=20), label(10, 39, recording="y", apex=20)], films)
    predictions = [found(13, 40, recording="x", apex=19), found(8, 39, recording="y")]
    errors = score_spotting(truth, predictions).timing["all"]
    assert errors["onset"].n == 2
    assert errors["onset"].mean_absolute == 2.5
    assert errors["onset"].bias == 0.5
    assert dict(errors["onset"].within) == {"0": 0, "1": 0, "2": 0.5, "3": 1, "5": 1}
    assert errors["onset"].mean_absolute_seconds == pytest.approx((3 / 30 + 2 / 200) / 2)
    assert errors["onset"].bias_seconds == pytest.approx((3 / 30 - 2 / 200) / 2)
    assert (errors["apex"].n, errors["apex"].bias) == (1, -1)
    assert dict(errors["offset"].within) == {"0": 0.5, "1": 1, "2": 1, "3": 1, "5": 1}


def test_only_hits_of_the_group_count():
    truth = Truth.of([label(0, 9, MICRO)])
    errors = score_spotting(truth, [found(1, 9)]).timing
    assert errors["all"]["onset"].n == errors["micro"]["onset"].n == 0
    assert math.isnan(errors["all"]["onset"].mean_absolute)
    assert (errors["class_blind"]["onset"].n, errors["class_blind"]["onset"].bias) == (1, 1)


def test_without_a_frame_rate_nothing_is_said_in_seconds():
    errors = score_spotting(Truth.of([label(0, 9)]), [found(0, 9)]).timing["all"]["onset"]
    assert (errors.n, errors.n_seconds) == (1, 0)
    assert math.isnan(errors.mean_absolute_seconds)
