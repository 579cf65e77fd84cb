from __future__ import annotations

from math import atan2, hypot, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core.errors import InputError
from countenance.features import gradient_histograms


def whole(volume):
    return np.ones(volume.shape[1:], int)


def test_a_ramp_by_hand():
    """Grey levels rise by 2 a px to the right, 2 a px downwards and 2 a frame: every gradient is at 45 degrees."""
    t, y, x = np.mgrid[:5, :4, :6].astype(float)
    found = gradient_histograms(2 * (t + y + x), whole(x), 1, bins=(8, 4, 2))[0, 0]
    assert found.tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0]


def test_a_region_that_brightens_points_ahead_in_time_and_one_that_darkens_back():
    t, _, x = np.mgrid[:6, :4, :8].astype(float)
    volume = x + np.where(x < 4, 1, -1) * t
    labels = np.repeat([[1, 1, 1, 0, 0, 2, 2, 2]], 4, axis=0)
    found = gradient_histograms(volume, labels, 2, bins=(1, 4, 1))[:, 0, 1:5]
    assert found.tolist() == [[1, 0, 0, 0], [0, 0, 0, 1]]


def derivative(values, i):
    if i == 0:
        return values[1] - values[0]
    if i == len(values) - 1:
        return values[-1] - values[-2]
    return (values[i + 1] - values[i - 1]) / 2


def test_against_loops():
    rng = np.random.default_rng(0)
    volume = rng.integers(0, 256, (7, 6, 5), dtype=np.uint8).astype(float)
    labels = rng.integers(0, 3, (6, 5))
    bins, parts = (8, 12, 5), 3
    expected = np.zeros((2, parts, sum(bins)))
    for t in range(7):
        for y in range(6):
            for x in range(5):
                if labels[y, x] == 0:
                    continue
                gt = derivative(volume[:, y, x], t)
                gy = derivative(volume[t, :, x], y)
                gx = derivative(volume[t, y, :], x)
                part = 0 if t < 3 else 1 if t < 5 else 2
                start = 0
                for (a, b), n in zip(((gx, gy), (gx, gt), (gy, gt)), bins, strict=True):
                    place = int((atan2(b, a) % (2 * pi)) / (2 * pi) * n) % n
                    expected[labels[y, x] - 1, part, start + place] += hypot(a, b)
                    start += n
    start = 0
    for n in bins:
        expected[..., start : start + n] /= expected[..., start : start + n].sum(axis=-1, keepdims=True)
        start += n
    found = gradient_histograms(volume, labels, 2, parts=parts, bins=bins)
    np.testing.assert_allclose(found, expected, atol=1e-12)


@settings(deadline=None, max_examples=25, derandomize=True)
@given(st.integers(0, 1000), st.floats(0.1, 10), st.floats(-50, 50))
def test_contrast_and_brightness_do_not_matter(seed, contrast, brightness):
    volume = np.random.default_rng(seed).normal(0, 50, (5, 8, 8))
    found = gradient_histograms(contrast * volume + brightness, whole(volume), 1, parts=2)
    np.testing.assert_allclose(found, gradient_histograms(volume, whole(volume), 1, parts=2), atol=1e-6)


def test_a_backward_clip_mirrors_the_planes_with_time():
    volume = np.random.default_rng(3).normal(0, 50, (6, 9, 9))
    forward = gradient_histograms(volume, whole(volume), 1)[0, 0]
    backward = gradient_histograms(volume[::-1], whole(volume), 1)[0, 0]
    np.testing.assert_allclose(backward[:8], forward[:8], atol=1e-12)
    np.testing.assert_allclose(backward[8:20], forward[8:20][::-1], atol=1e-12)
    np.testing.assert_allclose(backward[20:], forward[20:][::-1], atol=1e-12)


def test_histograms_sum_to_one_or_are_empty():
    volume = np.zeros((4, 6, 6))
    volume[:, :, 3:] = np.random.default_rng(0).normal(size=(4, 6, 3))
    labels = np.repeat([[1, 1, 0, 0, 2, 2]], 6, axis=0)
    found = gradient_histograms(volume, labels, 2)
    assert not found[0].any()
    assert found[1, 0, :8].sum() == pytest.approx(1)
    assert found[1, 0].sum() == pytest.approx(3)


@pytest.mark.parametrize(
    ("volume", "labels", "options", "message"),
    [
        (np.zeros((1, 4, 4)), np.ones((4, 4), int), {}, "at least two grey frames"),
        (np.zeros((4, 4)), np.ones((4, 4), int), {}, "at least two grey frames"),
        (np.zeros((3, 4, 4)), np.ones((4, 5), int), {}, "integers of the frames' shape"),
        (np.zeros((3, 4, 4)), np.ones((4, 4)), {}, "integers of the frames' shape"),
        (np.zeros((3, 4, 4)), np.full((4, 4), 2), {}, "number of regions, 1"),
        (np.zeros((3, 4, 4)), np.zeros((4, 4), int), {}, "Region 1 of 1 has no pixel"),
        (np.zeros((3, 4, 4)), np.ones((4, 4), int), {"parts": 4}, "3 frames cannot be described in 4 parts"),
        (np.zeros((3, 4, 4)), np.ones((4, 4), int), {"bins": (8, 0, 8)}, "numbers of bins"),
    ],
)
def test_what_cannot_be_described_is_said(volume, labels, options, message):
    with pytest.raises(InputError, match=message):
        gradient_histograms(volume, labels, 1, **options)
