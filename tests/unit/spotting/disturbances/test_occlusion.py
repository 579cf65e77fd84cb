from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Play = Callable[..., Any]
Curve = Callable[..., Callable[[float], float]]
RNG = np.random.default_rng(3)


def cloth(mean: float, contrast: float, grain: float) -> NDArray[np.float32]:
    texture = cv2.GaussianBlur(RNG.normal(0, 1, (480, 640)), (0, 0), grain)
    return np.asarray(mean + contrast * texture / texture.std(), np.float32)


SKIN, HAND = cloth(150, 12, 15), cloth(110, 25, 6)


def picture(
    t: float, start: float = 2.0, end: float = 3.5, gain: float = 1.0, top: int = 240
) -> NDArray[np.uint8]:
    """The middle of the planted face's eyes and mouth lies at row 240, its chin at about 330."""
    image = SKIN * gain
    if start <= t < end:
        image = image.copy()
        image[top:, 250:390] = HAND[top:, 250:390]
    return np.clip(image, 0, 255).astype(np.uint8)


def test_a_hand_is_seen_from_its_coming_to_its_going(play: Play):
    stream = play({}, picture=picture)
    assert stream.reasons == {"hand over the face"}
    ((onset, offset),) = stream.intervals("hand over the face")
    assert 60 <= onset <= 66
    assert 98 <= offset <= 104


def test_a_hand_that_stays_is_told_up_to_the_end(play: Play):
    stream = play({}, picture=lambda t: picture(t, end=99.0))
    ((onset, offset),) = stream.intervals("hand over the face")
    assert 60 <= onset <= 66
    assert offset >= 176


def test_the_going_of_a_hand_is_not_taken_for_a_coming(play: Play):
    def beside(t: float) -> NDArray[np.uint8]:
        """It comes slowly from 0.5 s on, as a shadow that becomes a hand, and is gone from 4 s on."""
        image = SKIN.copy()
        if t < 4:
            share = np.clip((t - 0.5) / 3, 0, 1)
            image[200:, 320:400] += share * (HAND - SKIN)[200:, 320:400]
        return np.clip(image, 0, 255).astype(np.uint8)

    assert not play({}, picture=beside).told
    assert play({}, picture=lambda t: beside(4 - t)).reasons == {"hand over the face"}


def test_a_hand_over_the_dark_side_of_a_face_is_one(play: Play):
    dark = np.where(np.arange(640) < 320, 0.4, 1.0)[None, :]

    def lit(t: float) -> NDArray[np.uint8]:
        image = SKIN * dark
        if 2 <= t < 3.5:
            image[200:, 240:320] = HAND[200:, 240:320]
        return np.clip(image, 0, 255).astype(np.uint8)

    ((onset, offset),) = play({}, picture=lit).intervals("hand over the face")
    assert 60 <= onset <= 66
    assert 98 <= offset <= 104


def test_what_touches_the_edge_only_is_none_while_the_face_is_hardly_known(play: Play):
    assert not play({}, picture=lambda t: picture(t, top=315)).told


def test_a_hand_at_the_chin_of_a_face_that_is_known_is_one(play: Play):
    stream = play({}, seconds=16, picture=lambda t: picture(t, start=10.0, end=13.0, top=305))
    ((onset, offset),) = stream.intervals("hand over the face")
    assert 300 <= onset <= 312
    assert 380 <= offset <= 394


def test_a_hand_that_comes_slowly_to_a_face_that_is_known_is_one(play: Play):
    def creeping(t: float) -> NDArray[np.uint8]:
        return picture(t, start=10.0, end=14.0, top=int(np.interp(t, [10, 13], [345, 270])))

    stream = play({}, seconds=17, picture=creeping)
    ((onset, offset),) = stream.intervals("hand over the face")
    assert 300 <= onset <= 390
    assert 410 <= offset <= 424


def test_what_comes_again_and_again_belongs_to_the_face(play: Play):
    def often(t: float) -> NDArray[np.uint8]:
        """As a mouth does that speaks."""
        return picture(t, start=0.0, end=99.0 if t % 2 < 0.6 else 0.0, top=305)

    assert not play({}, seconds=20, picture=often).told


def test_a_pose_in_which_the_face_is_not_known_shows_nothing_new(play: Play):
    def turned(t: float) -> NDArray[np.uint8]:
        return picture(t, start=10.0, end=13.0, top=305)

    poses = {"yaw": lambda t: 0.0 if t < 9 else 12.0}
    assert "hand over the face" not in play(poses, seconds=16, picture=turned).reasons


def test_light_that_changes_is_none(play: Play):
    across = np.linspace(0.7, 1.2, 640)[None, :]

    def lit(t: float) -> NDArray[np.uint8]:
        return np.clip(SKIN * (across if t >= 2 else 1.0), 0, 255).astype(np.uint8)

    assert not play({}, picture=lit).told
    assert not play({}, picture=lambda t: picture(t, start=99, gain=1.0 if t < 2 else 0.5)).told


def test_a_new_background_for_good_is_taken_after_half_a_minute(play: Play):
    stream = play({}, seconds=40, fps=10, picture=lambda t: picture(t, end=99.0))
    ((onset, offset),) = stream.intervals("hand over the face")
    assert 20 <= onset <= 23
    assert 300 <= offset <= 325


def test_a_face_that_leaves_the_picture_is_not_compared(play: Play):
    assert "hand over the face" not in play({"x": lambda t: 0.0 if t < 2 else 2.9}, picture=picture).reasons
