from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone

from countenance.core.errors import FaceError, InputError
from countenance.features import interpolate_frames
from countenance.recognition.describers.aligned_clips import AlignedColourClip, AlignedGreyClip
from countenance.recognition.faces import aligned_face


def test_a_grey_clip_is_the_aligned_face_at_a_fixed_length(smile_grey):
    described = AlignedGreyClip(size=32, n_frames=20).describe(smile_grey)
    assert described.dtype == np.uint8
    assert np.array_equal(described, interpolate_frames(aligned_face(smile_grey, 32), 20))


def test_a_colour_clip_keeps_its_colours(smile_rgb):
    described = AlignedColourClip(size=32, n_frames=5).describe(smile_rgb)
    assert described.shape == (5, 32, 32, 3)
    assert np.array_equal(described[0], aligned_face(smile_rgb[:1], 32)[0])


def test_sizes_are_those_of_the_papers(smile_grey, smile_rgb):
    assert AlignedGreyClip().describe(smile_grey).shape == (64, 64, 64)
    assert AlignedColourClip().describe(smile_rgb).shape == (32, 96, 96, 3)
    assert (AlignedGreyClip.colour, AlignedColourClip.colour) == ("grey", "rgb")


@pytest.mark.parametrize("describer", [AlignedGreyClip(8, 3, "whole"), AlignedColourClip(8, 3, "whole")])
def test_a_copy_has_the_parameters_and_describes_the_same(describer):
    shape = (2, 20, 20, 3) if describer.colour == "rgb" else (2, 20, 20)
    frames = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    copy = pickle.loads(pickle.dumps(clone(describer)))
    assert copy.get_params() == {"size": 8, "n_frames": 3, "crop": "whole"}
    assert np.array_equal(copy.describe(frames), describer.describe(frames))


def test_no_face_and_no_length_are_refused(smile_grey):
    with pytest.raises(FaceError):
        AlignedGreyClip().describe(np.full((3, 90, 90), 90, np.uint8))
    with pytest.raises(InputError, match="0 frames"):
        AlignedGreyClip(n_frames=0).describe(smile_grey)
