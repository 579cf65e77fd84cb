"""What must hold for every matrix, mixture and volume that the subspace methods take apart."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.features.directional import directional_histograms
from countenance.features.independent_components import independent_components
from countenance.features.robust_pca import robust_pca

quick = settings(deadline=None, max_examples=20, derandomize=True)


@quick
@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 12), st.sampled_from([1e-6, 1.0, 1e6]))
def test_parts_add_up_whatever_the_matrix_and_its_scale(seed, m, n, scale):
    M = np.random.default_rng(seed).normal(size=(m, n)) * scale
    found = robust_pca(M)
    assert np.linalg.norm(M - found.low_rank - found.sparse) <= 1.01e-7 * np.linalg.norm(M)
    turned = robust_pca(M.T)
    np.testing.assert_allclose(turned.sparse, found.sparse.T, atol=1e-4 * np.abs(M).max())


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


@quick
@given(st.integers(0, 2**32 - 1))
def test_a_planted_mixture_is_unmixed_up_to_order_and_sign(seed):
    A = mixing(seed)
    found = independent_components(sources(seed) @ A.T + [100, 50, 20])
    through = np.abs(found.unmixing @ A)
    # A permutation matrix: 1 at one place of every row and column, and next to nothing elsewhere.
    assert sorted(through.argmax(axis=1)) == [0, 1, 2]
    assert np.allclose(through.max(axis=1), 1, atol=0.1)
    assert np.sort(through, axis=1)[:, :2].max() < 0.1


@quick
@given(st.integers(0, 2**32 - 1))
def test_the_answer_is_unique(seed):
    X = sources(seed, 3000) @ mixing(seed).T
    found = independent_components(X)
    again = independent_components(X[::-1])
    np.testing.assert_allclose(again.unmixing, found.unmixing, atol=1e-3)
    lengths = np.linalg.norm(found.mixing, axis=0)
    assert (np.diff(lengths) <= 1e-9).all()
    assert (found.mixing[np.abs(found.mixing).argmax(axis=0), range(3)] > 0).all()


@quick
@given(
    st.integers(0, 2**32 - 1), st.tuples(*[st.integers(1, 2)] * 3), st.floats(0.1, 8), st.integers(-50, 50)
)
def test_neither_scale_nor_offset_nor_inversion_matters(seed, radii, gain, offset):
    volume = np.random.default_rng(seed).integers(0, 40, (6, 7, 8)).astype(float)
    here = directional_histograms(volume, radii=radii)
    assert np.array_equal(here, directional_histograms(volume + offset, radii=radii))
    assert np.array_equal(here, directional_histograms(-volume, radii=radii))
    # Whole powers of two scale without rounding.
    assert np.array_equal(here, directional_histograms(volume * 2.0 ** round(gain), radii=radii))


@quick
@given(st.integers(0, 2**32 - 1))
def test_half_a_turn_of_a_frame_swaps_the_ends_of_every_line(seed):
    volume = np.random.default_rng(seed).normal(size=(3, 6, 6))  # no two differences alike
    here, turned = (directional_histograms(v)[0, 0] for v in (volume, volume[:, ::-1, ::-1]))
    assert np.array_equal(turned, here[np.arange(256) ^ 0b10101010])
