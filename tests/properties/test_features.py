"""What must hold for every volume, whatever its grey levels."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from countenance.features import (
    LBPTOPSettings,
    interpolate_frames,
    lbp_top,
    mean_motion,
    region_histograms,
    uniform_bins,
)

quick = settings(deadline=None, max_examples=40, derandomize=True)

radii = st.tuples(*[st.integers(1, 3)] * 3)
interpolations = st.sampled_from(["nearest", "bilinear"])
mappings = st.sampled_from(["basic", "uniform"])
points = st.sampled_from([4, 8])
sides = st.integers(8, 11)


def volumes(highest: int = 255) -> st.SearchStrategy[np.ndarray]:
    """Volumes large enough for every radius; few grey levels make ties common."""
    return st.tuples(sides, sides, sides, st.integers(0, 2**32 - 1), st.integers(0, highest)).map(
        lambda drawn: np.random.default_rng(drawn[3]).integers(0, drawn[4] + 1, drawn[:3], dtype=np.uint8)
    )


def renumbered(histogram: np.ndarray, new_place: list[int]) -> np.ndarray:
    """Histogram of the codes whose bit p has moved to ``new_place[p]``."""
    codes = np.arange(256)
    moved = sum((codes >> p & 1) << new_place[p] for p in range(8))
    result = np.empty_like(histogram)
    result[moved] = histogram
    return result


MIRRORED_FIRST_AXIS = [(4 - p) % 8 for p in range(8)]  # cos a changes its sign
MIRRORED_SECOND_AXIS = [-p % 8 for p in range(8)]  # sin a changes its sign


@quick
@given(volumes(), radii, points, mappings, interpolations)
def test_histograms_are_distributions(volume, radii, points, mapping, interpolation):
    histograms = lbp_top(volume, radii, points, mapping, interpolation)
    assert histograms.shape == (3, LBPTOPSettings(*radii, points, mapping).n_bins)
    assert (histograms >= 0).all()
    np.testing.assert_allclose(histograms.sum(axis=1), 1, rtol=0, atol=1e-12)


@quick
@given(volumes(), radii, points, interpolations)
def test_uniform_bins_are_sums_of_basic_bins(volume, radii, points, interpolation):
    basic = lbp_top(volume, radii, points, "basic", interpolation)
    uniform = lbp_top(volume, radii, points, "uniform", interpolation)
    for bin_ in range(uniform.shape[1]):
        np.testing.assert_allclose(
            uniform[:, bin_], basic[:, uniform_bins(points) == bin_].sum(axis=1), rtol=0, atol=1e-12
        )


@quick
@given(volumes(highest=200), radii, st.integers(1, 55))
def test_a_brighter_volume_has_the_same_texture(volume, radii, offset):
    assert np.array_equal(lbp_top(volume, radii), lbp_top(volume + np.uint8(offset), radii))


@quick
@given(volumes(highest=60), radii, st.lists(st.integers(0, 255), min_size=61, max_size=61, unique=True))
def test_a_rising_grey_curve_keeps_the_texture(volume, radii, levels):
    curve = np.array(sorted(levels), np.uint8)
    assert np.array_equal(lbp_top(volume, radii), lbp_top(curve[volume], radii))


@quick
@given(volumes(), radii)
def test_time_reversal_mirrors_the_bits_of_the_planes_with_time(volume, radii):
    forward, backward = (lbp_top(v, radii, mapping="basic") for v in (volume, volume[::-1]))
    assert np.array_equal(backward[0], forward[0])
    assert np.array_equal(backward[1], renumbered(forward[1], MIRRORED_SECOND_AXIS))
    assert np.array_equal(backward[2], renumbered(forward[2], MIRRORED_FIRST_AXIS))


@quick
@given(volumes(), radii)
def test_mirroring_left_and_right_mirrors_the_bits_of_the_planes_with_x(volume, radii):
    here, there = (lbp_top(v, radii, mapping="basic") for v in (volume, volume[:, :, ::-1]))
    assert np.array_equal(there[0], renumbered(here[0], MIRRORED_FIRST_AXIS))
    assert np.array_equal(there[1], renumbered(here[1], MIRRORED_FIRST_AXIS))
    assert np.array_equal(there[2], here[2])


@quick
@given(volumes(), radii)
def test_mirroring_up_and_down_mirrors_the_bits_of_the_planes_with_y(volume, radii):
    here, there = (lbp_top(v, radii, mapping="basic") for v in (volume, volume[:, ::-1]))
    assert np.array_equal(there[0], renumbered(here[0], MIRRORED_SECOND_AXIS))
    assert np.array_equal(there[1], here[1])
    assert np.array_equal(there[2], renumbered(here[2], MIRRORED_SECOND_AXIS))


@quick
@given(volumes(), radii, interpolations, st.data())
def test_a_region_is_described_the_same_whatever_the_others_are(volume, radii, interpolation, data):
    border = max(radii[:2])
    inside = data.draw(arrays(np.bool_, volume.shape[1:]))
    inside[border, border : border + 2] = [True, False]
    setting = LBPTOPSettings(*radii, 8, "basic")
    alone, complement, both = (
        region_histograms(volume, labels, [setting], interpolation=interpolation)[setting]
        for labels in (inside.astype(int), (~inside).astype(int), np.where(inside, 1, 2))
    )
    assert np.array_equal(both, np.concatenate([alone, complement]))


@quick
@given(volumes(), st.integers(1, 40))
def test_interpolation_stays_between_its_neighbours_and_keeps_the_ends(volume, n):
    resampled = interpolate_frames(volume, n)
    assert resampled.shape == (n, *volume.shape[1:])
    assert np.array_equal(resampled[0], volume[0])
    assert n == 1 or np.array_equal(resampled[-1], volume[-1])
    before = np.floor(np.linspace(0, len(volume) - 1, n) + 1e-9).astype(int)
    after = np.minimum(before + 1, len(volume) - 1)
    assert (resampled >= np.minimum(volume[before], volume[after])).all()
    assert (resampled <= np.maximum(volume[before], volume[after])).all()


@quick
@given(volumes())
def test_interpolation_to_the_same_length_changes_nothing(volume):
    assert np.array_equal(interpolate_frames(volume, len(volume)), volume)


@quick
@given(volumes(), st.integers(2, 40))
def test_interpolation_of_the_reversed_clip_is_reversed(volume, n):
    assert np.array_equal(interpolate_frames(volume[::-1], n), interpolate_frames(volume, n)[::-1])


@quick
@given(st.integers(2, 9), st.integers(2, 60), st.floats(-5, 5), st.floats(-5, 5))
def test_interpolation_of_a_straight_line_is_that_line(n_frames, n, slope, offset):
    line = (offset + slope * np.arange(n_frames))[:, None, None]
    expected = offset + slope * np.linspace(0, n_frames - 1, n)
    np.testing.assert_allclose(interpolate_frames(line, n).ravel(), expected, rtol=0, atol=1e-12)


@quick
@given(arrays(np.float32, (6, 7, 2), elements=st.floats(-50, 50, width=32)), st.data())
def test_mean_motion_weighted_by_pixels_adds_up(flow, data):
    labels = data.draw(arrays(np.int64, (6, 7), elements=st.integers(0, 3)))
    means = mean_motion(flow, labels, 3)
    n_pixels = np.bincount(labels.ravel(), minlength=4)[1:]
    total = np.nansum(means * n_pixels[:, None], axis=0)
    np.testing.assert_allclose(total, flow[labels > 0].sum(axis=0, dtype=float), rtol=0, atol=1e-9)
    assert np.array_equal(np.isnan(means).all(axis=1), n_pixels == 0)
