from __future__ import annotations

import numpy as np
import pytest

from countenance.recognition import polynomial_kernel, polynomial_svm


def test_kernel_by_hand():
    X = np.array([[1.0, 2.0], [0.0, 10.0]])
    assert polynomial_kernel(X) == pytest.approx(np.array([[1.5**4, 3.0**4], [3.0**4, 11.0**4]]))


def test_kernel_between_two_sets():
    X, Y = np.random.default_rng(0).random((3, 5)), np.random.default_rng(1).random((2, 5))
    kernel = polynomial_kernel(X, Y)
    assert kernel.shape == (3, 2)
    assert kernel[2, 1] == pytest.approx((0.1 * X[2] @ Y[1] + 1) ** 4)


def test_constants_are_the_papers():
    parameters = polynomial_svm().get_params()
    assert {k: parameters[k] for k in ("kernel", "gamma", "coef0", "degree", "C")} == {
        "kernel": "poly", "gamma": 0.1, "coef0": 1.0, "degree": 4, "C": 1.0,
    }  # fmt: skip


def test_single_precision_descriptors_are_multiplied_in_double():
    X = np.full((1, 100_000), 0.1, dtype=np.float32)
    assert polynomial_kernel(X)[0, 0] == pytest.approx(
        (0.1 * 1000 * np.float64(np.float32(0.1)) ** 2 * 100 + 1) ** 4, rel=1e-9
    )
