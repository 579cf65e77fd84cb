"""Coefficients as functions of sums."""

from __future__ import annotations

import math

import numpy as np
import pytest

from countenance.study.agreement import (
    agreed_share,
    agreed_share_without_first,
    cohen_kappa,
    event_kappa,
    icc_agreement,
    krippendorff_alpha,
)

from .coders import fitted

random = np.random.default_rng(3)
MATRICES = random.integers(0, 9, (20, 4, 4)).astype(float)


@pytest.mark.parametrize(
    "formula", [agreed_share, agreed_share_without_first, cohen_kappa, event_kappa, krippendorff_alpha]
)
def test_many_samples_are_one_call(formula):
    matrices = MATRICES.copy()
    matrices[:, -1, -1] = 0
    assert formula(matrices).tolist() == [float(formula(one)) for one in matrices]


@pytest.mark.parametrize("seed", range(10))
def test_event_kappa_is_that_of_iterative_proportional_fitting(seed: int):
    matrix = np.random.default_rng(seed).integers(0, 12, (4, 4)).astype(float)
    matrix[-1, -1] = 0
    expected, observed = np.trace(fitted(matrix)), np.trace(matrix)
    assert event_kappa(matrix) == pytest.approx((observed - expected) / (matrix.sum() - expected), abs=1e-9)


def test_event_kappa_where_nothing_is_matched_is_0():
    assert event_kappa(np.array([[0.0, 0, 2], [0, 0, 1], [3, 1, 0]])) == 0
    assert event_kappa(np.array([[0.0, 0, 2], [0, 0, 1], [0, 0, 0]])) == 0


def test_event_kappa_of_one_label_is_not_defined():
    assert math.isnan(event_kappa(np.array([[5.0, 1], [2, 0]])))


def test_nothing_is_divided_by_nothing():
    for formula in (agreed_share, cohen_kappa, event_kappa, krippendorff_alpha):
        assert math.isnan(formula(np.zeros((3, 3))))
    assert math.isnan(icc_agreement(np.zeros(6)))


def test_kappa_below_chance():
    assert cohen_kappa(np.array([[0.0, 5.0], [5.0, 0.0]])) == -1
