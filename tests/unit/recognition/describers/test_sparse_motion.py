from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone

from countenance.core.errors import FaceError, InputError
from countenance.face import MEAN_FACE
from countenance.features.directional import directional_histograms
from countenance.recognition.describers.sparse_motion import SparseMotionTexture, sparse_motion
from countenance.recognition.faces import aligned_face
from countenance.recognition.facs_regions import FACS_REGIONS, facs_labels


def blinking_spot() -> tuple[np.ndarray, np.ndarray]:
    """A still picture under a light that fades, with a spot that shows for two frames, and where the spot is."""
    rng = np.random.default_rng(0)
    picture = rng.uniform(60, 200, (24, 24))
    clip = picture * np.linspace(1, 0.8, 16)[:, None, None]
    spot = np.zeros(clip.shape, bool)
    spot[7:9, 10:13, 4:7] = True
    return clip + 40 * spot, spot


def test_the_sparse_part_is_what_is_local_and_brief():
    clip, spot = blinking_spot()
    sparse = sparse_motion(clip)
    assert sparse.dtype == np.float32
    assert np.abs(sparse[spot] - 40).max() < 0.1
    assert np.abs(sparse[~spot]).max() < 0.1


def test_a_still_clip_has_no_sparse_part():
    clip = np.tile(np.random.default_rng(0).uniform(0, 255, (12, 12)), (8, 1, 1))
    assert np.abs(sparse_motion(clip)).max() < 0.01


def test_it_is_the_codes_of_the_sparse_part_of_the_aligned_face(smile_grey):
    described = SparseMotionTexture(size=64, n_frames=7).describe(smile_grey)
    assert described.shape == (len(FACS_REGIONS) * 3 * 256,)
    assert described.dtype == np.float32
    histograms = described.reshape(16, 3, 256)
    np.testing.assert_allclose(histograms.sum(axis=2), 1, atol=1e-5)
    sparse = sparse_motion(aligned_face(smile_grey, 64).astype(float))
    assert np.abs(sparse).max() > 5
    # The face is aligned, so that the regions of the mean face are nearly those of this one.
    labels = facs_labels(MEAN_FACE * 64 - 0.5, (64, 64))
    assert np.abs(histograms - directional_histograms(sparse, labels)).sum(axis=2).mean() < 0.5


def test_faces_that_are_cropped_already_have_the_regions_of_the_mean_face():
    frames = np.random.default_rng(1).integers(0, 256, (6, 64, 64), dtype=np.uint8)
    described = SparseMotionTexture(size=64, n_frames=6, crop="whole").describe(frames)
    labels = facs_labels(MEAN_FACE * 64 - 0.5, (64, 64))
    expected = directional_histograms(sparse_motion(frames.astype(np.float32)), labels)
    np.testing.assert_allclose(described.reshape(16, 3, 256), expected, atol=1e-7)


def test_a_smile_shows_at_the_corners_of_the_mouth_and_not_on_the_forehead(smile_grey):
    sparse = np.abs(sparse_motion(aligned_face(smile_grey, 96).astype(float))).sum(axis=0)
    labels = facs_labels(MEAN_FACE * 96 - 0.5, (96, 96))
    mean = {name: sparse[labels == number].mean() for number, name in enumerate(FACS_REGIONS, start=1)}
    assert min(mean["mouth_corner_right"], mean["mouth_corner_left"]) > 3 * max(
        mean["inner_brow_right"], mean["inner_brow_left"]
    )


def test_a_copy_describes_the_same():
    frames = np.random.default_rng(2).integers(0, 256, (4, 64, 64), dtype=np.uint8)
    describer = SparseMotionTexture(64, 5, crop="whole", lam=0.05)
    copy = pickle.loads(pickle.dumps(clone(describer)))
    assert np.array_equal(copy.describe(frames), describer.describe(frames))
    assert not np.array_equal(copy.set_params(lam=None).describe(frames), describer.describe(frames))


def test_colour_and_no_face_are_refused(smile_rgb):
    with pytest.raises(InputError, match="the clip is RGB"):
        SparseMotionTexture().describe(smile_rgb)
    with pytest.raises(FaceError):
        SparseMotionTexture().describe(np.full((3, 90, 90), 90, np.uint8))
