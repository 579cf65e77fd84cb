from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.evaluation.paper import TABLE_5
from countenance.features import LBPTOPSettings, block_lbp_top, temporal_interpolation_model
from countenance.recognition import clip_descriptors
from countenance.recognition.describers.lbp_top import TIMLBPTOP, RegionLBPTOP
from countenance.recognition.faces import aligned_face


def test_tim_comes_before_the_blocks(smile_grey):
    volume = temporal_interpolation_model(aligned_face(smile_grey, 128), 10)
    expected = block_lbp_top(volume, LBPTOPSettings(1, 1, 2, 8, "uniform"), (8, 8, 1))
    assert np.array_equal(TIMLBPTOP().describe(smile_grey), expected.astype(np.float32).ravel())


def test_blocks_along_time_are_described_one_after_the_other(smile_grey):
    described = TIMLBPTOP(n_frames=12, blocks=(2, 3, 2), radii=(2, 2, 1), points=4, mapping="basic")
    assert described.describe(smile_grey).shape == (2 * 3 * 2 * 3 * 16,)


def test_repeated_frames_are_dropped_or_refused_as_asked(smile_grey):
    stuttering = smile_grey[[0, 0, 1, 2, 2, 2, 3, 4]]
    once = TIMLBPTOP().describe(smile_grey[:5])
    assert np.array_equal(TIMLBPTOP().describe(stuttering), once)
    with pytest.raises(InputError, match="Frames 0 and 1 of the clip are identical"):
        TIMLBPTOP(repeats="refuse").describe(stuttering)
    with pytest.raises(InputError, match="give 'drop' or 'refuse'"):
        TIMLBPTOP(repeats="keep").describe(stuttering)


def test_a_still_clip_is_refused(smile_grey):
    with pytest.raises(
        InputError, match=r"all 3 frames of the clip are equal: .* expects at least 2 that differ"
    ):
        TIMLBPTOP().describe(smile_grey[[0, 0, 0]])


def test_regions_are_those_of_the_baseline(smile_grey):
    setting = LBPTOPSettings(2, 2, 4, 8, "basic")
    expected = clip_descriptors(smile_grey, [setting], interpolation="bilinear")[setting]
    described = RegionLBPTOP(rx=2, ry=2, rt=4, points=8, mapping="basic", interpolation="bilinear")
    assert np.array_equal(described.describe(smile_grey), expected)


def test_the_default_is_the_best_cell_of_table_5():
    d = RegionLBPTOP()
    assert TABLE_5[LBPTOPSettings(d.rx, d.ry, d.rt, d.points, d.mapping)] == max(TABLE_5.values())
