from __future__ import annotations

import cv2
import numpy as np

from countenance.face import MEAN_FACE, label_image, regions36
from countenance.features import gradient_histograms, interpolate_frames
from countenance.recognition.describers.gradients import _TWELVE_OF_36, TWELVE_REGIONS, Gradients3D
from countenance.recognition.faces import aligned_regions


def test_twelve_regions_cover_the_36_but_the_forehead():
    assert len(TWELVE_REGIONS) == len(set(TWELVE_REGIONS)) == 12
    for region, number in zip(regions36(MEAN_FACE), _TWELVE_OF_36[1:], strict=True):
        if region.area.startswith("forehead"):
            assert number == 0
            continue
        name = TWELVE_REGIONS[number - 1]
        assert name.endswith(region.side) or name in {"glabella", "nose", "mouth", "chin"}
    assert set(_TWELVE_OF_36) == set(range(13))


def test_the_regions_lie_where_their_names_say():
    labels = _TWELVE_OF_36[label_image(regions36(MEAN_FACE * 200), (200, 200))]
    x, y = {}, {}
    for number, name in enumerate(TWELVE_REGIONS, 1):
        y[name], x[name] = np.argwhere(labels == number).mean(axis=0)
    assert y["brow_right"] < y["eye_right"] < y["cheek_right"] < y["mouth_corner_right"] < y["chin"]
    assert y["glabella"] < y["nose"] < y["mouth"] < y["chin"]
    for name in ("brow", "eye", "cheek", "mouth_corner"):
        assert x[f"{name}_right"] < 100 < x[f"{name}_left"]


def test_it_is_of_the_smoothed_and_resampled_face(smile_grey):
    faces, labels, _ = aligned_regions(smile_grey, 100)
    smooth = np.stack([cv2.GaussianBlur(face.astype(np.float32), (0, 0), 2) for face in faces])
    volume = interpolate_frames(smooth, 9)
    for smoothing, expected in ((2, volume), (0, interpolate_frames(faces.astype(np.float32), 9))):
        describer = Gradients3D(n_frames=9, parts=2, bins=(4, 6, 6), smoothing=smoothing, face_size=100)
        histograms = gradient_histograms(expected, _TWELVE_OF_36[labels], 12, parts=2, bins=(4, 6, 6))
        np.testing.assert_allclose(describer.describe(smile_grey), histograms.ravel(), atol=1e-6)


def test_a_still_clip_has_no_gradient_along_time(smile_grey):
    described = Gradients3D().describe(smile_grey[[0, 0, 0, 0]]).reshape(12, 3, 32)
    for plane in (described[..., 8:20], described[..., 20:]):
        assert set(np.nonzero(plane)[2]) == {0, 6}  # along +x or +y, and against it


def test_the_gradients_of_a_smile_turn_towards_time_at_the_mouth(smile_grey):
    described = Gradients3D().describe(smile_grey).reshape(12, 3, 32)[..., 8:20].mean(axis=1)
    # Share of the gradients on XT that lie at least 30 degrees from x: moved by more than half a px a frame.
    oblique = dict(zip(TWELVE_REGIONS, described[:, [1, 2, 3, 4, 7, 8, 9, 10]].sum(axis=1), strict=True))
    for side in ("right", "left"):
        assert oblique[f"mouth_corner_{side}"] > 5 * oblique[f"brow_{side}"]
