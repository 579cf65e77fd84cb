from __future__ import annotations

import cv2
import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.features import dense_flow, mean_motion


@pytest.fixture(scope="module")
def texture():
    noise = np.random.default_rng(0).normal(size=(160, 180)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 4)
    return cv2.normalize(smooth, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)


@pytest.mark.parametrize(
    ("method", "tolerance"), [("dis-medium", 0.1), ("dis-fast", 0.2), ("farneback", 0.2)]
)
@pytest.mark.parametrize(("right", "down"), [(3, 0), (0, 2), (-2, 1)])
def test_a_translation_is_found(texture, method, tolerance, right, down):
    moved = np.roll(texture, (down, right), axis=(0, 1))
    flow = dense_flow(texture, moved, method)
    assert flow.dtype == np.float32
    assert flow.shape == (*texture.shape, 2)
    # Away from the edges, where rolling brings in what lies on the other side.
    inner = flow[30:-30, 30:-30]
    np.testing.assert_allclose(np.median(inner, axis=(0, 1)), [right, down], atol=tolerance)


def test_a_still_frame_does_not_move(texture):
    assert np.abs(dense_flow(texture, texture)).max() < 0.01


def test_the_default_is_opencvs_medium_preset(texture):
    moved = np.roll(texture, 2, axis=1)
    medium = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    assert np.array_equal(dense_flow(texture, moved), medium.calc(texture, moved, None))


def test_views_give_the_same(texture):
    moved = np.roll(texture, 1, axis=1)
    expected = dense_flow(texture[:, ::2].copy(), moved[:, ::2].copy())
    assert np.array_equal(dense_flow(texture[:, ::2], moved[:, ::2]), expected)


@pytest.mark.parametrize(
    ("previous", "current"),
    [
        (np.zeros((40, 40), np.uint8), np.zeros((40, 41), np.uint8)),
        (np.zeros((40, 40), np.float32), np.zeros((40, 40), np.float32)),
        (np.zeros((40, 40, 3), np.uint8), np.zeros((40, 40, 3), np.uint8)),
    ],
)
def test_unequal_or_other_frames_are_refused(previous, current):
    with pytest.raises(InputError, match="two grey frames"):
        dense_flow(previous, current)


@pytest.mark.parametrize(
    ("method", "shape"), [("dis-medium", (15, 100)), ("dis-fast", (320, 31)), ("farneback", (15, 15))]
)
def test_frames_that_opencv_cannot_take_are_refused(method, shape):
    frame = np.zeros(shape, np.uint8)
    with pytest.raises(InputError, match=f"too small for optical flow by {method}"):
        dense_flow(frame, frame, method)


@pytest.mark.parametrize(("method", "side"), [("dis-medium", 16), ("dis-fast", 32), ("farneback", 16)])
def test_the_smallest_and_most_oblong_frames_work(method, side):
    frame = np.random.default_rng(1).integers(0, 256, (side, 640), dtype=np.uint8)
    for still in (frame, frame.T):
        assert dense_flow(still, still, method).shape == (*still.shape, 2)


def test_unknown_method_is_named(texture):
    with pytest.raises(InputError, match="'tvl1' is unknown: give one of dis-medium, dis-fast, farneback"):
        dense_flow(texture, texture, "tvl1")


def test_mean_motion_by_hand():
    flow = np.array([[[1, 0], [3, 2], [9, 9]], [[2, 4], [-1, 1], [0, 0.5]]], np.float32)
    labels = np.array([[1, 1, 0], [1, 3, 3]])
    means = mean_motion(flow, labels, n_regions=3)
    np.testing.assert_array_equal(means, [[2, 2], [np.nan, np.nan], [-0.5, 0.75]])


def test_mean_motion_refuses_labels_of_another_shape():
    with pytest.raises(InputError, match="expected"):
        mean_motion(np.zeros((4, 4, 2)), np.zeros((4, 5), int), 1)


@pytest.mark.parametrize("label", [-1, 3])
def test_mean_motion_refuses_labels_outside_of_the_regions(label):
    with pytest.raises(InputError, match="number of regions, 2"):
        mean_motion(np.zeros((4, 4, 2)), np.full((4, 4), label), 2)
