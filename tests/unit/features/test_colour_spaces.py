from __future__ import annotations

import cv2
import numpy as np
import pytest
from skimage.color import rgb2lab, rgb2luv

from countenance.core.errors import InputError
from countenance.features.colour_spaces import to_colour_space


@pytest.fixture(scope="module")
def colours() -> np.ndarray:
    drawn = np.random.default_rng(0).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    drawn[0, :6] = [[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255], [1, 1, 1]]
    return drawn


@pytest.mark.parametrize(("space", "reference"), [("lab", rgb2lab), ("luv", rgb2luv)])
def test_equals_scikit_image_but_for_the_rounding_of_its_matrix(colours, space, reference):
    np.testing.assert_allclose(to_colour_space(colours, space), reference(colours), rtol=0, atol=0.05)


@pytest.mark.parametrize(("space", "code"), [("lab", cv2.COLOR_RGB2Lab), ("luv", cv2.COLOR_RGB2Luv)])
def test_is_near_opencvs_interpolated_tables(colours, space, code):
    reference = cv2.cvtColor(colours.astype(np.float32) / 255, code)
    assert np.abs(to_colour_space(colours, space) - reference).max() < 1


def test_grey_is_opencvs_before_rounding(colours):
    grey = to_colour_space(colours, "grey")
    assert grey.shape == (40, 50, 1)
    assert np.abs(grey[..., 0] - cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)).max() <= 0.51


def test_rgb_keeps_its_levels(colours):
    assert np.array_equal(to_colour_space(colours, "rgb"), colours)


@pytest.mark.parametrize("space", ["lab", "luv"])
def test_grey_levels_have_no_colour_and_rise_from_black_to_white(space):
    greys = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    values = to_colour_space(greys, space)
    assert values[[0, -1], 0] == pytest.approx([0, 100], abs=1e-4)
    assert (np.diff(values[:, 0]) > 0).all()
    assert np.abs(values[:, 1:]).max() < 1e-3


def test_a_middle_grey_by_hand():
    # 119 is linear ((119/255 + .055) / 1.055)**2.4 = .1845, and L* = 116 * .1845**(1/3) - 16 = 50.03.
    middle = np.full((1, 3), 119, np.uint8)
    assert to_colour_space(middle, "lab")[0, 0] == pytest.approx(50.03, abs=0.01)
    assert to_colour_space(middle, "luv")[0, 0] == pytest.approx(50.03, abs=0.01)


@pytest.mark.parametrize(
    "frames", [np.zeros((4, 4), np.uint8), np.zeros((4, 3)), np.zeros((2, 4), np.uint8), np.uint8(3)]
)
def test_other_frames_are_refused(frames):
    with pytest.raises(InputError, match="three channels last"):
        to_colour_space(frames, "lab")


def test_an_unknown_space_is_refused():
    with pytest.raises(InputError, match="grey, rgb, lab, luv"):
        to_colour_space(np.zeros((1, 3), np.uint8), "hsv")
