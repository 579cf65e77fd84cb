from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core.errors import InputError
from countenance.features import local_motion


def affine(coefficients, shape=(48, 64)):
    y, x = np.mgrid[: shape[0], : shape[1]].astype(float)
    a, b, c, d, e, f = coefficients
    return np.stack([a + b * x + c * y, d + e * x + f * y], axis=-1)


@settings(deadline=None, max_examples=30, derandomize=True)
@given(st.lists(st.floats(-0.1, 0.1), min_size=6, max_size=6), st.floats(-20, 20))
def test_nothing_is_left_of_an_affine_motion(coefficients, shift):
    coefficients[0] += shift
    assert np.abs(local_motion(affine(coefficients))).max() < 1e-4


def test_a_part_that_moves_on_its_own_is_left_whole_and_pulls_nothing_along():
    flow = affine((3, 0.02, -0.01, -2, 0.01, 0.03))
    flow[10:30, 10:40] += (4, -5)  # a fifth of the frame
    left = local_motion(flow)
    expected = np.zeros_like(flow)
    expected[10:30, 10:40] = 4, -5
    np.testing.assert_allclose(left, expected, atol=0.02)


def test_least_squares_would_be_pulled_along():
    flow = np.zeros((48, 64, 2))
    flow[10:30, 10:40] = 4, -5
    places = np.stack([*np.meshgrid(np.arange(64), np.arange(48)), np.ones((48, 64))], -1).reshape(-1, 3)
    model = np.linalg.lstsq(places, flow.reshape(-1, 2), rcond=None)[0]
    assert np.abs(places @ model).max() > 0.5
    assert np.abs(local_motion(flow)[35:]).max() < 0.02


@pytest.mark.parametrize("shape", [(2, 2), (3, 50), (16, 16)])
def test_small_frames_work(shape):
    assert np.abs(local_motion(np.full((*shape, 2), 1.5))).max() < 1e-6


@pytest.mark.parametrize("shape", [(5, 5), (1, 9, 2), (4, 4, 3)])
def test_another_shape_is_no_flow(shape):
    with pytest.raises(InputError, match=r"expected \(height, width, 2\)"):
        local_motion(np.zeros(shape))
