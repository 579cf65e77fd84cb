"""LBP-TOP against histograms computed by the MATLAB implementation of Zhao and Pietikäinen."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.features import lbp_top

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def reference(shared):
    with np.load(shared / "data/lbptop-reference/reference.npz") as archive:
        return dict(archive)


@pytest.mark.parametrize("mapping", ["basic", "uniform"])
@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
@pytest.mark.parametrize("radii", [(1, 1, 1), (1, 1, 2), (3, 3, 1)])
@pytest.mark.parametrize("name", ["rand_vol", "face_vol"])
def test_equals_matlab(reference, name, radii, interpolation, mapping):
    key = "{}_R{}{}{}_bil{}_bin{}".format(
        name, *radii, int(interpolation == "bilinear"), 0 if mapping == "basic" else 59
    )
    computed = lbp_top(reference[name], radii, 8, mapping, interpolation)
    if mapping == "uniform":
        # The reference's table numbers the bin of the non-uniform codes first; the definition has it last.
        computed = np.roll(computed, 1, axis=1)
    np.testing.assert_allclose(computed, reference[key], rtol=0, atol=1e-12)


def test_every_histogram_of_the_reference_is_compared(reference):
    assert sum("_R" in key for key in reference) == 2 * 3 * 2 * 2
