from __future__ import annotations

import math

import numpy as np
import pytest

from countenance.evaluation import bootstrap_intervals, uf1

PEOPLE = np.repeat(np.arange(12), 6)


@pytest.fixture
def predictions() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(5)
    true = random.integers(0, 3, len(PEOPLE))
    return true, np.where(random.random(len(PEOPLE)) < 0.6, true, random.integers(0, 3, len(PEOPLE)))


def test_interval_holds_the_score(predictions):
    low, high = bootstrap_intervals(*predictions, PEOPLE)["uf1"]
    assert low < uf1(*predictions) < high


def test_same_seed_same_interval(predictions):
    assert bootstrap_intervals(*predictions, PEOPLE, seed=1) == bootstrap_intervals(
        *predictions, PEOPLE, seed=1
    )


def test_wider_where_participants_differ():
    true = np.zeros(len(PEOPLE), dtype=int)
    alike = np.tile([0, 0, 0, 1, 1, 1], 12)  # everybody half right
    different = np.where(PEOPLE % 2 == 0, 0, 1)  # half of the people always right
    narrow = bootstrap_intervals(true, alike, PEOPLE)["accuracy"]
    wide = bootstrap_intervals(true, different, PEOPLE)["accuracy"]
    assert narrow == (0.5, 0.5)
    assert wide[1] - wide[0] > 0.3


def test_agrees_with_drawing_participants_one_by_one(predictions):
    true, predicted = predictions
    right = np.array([(true == predicted)[person == PEOPLE].mean() for person in range(12)])
    drawn = np.random.default_rng(0).choice(right, (20_000, 12)).mean(1)
    expected = np.quantile(drawn, [0.025, 0.975])
    got = bootstrap_intervals(true, predicted, PEOPLE, resamples=20_000)["accuracy"]
    assert got == pytest.approx(expected, abs=1 / len(PEOPLE))  # the grain of an accuracy


def test_one_participant_says_nothing():
    low, high = bootstrap_intervals([0, 1], [0, 1], ["s15", "s15"])["uar"]
    assert math.isnan(low)
    assert math.isnan(high)
