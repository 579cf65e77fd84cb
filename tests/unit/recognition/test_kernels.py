from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.svm import SVC

from countenance.core.errors import InputError
from countenance.recognition.kernels import KERNELS, MeanKernel, histogram_intersection, polynomial


@pytest.fixture
def histograms():
    rng = np.random.default_rng(0)
    return rng.dirichlet(np.ones(12), size=(15, 3)).reshape(15, 36)


def test_intersection_by_hand():
    X = [[0.2, 0.8], [0.6, 0.4]]
    np.testing.assert_allclose(histogram_intersection(X, X), [[1, 0.6], [0.6, 1]])


def test_polynomial_by_hand():
    np.testing.assert_allclose(polynomial([[3.0, 4]], [[4.0, 3], [0, 0]], 6), [[1.96**6, 1]])


@pytest.mark.parametrize("name", KERNELS)
def test_kernels_are_symmetric_and_have_no_negative_eigenvalue(histograms, name):
    kernel = KERNELS[name](histograms, histograms)
    np.testing.assert_allclose(kernel, kernel.T, atol=1e-12)
    assert np.linalg.eigvalsh(kernel).min() > -1e-9


def test_the_mean_is_of_kernels_whose_diagonal_is_one(histograms):
    mean = MeanKernel()(histograms, histograms)
    np.testing.assert_allclose(np.diag(mean), 1)
    parts = [MeanKernel((name,))(histograms, histograms) for name in KERNELS]
    np.testing.assert_allclose(mean, np.mean(parts, axis=0), atol=1e-12)
    # 3 histograms of sum 1 each: every self-intersection is 3.
    np.testing.assert_allclose(parts[0] * 3, histogram_intersection(histograms, histograms), atol=1e-12)


def test_a_machine_with_it_learns_and_may_be_copied(histograms):
    y = np.arange(15) % 3
    X = histograms.copy()
    X[np.arange(15), y] += 2
    machine = SVC(kernel=MeanKernel(), C=10.0)
    fitted = pickle.loads(pickle.dumps(clone(machine).fit(X, y)))
    assert np.array_equal(fitted.predict(X), y)


@pytest.mark.parametrize("names", [(), ("intersection", "cosine")])
def test_unknown_kernels_are_refused(names):
    with pytest.raises(InputError, match="intersection, polynomial-2, polynomial-6"):
        MeanKernel(names)
