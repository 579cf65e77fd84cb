from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core.errors import InputError
from countenance.features import LBPTOPSettings, block_labels, block_lbp_top, lbp_top


def test_blocks_by_hand():
    expected = [
        [0, 0, 0, 0, 0, 0, 0],
        [0, 1, 1, 1, 2, 2, 0],
        [0, 1, 1, 1, 2, 2, 0],
        [0, 3, 3, 3, 4, 4, 0],
        [0, 0, 0, 0, 0, 0, 0],
    ]
    assert block_labels((5, 7), 2, 2, border=1).tolist() == expected


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 9), st.integers(1, 9))
def test_blocks_cover_the_frame_and_differ_by_at_most_one_row_and_column(height, width, rows, columns):
    if height < rows or width < columns:
        with pytest.raises(InputError, match="each needs at least one pixel"):
            block_labels((height, width), rows, columns)
        return
    labels = block_labels((height, width), rows, columns)
    assert set(np.unique(labels)) == set(range(1, rows * columns + 1))
    heights = [len({y for y, _ in np.argwhere(labels == block)}) for block in np.unique(labels)]
    widths = [len({x for _, x in np.argwhere(labels == block)}) for block in np.unique(labels)]
    assert max(heights) - min(heights) <= 1
    assert max(widths) - min(widths) <= 1


def test_each_block_is_lbp_top_of_its_voxels_and_their_neighbours():
    """Cut out by hand, with a margin of the radii, every block gives its histograms alone."""
    volume = np.random.default_rng(0).integers(0, 256, (13, 14, 16), dtype=np.uint8)
    setting = LBPTOPSettings(2, 1, 3, 8, "uniform")
    found = block_lbp_top(volume, setting, blocks=(3, 2, 2))
    # Coded voxels: y 2 .. 11, x 2 .. 13, t 3 .. 9, cut into 5 + 5, 4 + 4 + 4 and 4 + 3.
    index = 0
    for t0, t1 in ((3, 7), (7, 10)):
        for y0, y1 in ((2, 7), (7, 12)):
            for x0, x1 in ((2, 6), (6, 10), (10, 14)):
                piece = volume[t0 - 3 : t1 + 3, y0 - 2 : y1 + 2, x0 - 2 : x1 + 2]
                expected = lbp_top(piece, (2, 1, 3), 8, "uniform")
                np.testing.assert_allclose(found[index], expected, atol=1e-12)
                index += 1
    assert index == len(found) == 12


def test_one_block_is_the_whole_volume():
    volume = np.random.default_rng(1).integers(0, 256, (9, 12, 12), dtype=np.uint8)
    setting = LBPTOPSettings(1, 1, 2, 4, "basic")
    assert np.array_equal(
        block_lbp_top(volume, setting, (1, 1, 1))[0], lbp_top(volume, (1, 1, 2), 4, "basic")
    )


def test_too_few_frames_for_the_parts_are_refused():
    volume = np.zeros((9, 20, 20), np.uint8)
    with pytest.raises(InputError, match=r"3 blocks along time: with Rt = 4 it needs at least 11 frames"):
        block_lbp_top(volume, LBPTOPSettings(1, 1, 4), (2, 2, 3))


def test_a_frame_is_no_volume():
    with pytest.raises(InputError, match="frames of shape"):
        block_lbp_top(np.zeros((20, 20), np.uint8), LBPTOPSettings(1, 1, 1), (2, 2, 1))
