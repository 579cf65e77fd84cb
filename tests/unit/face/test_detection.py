"""Anchors, letterbox and suppression of the detectors."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.face import Detection, FaceDetector
from countenance.face.detection import _FULL_RANGE, _SHORT_RANGE, _iou, _letterbox, _weighted_suppression


def test_short_range_anchors() -> None:
    anchors = _SHORT_RANGE.anchors()
    assert anchors.shape == (896, 2)  # 2 x 16 x 16 + 6 x 8 x 8
    np.testing.assert_array_equal(anchors[:4], [[4, 4], [4, 4], [12, 4], [12, 4]])
    np.testing.assert_array_equal(anchors[512:519], [*[[8, 8]] * 6, [24, 8]])
    np.testing.assert_array_equal(anchors[-1], [120, 120])


def test_full_range_anchors() -> None:
    anchors = _FULL_RANGE.anchors()
    assert anchors.shape == (2304, 2)  # 48 x 48
    np.testing.assert_array_equal(anchors[[0, 1, 48]], [[2, 2], [6, 2], [2, 6]])


def test_letterbox_centres_a_wide_image() -> None:
    canvas, scale, shift = _letterbox(np.full((100, 200, 3), 255, np.uint8), 128)
    assert scale == 0.64
    np.testing.assert_array_equal(shift, [0, 32])
    assert (canvas[32:96] == 255).all()
    assert canvas[:32].max() == canvas[96:].max() == 0


def test_iou_by_hand() -> None:
    box = np.array([0.0, 0, 2, 2])
    others = np.array([[0.0, 0, 2, 2], [1, 1, 3, 3], [2, 0, 4, 2], [5, 5, 6, 6]])
    np.testing.assert_allclose(_iou(box, others), [1, 1 / 7, 0, 0])
    face = Detection((0, 0, 2, 2), np.zeros((6, 2)), 0.9)
    assert face.iou((1, 1, 3, 3)) == pytest.approx(1 / 7)
    assert face.area == 4


def test_overlapping_detections_are_averaged_by_score() -> None:
    points = np.zeros((3, 8, 2))
    points[0, :2] = [[0, 0], [10, 10]]
    points[1, :2] = [[4, 0], [14, 10]]  # overlaps by 60 of 140
    points[2, :2] = [[40, 40], [50, 50]]
    points[:, 2] = [[1, 1], [5, 1], [45, 45]]
    first, second = _weighted_suppression(points, np.array([0.6, 0.9, 0.7]))
    assert first.score == 0.9
    assert first.box == pytest.approx((2.4, 0, 12.4, 10))
    np.testing.assert_allclose(first.keypoints[0], [3.4, 1])
    assert second.box == pytest.approx((40, 40, 50, 50))


@pytest.mark.parametrize("shape", [(120, 160, 3), (300, 40), (16, 16)])
def test_nothing_is_found_where_nothing_is(shape: tuple[int, ...]) -> None:
    assert FaceDetector().detect(np.full(shape, 90, np.uint8)) == []


def test_refuses_an_alpha_channel() -> None:
    with pytest.raises(InputError, match="RGB"):
        FaceDetector().detect(np.zeros((100, 100, 4), np.uint8))
