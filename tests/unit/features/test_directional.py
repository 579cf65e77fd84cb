from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.features.directional import DIRECTIONAL_BINS, directional_histograms


def test_one_voxel_by_hand():
    volume = np.zeros((3, 3, 3), np.uint8)
    volume[1] = [[9, 4, 1], [7, 5, 6], [2, 8, 3]]
    # Line by line: right 6 and left 7, up right 1 and down left 2, up 4 and down 8, up left 9 and down right 3.
    # u, v = 1, 2 / -4, -3 / -1, 3 / 4, -2; so the pairs (u v >= 0, |u| >= |v|) are 1 0, 1 1, 0 0, 0 1.
    assert directional_histograms(volume)[0, 0].argmax() == 1 + (1 + 2) * 4 + 0 + 2 * 64


def test_a_level_volume_sets_every_bit():
    histograms = directional_histograms(np.full((5, 6, 7), 9, np.uint8))
    assert histograms.shape == (1, 3, DIRECTIONAL_BINS)
    assert (histograms[0, :, 255] == 1).all()


def test_the_sign_of_tiny_differences_counts():
    volume = np.zeros((3, 3, 3), np.float32)
    volume[1, 1] = [-1e-30, 0, 1e-30]
    assert directional_histograms(volume)[0, 0].argmax() == 255 - 1  # the level line opposes its ends


def test_a_region_may_be_missing_only_where_it_is_asked_for():
    volume = np.random.default_rng(0).random((4, 8, 8))
    labels = np.zeros((8, 8), int)
    labels[3:5] = 2
    with pytest.raises(InputError, match="Region 1 of 2 has no pixel"):
        directional_histograms(volume, labels)


def test_a_region_on_the_edge_carries_no_code():
    labels = np.ones((8, 8), int)
    labels[0] = 2
    with pytest.raises(InputError, match="Region 2 of 2 has no pixel"):
        directional_histograms(np.zeros((4, 8, 8)), labels)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"volume": np.zeros((4, 4))}, "expect uint8 or floating"),
        ({"volume": np.zeros((4, 4, 4), int)}, "expect uint8 or floating"),
        ({"volume": np.full((4, 4, 4), np.nan)}, "not a number"),
        ({"volume": np.zeros((2, 4, 4))}, r"needs at least \(3, 3, 3\)"),
        ({"radii": (1, 1, 0)}, "radii"),
        ({"radii": (1, 1)}, "radii"),
        ({"labels": np.ones((4, 5), int)}, "labels"),
        ({"labels": np.ones((4, 4))}, "labels"),
        ({"labels": np.full((4, 4), -1)}, "labels run from -1"),
        ({"labels": np.full((4, 4), 3), "n_regions": 2}, "labels run from 0 to 3"),
        ({"labels": np.zeros((4, 4), int)}, "at least one region"),
    ],
)
def test_what_cannot_be_described_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        directional_histograms(**{"volume": np.zeros((4, 4, 4)), **arguments})
