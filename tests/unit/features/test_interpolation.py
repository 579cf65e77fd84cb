from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.features import interpolate_frames


def test_grey_levels_by_hand():
    volume = np.array([[[0, 255]], [[10, 0]], [[11, 3]]], np.uint8)
    # Positions 0, 2/3, 4/3, 2: 0 and 255; 6.67 and 85; 10.33 and 1; 11 and 3.
    assert interpolate_frames(volume, 4)[:, 0].tolist() == [[0, 255], [7, 85], [10, 1], [11, 3]]


def test_halves_are_rounded_up_from_even_and_odd_levels():
    ramp = np.arange(5, dtype=np.uint8)[:, None, None]
    assert interpolate_frames(ramp, 9).ravel().tolist() == [0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_float_frames_by_hand():
    volume = np.array([0.0, 1.0, -3.0]).reshape(3, 1, 1)
    assert interpolate_frames(volume, 5).ravel().tolist() == [0.0, 0.5, 1.0, -1.0, -3.0]


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_type_is_kept(dtype):
    assert interpolate_frames(np.ones((3, 2, 2), dtype), 7).dtype == dtype


def test_old_frames_that_are_hit_are_copied_bit_by_bit():
    # 8 frames to 120: every 17th position is a whole frame, which linspace only reaches within rounding.
    volume = np.random.default_rng(0).normal(size=(8, 3, 4))
    assert np.array_equal(interpolate_frames(volume, 120)[::17], volume)


def test_positions_are_those_of_linspace():
    volume = np.arange(4.0)[:, None, None]
    np.testing.assert_allclose(
        interpolate_frames(volume, 120).ravel(), np.linspace(0, 3, 120), rtol=0, atol=1e-15
    )


def test_grey_levels_are_exactly_rounded():
    rng = np.random.default_rng(1)
    volume = rng.integers(0, 256, (7, 30, 30), dtype=np.uint8)
    resampled = interpolate_frames(volume, 121)
    wide = volume.astype(np.int64)
    for k in range(121):
        before, part = divmod(k * 6, 120)
        after = min(before + 1, 6)
        doubled = 2 * (wide[before] * (120 - part) + wide[after] * part)
        assert np.array_equal(resampled[k], (doubled + 120) // 240)


def test_colour_frames_are_interpolated_channel_by_channel():
    volume = np.random.default_rng(2).integers(0, 256, (3, 4, 5, 3), dtype=np.uint8)
    resampled = interpolate_frames(volume, 11)
    for channel in range(3):
        assert np.array_equal(resampled[..., channel], interpolate_frames(volume[..., channel], 11))


def test_one_frame_is_repeated():
    frame = np.random.default_rng(3).integers(0, 256, (1, 4, 5), dtype=np.uint8)
    assert np.array_equal(interpolate_frames(frame, 3), np.repeat(frame, 3, axis=0))


def test_one_frame_of_many_is_the_first():
    volume = np.arange(8, dtype=np.uint8).reshape(2, 2, 2)
    assert np.array_equal(interpolate_frames(volume, 1), volume[:1])


@pytest.mark.parametrize(
    "volume", [np.zeros((0, 4, 4), np.uint8), np.zeros((4, 4), np.uint8), np.zeros((2, 4, 4), np.int32)]
)
def test_other_arrays_than_volumes_are_refused(volume):
    with pytest.raises(InputError, match="expected at least one frame"):
        interpolate_frames(volume, 10)


@pytest.mark.parametrize("n", [0, -1, 2.5, "10"])
def test_other_numbers_of_frames_are_refused(n):
    with pytest.raises(InputError, match="Cannot interpolate to"):
        interpolate_frames(np.zeros((2, 4, 4), np.uint8), n)
