from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import FaceError
from countenance.databases.simulated import Person
from countenance.features import TABLE5_SETTINGS, LBPTOPSettings
from countenance.recognition import clip_descriptors
from countenance.recognition.clip_descriptors import crop_to_regions


@pytest.fixture(scope="module")
def smile() -> np.ndarray:
    """A simulated smile of six frames, grey."""
    person = Person.from_seed(4)
    shown = [person.render({"12": level, "6": level}) for level in np.linspace(0, 1, 6)]
    return np.stack([frame.mean(2).astype(np.uint8) for frame in shown])


def test_vector_lengths_are_the_papers(smile: np.ndarray):
    described = clip_descriptors(smile)
    lengths = {(s.points, s.mapping): len(vector) for s, vector in described.items()}
    assert len(described) == len(TABLE5_SETTINGS) == 48
    assert lengths == {
        (4, "basic"): 1728, (4, "uniform"): 1620, (8, "basic"): 27648, (8, "uniform"): 6372,
    }  # fmt: skip


def test_each_planes_histogram_sums_to_one(smile: np.ndarray):
    settings = LBPTOPSettings(1, 1, 3, 4, "uniform")
    vector = clip_descriptors(smile, [settings])[settings]
    assert vector.dtype == np.float32
    assert vector.reshape(36, 3, 15).sum(2) == pytest.approx(np.ones((36, 3)), abs=1e-5)


def test_crop_keeps_a_margin_for_the_radii(smile: np.ndarray):
    volume, labels = crop_to_regions(smile, margin=4)
    assert volume.shape[1:] == labels.shape
    assert set(np.unique(labels)) == set(range(37))
    for edge in (labels[:4], labels[-4:], labels[:, :4], labels[:, -4:]):
        assert not edge.any()


def test_no_face_is_said(smile: np.ndarray):
    with pytest.raises(FaceError):
        clip_descriptors(np.full_like(smile, 128))


def test_face_beyond_the_picture_names_the_regions(smile: np.ndarray):
    cut = smile[:, :, : smile.shape[2] // 2 + 30]
    with pytest.raises(FaceError, match=r"reaches beyond the picture|no face|No face"):
        clip_descriptors(cut)
