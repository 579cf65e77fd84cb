from __future__ import annotations

import pickle

import numpy as np
import pytest

from countenance.core.errors import FaceError, InputError
from countenance.features import flow_map
from countenance.recognition.describers.flow_maps import OnsetApexFlow
from countenance.recognition.faces import aligned_face


def test_it_is_the_flow_of_the_aligned_face_from_onset_to_apex(smile_grey):
    faces = aligned_face(smile_grey, 140)
    described = OnsetApexFlow().describe(smile_grey, apex=3)
    assert (described.shape, described.dtype) == ((28, 28, 3), np.float32)
    assert np.array_equal(described, flow_map(faces[0], faces[3]))


def test_an_apex_that_is_not_coded_is_estimated(smile_grey):
    describer = OnsetApexFlow()
    assert np.array_equal(describer.describe(smile_grey), describer.describe(smile_grey, apex=4))
    assert not np.array_equal(describer.describe(smile_grey), describer.describe(smile_grey, apex=2))


def test_a_smile_lifts_the_corners_of_the_mouth_and_draws_them_apart(smile_grey):
    described = OnsetApexFlow().describe(smile_grey, apex=4)
    right, left = described[18:21, 9:12], described[18:21, 17:20]
    assert right[..., 0].mean() < -0.3
    assert left[..., 0].mean() > 0.3
    assert max(right[..., 1].mean(), left[..., 1].mean()) < -0.3


def test_a_pickled_copy_describes_the_same(smile_grey):
    copy = pickle.loads(pickle.dumps(OnsetApexFlow(size=14)))
    assert np.array_equal(
        copy.describe(smile_grey, apex=4), OnsetApexFlow(size=14).describe(smile_grey, apex=4)
    )
    assert copy.transform([smile_grey[:2], smile_grey]).shape == (2, 14, 14, 3)


def test_no_face_and_one_frame_are_refused(smile_grey):
    with pytest.raises(FaceError):
        OnsetApexFlow().describe(np.full((3, 90, 90), 90, np.uint8), apex=1)
    with pytest.raises(InputError, match="expected at least 2"):
        OnsetApexFlow().describe(smile_grey[:1])
    with pytest.raises(InputError, match="the apex is frame 7"):
        OnsetApexFlow().describe(smile_grey, apex=7)
