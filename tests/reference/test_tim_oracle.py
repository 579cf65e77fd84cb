"""The temporal interpolation model against its definition, decomposition by decomposition."""

from __future__ import annotations

from math import pi, sin

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.features import temporal_interpolation_model


def oracle(frames: NDArray[np.float64], n_wanted: int) -> NDArray[np.float64]:
    """Zhou et al. (2011) as the authors' program has it: singular values, graph Laplacian, sines."""
    n = len(frames)
    X = frames.reshape(n, -1).T
    mean = X.mean(axis=1, keepdims=True)
    U, S, Vt = np.linalg.svd(X - mean, full_matrices=False)
    U, Q = U[:, : n - 1], np.diag(S[: n - 1]) @ Vt[: n - 1]

    path = np.diag(np.ones(n - 1), 1) + np.diag(np.ones(n - 1), -1)
    laplacian = np.diag(path.sum(axis=0)) - path
    _, vectors = np.linalg.eigh(laplacian)
    V0 = vectors[:, 1:]  # ascending eigenvalues; the first vector is constant

    W = np.linalg.inv(Q @ Q.T) @ Q @ V0
    m = np.array([Q[:, 0] @ W[:, j - 1] / sin(j * pi / n + pi * (n - j) / (2 * n)) for j in range(1, n)])
    result = []
    for position in np.linspace(0, 1, n_wanted):
        place = position * (1 - 1 / n) + 1 / n
        v = np.array([sin(place * k * pi + pi * (n - k) / (2 * n)) for k in range(1, n)])
        result.append(U @ (np.linalg.inv(W.T) @ (v * m)) + mean[:, 0])
    return np.array(result).reshape(n_wanted, *frames.shape[1:])


@pytest.mark.parametrize("n", [2, 3, 4, 9, 17])
@pytest.mark.parametrize("wanted", [1, 2, 5, 10, 30])
def test_weights_give_what_the_decomposition_gives(n: int, wanted: int):
    frames = np.random.default_rng(n).normal(100, 30, (n, 6, 7))
    np.testing.assert_allclose(
        temporal_interpolation_model(frames, wanted), oracle(frames, wanted), rtol=0, atol=1e-8
    )


def test_grey_levels_are_the_rounded_ones_of_the_decomposition():
    frames = np.random.default_rng(3).integers(0, 256, (5, 8, 8), dtype=np.uint8)
    expected = np.clip(np.floor(oracle(frames.astype(np.float64), 10) + 0.5), 0, 255)
    assert np.array_equal(temporal_interpolation_model(frames, 10), expected)
