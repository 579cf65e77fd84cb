from __future__ import annotations

import cv2
import numpy as np
import pytest

from countenance.core.errors import FaceError, InputError
from countenance.face import MEAN_FACE, label_image, landmarks68, regions36, register
from countenance.face.registration import STABLE_POINTS
from countenance.recognition.faces import (
    _warped,
    aligned_face,
    aligned_face_and_landmarks,
    aligned_regions,
    face_mask,
)


def test_the_face_lies_on_the_mean_face(smile_grey):
    faces, landmarks = aligned_face_and_landmarks(smile_grey, 140)
    assert (faces.shape, faces.dtype) == ((7, 140, 140), np.uint8)
    stable = list(STABLE_POINTS)
    assert np.abs(landmarks - (MEAN_FACE * 140 - 0.5))[stable].max() < 6
    # Found again in the result, the landmarks lie where the transform says.
    assert np.abs(landmarks68(faces[0]) - landmarks).mean() < 2.5


def test_colour_is_kept(smile_rgb, smile_grey):
    faces = aligned_face(smile_rgb, 140)
    assert faces.shape == (7, 140, 140, 3)
    grey = aligned_face(smile_grey, 140)
    assert np.abs(faces.mean(axis=3) - grey).mean() < 1.5


def test_one_transform_serves_all_frames(smile_grey):
    """What stands still stays still, although the landmarks of the later frames are others."""
    faces = aligned_face(np.concatenate([smile_grey[:1], smile_grey[:1], smile_grey[4:5]]), 140)
    assert np.array_equal(faces[0], faces[1])
    assert not np.array_equal(faces[0], faces[2])


def test_a_shift_of_the_head_stays(smile_grey):
    shifted = np.roll(smile_grey[0], 8, axis=1)
    faces, _ = aligned_face_and_landmarks(np.stack([smile_grey[0], shifted]), 200)
    landmarks = landmarks68(smile_grey[0])
    scale = np.hypot(*(MEAN_FACE[45] - MEAN_FACE[36])) * 200 / np.hypot(*(landmarks[45] - landmarks[36]))
    (right, down), _ = cv2.phaseCorrelate(*(face.astype(np.float64) for face in faces))
    assert (right, down) == pytest.approx((8 * scale, 0), abs=0.6)


def test_without_shrinking_it_is_what_register_does(smile_grey):
    size = 400
    expected, _ = register(smile_grey[0], landmarks68(smile_grey[0]), size)
    assert np.array_equal(aligned_face(smile_grey[:1], size)[0], expected)


def test_shrunk_faces_lie_where_register_puts_them(smile_grey):
    """Averaging before the warp moves nothing."""
    large = np.stack([cv2.resize(smile_grey[0], None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)])
    faces, _ = aligned_face_and_landmarks(large, 96)
    smooth, _ = register(cv2.GaussianBlur(large[0], (0, 0), 3), landmarks68(large[0]), 96)
    shift, _ = cv2.phaseCorrelate(faces[0].astype(np.float64), smooth.astype(np.float64))
    assert shift == pytest.approx((0, 0), abs=0.1)


def test_shrinking_averages_and_does_not_pick():
    """Noise of single pixels is all but gone at a quarter of the size; picked pixels would keep half of it."""
    noise = np.random.default_rng(0).integers(0, 256, (1, 256, 256), dtype=np.uint8)
    quarter = np.array([[0.25, 0, -0.375], [0, 0.25, -0.375]])
    (small,) = _warped(noise, quarter, 64)
    cells = noise[0].reshape(64, 4, 64, 4).mean(axis=(1, 3))
    assert np.abs(small - cells).max() <= 0.5 + 1e-9


def test_whole_frames_are_averaged():
    frames = np.random.default_rng(0).integers(0, 256, (2, 80, 120), dtype=np.uint8)
    faces = aligned_face(frames, 40, crop="whole")
    cells = frames.reshape(2, 40, 2, 40, 3).mean(axis=(2, 4))
    assert np.abs(faces - cells).max() <= 0.5 + 1e-9


def test_small_whole_frames_are_enlarged():
    assert aligned_face(np.zeros((2, 20, 30, 3), np.uint8), 64, crop="whole").shape == (2, 64, 64, 3)


def test_no_face_is_said_and_nothing_stands_in():
    with pytest.raises(FaceError, match="No face was found"):
        aligned_face(np.full((3, 120, 120), 128, np.uint8), 64)


@pytest.mark.parametrize(
    "frames",
    [np.zeros((3, 40, 40), np.float32), np.zeros((40, 40), np.uint8), np.zeros((3, 40, 40, 4), np.uint8)],
)
def test_other_arrays_are_no_clip(frames):
    with pytest.raises(InputError, match="expected uint8 frames"):
        aligned_face(frames, 64, crop="whole")


def test_no_frames_are_no_clip():
    with pytest.raises(InputError, match="the clip has 0 frames: expected at least 1"):
        aligned_face(np.zeros((0, 40, 40), np.uint8), 64)


@pytest.mark.parametrize("size", [0, 1.5])
@pytest.mark.parametrize("crop", ["whole", "landmarks"])
def test_the_size_must_be_positive(size, crop):
    with pytest.raises(InputError, match="whole number of px"):
        aligned_face(np.zeros((2, 40, 40), np.uint8), size, crop=crop)


def test_an_unknown_crop_is_refused():
    with pytest.raises(InputError, match="'landmarks' or 'whole'"):
        aligned_face(np.zeros((2, 40, 40), np.uint8), 64, crop="auto")


def test_regions_lie_on_the_aligned_face(smile_grey):
    faces, labels, landmarks = aligned_regions(smile_grey, 128)
    same, points = aligned_face_and_landmarks(smile_grey, 128)
    assert np.array_equal(faces, same)
    assert np.array_equal(landmarks, points)
    assert np.array_equal(labels, label_image(regions36(points), (128, 128)))


def test_regions_that_the_picture_cuts_off_are_named(smile_grey):
    landmarks = landmarks68(smile_grey[0])
    cut = smile_grey[:, : int(landmarks[8, 1]) - 80]
    with pytest.raises(
        FaceError, match=r"reaches beyond the picture .* nothing is seen of lower_lip_right, .*chin$"
    ):
        aligned_regions(cut, 128)


def test_a_face_too_small_for_its_regions_is_refused(smile_grey):
    with pytest.raises(InputError, match="a face of 8 px is too small"):
        aligned_regions(smile_grey, 8)


def test_the_mask_holds_the_mean_face_and_not_the_corners():
    mask = face_mask(128)
    x, y = (MEAN_FACE * 128 - 0.5).round().astype(int).T
    assert mask[y, x].all()
    assert not mask[[0, 0, -1, -1], [0, -1, 0, -1]].any()
