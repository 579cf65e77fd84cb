from __future__ import annotations

import cv2
import numpy as np
import pytest

from countenance.face import MEAN_FACE, label_image, regions36
from countenance.measurement import REGION_NAMES, RegionMotion
from countenance.measurement.motion import fit_head_motion

POINTS = MEAN_FACE * 200 + 40
EYES = float(np.linalg.norm(POINTS[45] - POINTS[36]))


@pytest.fixture(scope="module")
def texture() -> np.ndarray:
    noise = np.random.default_rng(0).integers(0, 256, (320, 300)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 2.0)
    return np.clip((smooth - smooth.mean()) * 8 + 128, 0, 255)


def moved(picture: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """The picture with every pixel displaced by ``shift`` (H, W, 2)."""
    y, x = np.indices(picture.shape, dtype=np.float32)
    taken = cv2.remap(picture, x - shift[..., 0], y - shift[..., 1], cv2.INTER_CUBIC)
    return np.clip(taken, 0, 255).astype(np.uint8)


def test_a_head_that_moves_as_a_whole_shows_no_motion_of_its_own(texture):
    whole = np.zeros((*texture.shape, 2), np.float32)
    whole[...] = (3.0, -2.0)
    motion = RegionMotion()
    motion.update(texture.astype(np.uint8), POINTS)
    own = motion.update(moved(texture, whole), POINTS + np.array((3, -2)))
    assert np.abs(own).max() * EYES < 0.25


def test_a_mouth_corner_that_rises_is_seen_where_it_rises(texture):
    number = REGION_NAMES.index("mouth_corner_left")
    labels = label_image(regions36(POINTS), texture.shape)
    mask = cv2.GaussianBlur((labels == number + 1).astype(np.float32), (0, 0), 4)
    rising = np.stack([np.zeros_like(mask), -2.5 * mask / mask.max()], axis=2)
    motion = RegionMotion()
    motion.update(texture.astype(np.uint8), POINTS)
    own = motion.update(moved(texture, rising), POINTS) * EYES
    speed = np.linalg.norm(own, axis=1)
    assert np.argmax(speed) == number
    assert -2.5 < own[number, 1] < -0.8
    assert speed[REGION_NAMES.index("brow_inner_right")] < 0.15


def test_nothing_is_said_without_a_face(texture):
    motion, frame = RegionMotion(), texture.astype(np.uint8)
    assert np.isnan(motion.update(frame, POINTS)).all()  # the first frame has none before it
    assert np.isnan(motion.update(frame, None)).all()
    assert np.isnan(motion.update(frame, POINTS)).all()  # the last frame showed no face
    assert np.isfinite(motion.update(frame, POINTS)).all()


def test_head_motion_is_found_although_one_region_moves_of_its_own():
    places = np.random.default_rng(1).uniform(0, 100, (11, 2))
    a, b, c, d = 0.02, -0.01, 1.5, -0.5
    flow = np.stack([a * places[:, 0] - b * places[:, 1] + c, b * places[:, 0] + a * places[:, 1] + d], 1)
    flow[3] += (4, 4)
    assert fit_head_motion(places, flow) == pytest.approx([a, b, c, d], abs=1e-3)
