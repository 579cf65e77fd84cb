from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.features import TABLE5_SETTINGS, LBPTOPSettings, lbp_top, region_histograms

# Two pixels carry a code: (t, y, x) = (1, 1, 1) with the grey level 5 and (1, 1, 2) with 4.
TINY = np.array(
    [
        [[1, 5, 2, 8], [3, 6, 9, 1], [6, 7, 0, 2]],
        [[2, 6, 1, 3], [7, 5, 4, 4], [0, 3, 8, 9]],
        [[4, 1, 5, 6], [2, 4, 3, 7], [8, 0, 4, 1]],
    ],
    np.uint8,
)


@pytest.fixture(scope="module")
def volume():
    return np.random.default_rng(5).integers(0, 256, (11, 16, 22), dtype=np.uint8)


@pytest.fixture(scope="module")
def labels():
    regions = np.zeros((16, 22), np.uint8)
    regions[2:9, 3:12] = 1
    regions[6:14, 12:22] = 2
    regions[10:15, 0:8] = 3
    return regions


def test_four_points_by_hand():
    # Bits 3210 at the centres 5 and 4.
    # XY: right, up, left, down. 4<5, 6>=5, 7>=5, 3<5 -> 0110; 4>=4, 1<4, 5>=4, 8>=4 -> 1101
    # XT: right, later, left, earlier. 4<5, 4<5, 7>=5, 6>=5 -> 1100; 4>=4, 3<4, 5>=4, 9>=4 -> 1101
    # YT: later, up, earlier, down. 4<5, 6>=5, 6>=5, 3<5 -> 0110; 3<4, 1<4, 9>=4, 8>=4 -> 1100
    expected = [
        [0, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0.5, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5, 0.5, 0, 0],
        [0, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0.5, 0, 0, 0],
    ]
    assert lbp_top(TINY, (1, 1, 1), points=4, mapping="basic").tolist() == expected


def test_four_points_uniform_by_hand():
    expected = np.zeros((3, 15))
    # Codes 6, 12 and 13 are numbers 5, 10 and 11 of the uniform codes 0 1 2 3 4 6 7 8 9 11 12 13 14 15.
    expected[[0, 0, 1, 1, 2, 2], [5, 11, 10, 11, 5, 10]] = 0.5
    assert lbp_top(TINY, (1, 1, 1), points=4, mapping="uniform").tolist() == expected.tolist()


def test_eight_points_by_hand():
    expected = np.zeros((3, 256))
    # Neighbours 0 .. 7 of the centre 5, then of the centre 4.
    # XY: 4 1 6 2 7 0 3 8 -> bits 2 4 7; 4 3 1 6 5 3 8 9 -> bits 0 3 4 6 7
    expected[0, [0b10010100, 0b11011001]] = 0.5
    # XT: 4 3 4 2 7 3 6 9 -> bits 4 6 7; 4 7 3 4 5 6 9 1 -> bits 0 1 3 4 5 6
    expected[1, [0b11010000, 0b01111011]] = 0.5
    # YT: 4 1 6 5 6 7 3 0 -> bits 2 3 4 5; 3 5 1 2 9 0 8 4 -> bits 1 4 6 7
    expected[2, [0b00111100, 0b11010010]] = 0.5
    assert lbp_top(TINY, (1, 1, 1), points=8, mapping="basic").tolist() == expected.tolist()


def test_constant_volume_sets_every_bit_of_the_nearest_neighbours():
    histograms = lbp_top(np.full((5, 5, 5), 7, np.uint8), (1, 1, 1), mapping="basic")
    assert histograms[:, 255].tolist() == [1, 1, 1]


def test_single_precision_clears_diagonal_bits_of_some_flat_volumes_when_bilinear():
    # Four weights in single precision: of 3 they make 2.9999998 at some places, which the reference floors.
    flat = np.full((5, 5, 5), 3, np.uint8)
    histograms = lbp_top(flat, (1, 1, 1), mapping="basic", interpolation="bilinear")
    assert histograms[:, 255].tolist() == pytest.approx([6 / 9] * 3)
    assert histograms[:, [0b01111111, 0b11011111, 0b11111101]].sum() == pytest.approx(3 * 3 / 9)


@pytest.mark.parametrize("shift", [(0, 0), (0, 1), (1, 0)])
def test_strided_and_fortran_views_give_the_same(volume, shift):
    dy, dx = shift
    view = volume[:, dy::2, dx::2]
    expected = lbp_top(view.copy(), (1, 2, 3))
    assert np.array_equal(lbp_top(view, (1, 2, 3)), expected)
    assert np.array_equal(lbp_top(np.asfortranarray(view), (1, 2, 3)), expected)


def test_input_is_not_written_to(volume, labels):
    frozen = volume.copy()
    frozen.setflags(write=False)
    region_histograms(frozen, labels, [LBPTOPSettings(2, 2, 2)], interpolation="bilinear")
    assert np.array_equal(frozen, volume)


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
def test_48_cells_of_one_pass_equal_48_passes(volume, labels, interpolation):
    together = region_histograms(volume, labels, TABLE5_SETTINGS, interpolation=interpolation)
    assert tuple(together) == TABLE5_SETTINGS
    for setting in TABLE5_SETTINGS:
        alone = region_histograms(volume, labels, [setting], interpolation=interpolation)
        assert together[setting].shape == (3, 3, setting.n_bins)
        assert np.array_equal(together[setting], alone[setting])


