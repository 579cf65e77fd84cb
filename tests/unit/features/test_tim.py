from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core.errors import InputError
from countenance.features import temporal_interpolation_model
from countenance.features.tim import temporal_interpolation_weights

quick = settings(deadline=None, max_examples=30, derandomize=True)


def clip(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, 5, 6))


def test_three_frames_by_hand():
    """0, 3, 0 is 1 - 2 cos(2 pi (t - 1/6)) at t = 1/3, 2/3, 1: half way between two frames that is 2."""
    frames = np.zeros((3, 1, 2))
    frames[1, 0, 0] = 3
    frames[2, 0, 1] = 1  # only so that the rank is 2
    found = temporal_interpolation_model(frames, 5)[:, 0, 0]
    np.testing.assert_allclose(found, [0, 2, 3, 2, 0], atol=1e-12)


@quick
@given(st.integers(2, 12), st.integers(0, 1000))
def test_at_the_places_of_the_frames_it_is_the_frames(n, seed):
    frames = clip(n, seed)
    np.testing.assert_allclose(temporal_interpolation_model(frames, n), frames, atol=1e-9)
    between = temporal_interpolation_model(frames, 2 * n - 1)
    np.testing.assert_allclose(between[::2], frames, atol=1e-9)


@quick
@given(st.integers(2, 12), st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_shares_of_the_frames_sum_to_one(n, positions):
    np.testing.assert_allclose(temporal_interpolation_weights(n, positions).sum(axis=1), 1, atol=1e-12)


@quick
@given(st.integers(2, 9), st.integers(1, 20), st.floats(-3, 3), st.floats(-9, 9))
def test_a_change_of_contrast_or_brightness_goes_through(n, wanted, contrast, brightness):
    frames = clip(n)
    if abs(contrast) < 0.01:
        contrast = 1.0
    here = temporal_interpolation_model(contrast * frames + brightness, wanted)
    np.testing.assert_allclose(
        here, contrast * temporal_interpolation_model(frames, wanted) + brightness, atol=1e-9
    )


@quick
@given(st.integers(2, 9), st.integers(2, 20))
def test_the_reversed_clip_is_reversed(n, wanted):
    frames = clip(n)
    backwards = temporal_interpolation_model(frames[::-1], wanted)[::-1]
    np.testing.assert_allclose(backwards, temporal_interpolation_model(frames, wanted), atol=1e-9)


def test_bytes_are_rounded_and_cut():
    frames = np.zeros((4, 3, 3), np.uint8)
    frames[1:3] = 255  # the curve swings beyond white
    frames[1, 0, 0], frames[2, 1, 1], frames[3, 2, 2] = 0, 0, 9
    found = temporal_interpolation_model(frames, 10)
    assert found.dtype == np.uint8
    assert np.array_equal(found[[0, 3, 6, 9]], frames)
    assert found[4, 0, 2] == 255


def test_colour_goes_channel_by_channel():
    frames = np.random.default_rng(1).normal(size=(4, 5, 6, 3))
    together = temporal_interpolation_model(frames, 7)
    alone = temporal_interpolation_model(frames[..., 1], 7)
    np.testing.assert_allclose(together[..., 1], alone, atol=1e-12)


def test_identical_frames_are_named():
    frames = np.random.default_rng(0).integers(0, 256, (6, 9, 9), dtype=np.uint8)
    frames[4] = frames[1]
    with pytest.raises(InputError, match="Frames 1 and 4 of the clip are identical"):
        temporal_interpolation_model(frames, 10)


def test_two_identical_frames_are_named():
    with pytest.raises(InputError, match="Frames 0 and 1 of the clip are identical"):
        temporal_interpolation_model(np.ones((2, 4, 4)), 10)


def test_nearly_identical_frames_pass():
    frames = np.random.default_rng(0).integers(0, 255, (20, 128, 128), dtype=np.uint8)
    frames[1] = frames[0]
    frames[1, 5, 5] += 1
    assert temporal_interpolation_model(frames, 10).shape == (10, 128, 128)


def test_a_straight_fade_is_linearly_dependent():
    frames = np.linspace(0, 1, 5)[:, None, None] * np.ones((4, 4))
    with pytest.raises(InputError, match=r"linearly dependent: .* needs the rank 4"):
        temporal_interpolation_model(frames, 10)


@pytest.mark.parametrize("frames", [np.ones((1, 4, 4)), np.ones((4, 4)), np.ones((3, 4, 4), int)])
def test_other_volumes_are_refused(frames):
    with pytest.raises(InputError, match="at least two frames"):
        temporal_interpolation_model(frames, 10)


@pytest.mark.parametrize("n", [0, -1, 2.5])
def test_the_number_of_frames_must_be_whole_and_positive(n):
    with pytest.raises(InputError, match="whole number"):
        temporal_interpolation_model(clip(3), n)
