"""The place of the face is that of the first frame with one, and stays."""

from __future__ import annotations

import cv2
import numpy as np

from countenance.core import Frame
from countenance.face import landmarks68
from countenance.spotting.first_face import FirstFace, face_box
from countenance.testing.spotters import _simulated


def test_the_box_is_raised_above_the_brows_and_stays_in_the_picture():
    landmarks = np.full((68, 2), 50.0)
    landmarks[0], landmarks[16], landmarks[8] = (20, 60), (90, 60), (50, 99)
    landmarks[18], landmarks[36] = (40, 30), (40, 42)
    assert face_box(landmarks, (200, 200)) == (20, 30 - 12, 90, 99)
    assert face_box(landmarks, (80, 70, 3)) == (20, 18, 70, 80)
    assert face_box(landmarks - 30, (200, 200)) == (0, 0, 60, 69)
    assert face_box(landmarks - 200, (200, 200)) is None


def test_the_place_does_not_follow_the_face():
    picture = _simulated()[0]
    place = FirstFace(64)
    assert place.cut(Frame(0, None, np.full_like(picture, 127))) is None
    assert place.n_faces == 0
    first = place.cut(Frame(1, None, picture))
    assert first is not None
    assert (first.shape, first.dtype, place.n_faces) == ((64, 64), np.uint8, 1)
    moved = place.cut(Frame(2, None, np.roll(picture, 20, axis=1)))
    assert np.abs(first.astype(int) - moved).mean() > 5
    assert np.array_equal(place.cut(Frame(3, None, picture)), first)
    assert np.abs(place.cut(Frame(4, None, picture[..., 1])).astype(int) - first).mean() < 30  # grey will do


def test_the_largest_of_two_faces_is_taken():
    picture = _simulated()[0]
    small = np.full_like(picture, 127)
    small[:192, :256] = cv2.resize(picture, (256, 192), interpolation=cv2.INTER_AREA)
    both = np.concatenate([small, picture], axis=1)
    place = FirstFace(64)
    cut = place.cut(Frame(0, None, both))
    box = face_box(landmarks68(picture), picture.shape)
    assert place.n_faces == 2
    assert box is not None
    alone = FirstFace(64).cut(Frame(0, None, picture))
    assert np.abs(cut.astype(int) - alone).mean() < 8