def test_one_region_over_the_whole_frame_is_the_whole_volume(volume):
    everywhere = np.ones(volume.shape[1:], int)
    setting = LBPTOPSettings(1, 2, 3, 8, "uniform")
    regions = region_histograms(volume, everywhere, [setting])[setting]
    assert np.array_equal(regions[0], lbp_top(volume, (1, 2, 3)))


def test_regions_add_up_to_the_whole_frame(volume):
    halves = np.ones(volume.shape[1:], int)
    halves[:, 9:] = 2
    setting = LBPTOPSettings(2, 1, 2, 8, "basic")
    regions = region_histograms(volume, halves, [setting])[setting]
    # With a border of 2 px, columns 2 .. 8 are of the first region and 9 .. 19 of the second.
    whole = (7 * regions[0] + 11 * regions[1]) / 18
    np.testing.assert_allclose(whole, lbp_top(volume, (2, 1, 2), mapping="basic"), rtol=0, atol=1e-15)


def test_pixels_in_the_border_do_not_count(volume, labels):
    setting = LBPTOPSettings(3, 1, 2)
    trimmed = labels.copy()
    trimmed[:, 19:] = 0  # the outermost 3 px of region 2, which reaches the right edge
    whole, part = (region_histograms(volume, image, [setting])[setting] for image in (labels, trimmed))
    assert np.array_equal(whole, part)


def test_other_regions_do_not_change_a_region(volume, labels):
    setting = LBPTOPSettings(2, 2, 2)
    only_second = np.where(labels == 2, 1, 0)
    assert np.array_equal(
        region_histograms(volume, only_second, [setting])[setting][0],
        region_histograms(volume, labels, [setting])[setting][1],
    )


def test_no_settings_no_histograms(volume, labels):
    assert region_histograms(volume, labels, []) == {}


def test_a_region_without_a_coded_pixel_is_named(volume, labels):
    labels = np.where(labels == 2, 0, labels)
    with pytest.raises(InputError, match=r"Region 2 of 3 has no pixel .* \(the outer 1 px of the frame"):
        region_histograms(volume, labels, [LBPTOPSettings(1, 1, 1)])


def test_a_missing_last_region_is_named(volume, labels):
    with pytest.raises(InputError, match="Region 4 of 4"):
        region_histograms(volume, labels, [LBPTOPSettings(1, 1, 1)], n_regions=4)


def test_a_region_within_the_border_of_one_setting_only_is_named(volume, labels):
    labels = labels.copy()
    labels[:3] = 4
    labels[3:] = np.where(labels[3:] == 4, 0, labels[3:])
    region_histograms(volume, labels, [LBPTOPSettings(2, 1, 1)])
    with pytest.raises(InputError, match=r"Region 4 .* outer 3 px"):
        region_histograms(volume, labels, [LBPTOPSettings(2, 1, 1), LBPTOPSettings(1, 3, 1)])


@pytest.mark.parametrize(
    ("shape", "radii", "needed"),
    [((6, 9, 9), (1, 1, 3), "7, 3, 3"), ((9, 4, 9), (1, 2, 1), "3, 5, 5"), ((9, 9, 6), (1, 3, 1), "3, 7, 7")],
)
def test_too_small_a_volume_says_what_it_needs(shape, radii, needed):
    with pytest.raises(InputError, match=needed):
        lbp_top(np.zeros(shape, np.uint8), radii)


@pytest.mark.parametrize(
    "shape_and_type",
    [((5, 5), np.uint8), ((5, 5, 5, 3), np.uint8), ((5, 5, 5), np.float64), ((5, 5, 5), np.int16)],
)
def test_other_arrays_than_grey_uint8_volumes_are_refused(shape_and_type):
    with pytest.raises(InputError, match="expects grey frames"):
        lbp_top(np.zeros(*shape_and_type), (1, 1, 1))


@pytest.mark.parametrize("radii", [(1, 1), (1, 1, 1, 1), 3])
def test_radii_are_three(radii):
    with pytest.raises(InputError, match="three whole numbers"):
        lbp_top(TINY, radii)


def test_unknown_interpolation_is_named():
    with pytest.raises(InputError, match="'cubic' is unknown"):
        lbp_top(TINY, (1, 1, 1), interpolation="cubic")


@pytest.mark.parametrize(
    "bad",
    [
        np.ones((3, 3), int),  # another shape
        np.ones((16, 22)),  # not integers
        np.full((16, 22), -1),
        np.zeros((16, 22), int),  # no region at all
    ],
)
def test_unusable_labels_are_refused(volume, bad):
    with pytest.raises(InputError, match="The region labels"):
        region_histograms(volume, bad, [LBPTOPSettings(1, 1, 1)])


def test_a_label_beyond_the_number_of_regions_is_refused(volume, labels):
    with pytest.raises(InputError, match="number of regions, 2"):
        region_histograms(volume, labels, [LBPTOPSettings(1, 1, 1)], n_regions=2)
