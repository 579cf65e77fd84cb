"""Both engines compute the same landmarks, and neither talks."""

from __future__ import annotations

import os

import cv2
import numpy as np
import pytest

from countenance.face import LandmarkDetector, networks
from countenance.face.weights import read_task_member
from countenance.testing.spotters import _simulated


@pytest.fixture
def model() -> bytes:
    return read_task_member("face_landmarks_detector.tflite")


def test_the_extra_is_used_where_it_is_installed(model: bytes, monkeypatch: pytest.MonkeyPatch):
    assert isinstance(networks.landmark_network(model), networks._LiteRT)
    monkeypatch.setattr(networks, "_LIBRARY", "no_such_library")
    assert isinstance(networks.landmark_network(model), networks._OpenCV)


def test_both_find_the_same_landmarks(model: bytes):
    left, top, right, bottom = LandmarkDetector().mesh(_simulated()[0]).box
    middle, side = ((left + right) / 2, (top + bottom) / 2), round(1.5 * max(right - left, bottom - top))
    crop = cv2.resize(cv2.getRectSubPix(_simulated()[0], (side, side), middle), (256, 256))
    (fast, sure), (usual, as_sure) = networks._LiteRT(model)(crop), networks._OpenCV(model)(crop)
    assert usual[:, 0].std() > 20
    assert fast == pytest.approx(usual, abs=1e-3)
    assert sure == pytest.approx(as_sure, abs=1e-3)
    assert sure > 3


def test_a_crop_without_a_face_has_a_low_logit(model: bytes):
    grey = np.full((256, 256, 3), 127, np.uint8)
    for network in (networks._LiteRT(model), networks._OpenCV(model)):
        points, logit = network(grey)
        assert points.shape == (478, 3)
        assert logit < 0


def test_the_notes_of_the_engine_are_kept_back_and_nothing_else(model: bytes, capfd):
    networks._LiteRT(model)
    assert capfd.readouterr() == ("", "")
    with networks._without_notes():
        os.write(2, b"INFO: nothing that matters\nERROR: something that does\n")
    os.write(2, b"afterwards\n")
    assert capfd.readouterr() == ("", "ERROR: something that does\nafterwards\n")
