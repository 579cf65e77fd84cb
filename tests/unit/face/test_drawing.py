"""Drawn landmarks and regions."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.face import draw_landmarks, draw_regions, regions36
from countenance.face.drawing import _colour

SIZE = 400


def test_a_dot_lies_on_its_landmark() -> None:
    image = np.zeros((40, 40, 3), np.uint8)
    drawn = draw_landmarks(image, np.array([[10.0, 20.0]]), colour=(10, 200, 30), radius=2)
    assert tuple(drawn[20, 10]) == (10, 200, 30)
    assert not drawn[20, 15].any()
    rows, columns = np.nonzero(drawn[..., 1])
    assert (rows.mean(), columns.mean()) == pytest.approx((20, 10), abs=0.5)
    assert not image.any()


def test_regions_are_tinted_by_their_opacity(mean_face: np.ndarray) -> None:
    grey = np.full((SIZE, SIZE), 100, np.uint8)
    regions = regions36(mean_face)
    drawn = draw_regions(grey, regions, opacity=0.5)
    assert drawn.shape == (SIZE, SIZE, 3)
    cheek = next(region for region in regions if region.name == "lower_cheek_right")
    x, y = np.rint(cheek.polygon.mean(axis=0)).astype(int)
    np.testing.assert_allclose(drawn[y, x], (100 + np.array(_colour(cheek))) / 2, atol=1)
    assert tuple(drawn[5, 5]) == (100, 100, 100)


def test_strengths_fade_regions(mean_face: np.ndarray) -> None:
    grey = np.full((SIZE, SIZE), 100, np.uint8)
    regions = regions36(mean_face)
    drawn = draw_regions(grey, regions, strengths=[0.0] * 36)
    x, y = np.rint(regions[14].polygon.mean(axis=0)).astype(int)
    np.testing.assert_array_equal(drawn[y, x], (100, 100, 100))
    with pytest.raises(ValueError, match="argument 3"):
        draw_regions(grey, regions, strengths=[1.0])


def test_a_symmetric_face_is_drawn_symmetrically(mean_face: np.ndarray) -> None:
    drawn = draw_regions(np.full((SIZE, SIZE), 60, np.uint8), regions36(mean_face - 0.5), opacity=0.6)
    difference = np.abs(drawn.astype(int) - drawn[:, ::-1])
    assert difference.mean() < 1


def test_every_region_has_a_colour(mean_face: np.ndarray) -> None:
    assert all(len(_colour(region)) == 3 for region in regions36(mean_face))
