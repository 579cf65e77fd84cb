from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import eigh, subspace_angles
from sklearn.base import clone
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.utils.estimator_checks import parametrize_with_checks

from countenance.core.errors import InputError
from countenance.recognition.tensor_subspace import DiscriminantTensorSubspace

CRITERIA = ["ratio-trace", "trace-ratio"]


def planted(
    seed: int, dims: tuple[int, ...], rank: int, n: int = 120, strength: float = 30.0
) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Noisy tensors of four classes whose means differ only within a planted subspace of every mode."""
    rng = np.random.default_rng(seed)
    factors = [np.linalg.qr(rng.normal(size=(d, rank)))[0] for d in dims]
    means = strength * rng.normal(size=(4, *[rank] * len(dims)))
    for factor in factors:
        means = np.tensordot(means, factor, axes=(1, 1))
    y = np.arange(n) % 4
    return means[y] + rng.normal(size=(n, *dims)), y, factors


@parametrize_with_checks(
    [DiscriminantTensorSubspace(), DiscriminantTensorSubspace(n_components=2, criterion="trace-ratio")]
)
def test_it_is_a_scikit_learn_transformer(estimator, check):
    check(estimator)


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("dims", [(9,), (8, 10), (7, 8, 9), (4, 5, 3, 6)])
def test_a_planted_subspace_is_found(dims, criterion):
    X, y, factors = planted(0, dims, rank=2)
    # A hundred samples say little about the scatter within a class, whose noise would turn the answer.
    found = DiscriminantTensorSubspace(2, criterion, shrinkage=1.0).fit(X, y)
    angles = [
        np.rad2deg(subspace_angles(basis, factor)).max()
        for basis, factor in zip(found.bases_, factors, strict=True)
    ]
    assert max(angles) < 3
    assert found.converged_


def test_noise_of_one_direction_is_turned_away_from():
    X, y, factors = planted(1, (8, 9), rank=1)
    # Variance that has nothing to do with the classes, far above their distances.
    loud = np.linalg.qr(np.column_stack([factors[0], np.eye(8)[:, :1]]))[0][:, 1]
    X = X + 60 * np.random.default_rng(2).normal(size=(len(X), 1, 1)) * np.outer(loud, np.ones(9) / 3)
    basis = DiscriminantTensorSubspace(1).fit(X, y).bases_[0]
    assert abs(basis[:, 0] @ factors[0][:, 0]) > 0.98
    assert abs(basis[:, 0] @ loud) < 0.02


@pytest.mark.parametrize("seed", range(5))
def test_the_trace_ratio_never_falls(seed):
    X, y, _ = planted(seed, (6, 7, 8), rank=3, strength=0.5)
    found = DiscriminantTensorSubspace(2, "trace-ratio", tol=1e-12, max_iter=40).fit(X, y)
    steps = np.diff(found.objective_.ravel())
    assert found.n_iter_ > 2
    assert steps.min() >= -1e-9 * found.objective_.max()
    assert steps.max() > 0


@pytest.mark.parametrize("criterion", CRITERIA)
def test_the_criterion_settles(criterion):
    X, y, _ = planted(3, (6, 7, 8), rank=3, strength=0.5)
    found = DiscriminantTensorSubspace(2, criterion, tol=1e-4, max_iter=60).fit(X, y)
    assert found.converged_
    np.testing.assert_allclose(found.objective_[-1], found.objective_[-2], rtol=1e-4)
    stopped = DiscriminantTensorSubspace(2, criterion, tol=0.0, max_iter=2).fit(X, y)
    assert (stopped.n_iter_, stopped.converged_) == (2, False)


def test_one_mode_is_fishers_discriminant():
    rng = np.random.default_rng(4)
    y = np.arange(90) % 3
    X = rng.normal(size=(90, 6)) @ rng.normal(size=(6, 6)) + rng.normal(size=(3, 6))[y]
    found = DiscriminantTensorSubspace(2, shrinkage=1e-12).fit(X, y)
    fisher = LinearDiscriminantAnalysis(solver="eigen").fit(X, y).scalings_[:, :2]
    assert np.rad2deg(subspace_angles(found.bases_[0], fisher)).max() < 1e-4


def test_one_step_equals_the_scatters_written_out():
    X, y, _ = planted(5, (3, 4, 5), rank=2, n=50, strength=0.5)  # more than are held at a time
    found = DiscriminantTensorSubspace([2, 3, 1], max_iter=1, shrinkage=0.2).fit(X, y)
    mean = X.mean(axis=0)
    ridge = 0.2 * ((X - mean) ** 2).sum() / mean.size
    second, third = np.eye(4), np.eye(5)
    between, within = np.zeros((3, 3)), np.zeros((3, 3))
    for label in range(4):
        members = X[y == label]
        centre = members.mean(axis=0)
        unfolded = np.einsum("abc,bj,ck->ajk", centre - mean, second, third).reshape(3, -1)
        between += len(members) * unfolded @ unfolded.T
        for tensor in members:
            unfolded = np.einsum("abc,bj,ck->ajk", tensor - centre, second, third).reshape(3, -1)
            within += unfolded @ unfolded.T
    values, vectors = eigh(between, within + ridge * 20 * np.eye(3))
    assert found.objective_[0, 0] == pytest.approx(values[-2:].sum())
    assert np.rad2deg(subspace_angles(found.bases_[0], vectors[:, -2:])).max() < 1e-5


def test_coordinates_are_projections_of_every_mode():
    X, y, _ = planted(6, (4, 5, 6), rank=2, n=50)
    found = DiscriminantTensorSubspace([2, 3, 1]).fit(X, y)
    first, second, third = found.bases_
    expected = np.einsum("nabc,ai,bj,ck->nijk", X - X.mean(axis=0), first, second, third).reshape(50, 6)
    np.testing.assert_allclose(found.transform(X), expected, atol=1e-9)
    for basis in found.bases_:
        np.testing.assert_allclose(basis.T @ basis, np.eye(basis.shape[1]), atol=1e-9)
        assert (basis[np.abs(basis).argmax(axis=0), range(basis.shape[1])] > 0).all()


def test_grey_levels_are_taken_as_they_are():
    rng = np.random.default_rng(7)
    X, y = rng.integers(0, 256, (40, 6, 5), dtype=np.uint8), np.arange(40) % 2
    here, there = (DiscriminantTensorSubspace(2).fit(given, y) for given in (X, X.astype(float)))
    np.testing.assert_allclose(here.transform(X), there.transform(X.astype(float)), atol=0.05)
    assert np.abs(here.transform(X)).max() > 100


def test_more_directions_than_a_mode_has_are_all_it_has():
    X, y, _ = planted(8, (3, 12), rank=1)
    assert [basis.shape for basis in DiscriminantTensorSubspace(10).fit(X, y).bases_] == [(3, 3), (12, 10)]


def test_equal_tensors_are_projected_to_zero():
    X, y = np.ones((6, 3, 4)), np.arange(6) % 2
    assert not DiscriminantTensorSubspace(2).fit_transform(X, y).any()


def test_columns_are_counted():
    X, y, _ = planted(9, (5, 6), rank=1)
    names = DiscriminantTensorSubspace([2, 3]).fit(X, y).get_feature_names_out()
    assert len(names) == 6


def test_two_fits_agree_to_the_bit():
    X, y, _ = planted(10, (5, 6, 4), rank=2)
    model = DiscriminantTensorSubspace(2)
    assert np.array_equal(model.fit_transform(X, y), clone(model).fit_transform(X, y))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"criterion": "ratio"}, "criterion"),
        ({"shrinkage": 0}, "shrinkage"),
        ({"max_iter": 0}, "iterations"),
        ({"n_components": 0}, "n_components"),
        ({"n_components": [1, 2, 3]}, r"one whole number, or 2"),
    ],
)
def test_parameters_out_of_range_are_refused(parameters, message):
    X, y, _ = planted(0, (3, 4), rank=1, n=12)
    with pytest.raises(InputError, match=message):
        DiscriminantTensorSubspace(**parameters).fit(X, y)


def test_one_class_is_refused():
    with pytest.raises(InputError, match="1 class"):
        DiscriminantTensorSubspace().fit(np.zeros((4, 3, 3)), ["happy"] * 4)


def test_tensors_of_another_shape_are_refused():
    X, y, _ = planted(0, (3, 4), rank=1, n=12)
    with pytest.raises(InputError, match=r"shape \(3, 5\): expected \(3, 4\)"):
        DiscriminantTensorSubspace(1).fit(X, y).transform(np.zeros((2, 3, 5)))
