from __future__ import annotations

import cv2
import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.features import dense_flow
from countenance.recognition.apex import check_apex, distances_from_the_ends, estimate_apex
from countenance.recognition.faces import aligned_face, face_mask

STRENGTHS = (0, 0.5, 1.2, 2.4, 3.0, 2.2, 0.9)


@pytest.fixture(scope="module")
def texture():
    noise = np.random.default_rng(5).normal(size=(128, 128)).astype(np.float32)
    return cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 3), None, 0, 255, cv2.NORM_MINMAX)


def planted(texture, strengths, head=None):
    """Frames with a bump of the given strengths (px) that a head motion of (zoom, turn, x, y) carries along."""
    y, x = np.mgrid[:128, :128].astype(np.float32)
    bump = np.exp(-((x - 80) ** 2 + (y - 85) ** 2) / 300).astype(np.float32)
    frames = []
    for k, strength in enumerate(strengths):
        frame = cv2.remap(texture, x, y - strength * bump, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
        if head is not None:
            zoom, turn, right, down = head[k]
            matrix = cv2.getRotationMatrix2D((64, 64), turn, zoom)
            matrix[:, 2] += right, down
            frame = cv2.warpAffine(
                frame, matrix, (128, 128), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
            )
        frames.append(np.clip(frame, 0, 255).astype(np.uint8))
    return np.stack(frames)


def test_the_planted_apex_is_found(texture):
    assert estimate_apex(planted(texture, STRENGTHS)) == 4


def test_distances_follow_what_was_planted(texture):
    frames = planted(texture, STRENGTHS)
    planted_distances = [strength + abs(strength - STRENGTHS[-1]) for strength in STRENGTHS]
    measured = distances_from_the_ends(frames)
    assert np.corrcoef(measured, planted_distances)[0, 1] > 0.98
    # The first frame's distance is that to the last one, and the other way round.
    assert measured[0] == pytest.approx(measured[-1], rel=0.1)


def test_what_drifts_evenly_does_not_move_the_estimate(texture):
    """A part of the face slides on and on, in the end further than the expression went."""
    y, x = np.mgrid[:128, :128].astype(np.float32)
    slide = np.exp(-((x - 40) ** 2 + (y - 40) ** 2) / 300).astype(np.float32)
    frames = planted(texture, STRENGTHS)
    drifting = np.stack([cv2.remap(f, x - 0.8 * k * slide, y, cv2.INTER_CUBIC) for k, f in enumerate(frames)])
    assert estimate_apex(drifting) == 4


def test_only_the_pixels_that_count_count(texture):
    y, x = np.mgrid[:128, :128].astype(np.float32)
    hair = 6 * np.exp(-((x - 35) ** 2 + (y - 20) ** 2) / 300).astype(np.float32)
    frames = planted(texture, STRENGTHS)
    frames[2] = cv2.remap(frames[2], x - hair, y, cv2.INTER_CUBIC)
    assert estimate_apex(frames) == 2
    assert estimate_apex(frames, y > 50) == 4


def test_a_nod_does_not_move_the_estimate(texture):
    """The head nods and turns before the apex, further than the face moves; and it has not come back."""
    head = [(1 + 0.004 * k, 0.4 * k, 0.8 * k, -0.5 * k) for k in (0, 3, 8, 3, 1, 1, 1)]
    frames = planted(texture, STRENGTHS, head)
    flows = [[dense_flow(end, frame) for frame in frames] for end in (frames[0], frames[-1])]
    assert int(np.argmax(np.abs(flows).mean(axis=(2, 3, 4)).sum(axis=0))) == 2
    assert estimate_apex(frames) == 4


def test_a_rendered_smile_is_at_its_apex_where_it_was_rendered_strongest(smile_grey):
    assert estimate_apex(aligned_face(smile_grey, 140), face_mask(140)) == 4


def test_two_frames_leave_one_choice(texture):
    assert estimate_apex(planted(texture, (0, 1))) == 1


def test_a_still_clip_takes_the_first_frame_after_the_onset(texture):
    assert estimate_apex(planted(texture, (0, 0, 0))) == 1


def test_large_frames_are_shrunk(texture):
    large = np.stack([cv2.resize(f, (512, 384)) for f in planted(texture, STRENGTHS)])
    assert estimate_apex(large) == 4


def test_one_frame_has_no_apex():
    with pytest.raises(InputError, match="the clip has 1 frame: expected at least 2"):
        estimate_apex(np.zeros((1, 40, 40), np.uint8))


def test_colour_is_refused():
    with pytest.raises(InputError, match="grey frames"):
        estimate_apex(np.zeros((3, 40, 40, 3), np.uint8))


@pytest.mark.parametrize("where", [np.zeros((40, 40), bool), np.ones((40, 41), bool)])
def test_pixels_that_count_must_be_of_the_frame(where):
    with pytest.raises(InputError, match=r"at least one, and the frames' shape \(40, 40\)"):
        estimate_apex(np.zeros((3, 40, 40), np.uint8), where)


@pytest.mark.parametrize("apex", [-1, 5])
def test_an_apex_outside_of_the_clip_is_refused(apex):
    with pytest.raises(
        InputError, match=f"the apex is frame {apex} of the clip, which has the frames 0 to 4"
    ):
        check_apex(apex, 5)


def test_every_apex_inside_of_the_clip_passes():
    def passes(apex):
        try:
            check_apex(apex, 5)
        except InputError:
            return False
        return True

    assert [apex for apex in (None, *range(-2, 8)) if passes(apex)] == [None, 0, 1, 2, 3, 4]
