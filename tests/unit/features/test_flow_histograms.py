from __future__ import annotations

from math import atan, hypot, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core.errors import InputError
from countenance.features import bi_woof, hoof, optical_strain
from countenance.features.flow_histograms import sectors

quick = settings(deadline=None, max_examples=30, derandomize=True)


def random_flow(seed: int, height: int = 12, width: int = 16) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(height, width, 2))


def hoof_oracle(flow: np.ndarray, B: int) -> list[float]:
    """Chaudhry et al. (2009), formula by formula, with the angle to the horizontal of either side."""
    h = [0.0] * B
    for row in flow:
        for x, y in row:
            theta = atan(y / abs(x)) if x != 0 else pi / 2 * np.sign(y)
            for b in range(1, B + 1):
                last = b == B and theta == pi / 2
                if -pi / 2 + pi * (b - 1) / B <= theta < -pi / 2 + pi * b / B or last:
                    h[b - 1] += hypot(x, y)
    return [value / sum(h) for value in h]


def test_hoof_by_hand():
    flow = np.array([[[3, 4], [-3, 4], [0, -5], [2, 0]]], float)
    # Angles 53.1, 53.1, -90 and 0 degrees; lengths 5, 5, 5 and 2; bins of 45 degrees.
    np.testing.assert_allclose(hoof(flow, 4), [[5 / 17, 0, 2 / 17, 10 / 17]])


@pytest.mark.parametrize("n_bins", [1, 4, 7, 30])
def test_hoof_against_its_formula(n_bins):
    flow = random_flow(n_bins)
    flow[0, :4] = [(0, 2), (0, -2), (1, 0), (-1, 0)]
    np.testing.assert_allclose(hoof(flow, n_bins)[0], hoof_oracle(flow, n_bins), atol=1e-12)


@quick
@given(st.integers(0, 10_000), st.integers(1, 40))
def test_hoof_is_the_same_left_and_right(seed, n_bins):
    flow = random_flow(seed)
    mirrored = flow[:, ::-1] * (-1, 1)
    np.testing.assert_allclose(hoof(mirrored, n_bins), hoof(flow, n_bins), atol=1e-12)


@quick
@given(st.integers(0, 10_000), st.floats(1e-3, 1e3))
def test_hoof_does_not_know_the_scale(seed, scale):
    flow = random_flow(seed)
    np.testing.assert_allclose(hoof(scale * flow), hoof(flow), atol=1e-9)


def test_hoof_tells_up_from_down():
    flow = np.zeros((2, 2, 2))
    flow[..., 1] = -1
    assert hoof(flow, 2).tolist() == [[1, 0]]
    assert hoof(-flow, 2).tolist() == [[0, 1]]


def test_hoof_of_blocks_is_hoof_of_each():
    flow = random_flow(5)
    found = hoof(flow, 8, blocks=(4, 3))
    assert found.shape == (12, 8)
    np.testing.assert_allclose(found[4 + 2], hoof(flow[4:8, 8:12], 8)[0], atol=1e-12)


def test_nothing_moves_nowhere():
    assert not hoof(np.zeros((8, 8, 2))).any()
    assert not bi_woof(np.zeros((8, 8, 2))).any()


def test_bi_woof_by_hand():
    """Two halves apart: one stretched by 0.3 along x, one squeezed by 0.4 along y and far from each other."""
    x = np.arange(4.0)
    flow = np.zeros((40, 4, 2))
    flow[:4, :, 0] = 0.3 * x + 1
    flow[-4:, :, 1] = -0.4 * np.arange(4.0)[:, None] - 1
    found = bi_woof(flow, n_bins=4, blocks=(1, 10))
    strain = optical_strain(flow).reshape(10, 4, 4).mean(axis=(1, 2))
    expected = np.zeros((10, 4))
    expected[0, 0], expected[9, 3] = strain[0], strain[9]  # right; up
    np.testing.assert_allclose(found, expected / np.linalg.norm(expected), atol=1e-6)
    # Inside of its block the second half's strain is exactly 0.4; at the edges differences reach out.
    assert found[9, 3] > found[0, 0] > 0


def test_bi_woof_against_loops():
    flow = random_flow(8, 16, 24)
    strain = optical_strain(flow)
    expected = np.zeros((4 * 3, 8))
    for row in range(4):
        for column in range(3):
            ys, xs = range(4 * row, 4 * row + 4), range(8 * column, 8 * column + 8)
            h = np.zeros(8)
            for y in ys:
                for x in xs:
                    u, v = flow[y, x]
                    h[int((np.arctan2(v, u) % (2 * pi)) // (pi / 4))] += hypot(u, v)
            weight = np.mean([strain[y, x] for y in ys for x in xs])
            expected[row * 3 + column] = h / h.sum() * weight
    np.testing.assert_allclose(bi_woof(flow, 8, (3, 4)), expected / np.linalg.norm(expected), atol=1e-9)


@quick
@given(st.integers(0, 10_000), st.floats(1e-2, 1e2))
def test_bi_woof_has_length_one_and_does_not_know_the_scale(seed, scale):
    flow = random_flow(seed)
    found = bi_woof(flow, blocks=(4, 3))
    assert np.linalg.norm(found) == pytest.approx(1)
    np.testing.assert_allclose(bi_woof(scale * flow, blocks=(4, 3)), found, atol=1e-6)


def test_the_global_weight_lifts_the_block_that_is_deformed():
    _, x = np.mgrid[:16, :16].astype(float)
    flow = np.stack([np.full_like(x, 2.0), np.zeros_like(x)], axis=-1)
    flow[:8, :8, 0] += 0.5 * np.sin(x[:8, :8])
    found = bi_woof(flow, blocks=(2, 2))
    assert found[0].sum() > 3 * found[3].sum()


def test_blocks_of_another_size_weigh_the_same_where_they_are_deformed_the_same():
    _, x = np.mgrid[:6, :7].astype(float)
    wide, narrow = bi_woof(np.stack([0.3 * x, 0 * x], axis=-1), blocks=(2, 1))  # 4 and 3 px
    np.testing.assert_allclose(wide, narrow, atol=1e-7)


def test_sectors_turn_clockwise_on_a_picture():
    directions = np.array([[1, 0.01], [0.01, 1], [-1, 0.01], [-1, -0.01], [-0.01, -1], [1, -0.01], [0, 0]])
    assert sectors(directions, 8).tolist() == [0, 1, 3, 4, 5, 7, 0]


@quick
@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(1, 40))
def test_sectors_are_in_range(x, y, n_bins):
    assert 0 <= sectors(np.array([x, y]), n_bins) < n_bins


def test_a_tiny_negative_angle_stays_in_the_last_sector():
    assert sectors(np.array([1.0, -1e-300]), 8) in (0, 7)


@pytest.mark.parametrize("describe", [hoof, bi_woof])
@pytest.mark.parametrize("flow", [np.zeros((4, 4)), np.zeros((4, 4, 3)), np.zeros((0, 4, 2))])
def test_another_shape_is_no_flow(describe, flow):
    with pytest.raises(InputError, match=r"expected \(height, width, 2\)"):
        describe(flow)


@pytest.mark.parametrize("describe", [hoof, bi_woof])
def test_lost_vectors_are_refused(describe):
    flow = np.zeros((8, 8, 2))
    flow[3, 3, 0] = np.nan
    with pytest.raises(InputError, match="not finite"):
        describe(flow)


@pytest.mark.parametrize("describe", [hoof, bi_woof])
def test_a_histogram_needs_a_bin(describe):
    with pytest.raises(InputError, match="0 bins is not defined"):
        describe(np.ones((8, 8, 2)), 0)
