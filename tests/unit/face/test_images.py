"""Which arrays count as images and landmarks."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.face.images import check_landmarks, to_grey, to_rgb


def test_grey_gets_three_equal_channels() -> None:
    grey = np.arange(400, dtype=np.uint16).reshape(20, 20).astype(np.uint8)
    rgb = to_rgb(grey)
    assert rgb.shape == (20, 20, 3)
    for channel in range(3):
        np.testing.assert_array_equal(rgb[..., channel], grey)


def test_colours_become_luma() -> None:
    image = np.zeros((16, 16, 3), np.uint8)
    image[..., 1] = 200
    np.testing.assert_array_equal(to_grey(image), np.full((16, 16), 117))  # 0.587 x 200 = 117.4


def test_rgb_and_grey_pass_unchanged() -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (16, 17, 3), dtype=np.uint8)
    np.testing.assert_array_equal(to_rgb(rgb), rgb)
    np.testing.assert_array_equal(to_grey(rgb[..., 0]), rgb[..., 0])


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        (np.zeros((20, 20, 4), np.uint8), "convert it to RGB"),
        (np.zeros((20, 20, 1), np.uint8), "shape"),
        (np.zeros((3, 20, 20, 3), np.uint8), "shape"),
        (np.zeros((20, 20, 3), np.float32), "float32"),
        (np.zeros((20, 20), np.uint16), "uint16"),
        (np.zeros((15, 400), np.uint8), "400 x 15"),
        (np.zeros((0, 0), np.uint8), "0 x 0"),
    ],
)
def test_other_arrays_are_refused(image: np.ndarray, reason: str) -> None:
    for convert in (to_rgb, to_grey):
        with pytest.raises(InputError, match=reason):
            convert(image)


def test_landmarks_must_be_68_finite_points() -> None:
    assert check_landmarks(np.zeros((68, 2), int)).dtype == np.float64
    with pytest.raises(InputError, match=r"\(68, 2\)"):
        check_landmarks(np.zeros((66, 2)))
    lost = np.zeros((68, 2))
    lost[17] = np.nan
    with pytest.raises(InputError, match="Landmark 17"):
        check_landmarks(lost)
