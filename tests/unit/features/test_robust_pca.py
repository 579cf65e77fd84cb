from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.features.robust_pca import robust_pca


def planted(seed: int, shape: tuple[int, int], share: float = 0.05) -> tuple[np.ndarray, np.ndarray]:
    """A matrix whose rank is 5% of its smaller side, and gross errors in some of its entries."""
    rng = np.random.default_rng(seed)
    rank = max(1, min(shape) // 20)
    low_rank = rng.normal(size=(shape[0], rank)) @ rng.normal(size=(rank, shape[1]))
    sparse = np.where(rng.random(shape) < share, rng.uniform(-50, 50, shape), 0)
    return low_rank, sparse


@pytest.mark.parametrize("shape", [(120, 120), (300, 60), (60, 300)])
def test_a_planted_pair_is_separated(shape):
    low_rank, sparse = planted(0, shape)
    found = robust_pca(low_rank + sparse)
    assert np.linalg.norm(found.low_rank - low_rank) < 1e-5 * np.linalg.norm(low_rank)
    assert np.linalg.norm(found.sparse - sparse) < 1e-5 * np.linalg.norm(sparse)
    assert np.linalg.matrix_rank(found.low_rank, tol=1e-3) == np.linalg.matrix_rank(low_rank)
    assert np.array_equal(np.abs(found.sparse) > 1e-3, np.abs(sparse) > 1e-3)


@pytest.mark.parametrize("lam", [None, 0.3])
def test_no_neighbouring_pair_has_a_smaller_objective(lam):
    rng = np.random.default_rng(1)
    M = rng.normal(size=(20, 12))
    weight = 1 / np.sqrt(20) if lam is None else lam
    low_rank, sparse, _ = robust_pca(M, lam, tol=1e-9)

    def objective(shift: np.ndarray | float) -> float:
        return np.linalg.norm(low_rank + shift, "nuc") + weight * np.abs(sparse - shift).sum()

    least = objective(0.0)
    for _ in range(200):
        step = rng.normal(size=M.shape) * 10 ** rng.uniform(-4, 0)
        assert objective(step) >= least - 1e-4


def test_a_heavy_weight_leaves_nothing_sparse():
    M = np.random.default_rng(2).normal(size=(9, 7))
    found = robust_pca(M, lam=1.0)
    assert np.abs(found.sparse).max() < 1e-6
    np.testing.assert_allclose(found.low_rank, M, atol=1e-6)


def test_a_light_weight_leaves_nothing_of_low_rank():
    M = np.random.default_rng(3).normal(size=(9, 7))
    found = robust_pca(M, lam=0.99 / np.linalg.norm(np.sign(M), 2))
    assert np.abs(found.low_rank).max() < 1e-6


@pytest.mark.parametrize("shape", [(1, 1), (6, 1), (1, 6), (4, 5)])
def test_zeros_fall_into_zeros_without_an_iteration(shape):
    found = robust_pca(np.zeros(shape))
    assert found.n_iter == 0
    assert not found.low_rank.any()
    assert not found.sparse.any()


def test_a_matrix_of_rank_one_is_its_own_low_rank_part():
    M = np.outer(np.arange(1.0, 31), np.linspace(1, 2, 30))
    found = robust_pca(M)
    np.testing.assert_allclose(found.low_rank, M, rtol=1e-5)
    assert np.abs(found.sparse).max() < 1e-3


@pytest.mark.parametrize("M", [[[5.0]], [[1.0], [2.0], [-3.0]], [[1.0, 2.0, -3.0]]])
def test_one_column_or_row_is_separated_into_parts_that_add_up(M):
    found = robust_pca(M)
    np.testing.assert_allclose(found.low_rank + found.sparse, M, atol=1e-6)


def test_whole_numbers_are_taken():
    found = robust_pca(np.full((12, 10), 7, np.uint8))
    np.testing.assert_allclose(found.low_rank, 7, atol=1e-5)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_missing_are_counted_and_refused(value):
    M = np.ones((3, 4))
    M[1, 2] = value
    with pytest.raises(InputError, match="1 of 12 entries"):
        robust_pca(M)


@pytest.mark.parametrize("M", [np.ones(3), np.ones((2, 2, 2)), np.ones((0, 3)), 4.0])
def test_other_shapes_are_refused(M):
    with pytest.raises(InputError, match="expects a matrix"):
        robust_pca(M)


@pytest.mark.parametrize("M", [[["a", "b"]], [[1.0], [1.0, 2.0]]])
def test_what_is_no_matrix_of_numbers_is_refused(M):
    with pytest.raises(InputError, match="real numbers"):
        robust_pca(M)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"lam": 0.0}, "weight"),
        ({"lam": np.nan}, "weight"),
        ({"tol": 0.0}, "tolerance"),
        ({"max_iter": 0}, "iterations"),
        ({"max_iter": 2}, "did not reach the tolerance 1e-07 in 2"),
    ],
)
def test_parameters_out_of_range_are_refused(parameters, message):
    with pytest.raises(InputError, match=message):
        robust_pca(np.random.default_rng(0).normal(size=(5, 5)), **parameters)
