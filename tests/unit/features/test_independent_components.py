from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.features.independent_components import independent_components


def sources(seed: int, n: int = 20_000) -> np.ndarray:
    """Three independent sources of variance 1: peaked, flat and skewed."""
    rng = np.random.default_rng(seed)
    drawn = np.stack([rng.laplace(size=n), rng.uniform(size=n), rng.exponential(size=n)], axis=1)
    return drawn / drawn.std(axis=0)


def mixing(seed: int) -> np.ndarray:
    """A mixture that is neither nearly singular nor nearly orthogonal."""
    rng = np.random.default_rng(seed)
    left, right = (np.linalg.qr(rng.normal(size=(3, 3)))[0] for _ in range(2))
    return left @ np.diag([5.0, 2.0, 0.5]) @ right


def test_components_are_white_and_mix_back():
    X = sources(0) @ mixing(0).T + 7
    found = independent_components(X)
    components = (X - found.mean) @ found.unmixing.T
    np.testing.assert_allclose(np.cov(components.T, bias=True), np.eye(3), atol=1e-9)
    np.testing.assert_allclose(components @ found.mixing.T + found.mean, X, atol=1e-9)


def test_normal_channels_end_at_the_last_iteration_without_an_error():
    found = independent_components(np.random.default_rng(0).normal(size=(500, 3)), tol=1e-15, max_iter=7)
    assert found.n_iter == 7
    assert np.isfinite(found.unmixing).all()


def test_one_channel_is_scaled():
    found = independent_components(np.array([[1.0], [3.0]]))
    assert found.unmixing == pytest.approx(1.0)
    assert found.mean == pytest.approx(2.0)


def test_channels_that_follow_from_each_other_are_refused():
    grey = np.random.default_rng(0).integers(0, 256, (100, 1)) * np.ones(3)
    with pytest.raises(InputError, match="frames without colour"):
        independent_components(grey)


@pytest.mark.parametrize("X", [np.zeros(5), np.zeros((3, 3)), np.zeros((5, 0)), np.zeros((2, 2, 2))])
def test_other_shapes_are_refused(X):
    with pytest.raises(InputError, match="more rows than columns"):
        independent_components(X)


def test_missing_values_are_refused():
    with pytest.raises(InputError, match="not a number"):
        independent_components(np.array([[1, 2], [3, np.nan], [0, 1], [4, 4]]))
