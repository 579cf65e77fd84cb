from __future__ import annotations

from math import atan2, hypot, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core.errors import InputError
from countenance.features import main_motion, mdmo

LABELS = np.array([[1, 1, 2, 2, 0], [1, 1, 2, 3, 3]])


def random_flows(seed: int, n: int = 3) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(9, 10, 2)) for _ in range(n)]


def labels(seed: int = 0) -> np.ndarray:
    drawn = np.random.default_rng(seed).integers(0, 5, (9, 10))
    drawn[0, :5] = range(5)
    return drawn


def oracle(flows: list[np.ndarray], regions: np.ndarray, R: int, beta: float, bins: int) -> list[float]:
    lengths, angles = [], []
    for region in range(1, R + 1):
        total = [0.0, 0.0]
        for flow in flows:
            by_bin: list[list[tuple[float, float]]] = [[] for _ in range(bins)]
            for y, x in zip(*np.nonzero(regions == region), strict=True):
                u, v = flow[y, x]
                by_bin[int((atan2(v, u) % (2 * pi)) // (2 * pi / bins)) % bins].append((u, v))
            fullest = max(by_bin, key=len)
            total[0] += sum(u for u, _ in fullest) / len(fullest)
            total[1] += sum(v for _, v in fullest) / len(fullest)
        u, v = (part / len(flows) for part in total)
        lengths.append(hypot(u, v))
        angles.append(atan2(v, u))
    return [beta * length / max(lengths) for length in lengths] + [(1 - beta) * angle for angle in angles]


def test_by_hand():
    flow = np.zeros((2, 5, 2))
    flow[LABELS == 1] = [(1, 0.1), (3, 0.3), (2, 0.2), (0, -8)]  # three to the right, one up
    flow[LABELS == 2] = [(-1, -1), (-1, -1), (5, 5)]
    flow[LABELS == 3] = [(0, 4), (0, 2)]
    np.testing.assert_allclose(main_motion(flow, LABELS, 3), [[2, 0.2], [-1, -1], [0, 3]])
    described = mdmo([flow], LABELS, 3, beta=0.5)
    expected_angles = [np.arctan(0.1), -3 * pi / 4, pi / 2]
    np.testing.assert_allclose(described[:3], 0.5 * np.array([hypot(2, 0.2), 2**0.5, 3]) / 3)
    np.testing.assert_allclose(described[3:], 0.5 * np.array(expected_angles))


@pytest.mark.parametrize(("beta", "bins"), [(0.8, 8), (0.3, 4), (1.0, 12)])
def test_against_loops(beta, bins):
    flows = random_flows(1)
    found = mdmo(flows, labels(), 4, beta=beta, n_bins=bins)
    np.testing.assert_allclose(found, oracle(flows, labels(), 4, beta, bins), atol=1e-12)


def test_of_equally_full_directions_the_first_is_the_main_one():
    flow = np.array([[[0.0, -1], [1, 0.1]]])
    np.testing.assert_allclose(main_motion(flow, np.ones((1, 2), int), 1), [[1, 0.1]])


def test_opposite_ways_around_pi_do_not_cancel():
    """Frames to the left, once a little up and once a little down: the mean goes to the left."""
    flows = [np.array([[[-1, 0.1]]]), np.array([[[-1, -0.1]]])]
    assert mdmo(flows, np.ones((1, 1), int), 1, beta=0)[1] == pytest.approx(pi)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(st.integers(0, 10_000), st.floats(1e-3, 1e3))
def test_it_does_not_know_the_scale(seed, scale):
    flows = random_flows(seed)
    found = mdmo([scale * flow for flow in flows], labels(seed), 4)
    np.testing.assert_allclose(found, mdmo(flows, labels(seed), 4), atol=1e-9)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(st.integers(0, 10_000), st.floats(0, 1))
def test_lengths_and_angles_stay_in_their_ranges(seed, beta):
    found = mdmo(random_flows(seed), labels(seed), 4, beta=beta)
    assert found[:4].max() == pytest.approx(beta)
    assert (found[:4] >= 0).all()
    assert np.abs(found[4:]).max() <= (1 - beta) * pi + 1e-12


def test_36_regions_make_72_numbers_of_which_few_outliers_change_none():
    """What the paper claims of the main direction: noise in another direction does not count."""
    regions = np.arange(1, 37).repeat(16).reshape(24, 24)
    flow = np.full((24, 24, 2), (0.5, 1.0))
    noisy = flow.copy()
    noisy[::4, ::2] = (-30, 0)  # never most of a region
    assert np.array_equal(mdmo([noisy], regions, 36), mdmo([flow], regions, 36))
    assert mdmo([flow], regions, 36).shape == (72,)


def test_nothing_moves():
    assert not mdmo([np.zeros((2, 5, 2))], LABELS, 3).any()


def test_a_region_without_a_pixel_is_named():
    with pytest.raises(InputError, match="Region 4 of 4 has no pixel"):
        mdmo([np.ones((2, 5, 2))], LABELS, 4)


def test_no_flow_is_refused():
    with pytest.raises(InputError, match="There is no flow"):
        mdmo([], LABELS, 3)


@pytest.mark.parametrize("beta", [-0.1, 1.1, float("nan")])
def test_beta_is_a_share(beta):
    with pytest.raises(InputError, match="a number from 0 to 1"):
        mdmo([np.ones((2, 5, 2))], LABELS, 3, beta=beta)


@pytest.mark.parametrize("regions", [LABELS[:1], LABELS.astype(float)])
def test_other_labels_are_refused(regions):
    with pytest.raises(InputError, match="expected integers of the frames' shape"):
        main_motion(np.ones((2, 5, 2)), regions, 3)


@pytest.mark.parametrize("n_regions", [2])
def test_labels_outside_of_the_regions_are_refused(n_regions):
    with pytest.raises(InputError, match="number of regions, 2"):
        main_motion(np.ones((2, 5, 2)), LABELS, n_regions)
