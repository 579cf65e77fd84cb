from __future__ import annotations

import numpy as np
import pytest
from skimage.feature import local_binary_pattern

from countenance.core.errors import InputError
from countenance.features import TABLE5_SETTINGS, LBPTOPSettings, uniform_bins


@pytest.mark.parametrize(
    ("points", "mapping", "length"),
    [(4, "basic", 1728), (4, "uniform", 1620), (8, "basic", 27648), (8, "uniform", 6372)],
)
def test_vector_of_36_regions_has_the_papers_length(points, mapping, length):
    assert 36 * 3 * LBPTOPSettings(1, 1, 3, points, mapping).n_bins == length


def test_table_5_has_48_different_cells_in_the_papers_order():
    assert len(set(TABLE5_SETTINGS)) == len(TABLE5_SETTINGS) == 48
    assert [str(setting) for setting in TABLE5_SETTINGS[:5]] == [
        "Rx=1 Ry=1 Rt=2 P=4 basic",
        "Rx=1 Ry=1 Rt=2 P=8 basic",
        "Rx=1 Ry=1 Rt=2 P=4 uniform",
        "Rx=1 Ry=1 Rt=2 P=8 uniform",
        "Rx=1 Ry=1 Rt=3 P=4 basic",
    ]
    assert TABLE5_SETTINGS[-1] == LBPTOPSettings(4, 4, 4, 8, "uniform")


def test_settings_sort_and_hash():
    assert sorted([LBPTOPSettings(2, 1, 1), LBPTOPSettings(1, 2, 1)])[1].rx == 2
    assert {LBPTOPSettings(1, 1, 2): "found"}[LBPTOPSettings(1, 1, 2)] == "found"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 1, 1), "radius rx is 0"),
        ((1, 1.5, 1), "radius ry is 1.5"),
        ((1, 1, -2), "radius rt is -2"),
        ((1, 1, 1, 6), "6 points"),
        ((1, 1, 1, 8, "riu2"), "'riu2' is unknown"),
    ],
)
def test_impossible_settings_are_named(arguments, message):
    with pytest.raises(InputError, match=message):
        LBPTOPSettings(*arguments)


def test_uniform_bins_of_four_points_by_hand():
    # 0101 and 1010 change four times on the way round; every other code at most twice.
    assert uniform_bins(4).tolist() == [0, 1, 2, 3, 4, 14, 5, 6, 7, 8, 14, 9, 10, 11, 12, 13]


def test_uniform_bins_of_eight_points():
    bins = uniform_bins(8)
    assert np.bincount(bins).tolist() == [1] * 58 + [256 - 58]
    assert (bins[[0, 1, 2, 3, 4, 5, 6, 255]]).tolist() == [0, 1, 2, 3, 4, 58, 5, 57]


def test_uniform_bins_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        uniform_bins(8)[0] = 1


def test_uniform_bins_join_the_same_codes_as_scikit_image():
    image = np.random.default_rng(0).integers(0, 256, (120, 120), dtype=np.uint8)
    codes = local_binary_pattern(image, 8, 1, method="default").astype(int).ravel()
    theirs = local_binary_pattern(image, 8, 1, method="nri_uniform").astype(int).ravel()
    pairs = set(zip(uniform_bins(8)[codes].tolist(), theirs.tolist(), strict=True))
    assert len(set(codes)) == 256
    assert len(pairs) == len({ours for ours, _ in pairs}) == len({their for _, their in pairs}) == 59
