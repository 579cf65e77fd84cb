from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone

from countenance.core.errors import InputError
from countenance.face import MEAN_FACE
from countenance.features import LBPTOPSettings, region_histograms
from countenance.recognition.colour_texture import ColourTexture
from countenance.recognition.facs_regions import facs_labels


@pytest.fixture(scope="module")
def clips() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (3, 6, 48, 64, 2), dtype=np.uint8)


@pytest.mark.parametrize(("points", "mapping"), [(4, "basic"), (8, "uniform")])
def test_rows_hold_the_histograms_of_every_component_and_region(clips, points, mapping):
    rows = ColourTexture((1, 2, 1), points, mapping).fit_transform(clips)
    setting = LBPTOPSettings(1, 2, 1, points, mapping)
    labels = facs_labels(MEAN_FACE * (64, 48) - 0.5, (48, 64))
    expected = region_histograms(np.ascontiguousarray(clips[2, ..., 1]), labels, [setting])[setting]
    assert rows.dtype == np.float32
    np.testing.assert_allclose(rows.reshape(3, 2, 16, 3, -1)[2, 1], expected, atol=1e-7)


def test_parameters_are_scikit_learns_and_checked(clips):
    assert clone(ColourTexture(points=4)).get_params()["points"] == 4
    with pytest.raises(InputError, match="5 points"):
        ColourTexture(points=5).fit(clips)


def test_other_clips_are_refused(clips):
    with pytest.raises(InputError, match=r"\(clips, frames, height, width, channels\)"):
        ColourTexture().transform(clips[0])
    with pytest.raises(InputError, match="too small"):
        ColourTexture(radii=(1, 1, 3)).transform(clips)
