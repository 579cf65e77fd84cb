from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC
from sklearn.utils.estimator_checks import check_estimator_cloneable

from countenance.core.errors import InputError
from countenance.features import LBPTOP, lbp_top


@pytest.fixture
def clips():
    rng = np.random.default_rng(0)
    return [rng.integers(0, 256, (n, 12, 14), dtype=np.uint8) for n in (7, 9, 20)]


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
@pytest.mark.parametrize("mapping", ["basic", "uniform"])
@pytest.mark.parametrize("points", [4, 8])
def test_rows_are_the_descriptors_of_the_clips(clips, points, mapping, interpolation):
    rows = LBPTOP((1, 2, 3), points, mapping, interpolation).fit(clips).transform(clips)
    expected = [lbp_top(clip, (1, 2, 3), points, mapping, interpolation).ravel() for clip in clips]
    assert np.array_equal(rows, expected)


def test_one_array_of_equally_long_clips(clips):
    stacked = np.stack([clip[:7] for clip in clips])
    assert np.array_equal(LBPTOP().fit_transform(stacked), LBPTOP().fit_transform(list(stacked)))


def test_parameters_are_scikit_learns():
    transformer = LBPTOP(radii=(1, 1, 2), points=4)
    assert clone(transformer).get_params() == transformer.get_params()
    assert transformer.set_params(mapping="basic").mapping == "basic"
    check_estimator_cloneable("LBPTOP", transformer)


def test_it_can_be_tuned_within_a_pipeline(clips):
    pipeline = make_pipeline(LBPTOP(points=4), SVC())
    pipeline.set_params(lbptop__radii=(1, 1, 2))
    assert pipeline.fit(clips, [0, 1, 1]).predict(clips).shape == (3,)


def test_columns_are_named_by_plane_and_bin(clips):
    table = LBPTOP(points=4).set_output(transform="pandas").fit_transform(clips)
    assert table.shape == (3, 45)
    assert table.columns[[0, 15, 44]].tolist() == ["xy0", "xt0", "yt14"]


def test_the_clip_at_fault_is_named(clips):
    with pytest.raises(InputError, match=r"Volume 1: The volume of shape \(6, 12, 14\) is too small"):
        LBPTOP().transform([clips[0], clips[1][:6]])


def test_parameters_are_checked_on_fit(clips):
    with pytest.raises(InputError, match="5 points"):
        LBPTOP(points=5).fit(clips)


def test_no_clips_are_refused():
    with pytest.raises(InputError, match="no volume"):
        LBPTOP().transform([])
