"""Small pictures of the last seconds."""

from __future__ import annotations

import itertools
import sys
import threading

import cv2
import numpy as np
import pytest

from countenance.app.web.live.pictures import RecentPictures, jpeg
from countenance.databases.simulated import Person


def decoded(data: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]


def test_a_picture_keeps_its_colours_and_is_never_enlarged():
    red = np.zeros((20, 40, 3), np.uint8)
    red[..., 0] = 220
    assert decoded(jpeg(red, width=10)).shape == (5, 10, 3)
    assert decoded(jpeg(red, width=400)).shape == (20, 40, 3)
    assert abs(decoded(jpeg(red, width=10))[2, 5].astype(int) - (220, 0, 0)).max() < 8
    assert decoded(jpeg(red[..., 0], width=400))[0, 0].tolist() == [220] * 3


def test_old_frames_go_and_the_nearest_stands_in():
    recent = RecentPictures(seconds=1)
    for index in range(30):
        recent.add(index, index / 10, np.full((16, 16, 3), 8 * index, np.uint8))
    assert len(recent._frames) == 11
    levels = [decoded(data).mean() for data in recent.faces([0, 25, 99], 25)]
    assert levels == pytest.approx([8 * 19, 8 * 25, 8 * 29], abs=2)


def test_nothing_is_shown_of_nothing():
    assert RecentPictures(1).faces([0, 1, 2], 1) == []


def test_the_face_is_cut_out_alike_in_all_moments():
    face = Person.from_seed(3).render({})
    scene = np.full((face.shape[0], 3 * face.shape[1], 3), 127, np.uint8)
    scene[:, : face.shape[1]] = face
    recent = RecentPictures(seconds=1)
    recent.add(0, 0.0, scene)
    recent.add(1, 0.1, scene[:, ::-1].copy())  # the face is elsewhere: the window must not follow
    first, second = (decoded(data) for data in recent.faces([0, 1], 0))
    assert first.shape == second.shape
    assert first.shape[1] <= 224
    assert first.std() > 20
    assert second.std() < 5


def test_pictures_are_found_while_others_come(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("countenance.app.web.live.pictures.jpeg", lambda *_, **__: b"")
    monkeypatch.setattr("countenance.app.web.live.pictures.from_jpeg", len)
    recent = RecentPictures(seconds=1)
    for index in range(1000):
        recent.add(index, index / 1000, np.zeros((2, 2), np.uint8))
    over = threading.Event()

    def come() -> None:
        for index in itertools.count(1000):
            recent.add(index, index / 1000, np.zeros((2, 2), np.uint8))
            if over.is_set():
                return

    switching, coming = sys.getswitchinterval(), threading.Thread(target=come)
    sys.setswitchinterval(1e-5)
    coming.start()
    try:
        assert [recent._decoded(index) for index in range(300)] == [0] * 300
    finally:
        over.set()
        coming.join()
        sys.setswitchinterval(switching)
