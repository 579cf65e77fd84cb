"""A face is looked for some times a second, whatever the frame rate, and the wanted one of several."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import cv2
import numpy as np
import pytest

from countenance.core import Frame, InputError
from countenance.spotting.watching import FaceWatcher, grey_of
from countenance.testing.spotters import _simulated


@pytest.fixture(scope="module")
def two_faces() -> np.ndarray:
    """The same face twice side by side, 320 px wide each; the right one a little nearer."""
    face = _simulated()[0]
    left = np.full_like(face, 127)
    left[40:, 20:300] = face[:200, 20:300]
    return np.concatenate([left, face], axis=1)


def watch(watcher: FaceWatcher, image: np.ndarray, indices: range) -> list[int]:
    frames = (Frame(index, None, image) for index in indices)
    return [frame.index for frame in frames if watcher.update(frame, grey_of(frame)) is not None]


@pytest.mark.parametrize("fps", [10, 30, Fraction(30000, 1001), 60, 200])
def test_looks_are_evenly_spaced_and_about_sixteen_a_second(fps):
    blank = np.full((60, 80), 127, np.uint8)
    looked = watch(FaceWatcher(fps), blank, range(round(2 * fps)))
    assert looked[0] == 0
    assert len({b - a for a, b in pairwise(looked)}) == 1
    assert min(0.75 * 32, 2 * fps) <= len(looked) <= 1.25 * 32


def test_looks_are_taken_by_time_where_frames_come_slower_or_faster_than_they_should():
    blank = np.full((60, 80), 127, np.uint8)

    def looked(times: list[float]) -> list[float]:
        watcher = FaceWatcher(30)
        seen = [watcher.update(Frame(n, Fraction(t), blank), blank) for n, t in enumerate(times)]
        return [one.time for one in seen if one is not None]

    slow, fast = [n / 10 for n in range(30)], [n / 120 for n in range(360)]
    assert looked(slow) == slow
    assert len(looked(fast)) == pytest.approx(3 * 15, rel=0.35)


def test_the_frame_after_a_gap_is_looked_at_and_told_as_such():
    blank = np.full((60, 80), 127, np.uint8)
    watcher = FaceWatcher(30)
    times = [0.0, 1 / 30, 2 / 30, 3 / 30, 1.0, 1.0 + 1 / 30, 1.0 + 2 / 30]
    seen = [watcher.update(Frame(n, Fraction(t), blank), blank) for n, t in enumerate(times)]
    assert [n for n, one in enumerate(seen) if one is not None] == [0, 2, 4, 6]
    assert [one.step for one in seen if one is not None] == pytest.approx([0, 1 / 30, 0.9, 1 / 30])


def test_an_observation_tells_when_what_and_where():
    watcher, image = FaceWatcher(30), _simulated()[0]
    seen = watcher.update(Frame(0, Fraction(1, 4), image), grey_of(Frame(0, None, image)))
    assert (seen.index, seen.time, seen.n_faces) == (0, 0.25, 1)
    assert seen.mesh.points.shape == (478, 3)
    assert seen.grey.shape == image.shape[:2]
    assert watcher.choice == ""
    blank = np.full_like(image, 127)
    gone = FaceWatcher(30).update(Frame(0, None, blank), blank[..., 0])
    assert gone.mesh is None
    assert gone.n_faces == 0


def test_times_come_from_the_recording_or_the_nominal_rate():
    watcher, image = FaceWatcher(25), np.zeros((4, 4), np.uint8)
    assert watcher.time_of(Frame(50, None, image)) == 2
    assert watcher.time_of(Frame(50, Fraction(7, 2), image)) == 3.5


def test_frames_that_are_not_in_order_are_refused():
    blank = np.full((60, 80), 127, np.uint8)
    watcher = FaceWatcher(30)
    watcher.update(Frame(3, None, blank), blank)
    with pytest.raises(InputError, match="frame 3 is not later than the frame before it"):
        watcher.update(Frame(3, None, blank), blank)


@pytest.mark.parametrize("face", ["biggest", "0", "-1", "1.5", ""])
def test_a_face_that_is_no_choice_is_refused(face: str):
    with pytest.raises(InputError, match=r"is no choice: give largest, left, right or a number"):
        FaceWatcher(30, face)


@pytest.mark.parametrize(("face", "number"), [("left", 1), ("right", 2), ("1", 1), ("2", 2)])
def test_the_wanted_one_of_two_faces_is_followed_and_said(two_faces, face: str, number: int):
    watcher = FaceWatcher(30, face)
    seen = watcher.update(Frame(0, None, two_faces), grey_of(Frame(0, None, two_faces)))
    assert (float(seen.mesh.points[:, 0].mean()) > 320) == (number == 2)
    assert f"number {number} from the left was followed" in watcher.choice
    assert "2 faces are seen in frame 0" in watcher.choice


def test_a_number_that_no_face_has_is_said(two_faces):
    watcher = FaceWatcher(30, "3")
    watcher.update(Frame(0, None, two_faces), grey_of(Frame(0, None, two_faces)))
    assert "number 3 was wanted, but there is none" in watcher.choice


def test_a_number_is_said_to_be_missing_before_a_single_face():
    watcher, image = FaceWatcher(30, "7"), _simulated()[0]
    watcher.update(Frame(0, None, image), grey_of(Frame(0, None, image)))
    assert watcher.choice == (
        "One face is seen in frame 0: it was followed (number 7 was wanted, but there is none)."
    )


def shrunk(image: np.ndarray, share: float) -> np.ndarray:
    return cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize(("share", "said"), [(1.0, ""), (0.75, ""), (0.5, "31"), (0.2, "12")])
def test_a_face_too_small_for_micro_expressions_is_said(share: float, said: str):
    watcher, image = FaceWatcher(30), shrunk(_simulated()[0], share)  # 61 px between the corners
    watcher.update(Frame(0, None, image), grey_of(Frame(0, None, image)))
    assert watcher.choice.startswith(f"The face is about {said} px between the outer corners" if said else "")
    assert bool(watcher.choice) == bool(said)


def test_a_small_one_of_several_faces_is_said_to_be_both(two_faces):
    watcher, image = FaceWatcher(30, "left"), shrunk(two_faces, 0.5)
    watcher.update(Frame(0, None, image), grey_of(Frame(0, None, image)))
    assert "2 faces are seen in frame 0" in watcher.choice
    assert "what is found is not reliable" in watcher.choice


def test_grey_pictures_stay_as_they_are():
    image = np.full((4, 6), 9, np.uint8)
    assert grey_of(Frame(0, None, image)) is image
    assert grey_of(Frame(0, None, np.full((4, 6, 3), 9, np.uint8))).tolist() == image.tolist()
